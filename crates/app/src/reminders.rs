//! When the people of a meeting are reminded of it.

use crate::participants::{of_interviews, of_unbooked};
use domain::appointment::{Appointment, AppointmentStatus, ShopSettings};
use domain::effect::{Due, Effect, EffectKind};
use domain::interview::{Interview, InterviewStatus};
use domain::message::{NotificationSettings, Person, Preferences};
use domain::{CompanyId, InterviewId, Meeting, UserId};
use persistence::store::shop::settings as shop_settings;
use persistence::store::{appointments, notifications, users};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Sets the reminders of an interview anew, after whatever changed its time, its people or its status.
pub(crate) fn set(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<(), StoreError> {
    set_all(scope, interview.company, std::slice::from_ref(interview), now)
}

/// Sets the reminders of these interviews of one company anew, in some statements however many: each scheduled one has
/// a reminder at each time that one of its people wants. Those that are set already stay as they are, also where their
/// time has come and no worker has got to them yet; those whose time has come before they were set are not set any more.
pub(crate) fn set_all(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[Interview],
    now: Timestamp,
) -> Result<(), StoreError> {
    if interviews.is_empty() {
        return Ok(());
    }
    let with_time: Vec<Interview> =
        interviews.iter().filter(|interview| starts_at(interview).is_some()).cloned().collect();
    let wanted = match with_time.is_empty() {
        true => BTreeSet::new(),
        false => {
            let participants = of_interviews(scope, company, &with_time)?;
            wanted(scope, company, &with_time, &participants)?
        }
    };
    let ids: Vec<Uuid> = interviews.iter().map(|interview| interview.id.0).collect();
    replace(scope, company, EffectKind::Remind, &ids, wanted, now)
}

/// The reminders of an interview that has just been made and is booked to no slot: none is set yet.
pub(crate) fn of_new(
    scope: &mut Scope<'_>,
    interview: &Interview,
    now: Timestamp,
) -> Result<Vec<Due>, StoreError> {
    if starts_at(interview).is_none() {
        return Ok(Vec::new());
    }
    let participants = [(interview.id, of_unbooked(interview))];
    let one = std::slice::from_ref(interview);
    Ok(due(&wanted(scope, interview.company, one, &participants)?, now))
}

/// When an interview starts of whose time its people are reminded.
fn starts_at(interview: &Interview) -> Option<Timestamp> {
    let scheduled = interview.status == InterviewStatus::Scheduled;
    Some(interview.time.filter(|_| scheduled)?.start())
}

/// The effects of reminders whose time has not come.
fn due(reminders: &BTreeSet<Reminder>, now: Timestamp) -> Vec<Due> {
    reminders.iter().map(Reminder::due).filter(|due| due.at > now).collect()
}

/// Puts the reminders that are wanted of these meetings in the place of those that are set; `kind` is that of their reminders.
fn replace(
    scope: &mut Scope<'_>,
    company: CompanyId,
    kind: EffectKind,
    meetings: &[Uuid],
    wanted: BTreeSet<Reminder>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (mut missing, mut stale) = (wanted, Vec::new());
    for (id, effect) in outbox::about(scope, company, meetings, kind)? {
        let set = Reminder::of(&effect).is_some_and(|reminder| missing.remove(&reminder));
        if !set {
            stale.push(id);
        }
    }
    outbox::drop_all(scope, company, &stale)?;
    Ok(outbox::enqueue(scope, company, &due(&missing, now), now)?)
}

/// The minutes before an appointment at which its client is reminded; none of an interview.
pub(crate) fn minutes_of_client(scope: &mut Scope<'_>, meeting: Meeting) -> Result<Vec<i64>, StoreError> {
    let Meeting::Appointment(id) = meeting else { return Ok(Vec::new()) };
    let appointment = appointments::get(scope, id)?;
    minutes_for_client(scope, &appointment)
}

fn minutes_for_client(scope: &mut Scope<'_>, appointment: &Appointment) -> Result<Vec<i64>, StoreError> {
    if !appointment.notes.want_reminder {
        return Ok(Vec::new());
    }
    let settings = shop_settings::get(scope, appointment.company)?.details;
    Ok(wanted_by_client(appointment, &settings))
}

/// The same by the settings of the shop.
fn wanted_by_client(appointment: &Appointment, shop: &ShopSettings) -> Vec<i64> {
    let hours = shop.reminder_hours_before.iter().filter(|_| appointment.notes.want_reminder);
    hours.map(|hours| hours * 60).collect()
}

/// Sets the reminders of an appointment anew, after whatever changed its time, its people or its status.
pub(crate) fn set_of_appointment(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (company, meeting) = (appointment.company, Meeting::Appointment(appointment.id));
    let wanted = wanted_of_appointment(scope, appointment)?;
    replace(scope, company, EffectKind::reminding_of(meeting), &[appointment.id.0], wanted, now)
}

fn wanted_of_appointment(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
) -> Result<BTreeSet<Reminder>, StoreError> {
    if !is_reminded_of(appointment) {
        return Ok(BTreeSet::new());
    }
    let wishes = StaffWishes::read(scope, appointment.company, &[appointment.staff_user])?;
    let minutes = minutes_for_client(&mut scope.everybodys(), appointment)?;
    Ok(wishes.reminders(appointment, minutes))
}

/// Whether people are reminded of it: it stands, and nobody has noted yet who came.
fn is_reminded_of(appointment: &Appointment) -> bool {
    appointment.status == AppointmentStatus::Confirmed && appointment.mark.is_none()
}

/// When some members of the staff want to be reminded of their appointments.
pub(crate) struct StaffWishes {
    settings: NotificationSettings,
    said: HashMap<Person, (Preferences, i64)>,
}

impl StaffWishes {
    /// Reads them, in two queries however many staff there are.
    pub(crate) fn read(
        scope: &mut Scope<'_>,
        company: CompanyId,
        staff: &[UserId],
    ) -> Result<Self, StoreError> {
        let people: Vec<Person> = staff.iter().copied().map(Person::User).collect();
        let (settings, _) = notifications::settings_of(scope, company)?;
        Ok(Self { settings, said: notifications::preferences_of(scope, company, &people)? })
    }

    /// The reminders of an appointment that has just been made: none is set yet.
    pub(crate) fn of_new(&self, appointment: &Appointment, shop: &ShopSettings, now: Timestamp) -> Vec<Due> {
        due(&self.reminders(appointment, wanted_by_client(appointment, shop)), now)
    }

    /// The reminders that there should be, with those that the client wants so many minutes before.
    fn reminders(&self, appointment: &Appointment, of_client: Vec<i64>) -> BTreeSet<Reminder> {
        if !is_reminded_of(appointment) {
            return BTreeSet::new();
        }
        let usual = Preferences::default();
        let said = self.said.get(&Person::User(appointment.staff_user));
        let of_staff = said.map_or(&usual, |(preferences, _)| preferences).reminders(&self.settings);
        let (meeting, starts_at) = (Meeting::Appointment(appointment.id), appointment.time.start());
        let minutes = of_client.into_iter().chain(of_staff.iter().copied());
        minutes.map(|minutes_before| Reminder { meeting, starts_at, minutes_before }).collect()
    }
}

/// One reminder of a meeting, to those who want one then.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reminder {
    meeting: Meeting,
    starts_at: Timestamp,
    minutes_before: i64,
}

impl Reminder {
    fn of(effect: &Effect) -> Option<Self> {
        match *effect {
            Effect::Remind { meeting, starts_at, minutes_before } => {
                Some(Self { meeting, starts_at, minutes_before })
            }
            _ => None,
        }
    }

    fn due(&self) -> Due {
        let Self { meeting, starts_at, minutes_before } = *self;
        let effect = Effect::Remind { meeting, starts_at, minutes_before };
        Due { effect, at: starts_at.plus_minutes(-minutes_before) }
    }
}

/// Who takes part in an interview.
type Participants = (InterviewId, Vec<Person>);

/// The reminders that there should be of these interviews with a time.
fn wanted(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[Interview],
    participants: &[Participants],
) -> Result<BTreeSet<Reminder>, StoreError> {
    let starts = interviews.iter().filter_map(|interview| Some((interview.id, starts_at(interview)?)));
    let starts: HashMap<InterviewId, Timestamp> = starts.collect();
    let mut wanted = BTreeSet::new();
    for (interview, minutes) in minutes_before(scope, company, participants)? {
        let Some(&starts_at) = starts.get(&interview) else { continue };
        let meeting = interview.into();
        wanted.extend(minutes.into_iter().map(|minutes_before| Reminder {
            meeting,
            starts_at,
            minutes_before,
        }));
    }
    Ok(wanted)
}

/// The minutes before the start at which somebody of each of these interviews wants to be reminded, in some queries
/// however many interviews of the company it are.
fn minutes_before(
    scope: &mut Scope<'_>,
    company: CompanyId,
    of_each: &[Participants],
) -> Result<Vec<(InterviewId, BTreeSet<i64>)>, StoreError> {
    let (settings, _) = notifications::settings_of(scope, company)?;
    let everybody: BTreeSet<Person> = of_each.iter().flat_map(|(_, people)| people).copied().collect();
    let said = notifications::preferences_of(scope, company, &Vec::from_iter(everybody.iter().copied()))?;
    let users: Vec<UserId> = everybody.iter().filter_map(|person| person.user()).collect();
    let users = users::by_ids(scope, &users)?;
    let active: BTreeSet<UserId> =
        users.iter().filter(|user| user.details.active).map(|user| user.id).collect();
    let usual = Preferences::default();
    let wanted = |person: &Person| {
        let there = person.user().is_none_or(|user| active.contains(&user));
        let preferences = said.get(person).map_or(&usual, |(preferences, _)| preferences);
        if there { preferences.reminders(&settings).to_vec() } else { Vec::new() }
    };
    let minutes = |people: &[Person]| people.iter().flat_map(&wanted).collect();
    Ok(of_each.iter().map(|(interview, people)| (*interview, minutes(people))).collect())
}

//! What takes people's time within some days: read once, for those who may see it.

use crate::hiring::{Named, Seen, people, seen};
use crate::kit::page::Page;
use crate::kit::when::WallClock;
use crate::shop;
use app::directory::busy_periods;
use app::slots::{self, SlotView};
use app::{free_busy, interview_calendar};
use domain::access::actions::ReadCalendars;
use domain::access::{Action, Asks, Permit};
use domain::appointment::Appointment;
use domain::directory::BusyPeriod;
use domain::{InterviewId, Refusal, UserId};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, IntervalSet, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Events of a kind that a page shows for each of its people, at most; all people's together. Beyond it the page says so.
pub(super) const MOST: usize = 2000;
/// People whose time a page shows, at most.
pub(super) const PEOPLE: usize = 12;

/// What is asked for.
#[derive(Clone)]
pub(super) struct Wanted {
    /// The day that the address names.
    pub(super) date: Date,
    pub(super) first: Date,
    pub(super) days: i64,
    pub(super) people: Vec<UserId>,
    pub(super) window: Interval,
}

impl Wanted {
    /// What the address of the page asks for; `None` where its days are out of reach.
    pub(super) fn of(page: &Page<ReadCalendars>) -> Option<Self> {
        let asked = page.visitor.param("date").and_then(|text| Date::parse(text).ok());
        let date = asked.unwrap_or_else(|| page.clock.day_of(page.now));
        let (first, days) = match page.visitor.param("view") {
            Some("day") => (date, 1),
            _ => (date.plus_days(1 - i64::from(date.weekday().number())), 7),
        };
        let zone = &page.clock.zone;
        let window =
            Interval::new(zone.start_of_day(first), zone.start_of_day(first.plus_days(days))).ok()?;
        let people = page.visitor.query.iter().filter(|(name, _)| name == "people");
        let people = people.flat_map(|(_, value)| value.split(',')).filter_map(|id| id.parse().ok());
        let people: BTreeSet<UserId> = people.map(UserId).take(PEOPLE).collect();
        Some(Self { date, first, days, people: people.into_iter().collect(), window })
    }

    /// This time alone, of one person.
    pub(super) fn at(clock: &WallClock, user: UserId, time: Interval) -> Self {
        let first = clock.day_of(time.start());
        Self { date: first, first, days: 1, people: vec![user], window: time }
    }

    pub(super) fn is_week(&self) -> bool {
        self.days == 7
    }

    pub(super) fn dates(&self) -> impl Iterator<Item = Date> + '_ {
        (0..self.days).map(|ahead| self.first.plus_days(ahead))
    }

    /// The address of another part of the calendar, with the same people.
    pub(super) fn link(&self, view: &str, date: Date) -> String {
        let people: Vec<String> = self.people.iter().map(ToString::to_string).collect();
        let people = if people.is_empty() { String::new() } else { format!("&people={}", people.join(",")) };
        format!("/app/calendar?view={view}&date={date}{people}")
    }
}

/// An interview at its time, or at that of the slot whose booking waits to be confirmed.
pub(super) struct Meeting {
    pub(super) seen: Seen,
    pub(super) time: Interval,
    pub(super) waits: bool,
}

/// What takes time.
pub(super) struct Found {
    pub(super) people: Vec<Named<UserId>>,
    /// Whose time it is.
    pub(super) chosen: Vec<UserId>,
    pub(super) meetings: Vec<Meeting>,
    pub(super) slots: Vec<SlotView>,
    pub(super) appointments: Vec<Appointment>,
    pub(super) periods: Vec<BusyPeriod>,
    /// Everything that takes somebody's time, whatever it is.
    pub(super) busy: Vec<(UserId, IntervalSet)>,
    /// Whether there is more of something than the page shows.
    pub(super) is_cut: bool,
}

/// Who asks, and what they may see.
pub(super) struct Asker {
    user: UserId,
    now: Timestamp,
    interviews: Option<Permit>,
    slots: Option<Permit>,
    appointments: Option<shop::Reading>,
    periods: Option<Permit>,
}

impl Asker {
    pub(super) fn of<A: Asks>(page: &Page<A>) -> Self {
        Self {
            user: page.user,
            now: page.now,
            interviews: page.permit_for(Action::ReadInterviews).ok(),
            slots: page.permit_for(Action::ReadSlots).ok(),
            appointments: shop::Reading::of(page),
            periods: page.permit_for(Action::ReadBusySources).ok(),
        }
    }
}

/// Reads all of it.
///
/// # Errors
/// `NotFound` for people who are not there, or not the caller's to see.
pub(super) fn find(
    tx: &mut Tx<'_>,
    asker: &Asker,
    permit: &Permit,
    wanted: &Wanted,
) -> Result<Found, StoreError> {
    let own = [asker.user];
    let asked = if wanted.people.is_empty() { own.as_slice() } else { wanted.people.as_slice() };
    let people = people(tx, permit, asked)?;
    let chosen = chosen(&people, wanted, asker.user)?;
    let (mut cut, window) = (Cut::of(chosen.len()), wanted.window);
    let meetings = match &asker.interviews {
        Some(permit) => interviews(tx, permit, asker, window, &chosen, &mut cut)?,
        None => Vec::new(),
    };
    let slots = match &asker.slots {
        // Whose slots one may not see has none here.
        Some(permit) => cut.most(slots::of_people(tx, permit, &chosen, window, cut.limit(), asker.now)?),
        None => Vec::new(),
    };
    let appointments = match &asker.appointments {
        Some(reading) => cut.most(shop::of_people(tx, reading, &chosen, window, cut.limit())?),
        None => Vec::new(),
    };
    let periods = match &asker.periods {
        // Of others who looks may only see that they are busy.
        Some(permit) => cut.most(busy_periods::of_people(tx, permit, &chosen, window, cut.limit())?),
        None => Vec::new(),
    };
    let mut busy = Vec::new();
    for person in free_busy::of_users(tx, permit, &chosen, wanted.window, asker.now)?.join() {
        busy.push((person.user.id, person.busy.clip(wanted.window)));
    }
    Ok(Found { people, chosen, meetings, slots, appointments, periods, busy, is_cut: cut.is_cut })
}

/// How many events of a kind are shown, and whether something was left out.
struct Cut {
    most: usize,
    is_cut: bool,
}

impl Cut {
    /// For so many people together.
    fn of(people: usize) -> Self {
        Self { most: MOST * people.max(1), is_cut: false }
    }

    /// One more than the page shows, to know whether there is more.
    fn limit(&self) -> i64 {
        i64::try_from(self.most + 1).unwrap_or(i64::MAX)
    }

    /// What the page shows of what was read, of which there may be one too many.
    fn most<T>(&mut self, mut found: Vec<T>) -> Vec<T> {
        self.is_cut |= found.len() > self.most;
        found.truncate(self.most);
        found
    }
}

/// Whose time is shown: those who are asked for, else who looks. An administrator of the platform, who is nobody of the company,
/// sees the first of its people.
fn chosen(people: &[Named<UserId>], wanted: &Wanted, user: UserId) -> Result<Vec<UserId>, Refusal> {
    let there: BTreeSet<UserId> = people.iter().map(|one| one.id).collect();
    if wanted.people.iter().any(|user| !there.contains(user)) {
        return Err(Refusal::not_found("user"));
    }
    Ok(match (wanted.people.is_empty(), there.contains(&user)) {
        (false, _) => wanted.people.clone(),
        (true, true) => vec![user],
        (true, false) => people.iter().take(PEOPLE).map(|one| one.id).collect(),
    })
}

fn interviews(
    tx: &mut Tx<'_>,
    permit: &Permit,
    asker: &Asker,
    window: Interval,
    chosen: &[UserId],
    cut: &mut Cut,
) -> Result<Vec<Meeting>, StoreError> {
    let found = cut.most(interview_calendar::of_people(tx, permit, chosen, window, cut.limit())?);
    let times: BTreeMap<InterviewId, (Interval, bool)> =
        found.into_iter().map(|entry| (entry.interview, (entry.time, entry.pending.is_some()))).collect();
    let ids: Vec<InterviewId> = times.keys().copied().collect();
    let found = persistence::store::interviews::by_ids(&mut tx.scope(permit), &ids)?;
    let found = seen(tx, permit, found, asker.now)?.into_iter();
    let meeting = |seen: Seen| {
        let (time, waits) = times.get(&seen.view.interview.id).copied()?;
        Some(Meeting { seen, time, waits })
    };
    Ok(found.filter_map(meeting).collect())
}

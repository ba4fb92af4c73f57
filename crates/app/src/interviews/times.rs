//! When an interview could be: what its people have in common, as if it had no time yet.

use super::{slot_booking, time};
use crate::slots::{self, Bookings, Person, SlotView, known_of};
use crate::template_availability::{GatheredTemplate, Wish, gather_panel};
use domain::access::Permit;
use domain::commitment::{Commitment, Source, SourceKind, Span, Subject};
use domain::directory::Company;
use domain::interview::{Interview, rules};
use domain::{Refusal, UserId};
use persistence::store::schedules::LiveBooking;
use persistence::store::{companies, slots as stored_slots};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::availability::{self, Participant, Query};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What is known of a candidate's time within a window.
pub struct CandidateTime {
    /// What takes it.
    taken: Vec<Span>,
    /// What else is known of them, where they are a user too.
    person: Option<Person>,
}

impl CandidateTime {
    /// Reads it. What was booked for the sources in `but` does not count.
    pub(crate) fn read(
        scope: &mut Scope<'_>,
        subject: &Subject,
        company: &Company,
        window: Interval,
        but: &[Source],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut taken = ledger::busy_of(scope, std::slice::from_ref(subject), window, now)?;
        taken.retain(|commitment| !but.contains(&commitment.source));
        let person = match subject.user() {
            Some(user) => {
                let companies = HashMap::from([(company.id, company.clone())]);
                known_of(scope, &[user], &companies, window, Bookings::Uncounted, now)?.remove(&user)
            }
            None => None,
        };
        Ok(Self { taken: taken.into_iter().map(|commitment| commitment.span).collect(), person })
    }

    /// Whether nothing of theirs is in the way of a meeting at that time.
    #[must_use]
    pub fn is_free(&self, time: Interval) -> bool {
        let bare = Span::bare(time);
        let is_taken = self.person.as_ref().is_some_and(|person| person.is_taken(time));
        !is_taken && !self.taken.iter().any(|other| other.conflicts(&bare))
    }
}

/// What was read to tell when an interview could be.
pub struct InterviewTimes {
    /// Those who interview; `None` where nobody has to come.
    panel: Option<GatheredTemplate>,
    candidate: CandidateTime,
    /// Whether somebody would interview themselves: then no time will do.
    is_alone: bool,
    /// Whether the company takes bookings.
    open: bool,
    minutes: i64,
    /// The start that it has now.
    start: Option<Timestamp>,
    wish: Wish,
    now: Timestamp,
}

/// Reads when the people of an interview have time for it, and this other person, within the window that is wished for. What the
/// interview itself has taken does not count.
///
/// # Errors
/// `NotFound` for somebody who is not there.
pub fn times(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: &Interview,
    also: Option<UserId>,
    wish: &Wish,
    now: Timestamp,
) -> Result<InterviewTimes, StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(interview.company)?;
    let company = companies::get(scope, interview.company)?;
    let (people, minutes) = (interview.interviewers(also), interview.minutes());
    let booking = slot_booking::live(scope, interview)?;
    let (own, candidate) = (own_sources(scope, interview, booking.as_ref())?, interview.candidate_subject());
    let time = CandidateTime::read(scope, &candidate, &company, wish.window, &own, now)?;
    let is_alone = candidate.user().is_some_and(|user| people.contains(&user));
    let panel = match people.is_empty() {
        true => None,
        false => Some(gather_panel(scope, company.id, people, minutes, wish.clone(), now)?),
    };
    Ok(InterviewTimes {
        panel: panel.map(|panel| panel.without_sources(&own)),
        candidate: time,
        is_alone,
        open: company.details.active,
        minutes,
        start: interview.time.map(Interval::start),
        wish: wish.clone(),
        now,
    })
}

/// What takes time for this interview already: what it is booked for itself, or by its slot. The slot's own counts where others are
/// booked to it too, since it stays taken.
fn own_sources(
    scope: &mut Scope<'_>,
    interview: &Interview,
    booking: Option<&LiveBooking>,
) -> Result<Vec<Source>, StoreError> {
    let mut own = vec![time::source(interview)];
    if let Some(booking) = booking {
        own.push(Source { kind: SourceKind::Schedule, id: booking.schedule.0 });
        let slot = stored_slots::get(scope, booking.slot)?;
        own.extend((slot.current_bookings == 1).then(|| slots::source(&slot)));
    }
    Ok(own)
}

impl InterviewTimes {
    /// Whether answering takes long enough that it should not be done where connections are served.
    #[must_use]
    pub fn is_work(&self) -> bool {
        self.panel.as_ref().is_some_and(GatheredTemplate::is_work)
    }

    /// Those who interview, to be told why they have no time, and the candidate; `None` where nobody has to come.
    #[must_use]
    pub fn panel(self) -> Option<(GatheredTemplate, CandidateTime)> {
        Some((self.panel?, self.candidate))
    }

    /// Other starts at which a move is refused for nobody's sake, the soonest first; `None` where any will do, as nobody has to come
    /// and the candidate has nothing else.
    ///
    /// # Errors
    /// `Invalid` for a wish that is out of range.
    pub fn starts(self) -> Result<Option<Vec<Timestamp>>, Refusal> {
        let Self { panel, candidate, is_alone, open, minutes, start: current, wish, now } = self;
        if !open || is_alone {
            return Ok(Some(Vec::new()));
        }
        let found: Vec<Timestamp> = match panel {
            Some(panel) => {
                let found = panel.answer(false, Arc::new(AtomicBool::new(false)))?;
                found.answer.slots().map(|slot| slot.start()).collect()
            }
            None if candidate.is_free(wish.window) => return Ok(None),
            None => all_starts(&wish, minutes)?,
        };
        let can_be_had = |start: &Timestamp| {
            let time = Interval::new(*start, start.plus_minutes(minutes));
            rules::check_start(*start, now).is_ok() && time.is_ok_and(|time| candidate.is_free(time))
        };
        let others = found.into_iter().filter(|start| Some(*start) != current);
        Ok(Some(others.filter(can_be_had).collect()))
    }
}

/// What is known of the time of those who are to come to a slot beside its holder.
struct PanelTime {
    taken: Vec<Commitment>,
    people: HashMap<UserId, Person>,
}

impl PanelTime {
    /// Reads it. What was booked for the sources in `but` does not count.
    fn read(
        scope: &mut Scope<'_>,
        panel: &[UserId],
        company: &Company,
        window: Interval,
        but: &[Source],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        if panel.is_empty() {
            return Ok(Self { taken: Vec::new(), people: HashMap::new() });
        }
        let mut taken = ledger::busy_of(scope, &time::locks(panel), window, now)?;
        taken.retain(|commitment| !but.contains(&commitment.source));
        let companies = HashMap::from([(company.id, company.clone())]);
        let people = known_of(scope, panel, &companies, window, Bookings::Uncounted, now)?;
        Ok(Self { taken, people })
    }

    fn has(&self, user: UserId, time: Interval) -> bool {
        let bare = Span::bare(time);
        let is_taken = |one: &Commitment| one.subject == Subject::User(user) && one.span.conflicts(&bare);
        let can_come = self.people.get(&user).is_some_and(|person| person.why_not(time).is_none());
        can_come && !self.taken.iter().any(is_taken)
    }
}

/// Those of these slots to which a move of an interview is refused for nobody's sake. The one that it has is none of them.
///
/// # Errors
/// Failures of the database.
pub fn slots_for(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: &Interview,
    mut slots: Vec<SlotView>,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let times = || slots.iter().map(|view| view.slot.details.time);
    let (start, end) = (times().map(Interval::start).min(), times().map(Interval::end).max());
    let window = start.zip(end).and_then(|(start, end)| Interval::new(start, end).ok());
    let Some(window) = window else { return Ok(slots) };
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(interview.company)?;
    let company = companies::get(scope, interview.company)?;
    let booking = slot_booking::live(scope, interview)?;
    let (own, panel) = (own_sources(scope, interview, booking.as_ref())?, &interview.details.interviewers);
    let current = booking.map(|booking| booking.slot);
    let candidate = interview.candidate_subject();
    let of_candidate = CandidateTime::read(scope, &candidate, &company, window, &own, now)?;
    let of_panel = PanelTime::read(scope, panel, &company, window, &own, now)?;
    slots.retain(|view| {
        let (time, holder) = (view.slot.details.time, view.slot.details.holder.interviewer());
        let others = panel.iter().filter(|user| Some(**user) != holder);
        Some(view.slot.id) != current
            && of_candidate.is_free(time)
            && (holder.is_none() || candidate.user() != holder)
            && others.into_iter().all(|user| of_panel.has(*user, time))
    });
    Ok(slots)
}

/// The starts at which somebody could come who is always free.
fn all_starts(wish: &Wish, minutes: i64) -> Result<Vec<Timestamp>, Refusal> {
    let query = Query::new(wish.window, minutes).and_then(|query| match wish.step_minutes {
        Some(step) => query.step_minutes(step),
        None => Ok(query),
    });
    let query = query.map_err(|error| Refusal::invalid("", error.to_string()))?;
    let mut query = query.zone(wish.zone.clone()).limit(usize::MAX);
    query.add(Participant::always_free());
    Ok(availability::search(&query).slots().map(|slot| slot.start()).collect())
}

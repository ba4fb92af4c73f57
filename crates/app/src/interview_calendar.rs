//! The calendar of interviews: those with a time, and those whose schedule waits to be confirmed.

use crate::free_busy::zone_within;
use crate::kit::page;
use crate::kit::require_interviewer;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::interview::InterviewStatus;
use domain::schedule::{Schedule, ScheduleStatus};
use domain::slot::Slot;
use domain::{InterviewId, Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::interview_calendar::{self as store, Entry, Filter};
use persistence::store::{candidates, interviews, schedules, slots, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// An interview of the calendar, with the names beside the ids.
#[derive(Debug, Clone)]
pub struct CalendarEntryView {
    pub entry: Entry,
    /// The live schedule, where it is booked to a slot.
    pub schedule: Option<Schedule>,
    pub candidate_name: Option<String>,
    /// The slot's interviewer, else the first of the panel.
    pub interviewer_name: Option<String>,
    pub job_title: Option<String>,
}

impl CalendarEntryView {
    /// What the calendar is sorted by.
    #[must_use]
    pub fn key(&self) -> (Timestamp, InterviewId) {
        (self.entry.time.start(), self.entry.interview)
    }
}

/// The dates that the calendar is asked for.
#[derive(Debug, Clone)]
pub struct CalendarDates {
    pub first: Date,
    /// Included.
    pub last: Date,
    /// The zone of the dates; the company's unless given.
    pub zone: Option<TimeZone>,
}

impl CalendarDates {
    fn window(&self, scope: &mut Scope<'_>) -> Result<Interval, StoreError> {
        let zone = zone_within(scope, self.zone.as_ref())?;
        let (start, end) = (zone.start_of_day(self.first), zone.start_of_day(self.last.plus_days(1)));
        let beyond = |_| Refusal::invalid("/end_date", "is beyond the end of time").into();
        Interval::new(start, end).map_err(beyond)
    }
}

/// A page of the calendar, in order of start, then of interview; at most `limit`.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there; `Invalid` for dates out of reach.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    dates: &CalendarDates,
    filter: &Filter,
    after: Option<(Timestamp, InterviewId)>,
    limit: i64,
) -> Result<Vec<CalendarEntryView>, StoreError> {
    let scope = &mut tx.scope(permit);
    for user in filter.interviewers.iter().flatten() {
        require_interviewer(scope, Some(*user))?;
    }
    let window = dates.window(scope)?;
    let rows = entries(scope, window, filter, after, limit)?;
    let rows = page(scope, rows)?;
    named(scope, rows)
}

/// What takes the time of these people within a window, in order of start, then of interview; at most `limit`. Two queries however many
/// people.
///
/// # Errors
/// Failures of the database.
pub fn of_people(
    tx: &mut Tx<'_>,
    permit: &Permit,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let filter = Filter { interviewers: Some(people.to_vec()), ..Filter::default() };
    entries(&mut tx.scope(permit), window, &filter, None, limit)
}

fn entries(
    scope: &mut Scope<'_>,
    window: Interval,
    filter: &Filter,
    after: Option<(Timestamp, InterviewId)>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut rows = store::timed(scope, window, filter, after, limit)?;
    if filter.status.is_none_or(|status| status == InterviewStatus::Pending) {
        rows.extend(store::pending(scope, window, filter, after, limit)?);
    }
    rows.sort_by_key(|entry| (entry.time.start(), entry.interview));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

fn named(scope: &mut Scope<'_>, rows: Vec<Entry>) -> Result<Vec<CalendarEntryView>, StoreError> {
    let ids: Vec<InterviewId> = rows.iter().map(|entry| entry.interview).collect();
    let live = schedules::live_of_interviews(scope, &ids)?;
    let wanted: Vec<_> = live.iter().map(|schedule| schedule.slot).collect();
    let slots: HashMap<_, Slot> =
        slots::by_ids(scope, &wanted)?.into_iter().map(|slot| (slot.id, slot)).collect();
    let mut live: HashMap<InterviewId, Schedule> =
        live.into_iter().map(|schedule| (schedule.interview, schedule)).collect();
    let holder = |live: &HashMap<InterviewId, Schedule>, entry: &Entry| {
        live.get(&entry.interview)
            .and_then(|schedule| slots.get(&schedule.slot)?.details.holder.interviewer())
    };
    let panel = interviews::first_of_panels(scope, &ids)?;
    let leader = |live: &HashMap<InterviewId, Schedule>, entry: &Entry| {
        holder(live, entry).or_else(|| panel.get(&entry.interview).copied())
    };
    let people: BTreeSet<UserId> = rows.iter().filter_map(|entry| leader(&live, entry)).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let names: HashMap<_, String> =
        users::by_ids(scope, &people)?.into_iter().map(|user| (user.id, user.details.name)).collect();
    let wanted: BTreeSet<_> = rows.iter().map(|entry| entry.job).collect();
    let titles: HashMap<_, String> = JobDetails::by_ids(scope, &wanted.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .map(|job| (job.id, job.details.title))
        .collect();
    let wanted: BTreeSet<_> = rows.iter().map(|entry| entry.candidate).collect();
    let candidates: HashMap<_, String> =
        candidates::names(scope, &wanted.into_iter().collect::<Vec<_>>())?.into_iter().collect();
    let mut all = Vec::with_capacity(rows.len());
    for entry in rows {
        all.push(CalendarEntryView {
            interviewer_name: leader(&live, &entry).and_then(|user| names.get(&user).cloned()),
            candidate_name: candidates.get(&entry.candidate).cloned(),
            job_title: titles.get(&entry.job).cloned(),
            schedule: live.remove(&entry.interview).filter(|schedule| shows(&entry, schedule)),
            entry,
        });
    }
    Ok(all)
}

/// Whether it is this schedule's time that the entry stands at.
fn shows(entry: &Entry, schedule: &Schedule) -> bool {
    entry.pending.is_some() || schedule.status == ScheduleStatus::Confirmed
}

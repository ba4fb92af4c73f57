//! Looking for slots that can be booked (requirement A8): soonest first.

use super::show::{Shown, narrow, show};
use crate::directory::page;
use domain::access::Permit;
use domain::slot::{AiKind, Slot, SlotStatus};
use domain::{JobId, SlotId, UserId};
use persistence::store::slots::{self, Filter};
use persistence::{StoreError, Tx};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Date, Instant, Interval, TimeOfDay, Zone};

/// Rows that are read at a time at the most, until the page is full: some of them turn out to be taken.
const BATCH: usize = 200;
/// Rows that are read at a time at the least.
const FEWEST: usize = 16;
/// How far from anywhere the next daily hours begin at the latest, in seconds: on the day after the next one, should a
/// change of clocks leave out the hours of one.
const NEXT_HOURS: i64 = 3 * 86_400;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// Slots that start on one of these dates, both included.
    pub first: Date,
    pub last: Date,
    /// The zone of dates and times.
    pub zone: Zone,
    /// Slots that lie wholly between these times of day.
    pub daily: Option<(TimeOfDay, TimeOfDay)>,
    /// Slots that are at least so long.
    pub minutes: i64,
    pub interviewer: Option<UserId>,
    pub job: Option<JobId>,
    pub ai: Option<AiKind>,
    /// Whose slots the caller sees, where not everybody's.
    pub only: Option<UserId>,
}

/// From where slots are read: those that start then or later, but for those of that very start up to the id.
type Position = (Instant, Option<SlotId>);

impl Search {
    fn hours(&self) -> Option<WeeklyHours> {
        self.daily.map(|(start, end)| WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]))
    }

    fn meets(&self, slot: &Slot) -> bool {
        let time = slot.details.time;
        let in_hours = |hours: WeeklyHours| hours.working_time(&self.zone, time).as_slice() == [time];
        time.seconds() >= self.minutes.saturating_mul(60) && self.hours().is_none_or(in_hours)
    }

    /// Where to read on: what lies outside of the daily hours is not read to be left out.
    fn leap(&self, (start, after): Position) -> Position {
        let soon = Interval::new(start, start.plus_seconds(NEXT_HOURS));
        let next = self.hours().zip(soon).and_then(|(hours, soon)| {
            hours.working_time(&self.zone, soon).iter().next().map(Interval::start)
        });
        match next.filter(|next| *next > start) {
            Some(next) => (next, None),
            None => (start, after),
        }
    }
}

/// Slots that can be booked at `now`, in order of start, then of id; at most `limit`.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn search(
    tx: &mut Tx<'_>,
    permit: &Permit,
    search: &Search,
    after: Option<(Instant, SlotId)>,
    limit: usize,
    now: Instant,
) -> Result<Vec<Shown>, StoreError> {
    let scope = &mut tx.scope(permit);
    let mut filter = Filter {
        status: Some((SlotStatus::Available, now)),
        interviewer: search.interviewer,
        job: search.job,
        ai: search.ai,
        from: None,
        to: Some(search.zone.start_of_day(search.last.plus_days(1))),
    };
    narrow(scope, &mut filter, search.only)?;
    let from = search.zone.start_of_day(search.first).max(now);
    let mut position = after.map_or((from, None), |(start, id)| (start, Some(id)));
    let (mut found, mut batch) = (Vec::new(), limit.saturating_add(limit / 4).min(BATCH));
    loop {
        let most = i64::try_from(batch).unwrap_or(i64::MAX);
        let rows = slots::list_by_start(scope, &filter, search.leap(position), most)?;
        let last = rows.last().map(|slot| (slot.details.time.start(), Some(slot.id)));
        let next = last.filter(|_| rows.len() == batch);
        let before = found.len();
        let fitting = rows.into_iter().filter(|slot| search.meets(slot)).collect();
        found.extend(show(scope, fitting, now)?.into_iter().filter(|shown| shown.is_available));
        match next.filter(|_| found.len() < limit) {
            Some(next) => position = next,
            None => break,
        }
        // Where many fit, a few more are enough: each row costs a look at its holder's time.
        let many_fit = 2 * (found.len() - before) >= batch;
        batch = if many_fit { (2 * (limit - found.len())).clamp(FEWEST, BATCH) } else { BATCH };
    }
    found.truncate(limit);
    page(scope, found)
}

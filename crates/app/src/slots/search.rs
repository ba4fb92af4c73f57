//! Looking for slots that can be booked (requirement A8): soonest first.

use super::show::{Shown, narrow, show};
use crate::directory::page;
use domain::access::Permit;
use domain::slot::{AiKind, Slot, SlotStatus};
use domain::{JobId, SlotId, UserId};
use persistence::store::slots::{self, Filter};
use persistence::{StoreError, Tx};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Date, Instant, TimeOfDay, Zone};

/// Rows that are read at a time, until the page is full: some of them turn out to be taken.
const BATCH: i64 = 200;

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

impl Search {
    fn meets(&self, slot: &Slot, from: Instant) -> bool {
        let time = slot.details.time;
        let in_hours = self.daily.is_none_or(|(start, end)| {
            let rule = WeeklyRule { days: Weekdays::ALL, start, end };
            WeeklyHours::new([rule]).working_time(&self.zone, time).as_slice() == [time]
        });
        time.start() >= from && time.seconds() >= self.minutes.saturating_mul(60) && in_hours
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
    let from = search.zone.start_of_day(search.first).max(now);
    let mut filter = Filter {
        status: Some((SlotStatus::Available, now)),
        interviewer: search.interviewer,
        job: search.job,
        ai: search.ai,
        from: Some(from),
        to: Some(search.zone.start_of_day(search.last.plus_days(1))),
    };
    narrow(scope, &mut filter, search.only)?;
    let (mut found, mut after) = (Vec::new(), after);
    loop {
        let rows = slots::list_by_start(scope, &filter, after, BATCH)?;
        let whole = i64::try_from(rows.len()).is_ok_and(|rows| rows >= BATCH);
        after = rows.last().map(|slot| (slot.details.time.start(), slot.id));
        let fitting = rows.into_iter().filter(|slot| search.meets(slot, from)).collect();
        found.extend(show(scope, fitting, now)?.into_iter().filter(|shown| shown.is_available));
        if !whole || found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    page(scope, found)
}

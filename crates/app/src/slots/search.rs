//! Looking for slots that can be booked: soonest first.

use super::show::{SlotView, bookable, narrow};
use crate::free_busy::zone_within;
use crate::kit::{page, require_company};
use crate::known_people::KnownPeople;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::slot::{AiKind, Slot, SlotStatus};
use domain::{JobId, SlotId, UserId};
use persistence::store::collection::Collection;
use persistence::store::slots::{self, Filter, Lengths};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Timestamp};

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
    /// The zone of dates and times; the company's unless given.
    pub zone: Option<TimeZone>,
    /// Slots that lie wholly between these times of day.
    pub daily: Option<(TimeOfDay, TimeOfDay)>,
    /// Slots that are at least so long.
    pub minutes: i64,
    pub interviewer: Option<UserId>,
    pub job: Option<JobId>,
    pub ai: Option<AiKind>,
}

/// From where slots are read: those that start then or later, but for those of that very start up to the id.
#[derive(Debug, Clone, Copy)]
struct Position {
    start: Timestamp,
    after: Option<SlotId>,
}

impl Position {
    /// All slots that start then or later.
    fn at(start: Timestamp) -> Self {
        Self { start, after: None }
    }

    /// The slots after this one.
    fn behind(slot: &Slot) -> Self {
        Self { start: slot.details.time.start(), after: Some(slot.id) }
    }
}

/// The times of day that are looked at; all where there are none.
struct DailyHours {
    hours: Option<WeeklyHours>,
    zone: TimeZone,
}

impl DailyHours {
    fn new(daily: Option<(TimeOfDay, TimeOfDay)>, zone: TimeZone) -> Self {
        let hours = |(start, end)| WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]);
        Self { hours: daily.map(hours), zone }
    }

    fn has(&self, slot: &Slot) -> bool {
        let time = slot.details.time;
        let has = |hours: &WeeklyHours| hours.working_time(&self.zone, time).as_slice() == [time];
        self.hours.as_ref().is_none_or(has)
    }

    /// What is read next, from a position on: outside of the daily hours nothing is read to be left out.
    fn stretch(&self, from: Position, end: Timestamp) -> Option<Stretch> {
        let soon = Interval::new(from.start, from.start.plus_seconds(NEXT_HOURS)).ok();
        let hours = self
            .hours
            .as_ref()
            .zip(soon)
            .and_then(|(hours, soon)| hours.working_time(&self.zone, soon).iter().next());
        let stretch = match hours {
            Some(hours) if hours.start() > from.start => {
                Stretch { from: Position::at(hours.start()), until: end.min(hours.end()) }
            }
            Some(hours) => Stretch { from, until: end.min(hours.end()) },
            None => Stretch { from, until: end },
        };
        Some(stretch).filter(|stretch| stretch.from.start < stretch.until)
    }
}

/// Slots from a position on that start before an instant: those of a day's hours, or of the whole time that is searched.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: Position,
    until: Timestamp,
}

/// Where to go on when a stretch is through. Where it had no slot at all, the days to come may have none either: they are
/// not asked one by one.
fn beyond(
    scope: &mut Scope<'_>,
    filter: &Filter,
    lengths: &Lengths,
    through: Stretch,
    was_empty: bool,
) -> Result<Option<Position>, StoreError> {
    let next = Position::at(through.until);
    if filter.to.is_some_and(|end| through.until >= end) {
        return Ok(None);
    }
    if !was_empty {
        return Ok(Some(next));
    }
    let slot = slots::list_by_start(scope, filter, lengths, next.start, next.after, 1)?.pop();
    Ok(slot.map(|slot| Position::at(slot.details.time.start())))
}

/// Refuses to look for slots for a job that is not there.
fn require_job(scope: &mut Scope<'_>, job: JobId) -> Result<(), StoreError> {
    require_company(scope)?;
    match JobDetails::get(&mut scope.everybodys(), job) {
        Err(StoreError::Refused(refusal)) => Err(refusal.at("/job_id").into()),
        found => found.map(drop),
    }
}

/// Slots that can be booked at `now`, in order of start, then of id; at most `limit`. Of their holders that much is read which is
/// not remembered as it is.
///
/// # Errors
/// `NotFound` where the company, the interviewer or the job that was named is not there.
pub fn search(
    tx: &mut Tx<'_>,
    memory: Option<&KnownPeople>,
    permit: &Permit,
    search: &Search,
    after: Option<(Timestamp, SlotId)>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let scope = &mut tx.scope(permit);
    let zone = zone_within(scope, search.zone.as_ref())?;
    let (start, end) = (zone.start_of_day(search.first), zone.start_of_day(search.last.plus_days(1)));
    let daily = DailyHours::new(search.daily, zone);
    let mut filter = Filter {
        status: Some((SlotStatus::Available, now)),
        interviewer: search.interviewer,
        job: search.job,
        ai: search.ai,
        from: None,
        to: Some(end),
        seconds: Some(search.minutes.saturating_mul(60)),
    };
    narrow(scope, &mut filter)?;
    if let Some(job) = search.job {
        require_job(scope, job)?;
    }
    let lengths = slots::lengths(scope, search.minutes.saturating_mul(60))?;
    if lengths == Lengths::None {
        return page(scope, Vec::new());
    }
    let from = start.max(now);
    let after = after.map(|(start, id)| Position { start, after: Some(id) });
    let mut position = Some(after.unwrap_or(Position::at(from)));
    let (mut found, mut batch) = (Vec::new(), limit.saturating_add(limit / 16).min(BATCH));
    while let Some(stretch) = position.and_then(|position| daily.stretch(position, end)) {
        let most = i64::try_from(batch).unwrap_or(i64::MAX);
        let of_stretch = Filter { to: Some(stretch.until), ..filter };
        let Position { start, after } = stretch.from;
        let rows = slots::list_by_start(scope, &of_stretch, &lengths, start, after, most)?;
        let last = rows.last().map(Position::behind);
        let (read, before) = (rows.len(), found.len());
        let fitting = rows.into_iter().filter(|slot| daily.has(slot)).collect();
        found.extend(bookable(scope, memory, fitting, now)?);
        if found.len() >= limit {
            break;
        }
        position = match last.filter(|_| read == batch) {
            Some(last) => Some(last),
            None => beyond(scope, &filter, &lengths, stretch, read == 0)?,
        };
        // Where many fit, a few more are enough: each row costs a look at its holder's time.
        let many_fit = 2 * (found.len() - before) >= read.max(1);
        batch = if many_fit { (2 * (limit - found.len())).clamp(FEWEST, BATCH) } else { BATCH };
    }
    found.truncate(limit);
    page(scope, found)
}

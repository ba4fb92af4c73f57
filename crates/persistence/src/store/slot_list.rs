//! Lists of slots: in order of id or of start, from wherever a page begins.
//!
//! A page costs as much among a million slots as among a thousand: what a filter finds is walked in the order that is asked for, by
//! an index that ends with this order. Where there is none, a few such walks are put together ([`of_days`], [`of_lengths`]).

use super::Result;
use super::collection::{Part, SortKey, by_id, by_pair};
use super::slot_rows::Row;
use super::slots::LONGEST;
use crate::db::connection::AnyConnection;
use crate::db::each_day::{EachDay, begins_that_day};
use crate::db::loose::loose_on_both;
use crate::db::measures::{begins_on, lasts_just};
use crate::db::pairs::{lasts, later};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::slots;
use crate::{Scope, Tx};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::slot::{AiKind, Slot, SlotStatus};
use domain::{JobId, SlotId, UserId};
use scheduling_core::time::Timestamp;

const DAY: i64 = 86_400;
/// Seconds of a window whose days are walked one by one.
const NARROW: i64 = 31 * DAY;
/// A company whose slots are of more lengths than these is searched as if lengths had no index.
const MOST_LENGTHS: usize = 8;

/// Which slots are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// The status at an instant.
    pub status: Option<(SlotStatus, Timestamp)>,
    pub interviewer: Option<UserId>,
    pub job: Option<JobId>,
    pub ai: Option<AiKind>,
    /// Slots that end after it.
    pub from: Option<Timestamp>,
    /// Slots that start before it.
    pub to: Option<Timestamp>,
    /// Slots that last at least so many seconds.
    pub seconds: Option<i64>,
}

/// By which way a query goes to its slots.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    /// Those that start on this day of UTC, by the index of days.
    day: Option<i64>,
    /// The same, of each day that an [`EachDay`] asks about.
    each_day: bool,
    /// Those that last just so many seconds, by the index of lengths.
    length: Option<i64>,
    /// Those that are not noted to be over, by the index of what is to come.
    to_come: bool,
}

impl Way {
    /// Whether databases are to be kept from the index of starts.
    fn leaves_starts(self) -> bool {
        self.day.is_some() || self.each_day || self.length.is_some() || self.to_come
    }
}

/// The slots that meet a filter, in no order yet.
macro_rules! matching {
    ($scope:expr, $filter:expr, $way:expr) => {{
        let (filter, way): (&Filter, Way) = ($filter, $way);
        let starts_at = loose_on_both(slots::starts_at, way.leaves_starts());
        let mut query = slots::table.into_boxed();
        if let Some(company) = $scope.company() {
            query = query.filter(slots::company_id.eq(company.0));
        }
        for user in [filter.interviewer, $scope.sees().only()].into_iter().flatten() {
            query = query.filter(slots::interviewer_id.eq(user.0));
        }
        if let Some(job) = filter.job {
            query = query.filter(slots::job_id.eq(job.0));
        }
        if let Some(kind) = filter.ai {
            query = query.filter(slots::ai_interview_type.eq(kind.name()));
        }
        if let Some(from) = filter.from {
            query = query
                .filter(starts_at.gt(DbTimestamp::from(from.plus_seconds(-LONGEST))))
                .filter(slots::ends_at.gt(DbTimestamp::from(from)));
        }
        if let Some(to) = filter.to {
            query = query.filter(starts_at.lt(DbTimestamp::from(to)));
        }
        if let Some(seconds) = filter.seconds {
            query = query.filter(lasts(slots::starts_at, slots::ends_at, seconds));
        }
        if let Some(day) = way.day {
            query = query.filter(begins_on(slots::starts_at, day));
        }
        if way.each_day {
            query = query.filter(begins_that_day(slots::starts_at));
        }
        if let Some(seconds) = way.length {
            query = query.filter(lasts_just(slots::starts_at, slots::ends_at, seconds));
        }
        if way.to_come {
            query = query.filter(slots::over_at.is_null());
        }
        match filter.status {
            None => query,
            Some((SlotStatus::Cancelled, _)) => query.filter(slots::cancelled_at.is_not_null()),
            Some((SlotStatus::Completed, now)) => {
                query.filter(slots::cancelled_at.is_null()).filter(slots::ends_at.le(DbTimestamp::from(now)))
            }
            Some((SlotStatus::Booked, now)) => query
                .filter(slots::cancelled_at.is_null())
                .filter(slots::ends_at.gt(DbTimestamp::from(now)))
                .filter(slots::current_bookings.ge(slots::max_candidates)),
            Some((SlotStatus::Available, now)) => query
                .filter(slots::cancelled_at.is_null())
                .filter(slots::ends_at.gt(DbTimestamp::from(now)))
                .filter(slots::current_bookings.lt(slots::max_candidates)),
        }
    }};
}

impl Filter {
    /// The days of UTC on which slots of its window start, where they are few.
    fn days(&self) -> Option<std::ops::RangeInclusive<i64>> {
        let (from, to) = self.from.zip(self.to)?;
        let day = |at: Timestamp| at.unix().div_euclid(DAY);
        let is_narrow = to <= from.plus_seconds(NARROW);
        is_narrow.then(|| day(from.plus_seconds(-LONGEST))..=day(to.plus_seconds(-1)))
    }

    /// Whether it asks for the slots of somebody or of something, which an index of their starts has.
    fn is_of_one(&self, scope: &Scope<'_>) -> bool {
        let person = self.interviewer.or(scope.sees().only());
        person.is_some() || self.job.is_some() || self.ai.is_some()
    }

    /// The same, with what its status says of the window: what has places begins no earlier than a day ago.
    fn in_time(self) -> Self {
        match self.status {
            Some((SlotStatus::Available | SlotStatus::Booked, now)) => {
                Self { from: Some(self.from.map_or(now, |from| from.max(now))), ..self }
            }
            Some((SlotStatus::Completed, now)) => {
                Self { to: Some(self.to.map_or(now, |to| to.min(now))), ..self }
            }
            _ => self,
        }
    }
}

/// A page of slots, in order of id or of start, or the other way round.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<SlotId>) -> Result<Vec<Slot>> {
    let descending = part.sort.descending;
    if part.sort.key == SortKey::Start {
        let query = matching!(scope, &filter.in_time(), Way::default()).limit(part.limit);
        let query = by_pair(query, (slots::starts_at, slots::id), descending, part.after_start());
        let rows: Vec<Row> = query.load(scope.connection())?;
        return rows.into_iter().map(Row::slot).collect();
    }
    if let Some(days) = filter.days().filter(|_| scope.company().is_some() && !filter.is_of_one(scope)) {
        return of_days(scope, filter, part, days);
    }
    let is_ahead = matches!(filter.status, Some((SlotStatus::Available | SlotStatus::Booked, _)));
    let person = filter.interviewer.or(scope.sees().only());
    let is_narrow = person.is_some() || filter.days().is_some();
    let way = Way { to_come: is_ahead && !is_narrow, ..Way::default() };
    let query = matching!(scope, filter, way).limit(part.limit);
    let query = match is_narrow {
        // The nought keeps databases from walking through all slots in order of id until a page of these is found: all of
        // these may have been made last. They are to be found by the filter and then sorted.
        true => query.order(slots::version * 0),
        false => query,
    };
    let query = by_id(query, slots::id, descending, part.after_id());
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::slot).collect()
}

/// A page in order of id of the slots of these days: the first ones of each day, and of these the first. On PostgreSQL by one statement,
/// where each would be a round trip.
fn of_days(
    scope: &mut Scope<'_>,
    filter: &Filter,
    part: &Part<SlotId>,
    days: std::ops::RangeInclusive<i64>,
) -> Result<Vec<Slot>> {
    let (descending, limit) = (part.sort.descending, part.limit);
    if let AnyConnection::Pg(_) = scope.connection() {
        let query = matching!(scope, filter, Way { each_day: true, ..Way::default() }).limit(limit);
        let query = by_id(query, slots::id, descending, part.after_id());
        let rows: Vec<Row> = EachDay { query, days, descending, limit }.load(scope.connection())?;
        return rows.into_iter().map(Row::slot).collect();
    }
    let mut found = Vec::new();
    for day in days {
        let query = matching!(scope, filter, Way { day: Some(day), ..Way::default() }).limit(limit);
        let query = by_id(query, slots::id, descending, part.after_id());
        let rows: Vec<Row> = query.load(scope.connection())?;
        found.extend(rows.into_iter().map(Row::slot).collect::<Result<Vec<_>>>()?);
    }
    found.sort_by_key(|slot| slot.id.0);
    if descending {
        found.reverse();
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// A page of slots that start at or after an instant, in order of start, then of id. Of those that start at the instant
/// itself, `after` leaves out the ones up to that id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list_by_start(
    scope: &mut Scope<'_>,
    filter: &Filter,
    lengths: &Lengths,
    start: Timestamp,
    after: Option<SlotId>,
    limit: i64,
) -> Result<Vec<Slot>> {
    let (filter, few) = match lengths {
        Lengths::Any => (Filter { seconds: None, ..*filter }, None),
        Lengths::Few(few) if !filter.is_of_one(scope) => (Filter { seconds: None, ..*filter }, Some(few)),
        Lengths::None | Lengths::Few(_) | Lengths::Many => (*filter, None),
    };
    // No slot's id is the nil one: all others come after it.
    let position = (DbTimestamp::from(start), DbUuid(after.map_or(uuid::Uuid::nil(), |id| id.0)));
    let mut walk = |way: Way| -> Result<Vec<Slot>> {
        let query = matching!(scope, &filter, way).filter(later((slots::starts_at, slots::id), position));
        let rows: Vec<Row> =
            query.order((slots::starts_at, slots::id)).limit(limit).load(scope.connection())?;
        rows.into_iter().map(Row::slot).collect()
    };
    match few {
        None => walk(Way::default()),
        Some(few) => of_lengths(few, limit, |length| walk(Way { length: Some(length), ..Way::default() })),
    }
}

/// The first slots of each length, and of these the first.
fn of_lengths(
    lengths: &[i64],
    limit: i64,
    mut walk: impl FnMut(i64) -> Result<Vec<Slot>>,
) -> Result<Vec<Slot>> {
    let mut found = Vec::new();
    for length in lengths {
        found.extend(walk(*length)?);
    }
    found.sort_by_key(|slot| (slot.details.time.start(), slot.id.0));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Which of a company's slots are long enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lengths {
    /// None of them.
    None,
    /// All of them.
    Any,
    /// Those that last just so many seconds, of one of these numbers.
    Few(Vec<i64>),
    /// Some; of lengths too many to be looked for one by one, or of no one company.
    Many,
}

#[derive(QueryableByName)]
struct Length {
    #[diesel(sql_type = BigInt)]
    seconds: i64,
}

/// Which of the slots of the scope's company last at least so many seconds: one statement, which steps from each length to the
/// next.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lengths(scope: &mut Scope<'_>, at_least: i64) -> Result<Lengths> {
    let Some(company) = scope.company() else { return Ok(Lengths::Many) };
    let found: Vec<Length> = match scope.connection() {
        AnyConnection::Pg(connection) => {
            diesel::sql_query(steps("$1", "$2", "EXTRACT(EPOCH FROM length)::bigint"))
                .bind::<BigInt, _>(company.0)
                .bind::<BigInt, _>(company.0)
                .load(connection)?
        }
        AnyConnection::Sqlite(connection) => diesel::sql_query(steps("?", "?", "length / 1000000"))
            .bind::<BigInt, _>(company.0)
            .bind::<BigInt, _>(company.0)
            .load(connection)?,
    };
    let all: Vec<i64> = found.into_iter().map(|length| length.seconds).collect();
    let fitting: Vec<i64> = all.iter().copied().filter(|seconds| *seconds >= at_least).collect();
    Ok(match fitting.len() {
        found if found == all.len() && found > 0 => Lengths::Any,
        _ if all.len() > MOST_LENGTHS => Lengths::Many,
        0 => Lengths::None,
        _ => Lengths::Few(fitting),
    })
}

/// The statement that steps through a company's lengths, from the shortest to the longest.
fn steps(first: &str, second: &str, seconds: &str) -> String {
    format!(
        "WITH RECURSIVE found (length) AS ( \
             SELECT MIN(ends_at - starts_at) FROM slots WHERE company_id = {first} \
             UNION ALL SELECT (SELECT MIN(ends_at - starts_at) FROM slots \
                 WHERE company_id = {second} AND ends_at - starts_at > found.length) \
             FROM found WHERE length IS NOT NULL) \
         SELECT {seconds} AS seconds FROM found WHERE length IS NOT NULL LIMIT {}",
        MOST_LENGTHS + 1
    )
}

/// Notes of slots that are over at `now` that they are, at least of `limit` where there are as many; how many. For the sweep, which
/// has no company of its own. What a slot's status is says its time: this only tells lists what they need not walk past. A list that
/// asks for an earlier time than the sweep did would miss some, so the sweep stays behind the clock.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn note_over(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<usize> {
    let now = DbTimestamp::from(now);
    let ended: Vec<DbTimestamp> = slots::table
        .select(slots::ends_at)
        .filter(slots::over_at.is_null())
        .filter(slots::ends_at.le(now))
        .order(slots::ends_at)
        .limit(limit)
        .load(tx.connection())?;
    let Some(last) = ended.last() else { return Ok(0) };
    let over = slots::table.filter(slots::over_at.is_null()).filter(slots::ends_at.le(*last));
    Ok(diesel::update(over).set(slots::over_at.eq(now)).execute(tx.connection())?)
}

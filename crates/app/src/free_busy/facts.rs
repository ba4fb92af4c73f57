//! What is stored of one person's time: nothing in it depends on the clock, so that it can be remembered.

use super::{covers, widened, zone_of};
use crate::calendar_content::Stored;
use domain::commitment::{Commitment, Hold, Subject};
use domain::directory::{Calendar, Trust, User};
use domain::{CalendarId, UserId};
use persistence::store::calendars::CalendarBusy;
use persistence::store::people::Has;
use persistence::store::{busy_periods, calendars, shop};
use persistence::{Scope, StoreError, ledger};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// One person, and their time within a range.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) user: Arc<User>,
    /// The zone of their wall clock: their own, or their company's.
    pub(crate) zone: TimeZone,
    /// Everything that touches it is here.
    pub(crate) range: Interval,
    /// Without secrets and what nobody asks free/busy for.
    pub(super) calendars: Vec<Calendar>,
    /// Busy periods, and what calendars say that need not be followed; in order of start.
    outside: Vec<Interval>,
    /// The longest of these, in seconds.
    longest: i64,
    /// Their own, and those of everybody.
    days_off: Vec<DaysOff>,
    /// In order of start; holds are here until they are taken out, and count until they expire.
    pub(super) bookings: Vec<Commitment>,
}

/// Rows of several people.
pub(super) struct Rows {
    pub(super) bookings: Vec<Commitment>,
    pub(super) calendars: Vec<Calendar>,
    pub(super) imported: Vec<CalendarBusy>,
    pub(super) periods: Vec<(UserId, Interval)>,
    pub(super) days_off: Vec<(UserId, DaysOff)>,
}

impl Rows {
    /// Reads what touches the range, beside these bookings: one query for each table that has something.
    pub(super) fn read(
        scope: &mut Scope<'_>,
        ids: &[UserId],
        has: Has,
        range: Interval,
        bookings: Vec<Commitment>,
    ) -> Result<Self, StoreError> {
        let calendars = if has.calendars { calendars::of_users(scope, ids)? } else { Vec::new() };
        Ok(Self {
            imported: match calendars.is_empty() {
                true => Vec::new(),
                false => calendars::busy_in(scope, ids, range)?,
            },
            periods: if has.periods { busy_periods::busy_in(scope, ids, range)? } else { Vec::new() },
            days_off: if has.days_off { shop::off_in(scope, ids, range)? } else { Vec::new() },
            bookings,
            calendars,
        })
    }

    /// The same by person, in the order given. What calendars say that are followed is left out: following says it again.
    pub(super) fn by_person(
        self,
        people: Vec<(User, TimeZone)>,
        range: Interval,
        followed: &HashMap<CalendarId, Stored>,
    ) -> Vec<Arc<Facts>> {
        let stored = self.imported.iter().filter(|busy| !followed.contains_key(&busy.calendar));
        let outside = self.periods.into_iter().chain(stored.map(|busy| (busy.user, busy.time)));
        let mut outside = by_user(outside);
        let bookings = self.bookings.into_iter();
        let mut bookings = by_user(bookings.filter_map(|booking| Some((booking.subject.user()?, booking))));
        let calendars = self.calendars.into_iter();
        let mut calendars =
            by_user(calendars.map(|calendar| (calendar.details.user, without_secrets(calendar))));
        let mut days_off = by_user(self.days_off);
        let mut made: HashMap<UserId, Arc<Facts>> = HashMap::with_capacity(people.len());
        let mut of = |(user, zone): (User, TimeZone)| {
            let facts = made.entry(user.id).or_insert_with_key(|id| {
                let mut outside: Vec<Interval> = outside.remove(id).unwrap_or_default();
                outside.sort_unstable();
                Arc::new(Facts {
                    range,
                    zone,
                    longest: outside.iter().map(|time| time.seconds()).max().unwrap_or_default(),
                    calendars: calendars.remove(id).unwrap_or_default(),
                    outside,
                    days_off: days_off.remove(id).unwrap_or_default(),
                    bookings: bookings.remove(id).unwrap_or_default(),
                    user: Arc::new(user),
                })
            });
            Arc::clone(facts)
        };
        people.into_iter().map(&mut of).collect()
    }
}

/// Reads what is stored of these people, whose company's zone this is, with holds that have expired: one query per table. The
/// scope is that of the company.
///
/// # Errors
/// [`StoreError::Db`] only.
pub(crate) fn read(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    company: &TimeZone,
    range: Interval,
) -> Result<Vec<Arc<Facts>>, StoreError> {
    let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
    let subjects: Vec<Subject> = ids.iter().copied().map(Subject::User).collect();
    let bookings = ledger::busy_at_any_time(scope, &subjects, range)?;
    let rows = Rows::read(scope, &ids, Has::ANYTHING, range, bookings)?;
    let with_zone = |user: User| (zone_of(&user, company), user);
    let people = people.into_iter().map(with_zone).map(|(zone, user)| (user, zone)).collect();
    Ok(rows.by_person(people, range, &HashMap::new()))
}

fn by_user<T>(all: impl IntoIterator<Item = (UserId, T)>) -> HashMap<UserId, Vec<T>> {
    let mut by: HashMap<UserId, Vec<T>> = HashMap::new();
    for (user, one) in all {
        by.entry(user).or_default().push(one);
    }
    by
}

fn without_secrets(mut calendar: Calendar) -> Calendar {
    calendar.details.credentials = None;
    calendar.details.url = None;
    calendar.kept.etag = None;
    calendar.kept.last_modified = None;
    calendar.kept.left_out.lines = Vec::new();
    calendar.kept.others_bookings = None;
    calendar
}

impl Facts {
    /// Whether all of their time around the window is here: what a calendar says beyond what is stored of it is not.
    pub(crate) fn cover(&self, window: Interval) -> bool {
        let around = widened(window);
        let reaches = self.range.start() <= around.start() && around.end() <= self.range.end();
        reaches && self.calendars.iter().all(|calendar| covers(calendar, around))
    }

    /// Whether a calendar of theirs does not reach around the window, however much was read.
    pub(crate) fn need_texts(&self, window: Interval) -> bool {
        !self.calendars.iter().all(|calendar| covers(calendar, widened(window)))
    }

    /// How many holds of theirs that touch the window's surroundings have expired by then, however much else was read.
    pub(crate) fn expired(&self, window: Interval, now: Timestamp) -> usize {
        let around = widened(window);
        let near = self.bookings.iter().filter(|booking| booking.span.meeting.overlaps(around));
        near.filter(|booking| matches!(booking.hold, Hold::Until(end) if end <= now)).count()
    }

    /// How far each of their calendars can be trusted at that time.
    pub(crate) fn trust(&self, now: Timestamp) -> impl Iterator<Item = Trust> {
        self.calendars.iter().map(move |calendar| calendar.trust(now))
    }

    /// What is known of them from outside the ledger that touches this time, in order of start.
    pub(super) fn outside(&self, around: Interval) -> Vec<Interval> {
        let earliest = around.start().plus_seconds(-self.longest);
        let first = self.outside.partition_point(|time| time.start() < earliest);
        let last = self.outside.partition_point(|time| time.start() < around.end());
        let near = self.outside.get(first..last).unwrap_or_default();
        let mut touching = Vec::with_capacity(near.len() + self.bookings.len());
        touching.extend(near.iter().filter(|time| time.overlaps(around)));
        touching
    }

    /// Their days off that may touch this time.
    pub(super) fn days_off(&self, around: Interval) -> Vec<DaysOff> {
        if self.days_off.is_empty() {
            return Vec::new();
        }
        let dates = Dates::around(around);
        self.days_off.iter().filter(|days| dates.meet(days)).copied().collect()
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let texts = |calendar: &Calendar| {
            let error = calendar.kept.last_error.as_ref().map_or(0, String::len);
            let write_error = calendar.kept.write_error.as_ref().map_or(0, String::len);
            calendar.details.name.len() + error + write_error
        };
        size_of::<Self>()
            + size_of::<User>()
            + self.user.details.name.len()
            + self.user.details.email.len()
            + self.calendars.iter().map(|calendar| size_of::<Calendar>() + texts(calendar)).sum::<usize>()
            + self.outside.capacity() * size_of::<Interval>()
            + self.days_off.capacity() * size_of::<DaysOff>()
            + self.bookings.capacity() * size_of::<Commitment>()
    }
}

/// The dates that a time may touch, wherever somebody lives, as days off are asked for.
struct Dates {
    first: Date,
    last: Date,
}

impl Dates {
    fn around(time: Interval) -> Self {
        let date = |at| TimeZone::utc().local(at).date();
        Self { first: date(time.start()).plus_days(-1), last: date(time.end()).plus_days(1) }
    }

    fn meet(&self, days: &DaysOff) -> bool {
        days.last() >= self.first && days.first() <= self.last
    }
}

/// How far beyond what is asked for it is read, in seconds: back, because windows begin now and now goes on, and ahead, because
/// the next one asks for another week.
const BEHIND: i64 = 2 * 86_400;
const AHEAD: i64 = 100 * 86_400;
/// How much further it is read than a window that reaches beyond that: windows that end so long after now move on with it.
const FURTHER: i64 = 2 * 86_400;
/// The longest time that is read at once to have two windows in it: the longest window, and some weeks.
const LONGEST: i64 = 400 * 86_400;

/// What to read for a window where this much is remembered: a usual range around now with it, and as far ahead as was asked for
/// before. `None` where that would be too long: then the window is read, and remembered, by itself.
pub(crate) fn range(window: Interval, now: Timestamp, remembered: Option<Interval>) -> Option<Interval> {
    let wide = widened(window);
    let start = now.plus_seconds(-BEHIND).min(wide.start());
    let end = now.plus_seconds(AHEAD).max(beyond(wide));
    let end = remembered.map_or(end, |known| end.max(known.end()));
    Interval::new(start, end).ok().filter(|both| both.seconds() <= LONGEST)
}

/// Until when to read for a time.
fn beyond(wide: Interval) -> Timestamp {
    wide.end().plus_seconds(FURTHER)
}

/// The same for a window far from now, beside another one that is.
pub(crate) fn far_range(window: Interval, remembered: Option<Interval>) -> Interval {
    let wide = widened(window);
    let wide = Interval::new(wide.start(), beyond(wide)).unwrap_or(wide);
    let both = remembered
        .and_then(|known| Interval::new(known.start().min(wide.start()), known.end().max(wide.end())).ok());
    both.filter(|both| both.seconds() <= LONGEST).unwrap_or(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000)
    }

    fn days(from: i64, to: i64) -> Interval {
        Interval::new(now().plus_seconds(from * 86_400), now().plus_seconds(to * 86_400)).expect("a window")
    }

    #[test]
    fn a_window_nearby_is_read_with_what_is_asked_for_next() {
        let check = |window: Interval, expected: Option<Interval>| {
            assert_eq!(range(window, now(), None), expected);
        };
        check(days(0, 14), Some(days(-2, 100)));
        check(days(-30, 14), Some(days(-31, 100)));
        check(days(90, 96), Some(days(-2, 100)));
        check(days(90, 120), Some(days(-2, 123)));
        check(days(200, 214), Some(days(-2, 217)));
        check(days(-40, -30), Some(days(-41, 100)));
        check(days(0, 366), Some(days(-2, 369)));
        check(days(500, 514), None);
        check(days(-400, -390), None);
    }

    #[test]
    fn near_and_far_windows_are_read_together() {
        let far = range(days(200, 214), now(), None).expect("one range");
        let near = range(days(0, 14), now(), Some(far)).expect("one range");
        assert_eq!(near, days(-2, 217), "the far one is still in it");
        assert_eq!(range(days(-295, -290), now(), Some(far)), None, "both would be too long");
        assert_eq!(range(days(-295, -290), now(), None), Some(days(-296, 100)));
    }

    #[test]
    fn windows_far_from_now_are_read_with_each_other_up_to_a_length() {
        assert_eq!(far_range(days(500, 514), None), days(499, 517));
        assert_eq!(far_range(days(530, 540), Some(days(499, 517))), days(499, 543));
        assert_eq!(far_range(days(1000, 1010), Some(days(499, 517))), days(999, 1013));
    }
}

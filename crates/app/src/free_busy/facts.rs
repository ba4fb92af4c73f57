//! What is stored of one person's time, so that it can be remembered: nothing in it depends on the clock.

use super::{Gathered, covers, widened, zone_of};
use domain::commitment::{Commitment, Hold, Subject};
use domain::directory::{Calendar, Trust, User};
use domain::{CalendarId, UserId};
use persistence::store::calendars::CalendarBusy;
use persistence::store::{busy_periods, calendars, shop};
use persistence::{Scope, StoreError, ledger};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};
use std::collections::HashMap;

/// One person, and their time within a range.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) user: User,
    /// The zone of their wall clock: their own, or their company's.
    pub(crate) zone: TimeZone,
    /// Everything that touches it is here.
    pub(crate) range: Interval,
    /// Without secrets and what nobody asks free/busy for.
    calendars: Vec<Calendar>,
    imported: Vec<(CalendarId, Interval)>,
    periods: Vec<Interval>,
    /// Their own, and those of everybody.
    days_off: Vec<DaysOff>,
    /// In order of start; holds are here until they are taken out, and count until they expire.
    bookings: Vec<Commitment>,
}

/// Reads what is stored of these people, whose company's zone this is: one query per table. The scope is that of the company.
///
/// # Errors
/// [`StoreError::Db`] only.
pub(crate) fn read(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    company: &TimeZone,
    range: Interval,
) -> Result<Vec<Facts>, StoreError> {
    let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
    let subjects: Vec<Subject> = ids.iter().copied().map(Subject::User).collect();
    let mut bookings = by_user(
        ledger::busy_at_any_time(scope, &subjects, range)?
            .into_iter()
            .filter_map(|booking| Some((booking.subject.user()?, booking))),
    );
    let stored = calendars::of_users(scope, &ids)?;
    let imported = match stored.is_empty() {
        true => Vec::new(),
        false => calendars::busy_in(scope, &ids, range)?,
    };
    let mut calendars =
        by_user(stored.into_iter().map(|calendar| (calendar.details.user, without_secrets(calendar))));
    let mut imported = by_user(imported.into_iter().map(|busy| (busy.user, (busy.calendar, busy.time))));
    let mut periods = by_user(busy_periods::busy_in(scope, &ids, range)?);
    let mut days_off = by_user(shop::off_in(scope, &ids, range)?);
    let facts = |user: User| Facts {
        range,
        zone: zone_of(&user, company),
        calendars: calendars.remove(&user.id).unwrap_or_default(),
        imported: imported.remove(&user.id).unwrap_or_default(),
        periods: periods.remove(&user.id).unwrap_or_default(),
        days_off: days_off.remove(&user.id).unwrap_or_default(),
        bookings: bookings.remove(&user.id).unwrap_or_default(),
        user,
    };
    Ok(people.into_iter().map(facts).collect())
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

    /// How many holds of theirs have expired by then.
    pub(crate) fn expired(&self, now: Timestamp) -> usize {
        self.bookings.iter().filter(|booking| matches!(booking.hold, Hold::Until(end) if end <= now)).count()
    }

    /// How far each of their calendars can be trusted at that time.
    pub(crate) fn trust(&self, now: Timestamp) -> impl Iterator<Item = Trust> {
        self.calendars.iter().map(move |calendar| calendar.trust(now))
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let texts = |calendar: &Calendar| {
            let error = calendar.kept.last_error.as_ref().map_or(0, String::len);
            let write_error = calendar.kept.write_error.as_ref().map_or(0, String::len);
            calendar.details.name.len() + error + write_error
        };
        size_of::<Self>()
            + self.user.details.name.len()
            + self.user.details.email.len()
            + self.calendars.iter().map(|calendar| size_of::<Calendar>() + texts(calendar)).sum::<usize>()
            + self.imported.capacity() * size_of::<(CalendarId, Interval)>()
            + self.periods.capacity() * size_of::<Interval>()
            + self.days_off.capacity() * size_of::<DaysOff>()
            + self.bookings.capacity() * size_of::<Commitment>()
    }
}

/// What [`gather`](super::gather) would read of these people now. All of them cover the window.
pub(crate) fn gathered<'f>(
    all: impl IntoIterator<Item = &'f Facts>,
    window: Interval,
    now: Timestamp,
) -> Gathered {
    let mut gathered = Gathered {
        window,
        now,
        people: Vec::new(),
        periods: Vec::new(),
        days_off: Vec::new(),
        bookings: Vec::new(),
        imported: Vec::new(),
        calendars: Vec::new(),
        texts: HashMap::new(),
        blocks: Calendar::blocks_its_owner,
    };
    let (around, dates) = (widened(window), Dates::around(widened(window)));
    for Facts { user, zone, range: _, calendars, imported, periods, days_off, bookings } in all {
        gathered.people.push((user.clone(), zone.clone()));
        gathered.calendars.extend(calendars.iter().cloned());
        let busy = |(calendar, time): &(CalendarId, Interval)| CalendarBusy {
            user: user.id,
            calendar: *calendar,
            time: *time,
        };
        gathered.imported.extend(imported.iter().filter(|(_, time)| time.overlaps(around)).map(busy));
        let periods = periods.iter().filter(|time| time.overlaps(around));
        gathered.periods.extend(periods.map(|time| (user.id, *time)));
        let off = days_off.iter().filter(|days| dates.meet(days));
        gathered.days_off.extend(off.map(|days| (user.id, *days)));
        let taken = |booking: &&Commitment| {
            booking.span.meeting.overlaps(around) && !matches!(booking.hold, Hold::Until(end) if end <= now)
        };
        gathered.bookings.extend(bookings.iter().filter(taken).cloned());
    }
    gathered
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

/// What to read for a window: a usual range around now with it, or where it lies far from that, what it needs.
pub(crate) fn range(window: Interval, now: Timestamp) -> Interval {
    let wide = widened(window);
    let (start, end) = (now.plus_seconds(-BEHIND), now.plus_seconds(AHEAD));
    match Interval::new(start, end) {
        Ok(usual) if usual.overlaps(wide) => {
            Interval::new(start.min(wide.start()), end.max(wide.end())).unwrap_or(wide)
        }
        _ => wide,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_nearby_is_read_with_what_is_asked_for_next() {
        let now = Timestamp::saturating_from_unix(1_800_000_000);
        let days = |from: i64, to: i64| {
            Interval::new(now.plus_seconds(from * 86_400), now.plus_seconds(to * 86_400)).expect("a window")
        };
        let check = |window: Interval, expected: Interval| assert_eq!(range(window, now), expected);
        check(days(0, 14), days(-2, 100));
        check(days(-30, 14), days(-31, 100));
        check(days(90, 120), days(-2, 121));
        check(days(200, 214), days(199, 215));
        check(days(-40, -30), days(-41, -29));
    }
}

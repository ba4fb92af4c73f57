//! Made-up calendars for demonstrations and trials: plausible working days, the same for ever.
//!
//! Everything follows from the user's number and the date, by a hash: no clock, no generator, no state. The
//! values are part of what the product promises (a demonstration looks the same tomorrow), so the tests hold
//! some of them fast.

use scheduling_core::time::{Date, Interval, IntervalSet, LocalDateTime, TimeZone};

const MINUTE: i64 = 60;
/// Where a working day begins and ends, in minutes.
const DAY: (i64, i64) = (9 * 60, 17 * 60 + 30);

/// The busy time of a user in `window`, on the clock of `zone`, clipped to the window.
///
/// A working day has a short stand-up at the user's own time and two to five meetings, lunch mostly stays
/// free, and one working day in forty is taken whole. Weekends are free.
///
/// ```
/// use integrations::calendars::simulated;
/// use scheduling_core::time::{Timestamp, Interval, TimeZone};
/// let at = |text| Timestamp::parse(text).unwrap();
/// let week = Interval::new(at("2025-01-20T00:00:00Z"), at("2025-01-27T00:00:00Z")).unwrap();
/// let zone = TimeZone::named("Europe/Berlin").unwrap();
/// assert_eq!(simulated::busy(7, &zone, week), simulated::busy(7, &zone, week));
/// assert!(simulated::busy(7, &zone, week).seconds() > 0);
/// ```
#[must_use]
pub fn busy(user: i64, zone: &TimeZone, window: Interval) -> IntervalSet {
    let first = zone.local(window.start()).date().epoch_day() - 1;
    let last = zone.local(window.end()).date().epoch_day();
    let days = (first..=last).map(Date::from_epoch_day).filter(|date| date.weekday().number() <= 5);
    let times: IntervalSet = days.flat_map(|date| working_day(user, zone, date)).collect();
    times.clip(window)
}

fn working_day(user: i64, zone: &TimeZone, date: Date) -> Vec<Interval> {
    if hash(user, date.epoch_day(), 0).is_multiple_of(40) {
        let whole = Interval::new(zone.start_of_day(date), zone.start_of_day(date.plus_days(1)));
        return whole.into_iter().collect();
    }
    let standup = DAY.0 + 15 * pick(hash(user, 0, 1), 6);
    let mut meetings = vec![(standup, 15)];
    for number in 0..2 + pick(hash(user, date.epoch_day(), 2), 4) {
        let value = hash(user, date.epoch_day(), 10 + number);
        let length =
            [30, 30, 45, 60, 60, 90].get(usize::try_from(value % 6).unwrap_or(0)).copied().unwrap_or(30);
        let halves = (DAY.1 - DAY.0 - length) / 30 + 1;
        let start = DAY.0 + 30 * pick(value >> 8, halves);
        let at_lunch = start < 13 * 60 && start + length > 12 * 60;
        if !at_lunch || value >> 40 & 3 == 0 {
            meetings.push((start, length));
        }
    }
    meetings.into_iter().filter_map(|(start, length)| meeting(zone, date, start, length)).collect()
}

fn meeting(zone: &TimeZone, date: Date, start: i64, length: i64) -> Option<Interval> {
    let start = zone.resolve(LocalDateTime::new(date, start * MINUTE).ok()?).compatible();
    Interval::new(start, start.plus_seconds(length * MINUTE)).ok()
}

/// A number below `below` from a hash.
fn pick(hash: u64, below: i64) -> i64 {
    let below = u64::try_from(below).unwrap_or(1).max(1);
    i64::try_from(hash % below).unwrap_or(0)
}

/// The mixing function of SplitMix64, over user, day and purpose.
fn hash(user: i64, day: i64, purpose: i64) -> u64 {
    [user, day, purpose].into_iter().fold(0x9E37_79B9_7F4A_7C15, |state: u64, value| {
        let mut mixed = (state ^ value.cast_unsigned()).wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::Timestamp;

    fn window(start: &str, end: &str) -> Interval {
        let at = |text| Timestamp::parse(text).expect("an instant");
        Interval::new(at(start), at(end)).expect("a window")
    }

    fn shown(user: i64, zone: &str, start: &str, end: &str) -> String {
        let zone = TimeZone::named(zone).expect("a zone");
        let show = |time: Interval| {
            let local = |at| zone.local(at).to_string()[5..16].to_owned();
            format!("{}-{}", local(time.start()), &local(time.end())[6..])
        };
        busy(user, &zone, window(start, end)).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn days_are_the_same_for_ever() {
        let check = |user, zone, expected: &str| {
            assert_eq!(
                shown(user, zone, "2025-01-22T00:00:00Z", "2025-01-23T00:00:00Z"),
                expected,
                "{user} in {zone}"
            );
        };
        check(2, "Europe/Berlin", "01-22T09:00-09:15 01-22T10:00-11:00 01-22T14:30-17:30");
        check(3, "Europe/Berlin", "01-22T09:30-10:30 01-22T15:00-16:30");
        check(3, "America/New_York", "01-22T09:30-10:30 01-22T15:00-16:30");
        check(5, "UTC", "01-22T09:45-10:00 01-22T11:30-12:00 01-22T13:00-16:00");
        // Taken whole, and New York's day begins five hours later.
        check(1, "UTC", "01-22T00:00-00:00");
        check(1, "America/New_York", "01-22T00:00-19:00");
    }

    #[test]
    fn a_window_has_what_a_longer_one_has_there() {
        let zone = TimeZone::named("America/New_York").expect("a zone");
        for user in 0..20 {
            let year = busy(user, &zone, window("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"));
            let day = window("2025-03-10T13:37:00Z", "2025-03-11T02:00:00Z");
            assert_eq!(busy(user, &zone, day), year.clip(day), "user {user}");
            let share = year.seconds() * 100 / (261 * 8 * 3600);
            assert!((15..75).contains(&share), "user {user} is busy {share} % of working time");
        }
    }

    #[test]
    fn weekends_are_free_and_people_differ() {
        assert_eq!(shown(1, "UTC", "2025-01-25T00:00:00Z", "2025-01-27T00:00:00Z"), "");
        let of = |user| shown(user, "UTC", "2025-01-20T00:00:00Z", "2025-01-25T00:00:00Z");
        assert_ne!(of(1), of(2));
    }
}

//! Dates and times for people to read, on the clock of a zone.

use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// From when until when, with the zone; the day is named twice where the end is on another.
pub(crate) fn interval(time: Interval, zone: &TimeZone) -> String {
    let ((from, start), (to, end)) = (parts(time.start(), zone), parts(time.end(), zone));
    let until = if from == to { end } else { format!("{}, {end}", day(to)) };
    format!("{}, {start} to {until} ({})", day(from), zone.name())
}

fn parts(at: Timestamp, zone: &TimeZone) -> (Date, String) {
    let local = zone.local(at);
    let minutes = local.second_of_day() / 60;
    (local.date(), format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

fn day(date: Date) -> String {
    let name = |names: &'static [&'static str], number: i64| {
        usize::try_from(number - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
    };
    let weekday = name(&DAYS, i64::from(date.weekday().number()));
    format!("{weekday} {} {} {}", date.day(), name(&MONTHS, date.month()), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_named_again_where_it_is_another() {
        let zone = TimeZone::named("Europe/Berlin").expect("a zone");
        let check = |start: &str, end: &str, expected: &str| {
            let (start, end) = (Timestamp::parse(start).expect("start"), Timestamp::parse(end).expect("end"));
            assert_eq!(interval(Interval::new(start, end).expect("an interval"), &zone), expected);
        };
        check(
            "2025-01-22T10:00:00Z",
            "2025-01-22T11:00:00Z",
            "Wednesday 22 January 2025, 11:00 to 12:00 (Europe/Berlin)",
        );
        check(
            "2025-12-31T22:30:00Z",
            "2025-12-31T23:30:00Z",
            "Wednesday 31 December 2025, 23:30 to Thursday 1 January 2026, 00:30 (Europe/Berlin)",
        );
    }
}

//! Made-up people and how busy they are: eight working hours a day in three zones that overlap, six meetings a workday,
//! and on two days of three some time at which everybody is free. Always the same for the same first Monday.

use serde_json::{Value, json};
use std::fmt::Write;

const DAY: i64 = 86_400;
/// Calendars reach from this many weeks before the first Monday …
const WEEKS_BEHIND: i64 = 4;
/// … to this many after it.
const WEEKS_AHEAD: i64 = 9;
/// Meetings of each workday.
const MEETINGS: usize = 6;

/// Where people work: the zone, when work begins and ends there, and when it begins in UTC, in winter.
const SHIFTS: [Shift; 3] = [
    Shift { zone: "UTC", start: "09:00", end: "17:00", utc_hour: 9 },
    Shift { zone: "America/New_York", start: "06:00", end: "14:00", utc_hour: 11 },
    Shift { zone: "Asia/Kolkata", start: "13:30", end: "21:30", utc_hour: 8 },
];

struct Shift {
    zone: &'static str,
    start: &'static str,
    end: &'static str,
    utc_hour: i64,
}

/// Somebody with a calendar. Times are Unix seconds.
pub(super) struct Person {
    pub(super) name: String,
    shift: &'static Shift,
    /// The first Monday, as days since 1970.
    monday: i64,
    /// What their calendar holds.
    pub(super) meetings: Vec<(i64, i64)>,
    /// What they blocked in the product itself.
    pub(super) blocked: Vec<(i64, i64)>,
}

/// So many people; `monday` in days since 1970.
pub(super) fn people(count: usize, monday: i64) -> Vec<Person> {
    SHIFTS.iter().cycle().take(count).zip(1..).map(|(shift, number)| person(number, shift, monday)).collect()
}

fn person(number: u64, shift: &'static Shift, monday: i64) -> Person {
    let mut chance = Chance(number);
    let (mut meetings, mut blocked) = (Vec::new(), Vec::new());
    for week in -WEEKS_BEHIND..WEEKS_AHEAD {
        for day in (0..5).map(|day| monday + 7 * week + day) {
            let begin = day * DAY + shift.utc_hour * 3600;
            let mut found = 0;
            // Chance may take a while to find room beside the free time, but has no end of tries.
            for _ in 0..10 * MEETINGS {
                let start = begin + 900 * chance.below(32);
                let end = start + 900 * (1 + chance.below(4));
                let open = open(day);
                if found < MEETINGS && open.is_none_or(|(from, until)| end <= from || until <= start) {
                    // In the month that is asked about, now and then something is blocked by hand.
                    let by_hand = found == 0 && (0..30).contains(&(day - monday)) && day % 5 == 0;
                    if by_hand { &mut blocked } else { &mut meetings }.push((start, end));
                    found += 1;
                }
            }
        }
    }
    Person { name: format!("Person {number}"), shift, monday, meetings, blocked }
}

/// The time of a day that everybody keeps free, on two days of three: within all shifts, 60 to 150 minutes.
fn open(day: i64) -> Option<(i64, i64)> {
    let mut chance = Chance(day.unsigned_abs());
    let start = day * DAY + 11 * 3600 + 900 * chance.below(10);
    (day % 3 != 2).then(|| (start, start + 900 * (4 + chance.below(7))))
}

impl Person {
    pub(super) fn zone(&self) -> &'static str {
        self.shift.zone
    }

    /// Their calendar: each meeting, and for ever the hours in which they do not work.
    pub(super) fn calendar(&self) -> String {
        let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//load//EN\r\n".to_owned();
        let mut event = |title: &str, lines: &str| {
            let number = text.len();
            // Writing to a text can't fail.
            let _ = write!(
                text,
                "BEGIN:VEVENT\r\nUID:{number}@load\r\nDTSTAMP:20250101T000000Z\r\nSUMMARY:{title}\r\n\
                 {lines}\r\nEND:VEVENT\r\n"
            );
        };
        for &(start, end) in &self.meetings {
            event("Meeting", &format!("DTSTART:{}Z\r\nDTEND:{}Z", compact(start), compact(end)));
        }
        let Shift { zone, end, .. } = *self.shift;
        let first = self.monday - 7 * (WEEKS_BEHIND + 1);
        let mut off = |day: i64, duration: &str, days: &str| {
            let date = compact(day * DAY);
            let (date, time) = (date.get(..8).unwrap_or_default(), end.replace(':', ""));
            let start = format!("DTSTART;TZID={zone}:{date}T{time}00");
            event("Off", &format!("{start}\r\nDURATION:{duration}\r\nRRULE:FREQ=WEEKLY;BYDAY={days}"));
        };
        off(first, "PT16H", "MO,TU,WE,TH");
        // Two days by the calendar, and the hours that remain, whether or not clocks change in between.
        off(first + 4, "P2DT16H", "FR");
        text.push_str("END:VCALENDAR\r\n");
        text
    }

    /// The same person in the stateless query.
    pub(super) fn participant(&self) -> Value {
        let Shift { zone, start, end, .. } = *self.shift;
        let busy = self.meetings.iter().chain(&self.blocked);
        let busy = busy.map(|&(start, end)| json!({"start": instant(start), "end": instant(end)}));
        json!({
            "id": self.name,
            "time_zone": zone,
            "working_hours": [{"days": [1, 2, 3, 4, 5], "start": start, "end": end}],
            "busy": busy.collect::<Vec<_>>(),
        })
    }
}

/// RFC 3339.
pub(super) fn instant(unix: i64) -> String {
    let (year, month, day) = date(unix.div_euclid(DAY));
    let second = unix.rem_euclid(DAY);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

/// The date that comes so many days after 1 January 1970, as YYYY-MM-DD.
pub(super) fn date_text(days: i64) -> String {
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// As iCalendar writes it, without the zone.
fn compact(unix: i64) -> String {
    instant(unix).replace(['-', ':', 'Z'], "")
}

/// Year, month and day of the day that comes so long after 1 January 1970, by counting from a 1 March, the day after
/// leap days.
fn date(days: i64) -> (i64, i64, i64) {
    let from_march = days + 719_468;
    let (era, day) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let month_day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (400 * era + year + i64::from(month <= 2), month, month_day)
}

/// Numbers that look like chance, and are always the same (SplitMix64).
struct Chance(u64);

impl Chance {
    /// From 0 up to, and without, `end`.
    fn below(&mut self, end: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((mixed ^ (mixed >> 31)) % end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_by_the_calendar() {
        let check = |unix: i64, expected: &str| assert_eq!(instant(unix), expected);
        check(0, "1970-01-01T00:00:00Z");
        check(1_709_251_199, "2024-02-29T23:59:59Z");
        check(1_709_251_200, "2024-03-01T00:00:00Z");
        check(4_102_444_800, "2100-01-01T00:00:00Z");
        check(4_107_542_400, "2100-03-01T00:00:00Z");
    }

    #[test]
    fn people_have_six_meetings_a_workday_and_keep_the_open_time_free() {
        // Monday 4 January 2027.
        for person in people(10, 20_822) {
            let taken: Vec<_> = person.meetings.iter().chain(&person.blocked).collect();
            assert_eq!(taken.len(), 6 * 5 * 13, "{}", person.name);
            assert!(!person.blocked.is_empty(), "{}", person.name);
            let opens: Vec<_> = (20_822..20_827).filter_map(open).collect();
            assert!(!opens.is_empty());
            let meets = |&&&(start, end): &&&(i64, i64)| {
                opens.iter().any(|&(from, until)| from < end && start < until)
            };
            assert_eq!(taken.iter().filter(meets).count(), 0, "{}", person.name);
        }
    }
}

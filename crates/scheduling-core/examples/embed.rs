//! The engine in ten lines: when can somebody in Berlin and somebody in New York meet for an hour?
//!
//! ```text
//! 2026-10-26T13:00:00Z to 2026-10-26T14:00:00Z
//! … and nine more, the last of them
//! 2026-10-27T15:00:00Z to 2026-10-27T16:00:00Z
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::availability::{Participant, Query, search};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp};

pub(crate) fn main() -> Result<(), scheduling_core::Error> {
    let (start, end) = (TimeOfDay::parse("09:00")?, TimeOfDay::parse("17:00")?);
    let nine_to_five = WeeklyHours::new([WeeklyRule { days: Weekdays::WORKWEEK, start, end }]);
    let (from, to) = (Timestamp::parse("2026-10-26T00:00:00Z")?, Timestamp::parse("2026-10-28T00:00:00Z")?);
    let mut query = Query::new(Interval::new(from, to)?, 60)?;
    for (name, zone) in [("Ada", "Europe/Berlin"), ("Ben", "America/New_York")] {
        query.add(Participant::named(name).zone(TimeZone::named(zone)?).hours(nine_to_five.clone()));
    }
    let answer = search(&query);
    let lines: Vec<String> =
        answer.slots().map(|slot| format!("{} to {}", slot.start(), slot.end())).collect();
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(lines.len(), 10);
    assert_eq!(lines.first().map(String::as_str), Some("2026-10-26T13:00:00Z to 2026-10-26T14:00:00Z"));
    assert_eq!(lines.last().map(String::as_str), Some("2026-10-27T15:00:00Z to 2026-10-27T16:00:00Z"));
    Ok(())
}

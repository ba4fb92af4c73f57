//! An explanation: why is there no slot, and what would help?
//!
//! Ada works from one to four in the night in which clocks go forward, and that is two hours, not three.
//!
//! ```text
//! 2026-03-29T00:00:00Z: working_hours of Ada
//! 2026-03-29T01:00:00Z: window, working_hours of Ada
//! 2026-03-29T02:00:00Z: window, working_hours of Ada
//! a meeting of 120 minutes would have 1 slot
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::Error;
use scheduling_core::availability::{Change, Participant, Query, explain};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp, Weekday};

pub(crate) fn main() -> Result<(), Error> {
    let berlin = TimeZone::named("Europe/Berlin")?;
    let sundays: Weekdays = [Weekday::SUNDAY].into_iter().collect();
    let (start, end) = (TimeOfDay::parse("01:00")?, TimeOfDay::parse("04:00")?);
    let night = WeeklyHours::new([WeeklyRule { days: sundays, start, end }]);
    let (from, to) = (Timestamp::parse("2026-03-29T00:00:00Z")?, Timestamp::parse("2026-03-29T03:00:00Z")?);
    let mut query = Query::new(Interval::new(from, to)?, 180)?.step_minutes(60)?.zone(berlin.clone());
    query.add(Participant::named("Ada").zone(berlin).hours(night));

    let explanation = explain(&query, None);
    let mut lines = Vec::new();
    for explained in &explanation.starts {
        let removed = explained.removed_by.iter().map(|removal| {
            let name = removal.participant.and_then(|participant| explanation.name(participant));
            name.map_or(removal.rule.name().to_owned(), |name| format!("{} of {name}", removal.rule.name()))
        });
        let removed: Vec<String> = removed.collect();
        lines.push(format!("{}: {}", explained.start, removed.join(", ")));
    }
    for help in &explanation.would_help {
        if let Change::Duration(minutes) = help.change {
            lines.push(format!("a meeting of {minutes} minutes would have {} slot", help.slots));
        }
    }
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(
        lines,
        [
            "2026-03-29T00:00:00Z: working_hours of Ada",
            "2026-03-29T01:00:00Z: window, working_hours of Ada",
            "2026-03-29T02:00:00Z: window, working_hours of Ada",
            "a meeting of 120 minutes would have 1 slot",
        ]
    );
    Ok(())
}

//! Recurrence: a rule of iCalendar lists times of a wall clock, and a zone says which timestamps they are.
//!
//! ```text
//! 2026-02-22T02:30:00 is 2026-02-22T01:30:00Z
//! 2026-03-29T02:30:00 is on no clock; RFC 5545 reads it as 2026-03-29T01:30:00Z
//! 2026-04-26T02:30:00 is 2026-04-26T00:30:00Z
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::Error;
use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone};

pub(crate) fn main() -> Result<(), Error> {
    let berlin = TimeZone::named("Europe/Berlin")?;
    // The backup on the last Sunday of each month, at half past two, since 2020.
    let rule = Rule::parse("FREQ=MONTHLY;BYDAY=-1SU")?;
    let half_past_two = |date| LocalDateTime::new(Date::parse(date)?, 2 * 3600 + 1800);
    let span = Span {
        start: half_past_two("2020-01-26")?,
        from: half_past_two("2026-02-01")?,
        to: half_past_two("2026-05-01")?,
    };
    let starts = rule.expand(span, None, Limits::default()).starts;
    let lines: Vec<String> = starts
        .into_iter()
        .map(|local| match berlin.resolve(local) {
            LocalTimeResolution::Unique(at) => format!("{local} is {at}"),
            LocalTimeResolution::Fold { earlier, later } => format!("{local} is {earlier} and {later}"),
            gap @ LocalTimeResolution::Gap { .. } => {
                format!("{local} is on no clock; RFC 5545 reads it as {}", gap.compatible())
            }
        })
        .collect();
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(
        lines,
        [
            "2026-02-22T02:30:00 is 2026-02-22T01:30:00Z",
            "2026-03-29T02:30:00 is on no clock; RFC 5545 reads it as 2026-03-29T01:30:00Z",
            "2026-04-26T02:30:00 is 2026-04-26T00:30:00Z",
        ]
    );
    Ok(())
}

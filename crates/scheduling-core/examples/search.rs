//! A search: when can somebody in Berlin and somebody in New York meet, in the week between their clock changes?
//!
//! ```text
//! Mon 14:00 in Berlin is 09:00 in New York, with Ada, Ben
//! Mon 16:00 in Berlin is 11:00 in New York, with Ada, Ben
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::Error;
use scheduling_core::availability::{Participant, Query, search};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Interval, TimeOfDay, TimeZone, Timestamp};

pub(crate) fn main() -> Result<(), Error> {
    let (berlin, new_york) = (TimeZone::named("Europe/Berlin")?, TimeZone::named("America/New_York")?);
    let (start, end) = (TimeOfDay::parse("09:00")?, TimeOfDay::parse("17:00")?);
    let office = WeeklyHours::new([WeeklyRule { days: Weekdays::WORKWEEK, start, end }]);
    let at = Timestamp::parse;

    // Europe is on winter time since Sunday, New York is not: they are five hours apart, for this week alone.
    let monday = Interval::new(at("2026-10-26T00:00:00Z")?, at("2026-10-27T00:00:00Z")?)?;
    let dentist = Interval::new(at("2026-10-26T14:00:00Z")?, at("2026-10-26T14:30:00Z")?)?;
    let mut query = Query::new(monday, 60)?.step_minutes(60)?;
    query.add(Participant::named("Ada").zone(berlin.clone()).hours(office.clone()).busy([dentist]));
    query.add(Participant::named("Ben").zone(new_york.clone()).hours(office));

    let clock = |zone: &TimeZone, at| zone.local(at).to_string().get(11..16).unwrap_or_default().to_owned();
    let answer = search(&query);
    let lines: Vec<String> = answer
        .slots()
        .map(|slot| {
            let (there, here) = (clock(&berlin, slot.start()), clock(&new_york, slot.start()));
            let names: Vec<&str> = slot.available_names().collect();
            format!("Mon {there} in Berlin is {here} in New York, with {}", names.join(", "))
        })
        .collect();
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(
        lines,
        [
            "Mon 14:00 in Berlin is 09:00 in New York, with Ada, Ben",
            "Mon 16:00 in Berlin is 11:00 in New York, with Ada, Ben",
        ]
    );
    Ok(())
}

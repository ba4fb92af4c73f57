//! The check of a booking: is what was offered still free? It is the same computation as the search.
//!
//! ```text
//! 2026-10-25T00:30:00Z is free
//! 2026-10-25T01:30:00Z is free
//! 2026-10-25T00:30:00Z is not: busy of Ada, until 2026-10-25T01:30:00Z
//! 2026-10-25T01:30:00Z is free
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::Error;
use scheduling_core::availability::{Participant, Query, removals};
use scheduling_core::time::{Date, Interval, LocalDateTime, LocalTimeResolution, TimeZone, Timestamp};

/// Ada's night, with what she has booked in it.
fn night(berlin: &TimeZone, booked: &[Interval]) -> Result<Query, Error> {
    let (from, to) = (Timestamp::parse("2026-10-24T22:00:00Z")?, Timestamp::parse("2026-10-25T05:00:00Z")?);
    let mut query = Query::new(Interval::new(from, to)?, 60)?.zone(berlin.clone());
    query.add(Participant::named("Ada").busy(booked.iter().copied()));
    Ok(query)
}

fn told(query: &Query, start: Timestamp) -> String {
    let removed = removals(query, start).into_iter().map(|removal| {
        let name = removal.participant.and_then(|participant| query.name(participant)).unwrap_or("the query");
        let until = removal.until.map_or_else(|| "for long".to_owned(), |until| format!("until {until}"));
        format!("{} of {name}, {until}", removal.rule.name())
    });
    match removed.collect::<Vec<_>>().as_slice() {
        [] => format!("{start} is free"),
        removed => format!("{start} is not: {}", removed.join("; ")),
    }
}

pub(crate) fn main() -> Result<(), Error> {
    let berlin = TimeZone::named("Europe/Berlin")?;
    // Half past two, in the night in which clocks show it twice: there are two meetings at this time.
    let local = LocalDateTime::new(Date::parse("2026-10-25")?, 2 * 3600 + 1800)?;
    let (first, last) = match berlin.resolve(local) {
        LocalTimeResolution::Fold { earlier, later } => (earlier, later),
        other => (other.compatible(), other.compatible()),
    };
    let empty = night(&berlin, &[])?;
    let taken = night(&berlin, &[Interval::new(first, first.plus_minutes(60))?])?;
    let lines = [told(&empty, first), told(&empty, last), told(&taken, first), told(&taken, last)];
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(
        lines,
        [
            "2026-10-25T00:30:00Z is free",
            "2026-10-25T01:30:00Z is free",
            "2026-10-25T00:30:00Z is not: busy of Ada, until 2026-10-25T01:30:00Z",
            "2026-10-25T01:30:00Z is free",
        ]
    );
    Ok(())
}

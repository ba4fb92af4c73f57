//! k of n: the candidate, and any two of three interviewers.
//!
//! ```text
//! 2026-03-29T09:15:00Z with Candidate, Ada, Ben
//! 2026-03-29T11:15:00Z with Candidate, Ada, Cem
//! 2026-03-29T12:15:00Z with Candidate, Ada, Ben, Cem
//! ```
#![expect(clippy::print_stdout, reason = "an example shows its answer")]

use scheduling_core::Error;
use scheduling_core::availability::{Group, Participant, Query, search};
use scheduling_core::time::{Date, Interval, TimeZone};

pub(crate) fn main() -> Result<(), Error> {
    // Hours of Kathmandu's wall clock, which is 5 hours and 45 minutes ahead of UTC.
    let kathmandu = TimeZone::named("Asia/Kathmandu")?;
    let midnight = kathmandu.start_of_day(Date::parse("2026-03-29")?);
    let hours =
        |from: i64, to: i64| Interval::new(midnight.plus_minutes(60 * from), midnight.plus_minutes(60 * to));

    let mut query = Query::new(hours(15, 19)?, 60)?.step_minutes(60)?.zone(kathmandu.clone());
    let candidate = query.add(Participant::named("Candidate"));
    let ada = query.add(Participant::named("Ada"));
    let ben = query.add(Participant::named("Ben").busy([hours(16, 18)?]));
    let cem = query.add(Participant::named("Cem").busy([hours(15, 17)?]));
    query.groups([Group::all([candidate])?, Group::at_least(2, [ada, ben, cem])?]);

    let answer = search(&query);
    let lines: Vec<String> = answer
        .slots()
        .map(|slot| {
            let names: Vec<&str> = slot.available_names().collect();
            format!("{} with {}", slot.start(), names.join(", "))
        })
        .collect();
    lines.iter().for_each(|line| println!("{line}"));
    assert_eq!(
        lines,
        [
            "2026-03-29T09:15:00Z with Candidate, Ada, Ben",
            "2026-03-29T11:15:00Z with Candidate, Ada, Cem",
            "2026-03-29T12:15:00Z with Candidate, Ada, Ben, Cem",
        ]
    );
    Ok(())
}

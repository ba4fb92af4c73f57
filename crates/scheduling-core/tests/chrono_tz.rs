//! Our zone data beside that of chrono-tz: prints the zones on which the two differ in 2025 to 2035. The README warns of
//! exactly these, so that the warning is brought up to date with a newer release of one of the two.
#![expect(clippy::expect_used, reason = "a test that can't begin must fail loudly")]

use chrono::{DateTime, Offset, TimeZone as _, Utc};
use chrono_tz::Tz;
use scheduling_core::time::{Date, TimeZone, Timestamp, zone_data_release};

const README: &str = include_str!("../README.md");

#[test]
fn the_readme_names_the_zones_on_which_chrono_tz_differs() {
    let mut differing = Vec::new();
    for name in TimeZone::names() {
        let ours = TimeZone::named(name).expect("a zone of ours");
        match Tz::try_from(&ours) {
            Err(_) => differing.push((name, "not in chrono-tz".to_owned())),
            Ok(theirs) => {
                let years = years_that_differ(&ours, theirs);
                if let (Some(first), Some(last)) = (years.first(), years.last()) {
                    differing.push((name, format!("{first} to {last}")));
                }
            }
        }
    }
    let (here, there) = (zone_data_release(), chrono_tz::IANA_TZDB_VERSION);
    eprintln!("{} zones differ between {here} (here) and {there} (chrono-tz):", differing.len());
    differing.iter().for_each(|(name, years)| eprintln!("  {name}: {years}"));

    let warned =
        README.split_once("<!-- differing zones -->").and_then(|(_, rest)| rest.split_once("<!-- end -->"));
    let warned: Vec<&str> = warned.expect("the README's list").0.split('`').skip(1).step_by(2).collect();
    let differing: Vec<&str> = differing.into_iter().map(|(name, _)| name).collect();
    assert_eq!(differing, warned, "write these into the README");
    assert!(README.contains(&format!("(release {there})")) && README.contains(&format!("(release {here})")));
}

/// The years with a quarter of a day at which the two zones have different offsets.
fn years_that_differ(ours: &TimeZone, theirs: Tz) -> Vec<i64> {
    let begin = |year| Date::new(year, 1, 1).expect("a date").midnight().local_seconds();
    let quarters = (begin(2025)..begin(2036)).step_by(6 * 3600).map(Timestamp::saturating_from_unix);
    let differing = quarters.filter(|&at| {
        let utc = DateTime::<Utc>::from(at).naive_utc();
        i64::from(theirs.offset_from_utc_datetime(&utc).fix().local_minus_utc()) != ours.offset_at(at)
    });
    let mut years: Vec<i64> = differing.map(|at| ours.local(at).date().year()).collect();
    years.dedup();
    years
}

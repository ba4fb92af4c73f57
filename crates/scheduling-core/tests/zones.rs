//! Our zones beside another current source: lists every zone and year of 2025 to 2035 on which they differ.
//!
//! `OTHER_ZONEINFO` names a folder of compiled zone files of another build, such as that of the operating
//! system's newest package `tzdata`. Without it there is nothing to compare with, and the test is counted as ignored.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test's own runner")]

use jiff::Timestamp as JiffTimestamp;
use jiff::tz::TimeZone as JiffZone;
use libtest_mimic::{Arguments, Failed, Trial};
use scheduling_core::time::{Date, TimeZone, Timestamp};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    #[expect(clippy::disallowed_methods, reason = "where the other source lies is told to the test alone")]
    let folder = std::env::var_os("OTHER_ZONEINFO").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: OTHER_ZONEINFO names no zone files to compare with");
    }
    let absent = folder.is_none();
    let trial = Trial::test("no_zone_differs_from_another_current_source", move || {
        check(&folder.unwrap_or_default())
    });
    libtest_mimic::run(&arguments, vec![trial.with_ignored_flag(absent)]).exit_code()
}

fn check(folder: &Path) -> Result<(), Failed> {
    let mut differing = BTreeSet::new();
    let mut compared = 0;
    for name in TimeZone::names() {
        let Ok(file) = std::fs::read(folder.join(name)) else {
            differing.insert(format!("{name}: not in the other source"));
            continue;
        };
        let (ours, theirs) = (TimeZone::named(name).unwrap(), JiffZone::tzif(name, &file).unwrap());
        for instant in instants(&theirs) {
            compared += 1;
            let offset =
                i64::from(theirs.to_offset(JiffTimestamp::from_second(instant.unix()).unwrap()).seconds());
            if ours.offset_at(instant) != offset {
                differing.insert(format!("{name} {}", ours.local(instant).date().year()));
            }
        }
    }
    let release = scheduling_core::time::zone_data_release();
    eprintln!("{compared} offsets of {} zones compared with release {release}", TimeZone::names().count());
    if differing.is_empty() { Ok(()) } else { Err(format!("differs: {differing:#?}").into()) }
}

/// Every six hours of the eleven years, and each change of the other source with the second before it.
fn instants(theirs: &JiffZone) -> Vec<Timestamp> {
    let [from, to] =
        [2025, 2036].map(|year| TimeZone::utc().start_of_day(Date::new(year, 1, 1).unwrap()).unix());
    let changes = theirs
        .following(JiffTimestamp::from_second(from).unwrap())
        .map(|change| change.timestamp().as_second());
    let changes = changes.take_while(|&at| at < to).flat_map(|at| [at - 1, at]);
    (from..to).step_by(6 * 3600).chain(changes).map(Timestamp::saturating_from_unix).collect()
}

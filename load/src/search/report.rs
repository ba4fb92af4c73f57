//! The tables of a run, in Markdown.

use super::super::pairs::{self, Asked};
use super::super::plan::Plan;
use super::super::report::median;
use std::time::Duration;

pub(super) fn print(plan: &Plan, asked: &[Asked], years: &[Vec<Duration>; 2]) {
    pairs::print(plan, asked, ["10,000", "1,000,000"]);
    let [few, many] = years;
    crate::say(&format!(
        "\nA year of 2,080 slots in one call: {} beside 10,000 slots, {} beside 1,000,000.",
        year(few),
        year(many)
    ));
}

fn year(times: &[Duration]) -> String {
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1e3;
    let longest = times.iter().map(milliseconds).fold(0.0, f64::max);
    format!("{:.0} ms ({longest:.0} ms at the most)", median(times, milliseconds))
}

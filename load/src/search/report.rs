//! The tables of a run, in Markdown.

use super::super::drive::LoadRound;
use super::super::plan::Plan;
use super::super::report::median;
use super::Asked;
use std::time::Duration;

pub(super) fn print(plan: &Plan, asked: &[Asked], years: &[Vec<Duration>; 2]) {
    let database = if plan.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    crate::say(&format!(
        "\n{database}; rounds: {} of {} s each; medians:\n",
        plan.rounds,
        plan.each.as_secs()
    ));
    crate::say(
        "| question | answer | p50 of 10,000 | p50 of 1,000,000 | ratio | p99 of 10,000 | p99 of 1,000,000 | ratio |",
    );
    crate::say("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for question in asked {
        let [few, many] = &question.targets;
        let time = |which: usize, of: fn(&LoadRound) -> Duration| {
            let times =
                |rounds: &[LoadRound; 2]| rounds.get(which).map_or(f64::NAN, |round| of(round).as_secs_f64());
            median(&question.rounds, times) * 1e3
        };
        let pair = |of: fn(&LoadRound) -> Duration| {
            let (few, many) = (time(0, of), time(1, of));
            format!("{few:.2} ms | {many:.2} ms | {:.2}", many / few)
        };
        let (p50, p99) = (pair(|round| round.p50), pair(|round| round.p99));
        let (few_size, many_size) = (kilobytes(&few.body), kilobytes(&many.body));
        crate::say(&format!("| {} | {few_size:.1} and {many_size:.1} kB | {p50} | {p99} |", few.name));
    }
    let [few, many] = years;
    crate::say(&format!(
        "\nA year of 2,080 slots in one call: {} beside 10,000 slots, {} beside 1,000,000.",
        year(few),
        year(many)
    ));
}

fn kilobytes(body: &[u8]) -> f64 {
    f64::from(u32::try_from(body.len()).unwrap_or(u32::MAX)) / 1e3
}

fn year(times: &[Duration]) -> String {
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1e3;
    let longest = times.iter().map(milliseconds).fold(0.0, f64::max);
    format!("{:.0} ms ({longest:.0} ms at the most)", median(times, milliseconds))
}

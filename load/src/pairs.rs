//! The same questions of two servers, whose databases differ in size alone: what counts is the ratio of their times.

use super::WARM_UP;
use super::drive::{self, LoadRound, Target};
use super::plan::Plan;
use super::report::median;
use anyhow::{Context, Result};
use std::time::Duration;

/// As many as there are cores on a small machine: times of answers, not of waiting for one another.
const CLIENTS: usize = 2;

/// A question, asked of the small database and of the large one.
pub(super) struct Asked {
    pub(super) targets: [Target; 2],
    rounds: Vec<[LoadRound; 2]>,
}

/// Asks all questions by turns.
///
/// # Errors
/// Where one is not answered as it was at first.
pub(super) fn ask(plan: &Plan, small: Vec<Target>, large: Vec<Target>) -> Result<Vec<Asked>> {
    let pairs = small.into_iter().zip(large);
    let mut asked: Vec<Asked> =
        pairs.map(|(small, large)| Asked { targets: [small, large], rounds: Vec::new() }).collect();
    for question in &asked {
        both(question, WARM_UP)?;
    }
    for number in 1..=plan.rounds {
        crate::say(&format!("round {number} of {}", plan.rounds));
        for question in &mut asked {
            let round = both(question, plan.each)?;
            question.rounds.push(round);
        }
    }
    Ok(asked)
}

fn both(question: &Asked, time: Duration) -> Result<[LoadRound; 2]> {
    let [small, large] = &question.targets;
    let round = |target: &Target| drive::round(target, CLIENTS, time).with_context(|| target.name.to_owned());
    Ok([round(small)?, round(large)?])
}

/// The table of a run, in Markdown; `sizes` name the two databases.
pub(super) fn print(plan: &Plan, asked: &[Asked], sizes: [&str; 2]) {
    let database = if plan.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let [few, many] = sizes;
    crate::say(&format!(
        "\n{database}; rounds: {} of {} s each; medians:\n",
        plan.rounds,
        plan.each.as_secs()
    ));
    crate::say(&format!(
        "| question | answer | p50 of {few} | p50 of {many} | ratio | p99 of {few} | p99 of {many} | ratio |"
    ));
    crate::say("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for question in asked {
        let [small, large] = &question.targets;
        let time = |which: usize, of: fn(&LoadRound) -> Duration| {
            let times =
                |rounds: &[LoadRound; 2]| rounds.get(which).map_or(f64::NAN, |round| of(round).as_secs_f64());
            median(&question.rounds, times) * 1e3
        };
        let pair = |of: fn(&LoadRound) -> Duration| {
            let (small, large) = (time(0, of), time(1, of));
            format!("{small:.2} ms | {large:.2} ms | {:.2}", large / small)
        };
        let (p50, p99) = (pair(|round| round.p50), pair(|round| round.p99));
        let (small_size, large_size) = (kilobytes(&small.body), kilobytes(&large.body));
        crate::say(&format!("| {} | {small_size:.1} and {large_size:.1} kB | {p50} | {p99} |", small.name));
    }
}

fn kilobytes(body: &[u8]) -> f64 {
    f64::from(u32::try_from(body.len()).unwrap_or(u32::MAX)) / 1e3
}

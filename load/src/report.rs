//! The tables of a run, in Markdown.

use super::drive::{LoadRound, Target};
use super::plan::Plan;
use std::time::Duration;

/// All that was found.
pub(super) struct Findings<'a> {
    pub(super) plan: &'a Plan,
    pub(super) targets: &'a [Target],
    /// Of each target, in the same order.
    pub(super) rounds: &'a [Vec<LoadRound>],
    /// From start to ready, on an empty database.
    pub(super) first_start: Duration,
    /// The same on a database that is there.
    pub(super) later_start: Duration,
    /// Resident memory in kB, before the first question.
    pub(super) idle: Option<u64>,
    /// The same after the last one.
    pub(super) loaded: Option<u64>,
}

pub(super) fn print(found: &Findings<'_>) {
    table(found);
    crate::say(&format!(
        "\nReady after {} ms on an empty database, {} ms on one that is there; {} resident when idle, {} after the load.",
        found.first_start.as_millis(),
        found.later_start.as_millis(),
        memory(found.idle),
        memory(found.loaded),
    ));
}

fn memory(kilobytes: Option<u64>) -> String {
    match kilobytes {
        Some(kilobytes) => format!("{} MB", kilobytes.div_ceil(1024)),
        None => "unknown".into(),
    }
}

/// The targets alone.
pub(super) fn table(found: &Findings<'_>) {
    let database = if found.plan.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let (rounds, seconds) = (found.plan.rounds, found.plan.each.as_secs());
    crate::say(&format!("\n{database}; rounds: {rounds} of {seconds} s each; medians:\n"));
    crate::say(
        "| target | answer | requests/s | lowest to highest | p50 | p99 | work | beside | rate to it | work to it |",
    );
    crate::say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let medians = |of: fn(&LoadRound) -> f64| -> Vec<f64> {
        found.rounds.iter().map(|rounds| median(rounds, of)).collect()
    };
    let (rates, works) = (medians(|round| round.rate), medians(work));
    for (((target, rounds), rate), work) in found.targets.iter().zip(found.rounds).zip(&rates).zip(&works) {
        let spread = rounds
            .iter()
            .fold((f64::MAX, 0.0_f64), |(low, high), round| (low.min(round.rate), high.max(round.rate)));
        let time = |of: fn(&LoadRound) -> Duration| median(rounds, |round| of(round).as_secs_f64() * 1e3);
        let beside = found.targets.get(target.beside).map_or("", |target| target.name);
        let ratio = |of: &[f64], own: f64| of.get(target.beside).map_or(f64::NAN, |other| own / other);
        crate::say(&format!(
            "| {} | {:.1} kB | {rate:.0} | {:.0} to {:.0} | {:.2} ms | {:.2} ms | {work:.0} us | {beside} | {:.2} | {:.2} |",
            target.name,
            f64::from(u32::try_from(target.body.len()).unwrap_or(u32::MAX)) / 1e3,
            spread.0,
            spread.1,
            time(|round| round.p50),
            time(|round| round.p99),
            ratio(&rates, *rate),
            ratio(&works, *work),
        ));
    }
}

/// Microseconds of processor time for an answer; not a number where the system does not tell.
fn work(round: &LoadRound) -> f64 {
    round.work.map_or(f64::NAN, |work| work.as_secs_f64() * 1e6)
}

/// The value in the middle; zero of nothing.
pub(super) fn median<T>(rounds: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

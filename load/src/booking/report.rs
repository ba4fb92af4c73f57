//! The table of a run, in Markdown.

use super::super::plan::Plan;
use super::super::report::median;
use super::drive::Burst;
use super::{BookingRound, CLIENTS};

pub(super) fn print(plan: &Plan, rounds: &[BookingRound]) {
    let (database, beside) = match &plan.postgres {
        Some(_) => ("PostgreSQL", "pgbench, one statement"),
        None => ("SQLite", "bare shared commits"),
    };
    crate::say(&format!("\n{database}; {} rounds; medians:\n", rounds.len()));
    crate::say(
        "| booking | clients | bookings/s | lowest to highest | p50 | p99 | work | rate to the bare one |",
    );
    crate::say("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (which, clients) in CLIENTS.into_iter().enumerate() {
        let bare: Vec<f64> = rounds.iter().filter_map(|round| round.beside.get(which).copied()).collect();
        let bare_rate = median(&bare, |rate| *rate);
        crate::say(&format!("| {beside} | {clients} | {bare_rate:.0} | {} | | | | 1.00 |", range(&bare)));
        let rows: Vec<f64> = rounds.iter().filter_map(|round| *round.rows.get(which)?).collect();
        if !rows.is_empty() {
            let (rate, range) = (median(&rows, |rate| *rate), range(&rows));
            let to_bare = rate / bare_rate;
            crate::say(&format!(
                "| pgbench, a booking's rows | {clients} | {rate:.0} | {range} | | | | {to_bare:.2} |"
            ));
        }
        line(
            "interviews to slots of 50 people",
            clients,
            &bursts(rounds, |round| round.spread.get(which)),
            bare_rate,
        );
        line("interviews to one slot", clients, &bursts(rounds, |round| round.hot.get(which)), bare_rate);
    }
    let hot = |which: usize| median(&bursts(rounds, |round| round.hot.get(which)), |burst| burst.rate);
    crate::say(&format!("\nThe hot slot keeps {:.2} of its rate from 8 to 32 clients.", hot(1) / hot(0)));
}

fn bursts(rounds: &[BookingRound], of: impl Fn(&BookingRound) -> Option<&Burst>) -> Vec<Burst> {
    rounds.iter().filter_map(|round| of(round).copied()).collect()
}

fn line(name: &str, clients: usize, bursts: &[Burst], bare: f64) {
    let rates: Vec<f64> = bursts.iter().map(|burst| burst.rate).collect();
    let rate = median(&rates, |rate| *rate);
    let milliseconds = |of: fn(&Burst) -> f64| median(bursts, of) * 1e3;
    crate::say(&format!(
        "| {name} | {clients} | {rate:.0} | {} | {:.2} ms | {:.2} ms | {:.0} us | {:.2} |",
        range(&rates),
        milliseconds(|burst| burst.p50.as_secs_f64()),
        milliseconds(|burst| burst.p99.as_secs_f64()),
        milliseconds(|burst| burst.work.map_or(f64::NAN, |work| work.as_secs_f64())) * 1e3,
        rate / bare,
    ));
}

fn range(rates: &[f64]) -> String {
    let (low, high) =
        rates.iter().fold((f64::MAX, 0.0_f64), |(low, high), rate| (low.min(*rate), high.max(*rate)));
    format!("{low:.0} to {high:.0}")
}

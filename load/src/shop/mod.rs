//! `cargo run -p load -- shop`: what it costs that fifty people offer a service rather than one, each with two hundred bookings.
//!
//! One server, one company, one question: the starts of a day, of one member of the staff and of all. Then bursts of bookings: an
//! appointment in one call beside an interview to a slot.

mod fill;

use super::booking;
use super::drive::Target;
use super::http::get;
use super::keeper::Keeper;
use super::pairs;
use super::people::date_text;
use super::plan::Plan;
use super::report::median;
use super::server::Server;
use anyhow::Result;
use std::path::Path;

const CLIENTS: usize = 8;

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    let server = Server::start(programs, keeper, plan)?;
    crate::say("filling the database");
    let filled = fill::fill(server.address)?;
    let interviews = booking::fill(server.address, 1 + plan.rounds)?;
    let starts = |staff: &str| {
        let date = date_text(filled.monday + 2);
        let path = format!("/api/v1/appointments/services/{}/slots?date={date}{staff}", filled.service);
        Target::new("starts of a day", server.place(), get(&path), 0)
    };
    let one = starts(&format!("&staff_id={}", filled.first))?;
    let asked = pairs::ask(plan, vec![one], vec![starts("")?])?;
    let mut bursts = Vec::new();
    for (round, interviews) in (0..=plan.rounds).zip(&interviews) {
        let appointments = filled.bookings(round);
        let both = [
            booking::burst(server.place(), CLIENTS, &appointments)?,
            booking::burst(server.place(), CLIENTS, interviews)?,
        ];
        // The first is not measured.
        if round > 0 {
            bursts.push(both);
        }
    }
    server.stop()?;
    pairs::print(plan, &asked, ["one", "fifty"]);
    crate::say("\n| booking | bookings/s | p50 | p99 |\n| --- | --- | --- | --- |");
    for (which, name) in ["an appointment in one call", "an interview to a slot"].into_iter().enumerate() {
        let of = |value: fn(&booking::Burst) -> f64| {
            median(&bursts, |both| both.get(which).map_or(f64::NAN, value))
        };
        let rate = of(|burst| burst.rate);
        let (p50, p99) =
            (of(|burst| burst.p50.as_secs_f64() * 1e3), of(|burst| burst.p99.as_secs_f64() * 1e3));
        crate::say(&format!("| {name} | {rate:.0} | {p50:.2} ms | {p99:.2} ms |"));
    }
    Ok(())
}

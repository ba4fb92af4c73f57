//! `cargo run -p load -- booking`: how fast the product books, beside the least that a booking could cost on the same database.
//!
//! Beside PostgreSQL that is pgbench with a booking of one statement, beside SQLite one thread that writes the same in
//! shared commits, with the same `synchronous`. All take turns within a round; what counts are the ratios.

mod beside;
mod drive;
mod fill;
mod report;

use super::keeper::Keeper;
use super::plan::Plan;
use super::server::Server;
use anyhow::Result;
pub(super) use drive::{Burst, burst};
pub(super) use fill::{interviewer as user, side_by_side};
use std::net::SocketAddr;
use std::path::Path;

/// Clients that book at once: few, and many.
const CLIENTS: [usize; 2] = [8, 32];

/// What one round saw, for each number of clients.
struct BookingRound {
    /// Bookings a second of the least that there could be.
    beside: [f64; 2],
    /// The same with all rows that the product writes; none on SQLite.
    rows: [Option<f64>; 2],
    /// Interviews booked to slots of many interviewers.
    spread: [Burst; 2],
    /// Interviews booked to one slot.
    hot: [Burst; 2],
}

/// Interviews to slots of many interviewers, as requests: so many bursts of them.
///
/// # Errors
/// Where the server refuses something.
pub(super) fn fill(address: SocketAddr, bursts: usize) -> Result<Vec<Vec<Vec<u8>>>> {
    Ok(fill::fill(address, bursts)?.into_iter().map(|work| work.spread).collect())
}

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    let server = Server::start(programs, keeper, plan)?;
    crate::say("filling the database");
    let work = fill::fill(server.address, 1 + plan.rounds * CLIENTS.len())?;
    let beside = beside::Beside::prepare(programs, keeper, plan)?;
    let mut rounds = Vec::new();
    let mut work = work.into_iter();
    if let Some(first) = work.next() {
        // Not measured: afterwards there are bookings, and the database knows how many.
        drive::burst(server.place(), 8, &first.spread)?;
        drive::burst(server.place(), 8, &first.hot)?;
        beside.analyze(&keeper.product)?;
    }
    for number in 1..=plan.rounds {
        crate::say(&format!("round {number} of {}", plan.rounds));
        let mut round = Vec::new();
        for clients in CLIENTS {
            let Some(work) = work.next() else { break };
            let rates = (beside.rate(clients)?, beside.rate_of_rows(clients)?);
            let spread = drive::burst(server.place(), clients, &work.spread)?;
            let hot = drive::burst(server.place(), clients, &work.hot)?;
            fill::check(server.address, &work)?;
            round.push((rates, spread, hot));
        }
        if let [few, many] = round.as_slice() {
            rounds.push(BookingRound {
                beside: [few.0.0, many.0.0],
                rows: [few.0.1, many.0.1],
                spread: [few.1, many.1],
                hot: [few.2, many.2],
            });
        }
    }
    server.stop()?;
    report::print(plan, &rounds);
    Ok(())
}

//! `cargo run -p load -- search`: what it costs that a company has a million slots rather than ten thousand.
//!
//! Two servers run beside each other, each on a database of its own that differs in nothing but the number of interviewers
//! and of weeks. Both are asked the same questions by turns, and what counts is the ratio of the times of one question.
//! Then each makes a year of slots in one call, for several interviewers in turn.

mod fill;
mod questions;
mod report;
mod series;

use super::keeper::Keeper;
use super::pairs;
use super::plan::Plan;
use super::server::Server;
use anyhow::Result;
use fill::Size;
use std::path::Path;
use std::time::Duration;

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    // The run's second database is there for whatever a run needs beside the product's.
    let few = Server::start_on(&keeper.product, programs, keeper, plan)?;
    let many = Server::start_on(&keeper.bare, programs, keeper, plan)?;
    let few_filled = fill::fill(programs, few.address, &keeper.product, Size::Few)?;
    let many_filled = fill::fill(programs, many.address, &keeper.bare, Size::Many)?;
    let questions = [questions::of(&few, &few_filled)?, questions::of(&many, &many_filled)?];
    let [of_few, of_many] = questions;
    let asked = pairs::ask(plan, of_few, of_many)?;
    let mut years: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    // After all questions, which would get other answers otherwise.
    for number in 1..=plan.rounds {
        for (years, server) in years.iter_mut().zip([&few, &many]) {
            years.push(series::a_year(server.address, number)?);
        }
    }
    few.stop()?;
    many.stop()?;
    report::print(plan, &asked, &years);
    Ok(())
}

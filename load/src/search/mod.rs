//! `cargo run -p load -- search`: what it costs that a company has a million slots rather than ten thousand.
//!
//! Two servers run beside each other, each on a database of its own that differs in nothing but the number of interviewers
//! and of weeks. Both are asked the same questions by turns, and what counts is the ratio of the times of one question.
//! Then each makes a year of slots in one call, for several interviewers in turn.

mod fill;
mod questions;
mod report;
mod series;

use super::WARM_UP;
use super::drive::{self, LoadRound, Target};
use super::keeper::Keeper;
use super::plan::Plan;
use super::server::Server;
use anyhow::{Context, Result};
use fill::Size;
use std::path::Path;
use std::time::Duration;

/// As many as there are cores on a small machine: times of answers, not of waiting for one another.
const CLIENTS: usize = 2;

/// A question, asked of the company with few slots and of the one with many.
struct Asked {
    targets: [Target; 2],
    rounds: Vec<[LoadRound; 2]>,
}

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    // The run's second database is there for whatever a run needs beside the product's.
    let few = Server::start_on(&keeper.product, programs, keeper, plan)?;
    let many = Server::start_on(&keeper.bare, programs, keeper, plan)?;
    let few_filled = fill::fill(programs, few.address, &keeper.product, Size::Few)?;
    let many_filled = fill::fill(programs, many.address, &keeper.bare, Size::Many)?;
    let mut asked = Vec::new();
    for (few, many) in questions::of(&few, &few_filled)?.into_iter().zip(questions::of(&many, &many_filled)?)
    {
        asked.push(Asked { targets: [few, many], rounds: Vec::new() });
    }
    for question in &asked {
        both(question, WARM_UP)?;
    }
    let mut years: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    for number in 1..=plan.rounds {
        crate::say(&format!("round {number} of {}", plan.rounds));
        for question in &mut asked {
            let round = both(question, plan.each)?;
            question.rounds.push(round);
        }
    }
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

fn both(question: &Asked, time: Duration) -> Result<[LoadRound; 2]> {
    let [few, many] = &question.targets;
    let round = |target: &Target| drive::round(target, CLIENTS, time).with_context(|| target.name.to_owned());
    Ok([round(few)?, round(many)?])
}

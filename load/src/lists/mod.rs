//! `cargo run -p load -- lists`: what a page of a list costs among a hundred thousand records rather than a thousand.
//!
//! Two servers run beside each other, each with one large company and a small one on a database of its own. Both are asked
//! the same questions by turns, with pages of 50.

mod fill;
mod questions;

use super::keeper::Keeper;
use super::pairs;
use super::plan::Plan;
use super::server::Server;
use anyhow::Result;
use std::path::Path;

/// Users, jobs, candidates and interviews each.
const SIZES: [i64; 2] = [1000, 100_000];

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    let small = Server::start_on(&keeper.product, programs, keeper, plan)?;
    let large = Server::start_on(&keeper.bare, programs, keeper, plan)?;
    let [few, many] = SIZES;
    let few = fill::fill(programs, &small, &keeper.product, few)?;
    let many = fill::fill(programs, &large, &keeper.bare, many)?;
    let asked = pairs::ask(plan, questions::of(&small, &few)?, questions::of(&large, &many)?)?;
    small.stop()?;
    large.stop()?;
    pairs::print(plan, &asked, ["1,000", "100,000"]);
    Ok(())
}

//! What is asked: the bare endpoint first, then the product's questions, each held against one of the bare ones.

use super::drive::Target;
use super::fill::Filled;
use super::http::{get, get_by, request};
use super::mixed::Mixed;
use super::server::{Bare, Server};
use anyhow::{Context, Result};

/// The bare SELECT's position.
pub(super) const SELECT: usize = 1;
/// The position of the endpoint that does no more than read the stateless query's body.
const READ: usize = 2;
/// A stateless question that is part of the project.
const QUESTION: &str = "tests/bench/inputs/n10_d30.json";

/// All targets, each with its answer known.
///
/// # Errors
/// Where one of them does not answer.
pub(super) fn all(server: &Server<'_>, bare: &Bare<'_>, filled: &Filled) -> Result<Vec<Target>> {
    let question = std::fs::read_to_string(QUESTION).context(QUESTION)?;
    let ask = |path: &str| request("POST", path, "application/json", &question);
    let template = |id: i64, days: i64| get(&filled.path(id, days));
    let product = |name, request, beside| Target::new(name, server.place(), request, beside);
    let beside = |name, request| Target::new(name, bare.place(), request, SELECT);
    let mixed = product("template, 3 people, 7 days, booked", template(filled.three, 7), SELECT)?;
    let bookings = Mixed::new(filled, &mixed.body)?;
    Ok(vec![
        beside("bare: constant of 10 kB", get("/constant"))?,
        beside("bare: SELECT of 60 rows", get("/rows?833"))?,
        beside("bare: reads the stateless body", ask("/question"))?,
        product("template, 3 people, 7 days", template(filled.three, 7), SELECT)?,
        product("the same, by an API key", get_by(&filled.key, &filled.path(filled.three, 7)), SELECT)?,
        mixed.mixed(bookings),
        product("template, 3 people, 30 days", template(filled.three, 30), SELECT)?,
        product("template, 10 people, 30 days", template(filled.ten, 30), SELECT)?,
        product("stateless, 10 people, 30 days", ask("/api/v1/availability/query"), READ)?,
    ])
}

//! `POST /api/v1/availability/query` and `…/explain`: answers from what the request alone says.

use super::answer::{QueryOut, QueryOutDoc};
use super::explanation_wire::{HelpOut, StartOut, told_help, told_starts};
use super::question::{ExplainIn, QueryIn};
use crate::kit::blocking::run_blocking;
use actix_web::{Responder, post};
use domain::FieldProblem;
use http_kit::{Answer, EmptyQuery, Idempotency, InstantIn, Json, MaybeAnonymous, Now, Problem, QUERY_LIMIT};
use scheduling_core::availability::{self, FieldPath, PathStep, Query, UncheckedQuery};
use scheduling_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Why, on the wire.
#[derive(Serialize, ToSchema)]
#[schema(as = Explanation)]
struct ExplainOut {
    /// Each start that the grid has inside the window, or the instant `at`.
    starts: Vec<StartOut<String>>,
    /// Whether the list was cut, at `limit` starts or at 100,000 removals.
    truncated: bool,
    /// Single changes that would give a slot, the smallest first; empty where there is one already.
    would_help: Vec<HelpOut<String>>,
}

#[utoipa::path(
    tag = "Availability",
    summary = "When can these people meet?",
    description = "Answers from the request alone: no stored data is read or written, and the same request gives the \
                   same answer. Slots may overlap one another.",
    request_body = QueryIn,
    responses((status = 200, description = "The slots", body = QueryOutDoc)),
)]
#[post("/api/v1/availability/query")]
pub(crate) async fn query_availability(
    _visitor: MaybeAnonymous,
    _key: Idempotency,
    _: EmptyQuery,
    Now(now): Now,
    Json(question): Json<QueryIn, QUERY_LIMIT>,
) -> Result<impl Responder, Problem> {
    let answer = run_blocking(question.weight(), move || {
        let answer = availability::search(&checked(&question.draft(), now)?);
        QueryOut::new(answer, question.into_ids()).ok_or_else(too_large)
    });
    Ok(Answer::ok(answer.await?))
}

#[utoipa::path(
    tag = "Availability",
    summary = "Why can these people not meet?",
    description = "Takes the same request, and `at`. For every possible start it tells which rule, of whom, removed \
                   it and until when; where there is no slot, which single change would give one. It is the same \
                   computation as the query: a start that nothing removed is a slot.",
    request_body = ExplainIn,
    responses((status = 200, description = "The explanation", body = ExplainOut)),
)]
#[post("/api/v1/availability/explain")]
pub(crate) async fn explain_availability(
    _visitor: MaybeAnonymous,
    _key: Idempotency,
    _: EmptyQuery,
    Now(now): Now,
    Json(question): Json<ExplainIn, QUERY_LIMIT>,
) -> Result<impl Responder, Problem> {
    let answer = run_blocking(question.weight(), move || {
        let at = check_at(question.at);
        let checked = question.draft().check(now).map_err(field_problems);
        let (query, at) = match (checked, at) {
            (Ok(query), Ok(at)) => (query, at),
            (query, at) => {
                let problems = [query.err(), at.err().map(|problem| vec![problem])];
                return Err(Problem::invalid(problems.into_iter().flatten().flatten().collect()));
            }
        };
        let explanation = availability::explain(&query, at);
        let ids = question.into_ids();
        let name = |number: usize| ids.get(number).cloned();
        Ok(ExplainOut {
            starts: told_starts(explanation.starts, name),
            truncated: explanation.truncated,
            would_help: told_help(explanation.would_help, name),
        })
    });
    Ok(Answer::ok(answer.await?))
}

fn checked(draft: &UncheckedQuery<'_>, now: Timestamp) -> Result<Query, Problem> {
    draft.check(now).map_err(|problems| Problem::invalid(field_problems(problems)))
}

fn check_at(at: Option<InstantIn>) -> Result<Option<Timestamp>, FieldProblem> {
    let Some(at) = at else { return Ok(None) };
    let whole = at.0.whole().map(Some);
    whole.map_err(|_| FieldProblem::new("/at", "must be in whole seconds, of the years 1 to 9999"))
}

fn field_problems(problems: Vec<availability::Problem>) -> Vec<FieldProblem> {
    problems.into_iter().map(|problem| FieldProblem::new(pointer(&problem.path), problem.detail)).collect()
}

/// The path of a field of the core's question, which has the names of the request's, as a pointer into the request.
fn pointer(path: &FieldPath) -> String {
    let step = |step: &PathStep| match step {
        PathStep::Field(name) => format!("/{name}"),
        PathStep::Index(index) => format!("/{index}"),
    };
    path.steps().iter().map(step).collect()
}

fn too_large() -> Problem {
    Problem::invalid(vec![FieldProblem::new(
        "/limit",
        "the answer would be larger than 256 MiB; ask for fewer slots",
    )])
}

//! `POST /api/v1/availability/query` and `…/explain`: answers from what the request alone says.

use super::answer::{QueryOutDoc, rendered};
use super::explanation_wire::{HelpOut, StartOut, told_help, told_starts};
use super::question::{ExplainIn, QueryIn};
use crate::kit::blocking::{Stop, run_blocking};
use actix_web::Responder;
use domain::FieldProblem;
use http_kit::{
    EmptyQuery, Idempotency, InstantIn, Json, MaybeAnonymous, MemoryBudget, Now, Problem, QUERY_LIMIT,
    Rendered, post,
};
use scheduling_core::availability::{self, FieldPath, PathStep, Query, UncheckedQuery};
use scheduling_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Pairs of member and start that an explanation may count: about a second of work.
const MAX_PAIRS: i64 = 1_000_000_000;

/// Why, on the wire.
#[derive(Serialize)]
struct ExplainOut<'a> {
    starts: Vec<StartOut<&'a str>>,
    truncated: bool,
    would_help: Vec<HelpOut<&'a str>>,
}

/// Why, for the document.
#[derive(ToSchema)]
#[schema(as = Explanation)]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
struct ExplainOutDoc {
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
    memory: MemoryBudget,
    Json(question): Json<QueryIn, QUERY_LIMIT>,
) -> Result<impl Responder, Problem> {
    let room = memory.reserve(question.bytes()).await?;
    let (weight, work) = (question.weight(), question.is_work());
    let answer = move |stop| {
        let draft = question.draft();
        let answer = availability::search(&checked(&draft, now)?.stop_when(stop));
        rendered(&answer, &question.ids()).map_err(|_| too_large())
    };
    let answer = if work { run_blocking(weight, answer).await? } else { answer(Stop::default())? };
    Ok(answer.holding(room))
}

#[utoipa::path(
    tag = "Availability",
    summary = "Why can these people not meet?",
    description = "Takes the same request, and `at`. For every possible start it tells which rule, of whom, removed \
                   it and until when; where there is no slot, which single change would give one. It is the same \
                   computation as the query: a start that nothing removed is a slot.",
    request_body = ExplainIn,
    responses((status = 200, description = "The explanation", body = ExplainOutDoc)),
)]
#[post("/api/v1/availability/explain")]
pub(crate) async fn explain_availability(
    _visitor: MaybeAnonymous,
    _key: Idempotency,
    _: EmptyQuery,
    Now(now): Now,
    memory: MemoryBudget,
    Json(question): Json<ExplainIn, QUERY_LIMIT>,
) -> Result<impl Responder, Problem> {
    let room = memory.reserve(question.bytes()).await?;
    let answer = run_blocking(question.weight(), move |stop| {
        let at = check_at(question.at);
        let checked = question.draft().check(now).map_err(field_problems);
        let (query, at) = match (checked, at) {
            (Ok(query), Ok(at)) => (query, at),
            (query, at) => {
                let problems = [query.err(), at.err().map(|problem| vec![problem])];
                return Err(Problem::invalid(problems.into_iter().flatten().flatten().collect()));
            }
        };
        if at.is_none() && query.explained_pairs() > MAX_PAIRS {
            return Err(too_much());
        }
        let explanation = availability::explain(&query.stop_when(stop), at);
        let ids = question.ids();
        let name = |number: usize| ids.get(number).copied();
        Rendered::json(&ExplainOut {
            starts: told_starts(explanation.starts, name),
            truncated: explanation.truncated,
            would_help: told_help(explanation.would_help, name),
        })
        .map_err(|_| too_large())
    });
    Ok(answer.await?.holding(room))
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
    let detail = "the answer would be larger than 32 MiB; ask for fewer slots";
    Problem::invalid(vec![FieldProblem::new("/limit", detail)])
}

fn too_much() -> Problem {
    let detail =
        "an explanation counts at most 1,000,000,000 pairs of member and start; ask for fewer starts";
    Problem::invalid(vec![FieldProblem::new("/limit", detail)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::Fuzz;
    use std::time::Duration;

    /// Bodies of both paths. Questions that are much work are read, and not answered.
    #[test]
    fn fuzz_stateless_bodies() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/availability");
        let mut samples = Vec::new();
        for file in std::fs::read_dir(folder).expect("the vectors") {
            let Ok(text) = std::fs::read(file.expect("a file").path()) else { continue };
            let vectors: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap_or_default();
            samples
                .extend(vectors.iter().filter_map(|vector| serde_json::to_vec(vector.get("request")?).ok()));
        }
        samples.retain(|seed| seed.len() < 8 << 10);
        assert!(samples.len() > 100, "{} samples", samples.len());
        let words = &[
            "\"participants\":[",
            "{\"id\":\"a\"}",
            "\"days\":[",
            "9",
            "null",
            "[",
            "]",
            "{",
            "}",
            "\"",
            ":",
            "1e400",
            "-0",
            "\"working_hours\":[",
            "\"days_off\":[",
            "\"groups\":[",
            "\"members\":[",
            "\"required\":\"all\"",
            "\\u0001",
            "\"2025-01-22T10:00:00Z\"",
            "\"9999-12-31T23:59:59Z\"",
            "\"24:00\"",
            "\"time_zone\":\"Europe/Berlin\"",
            "\"~\":1",
        ];
        let now = Timestamp::parse("2026-11-21T12:00:00Z").expect("an instant");
        let (time, memory) = (Duration::from_secs(20), 400);
        Fuzz { name: "stateless-bodies", samples, words, longest: 128 << 10, time, memory }.run(|input| {
            let refused = match Json::<ExplainIn>::read(input) {
                Err(problem) => problem,
                Ok(Json(question)) => match checked(&question.draft(), now) {
                    Err(problem) => problem,
                    Ok(query) if question.weight() > 100_000 || query.explained_pairs() > 1_000_000 => return,
                    Ok(query) => {
                        let slots = availability::search(&query).slots().count();
                        let explained = availability::explain(&query, None);
                        let open = explained.starts.iter().filter(|start| start.removed_by.is_empty());
                        assert!(explained.truncated || slots == open.count());
                        return;
                    }
                },
            };
            let told: usize = refused.errors().iter().map(|e| e.pointer.len() + e.detail.len()).sum();
            assert!(refused.errors().len() <= 101 && told < 200_000, "{told} bytes of errors");
        });
    }
}

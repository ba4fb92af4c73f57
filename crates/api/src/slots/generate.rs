//! `POST /api/interviews/slots/generate`: slots from patterns and configurations.

use super::series::{SeriesOut, holder};
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::fields::note_all;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::permits::permit_of;
use crate::kit::routes::ServiceConfig;
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::Responder;
use app::slots::generate;
use domain::access::{Action, actions};
use domain::slot::{Holder, date_problem};
use http_kit::{Answer, Checks, Data, Idempotency, Json, Now, Problem, Query, WholeNumber, WireDate, post};
use persistence::{Database, Tx};
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(generate_slots);
}

/// Whose slots to make, and from when to when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GenerationIn {
    /// A user who may hold interviews: exactly one of this and `ai_interview_type`.
    #[schema(value_type = Option<i64>)]
    interviewer: Option<WholeNumber>,
    /// The kind of AI interviewer.
    ai_interview_type: Option<AiInterviewType>,
    /// The company; the caller's or the interviewer's need not be named.
    #[schema(value_type = Option<i64>)]
    company: Option<WholeNumber>,
    /// The first date.
    start_date: WireDate,
    /// The last date, included; within about two years of the first.
    end_date: WireDate,
}

impl GenerationIn {
    fn holder(&self) -> Result<Holder, Problem> {
        let mut checks = Checks::new();
        note_all(&mut checks, date_problem(self.start_date.0, self.end_date.0));
        match holder(&mut checks, "/interviewer", self.interviewer, self.ai_interview_type) {
            Some(holder) if checks.is_clean() => Ok(holder),
            _ => Err(checks.refuse()),
        }
    }
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Generate slots from patterns or configurations",
    description = "What the interviewer's availability patterns, or the AI configurations of the type, ask for on these \
                   dates; all in one transaction. What a single slot would be refused for is skipped and listed. A slot \
                   that exists already is listed as `overlap`, so that repeating the request creates none twice.",
    params(Place),
    request_body = GenerationIn,
    responses((status = 201, description = "What was made, and what was not", body = SeriesOut)),
)]
#[post("/api/interviews/slots/generate")]
async fn generate_slots(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<GenerationIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManageSlots, place, body.company)?;
    let (holder, first, last) = (body.holder()?, body.start_date.0, body.end_date.0);
    let work = move |tx: &mut Tx<'_>| generate(tx, &permit, holder, first, last, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |made| {
        Answer::created("/api/interviews/slots", SeriesOut::from(made))
    })
    .await
}

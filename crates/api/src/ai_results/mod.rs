//! What an AI interview service tells about an interview that was handed over to it.

use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::fields::{URL, line};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, Responder, web};
use app::accounts::TokenKind;
use app::ai_interviews;
use app::history::Actor;
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::{InterviewId, Refusal};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, InstantOut, Json, Now, PresentedToken, Problem, Query,
    get, post, unauthenticated,
};
use persistence::store::ai_results::AiResult;
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::pin::Pin;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(tell_ai_result).service(get_ai_result);
}

/// Characters of a result, at most.
const RESULT: usize = 200;
/// Bytes of an evaluation as JSON, at most.
const EVALUATION: usize = 64 * 1024;

/// The result of an AI interview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultIn {
    /// 1 to 200 characters, in the service's own words, for example `passed`.
    result: String,
    /// Any JSON of up to 64 KiB.
    evaluation: Option<Value>,
    /// An http or https URL of up to 2000 characters.
    recording_url: Option<String>,
    /// Any number.
    score: Option<f64>,
}

impl ResultIn {
    /// As it is stored.
    fn details(self) -> Result<Value, Problem> {
        let mut checks = Checks::new();
        let result = line(&mut checks, "/result", &self.result, RESULT);
        let recording = self.recording_url.and_then(|text| recording_url(&mut checks, &text));
        if let Some(evaluation) = &self.evaluation {
            let text = evaluation.to_string();
            if text.len() > EVALUATION {
                checks.note("/evaluation", "must have at most 65536 bytes as JSON");
            } else if text.contains("\\u0000") {
                checks.note("/evaluation", "must not hold the character U+0000");
            }
        }
        checks.finish()?;
        Ok(json!({
            "result": result, "evaluation": self.evaluation, "recording_url": recording, "score": self.score,
        }))
    }
}

fn recording_url(checks: &mut Checks, given: &str) -> Option<String> {
    let text = line(checks, "/recording_url", given, URL)?;
    if text.starts_with("https://") || text.starts_with("http://") {
        return Some(text);
    }
    checks.note("/recording_url", "must be an http or https URL");
    None
}

/// What was told about an AI interview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AiResult)]
struct ResultOut {
    interview_id: Uuid,
    result: Value,
    evaluation: Value,
    recording_url: Value,
    score: Value,
    received_at: InstantOut,
}

impl ResultOut {
    fn new(id: InterviewId, told: &AiResult) -> Self {
        let field = |name: &str| told.details.get(name).cloned().unwrap_or_default();
        Self {
            interview_id: id.0,
            result: field("result"),
            evaluation: field("evaluation"),
            recording_url: field("recording_url"),
            score: field("score"),
            received_at: told.received_at.into(),
        }
    }
}

/// Who tells a result: the service that the interview was handed to, by the token that it got, or anybody with other
/// credentials.
enum Teller {
    Service(String),
    Known(Caller),
}

impl FromRequest for Teller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let shown = PresentedToken::from_request(request, payload);
        let known = Authenticated::from_request(request, &mut Payload::None);
        Box::pin(async move {
            match shown.await {
                Ok(PresentedToken(token)) if TokenKind::of(&token) == Some(TokenKind::HandOff) => {
                    Ok(Self::Service(token))
                }
                _ => known.await.map(|Authenticated(caller)| Self::Known(caller)),
            }
        })
    }
}

impl Teller {
    /// The permit to tell the result of this interview, and who is noted to have told it.
    async fn permit(
        self,
        db: &Database,
        id: InterviewId,
        place: Place,
        now: Timestamp,
    ) -> Result<(Caller, Permit, Actor), Problem> {
        match self {
            Self::Known(caller) => {
                let permit = place.permit(&caller, Action::ManageInterviews)?;
                let actor = Actor::of(&permit);
                Ok((caller, permit, actor))
            }
            Self::Service(token) => {
                let found = db.read(move |tx| ai_interviews::bearer(tx, &token, id, now)).await;
                let company = found.map_err(failure::problem)?.ok_or_else(|| {
                    unauthenticated("the token is not good for this interview, or not any more")
                })?;
                // It speaks for the company that handed the interview over, about this one interview alone.
                let caller = Caller { role: Role::Recruiter, company: Some(company), user: None, key: None };
                let permit = authorise(&caller, Action::ManageInterviews, Some(company))?;
                Ok((caller, permit, Actor::guest("ai_service")))
            }
        }
    }
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Report the result of an AI interview",
    description = "With the `callback_token` of the event `ai_interview.begins`, which is good for this interview alone and \
                   until seven days after its end, or with credentials that may manage interviews. The same result told \
                   again changes nothing; another one is 409 `result-differs`.",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    request_body = ResultIn,
    responses((status = 200, description = "The result as it is stored", body = ResultOut)),
)]
#[post("/api/v1/interviews/{id}/ai-result")]
async fn tell_ai_result(
    teller: Teller,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ResultIn>,
) -> Result<impl Responder, Problem> {
    let id = InterviewId(*id);
    let (caller, permit, actor) = teller.permit(&db, id, place, now).await?;
    let details = body.details()?;
    let work = move |tx: &mut Tx<'_>| ai_interviews::receive(tx, &permit, id, &actor, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |told| Answer::ok(ResultOut::new(id, &told)))
        .await
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Read the result of an AI interview",
    description = "404 until it is reported. Staff may read the results of their own interviews.",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    responses((status = 200, description = "The result", body = ResultOut)),
)]
#[get("/api/v1/interviews/{id}/ai-result")]
async fn get_ai_result(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadInterviews)?;
    let (id, sees) = (InterviewId(*id), permit.sees());
    let read = db.read(move |tx| ai_interviews::result(tx, &permit, id)).await;
    let (interview, told) = read.map_err(failure::problem)?;
    if sees.only().is_some_and(|user| !interview.details.interviewers.contains(&user)) {
        return Err(Refusal::not_found("interview").into());
    }
    Ok(Answer::ok(ResultOut::new(id, &told)))
}

//! Who may be interviewed for what: `/api/v1/candidates/{id}/…`.

use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::rooms::seed;
use actix_web::{Responder, web};
use app::interviews;
use domain::access::{Action, actions, authorise};
use domain::interview::{MatchResult, Toggle};
use domain::{CandidateId, CompanyId, JobId};
use http_kit::{Answer, Authenticated, Data, Idempotency, Json, Now, Problem, Query, WholeNumber, get, post};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(shortlist_candidate).service(toggle_interview).service(interview_status);
}

/// Whether a candidate is on the shortlist for a job.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShortlistIn {
    #[schema(value_type = i64)]
    job_id: WholeNumber,
    /// False disables interviews, too.
    shortlisted: bool,
}

/// Whether a candidate may be interviewed for a job.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ToggleIn {
    #[schema(value_type = i64)]
    job_id: WholeNumber,
    /// False disables online interviews, too.
    interview_enabled: bool,
    /// As it was unless given.
    online_interview_enabled: Option<bool>,
}

/// For which job.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StatusQuery {
    #[param(value_type = i64)]
    job_id: WholeNumber,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// How far a candidate has got for a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchResult)]
pub(super) struct MatchOut {
    candidate_id: i64,
    job_id: i64,
    shortlisted: bool,
    interview_enabled: bool,
    online_interview_enabled: bool,
}

impl From<MatchResult> for MatchOut {
    fn from(result: MatchResult) -> Self {
        let [shortlisted, interview_enabled, online_interview_enabled] = result.flags();
        let (candidate_id, job_id) = (result.candidate.0, result.job.0);
        Self { candidate_id, job_id, shortlisted, interview_enabled, online_interview_enabled }
    }
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Put a candidate on the shortlist for a job, or take them off it",
    description = "Taking them off disables interviews, too. Interviews that are there stay, but get no new time; an online \
                   one has no room until it is enabled again.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    request_body = ShortlistIn,
    responses((status = 200, description = "How far the candidate has got", body = MatchOut)),
)]
#[post("/api/v1/candidates/{id}/shortlist")]
async fn shortlist_candidate(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ShortlistIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let (candidate, job, seed) = (CandidateId(*id), JobId(body.job_id.0), seed()?);
    let on = body.shortlisted;
    let work = move |tx: &mut Tx<'_>| interviews::shortlist(tx, &permit, candidate, job, on, &seed, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |result| Answer::ok(MatchOut::from(result))).await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Enable or disable interviews of a candidate for a job",
    description = "409 `not-shortlisted` when enabling interviews for a candidate who is not on the shortlist.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    request_body = ToggleIn,
    responses((status = 200, description = "How far the candidate has got", body = MatchOut)),
)]
#[post("/api/v1/candidates/{id}/toggle-interview")]
async fn toggle_interview(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ToggleIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let (candidate, job, seed) = (CandidateId(*id), JobId(body.job_id.0), seed()?);
    let toggle = Toggle {
        interview_enabled: body.interview_enabled,
        online_interview_enabled: body.online_interview_enabled,
    };
    let work = move |tx: &mut Tx<'_>| interviews::toggle(tx, &permit, candidate, job, toggle, &seed, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |result| Answer::ok(MatchOut::from(result))).await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Read how far a candidate has got for a job",
    params(("id" = i64, Path, description = "The candidate's id"), StatusQuery),
    responses((status = 200, description = "How far the candidate has got", body = MatchOut)),
)]
#[get("/api/v1/candidates/{id}/interview-status")]
async fn interview_status(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(query): Query<StatusQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let company = query.company_id.map(|id| CompanyId(id.0));
    let permit = authorise(&caller, Action::ReadInterviews, company)?;
    let (candidate, job) = (CandidateId(*id), JobId(query.job_id.0));
    let found = db.read(move |tx| interviews::standing(tx, &permit, candidate, job)).await;
    Ok(Answer::ok(MatchOut::from(found.map_err(failure::problem)?)))
}

//! `/api/v1/interviews`: list, make, read, replace, change.

use super::shown::InterviewOut;
use super::wire::{InterviewIn, InterviewPatch, InterviewPut, InterviewStatusName};
use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortByStart;
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::rooms::seed;
use actix_web::{HttpRequest, Responder, web};
use app::directory::Precondition;
use app::interviews::{self, InterviewChange, InterviewView};
use domain::access::{Action, Permit, actions, authorise};
use domain::{CandidateId, CompanyId, InterviewId, JobId, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, IfMatch, InstantIn, Json, Now, Page, Problem, Query,
    WholeNumber, get, patch, post, put,
};
use persistence::store::collection::Part;
use persistence::store::interviews::Filter;
use persistence::{Database, Tx};
use scheduling_core::time::{Interval, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_interviews)
        .service(create_interview)
        .service(get_interview)
        .service(replace_interview)
        .service(update_interview);
}

/// Which interviews are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InterviewsQuery {
    /// Only interviews for this job.
    #[param(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// Only interviews of this candidate.
    #[param(value_type = Option<i64>)]
    candidate_id: Option<WholeNumber>,
    /// Only interviews of whose panel this user is one, or whose slot they hold.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// Only interviews that stand there now.
    #[param(value_type = Option<InterviewStatusName>)]
    status: Option<InterviewStatusName>,
    /// Only interviews that have a time and end after it.
    #[param(value_type = Option<InstantIn>)]
    from: Option<InstantIn>,
    /// Only interviews that have a time and start before it.
    #[param(value_type = Option<InstantIn>)]
    to: Option<InstantIn>,
    /// The order (`id`). By `start`, interviews without a time come last.
    #[param(value_type = Option<SortByStart>)]
    sort: Option<SortByStart>,
    /// Only interviews of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl InterviewsQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut checks = Checks::new();
        let from = self.from.and_then(|at| checks.instant("/from", at));
        let to = self.to.and_then(|at| checks.instant("/to", at));
        let (start, end) = (from.unwrap_or(Timestamp::MIN), to.unwrap_or(Timestamp::MAX));
        let window = Interval::new(start, end).ok();
        if window.is_none() {
            checks.note("/to", "must be after `from`");
        }
        checks.finish()?;
        Ok(Filter {
            id: None,
            candidate: self.candidate_id.map(|id| CandidateId(id.0)),
            job: self.job_id.map(|id| JobId(id.0)),
            status: self.status.map(Into::into),
            of: self.interviewer_id.map(|id| UserId(id.0)),
            window: window.filter(|_| from.is_some() || to.is_some()),
            ..Filter::default()
        })
    }
}

#[utoipa::path(
    tag = "Interviews",
    summary = "List interviews",
    description = "Staff see the interviews whose panel they are on, or whose slot they host.",
    params(InterviewsQuery),
    responses((status = 200, description = "A page", body = Page<InterviewOut>)),
)]
#[get("/api/v1/interviews")]
async fn list_interviews(
    caller: Authenticated,
    Query(query): Query<InterviewsQuery>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    request: HttpRequest,
) -> Answered {
    let company = query.company_id.map(|id| CompanyId(id.0));
    let permit = authorise(&caller, Action::ReadInterviews, company)?;
    let (filter, sort) = (query.filter()?, query.sort.unwrap_or(SortByStart::Id));
    let asked = Asked::new("interviews", sort, query.limit, query.cursor.as_deref())?;
    let read = move |tx: &mut Tx<'_>, part: &Part<InterviewId>| {
        let rows = interviews::list(tx, &permit, &filter, part)?;
        interviews::shown(tx, &permit, rows, now)
    };
    let place = |shown: &InterviewView| (shown.interview.id, shown.interview.time.map(Interval::start));
    let out = move |shown| InterviewOut::new(shown, &url, now);
    rows::list(&request, &db, asked, read, place, out).await
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Make an interview",
    description = "With `scheduled_at` it takes the time of the candidate and the panel, all or nothing: 409 \
                   `candidate-unavailable`, `interviewer-unavailable`, 422 `too-soon`, `too-far`. Without it is pending. \
                   422 `not-shortlisted`, `interview-not-enabled` where the candidate may not be interviewed for the job.",
    params(Place),
    request_body = InterviewIn,
    responses((status = 201, description = "The interview, with its `Location`", body = InterviewOut)),
)]
#[post("/api/v1/interviews")]
async fn create_interview(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<InterviewIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageInterviews, body.company_id)?;
    let (new, seed, url) = (body.new_interview()?, seed()?, (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let made = interviews::make(tx, &permit, &new, &seed, now)?;
        interviews::shown_new(tx, &permit, made, now)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, move |made| {
        let path = format!("/api/v1/interviews/{}", made.interview.id);
        let version = made.interview.metadata.version;
        Answer::created(path, InterviewOut::new(made, &url, now)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Read an interview",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    responses((status = 200, description = "The interview", body = InterviewOut)),
)]
#[get("/api/v1/interviews/{id}")]
async fn get_interview(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadInterviews)?;
    let id = InterviewId(*id);
    let work = move |tx: &mut Tx<'_>| {
        let found = interviews::get(tx, &permit, id)?;
        interviews::shown_one(tx, &permit, found, now)
    };
    let found = db.read(work).await.map_err(failure::problem)?;
    let version = found.interview.metadata.version;
    Ok(Answer::ok(InterviewOut::new(found, &url, now)).version(version))
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Replace or reschedule an interview",
    description = "Replaces every field that may change; candidate and job stay. 409 `not-changeable` for one \
                   that is finished or cancelled, `already-scheduled` where another time, length or panel is asked for and \
                   it is booked to a slot. Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    request_body = InterviewPut,
    responses((status = 200, description = "The interview after the change", body = InterviewOut)),
)]
#[put("/api/v1/interviews/{id}")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn replace_interview(
    caller: Allowed<actions::ManageInterviews>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<InterviewPut>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let saved = changed(&db, permit, InterviewId(*id), body.change()?, if_match, now).await?;
    let version = saved.interview.metadata.version;
    Ok(Answer::ok(InterviewOut::new(saved, &url, now)).version(version))
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Change or reschedule an interview",
    description = "As replacing it, with what is absent left as it is. Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    request_body = InterviewPatch,
    responses((status = 200, description = "The interview after the change", body = InterviewOut)),
)]
#[patch("/api/v1/interviews/{id}")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn update_interview(
    caller: Allowed<actions::ManageInterviews>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<InterviewPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let saved = changed(&db, permit, InterviewId(*id), body.change()?, if_match, now).await?;
    let version = saved.interview.metadata.version;
    Ok(Answer::ok(InterviewOut::new(saved, &url, now)).version(version))
}

async fn changed(
    db: &Database,
    permit: Permit,
    id: InterviewId,
    change: InterviewChange,
    if_match: IfMatch,
    now: Timestamp,
) -> Result<InterviewView, Problem> {
    let (expected, seed) = (Precondition::new(if_match.into_versions()), seed()?);
    let work = move |tx: &mut Tx<'_>| {
        let saved = interviews::change(tx, &permit, id, &change, &expected, &seed, now)?;
        interviews::shown_one(tx, &permit, saved, now)
    };
    db.write(work).await.map_err(failure::problem)
}

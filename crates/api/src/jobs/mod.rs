//! `/api/v1/jobs`.

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::failure;
use crate::kit::fields::{TITLE, given, line, note_all, patched_or};
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::{Expected, home_problem};
use app::jobs::{self, JobChange};
use domain::JobId;
use domain::access::{Action, Permit};
use domain::directory::{Job, JobDetails};
use http_kit::{
    Answer, Authenticated, Checks, Done, Idempotency, IfMatch, InstantOut, Json, Now, Page, Patch, Problem,
    Query, Use, Whole,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_jobs).service(make_job).service(get_job).service(change_job).service(delete_job);
}

/// A new job.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobIn {
    /// 1 to 500 characters.
    title: String,
    /// Whether it is open (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<Whole>,
}

impl JobIn {
    fn details(&self, permit: &Permit) -> Result<JobDetails, Problem> {
        let mut checks = Checks::new();
        note_all(&mut checks, home_problem(permit));
        match line(&mut checks, "/title", &self.title, TITLE) {
            Some(title) if checks.is_clean() => Ok(JobDetails { title, active: self.active.unwrap_or(true) }),
            _ => Err(checks.refuse()),
        }
    }
}

/// A change of a job: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobPatch {
    /// 1 to 500 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    title: Option<String>,
    /// Null for true.
    #[serde(default)]
    active: Patch<bool>,
}

impl JobPatch {
    fn change(self) -> Result<JobChange, Problem> {
        let mut checks = Checks::new();
        let change = JobChange {
            title: self.title.and_then(|title| line(&mut checks, "/title", &title, TITLE)),
            active: patched_or(self.active, || true, Some),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
struct JobOut {
    id: i64,
    company_id: i64,
    title: String,
    /// Whether it is open.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Job> for JobOut {
    fn from(job: Job) -> Self {
        let (details, stamp) = (job.details, job.stamp);
        Self {
            id: job.id.0,
            company_id: job.company.0,
            title: details.title,
            active: details.active,
            created_at: stamp.created_at.into(),
            updated_at: stamp.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Jobs",
    summary = "List jobs",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<JobOut>)),
)]
#[get("/api/v1/jobs")]
async fn list_jobs(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadDirectory, "jobs")?;
    let (after, fetch) = (page.after.map(JobId), page.fetch());
    let rows = db.read(move |tx| jobs::list(tx, &permit, after, fetch)).await.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |job| job.id.0).map(JobOut::from)))
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Make a job",
    params(Place),
    request_body = JobIn,
    responses((status = 201, description = "The job, with its `Location`", body = JobOut)),
)]
#[post("/api/v1/jobs")]
async fn make_job(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Use<Database>,
    Json(body): Json<JobIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageJobs, body.company_id)?;
    let details = body.details(&permit)?;
    let work = move |tx: &mut Tx<'_>| jobs::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |job| {
        let (path, version) = (format!("/api/v1/jobs/{}", job.id), job.stamp.version);
        Answer::created(path, JobOut::from(job)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Read a job",
    params(("id" = i64, Path, description = "The job's id"), Place),
    responses((status = 200, description = "The job", body = JobOut)),
)]
#[get("/api/v1/jobs/{id}")]
async fn get_job(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadDirectory)?;
    let id = JobId(*id);
    let job = db.read(move |tx| jobs::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = job.stamp.version;
    Ok(Answer::ok(JobOut::from(job)).version(version))
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Change a job",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The job's id"), Place),
    request_body = JobPatch,
    responses((status = 200, description = "The job after the change", body = JobOut)),
)]
#[patch("/api/v1/jobs/{id}")]
async fn change_job(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Use<Database>,
    Json(body): Json<JobPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let (id, change, expected) = (JobId(*id), body.change()?, Expected::new(if_match.into_versions()));
    let work = move |tx: &mut Tx<'_>| jobs::change(tx, &permit, id, &change, &expected, now);
    let job = db.write(work).await.map_err(failure::problem)?;
    let version = job.stamp.version;
    Ok(Answer::ok(JobOut::from(job)).version(version))
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Delete a job",
    description = "One that something names stays (409 `still-referenced`). Honours `If-Match`.",
    params(("id" = i64, Path, description = "The job's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/jobs/{id}")]
async fn delete_job(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let (id, expected) = (JobId(*id), Expected::new(if_match.into_versions()));
    db.write(move |tx| jobs::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(Done)
}

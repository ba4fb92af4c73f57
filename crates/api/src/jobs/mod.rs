//! `/api/v1/jobs`.

use crate::kit::fields::{TITLE, given, line, patched_or};
use crate::kit::prelude::*;
use domain::access::actions::{ManageJobs, ReadDirectory};
use domain::directory::{Job, JobDetails};
use persistence::store::jobs::JobFilter;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_jobs).service(create_job).service(get_job).service(update_job).service(delete_job);
}

impl Resource for JobDetails {
    const PATH: &'static str = "/api/v1/jobs";
    type Out = JobOut;
}

/// A new job.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Engineer", "company_id": 1}))]
struct JobIn {
    /// 1 to 500 characters.
    title: String,
    /// Whether it is open (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for JobIn {
    type Details = JobDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<JobDetails> {
        let title = line(checks, "/title", &self.title, TITLE);
        Some(JobDetails { title: title?, active: self.active.unwrap_or(true) })
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

impl UpdateBody for JobPatch {
    type Details = JobDetails;

    fn change(self, checks: &mut Checks) -> Change<JobDetails> {
        let title = self.title.and_then(|title| line(checks, "/title", &title, TITLE));
        let active = patched_or(self.active, || true, Some);
        Box::new(move |job| {
            set(&mut job.title, &title);
            set(&mut job.active, &active);
            Ok(())
        })
    }
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub(crate) struct JobOut {
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
        Self {
            id: job.id.0,
            company_id: job.company.0,
            title: job.details.title,
            active: job.details.active,
            created_at: job.metadata.created_at.into(),
            updated_at: job.metadata.updated_at.into(),
        }
    }
}

/// Which jobs are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobParams {
    /// Only jobs whose title holds this, in any case.
    q: Option<String>,
    /// Only jobs that are open, or that are not.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for JobParams {
    type Details = JobDetails;

    fn narrow(self) -> Narrow<JobDetails> {
        Narrow::new(JobFilter { active: self.active }, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Jobs",
    summary = "List jobs",
    params(ListQuery, JobParams),
    responses((status = 200, description = "A page", body = Page<JobOut>)),
)]
#[get("/api/v1/jobs")]
async fn list_jobs(granted: Granted<ReadDirectory, ListOf<JobParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Create a job",
    params(Place),
    request_body = JobIn,
    responses((status = 201, description = "The job, with its `Location`", body = JobOut)),
)]
#[post("/api/v1/jobs")]
async fn create_job(granted: Granted<ManageJobs>, Json(body): Json<JobIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Read a job",
    params(("id" = i64, Path, description = "The job's id"), Place),
    responses((status = 200, description = "The job", body = JobOut)),
)]
#[get("/api/v1/jobs/{id}")]
async fn get_job(granted: Granted<ReadDirectory>, id: web::Path<i64>) -> Answered {
    granted.get::<JobDetails>(*id).await
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Update a job",
    params(("id" = i64, Path, description = "The job's id"), Place),
    request_body = JobPatch,
    responses((status = 200, description = "The job after the change", body = JobOut)),
)]
#[patch("/api/v1/jobs/{id}")]
async fn update_job(
    granted: Granted<ManageJobs>,
    id: web::Path<i64>,
    Json(body): Json<JobPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Delete a job",
    description = "Refused (409 `still-referenced`) if other records refer to it.",
    params(("id" = i64, Path, description = "The job's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/jobs/{id}")]
async fn delete_job(granted: Granted<ManageJobs>, id: web::Path<i64>) -> Answered {
    granted.delete::<JobDetails>(*id).await
}

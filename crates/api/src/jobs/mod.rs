//! `/api/v1/jobs`.

use crate::kit::fields::{TITLE, given, line, patched_or};
use crate::kit::prelude::*;
use domain::access::actions::{ManageJobs, ReadDirectory};
use domain::directory::{Job, JobDetails};
use persistence::store::jobs::JobFilter;

endpoints! {
    JobDetails at "/api/v1/jobs", "/api/v1/jobs/{id}" (i64), under "Jobs";
    ReadDirectory: list_jobs(JobParams) "List jobs", get_job "Read a job";
    ManageJobs: create_job(JobIn) "Create a job", update_job(JobPatch) "Update a job",
        delete_job "Delete a job";
    answers JobOut;
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

//! `/api/v1/candidates`.

mod erase;
mod import;
mod kept;
mod merge;

use crate::kit::fields::{NAME, email, given, line, patched, patched_or, zone};
use crate::kit::prelude::*;
use domain::JobId;
use domain::access::actions::{ManageJobs, ReadDirectory};
use domain::directory::{Candidate, CandidateDetails};
use persistence::store::candidates::CandidateFilter;

/// Characters of a phone number, at most.
const PHONE: usize = 50;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    import::routes(config);
    erase::routes(config);
    merge::routes(config);
    config
        .service(list_candidates)
        .service(create_candidate)
        .service(get_candidate)
        .service(update_candidate)
        .service(delete_candidate);
}

impl Resource for CandidateDetails {
    const PATH: &'static str = "/api/v1/candidates";
    type Out = CandidateOut;
}

/// A new candidate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Alice", "email": "alice@example.com", "company_id": 1, "time_zone": "Europe/Berlin"}))]
struct CandidateIn {
    /// 1 to 200 characters.
    name: String,
    /// One address, which no other candidate of the company has, whatever its case.
    email: String,
    /// 1 to 50 characters, as it is written.
    phone: Option<String>,
    /// IANA name.
    time_zone: Option<String>,
    /// Whether the candidate can be booked (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for CandidateIn {
    type Details = CandidateDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<CandidateDetails> {
        let name = line(checks, "/name", &self.name, NAME);
        let email = email(checks, "/email", &self.email);
        let phone = self.phone.as_deref().and_then(|phone| line(checks, "/phone", phone, PHONE));
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(checks, "/time_zone", name));
        let active = self.active.unwrap_or(true);
        Some(CandidateDetails { name: name?, email: email?, phone, time_zone, active })
    }
}

/// A change of a candidate: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CandidatePatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// One address.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// 1 to 50 characters, or null.
    #[serde(default)]
    phone: Patch<String>,
    /// IANA name, or null.
    #[serde(default)]
    time_zone: Patch<String>,
    /// An inactive candidate can't be booked anew; what is booked stays. Null for true.
    #[serde(default)]
    active: Patch<bool>,
}

impl UpdateBody for CandidatePatch {
    type Details = CandidateDetails;

    fn change(self, checks: &mut Checks) -> Change<CandidateDetails> {
        let name = self.name.and_then(|name| line(checks, "/name", &name, NAME));
        let email = self.email.and_then(|address| email(checks, "/email", &address));
        let phone = patched(self.phone, |phone| line(checks, "/phone", &phone, PHONE));
        let time_zone = patched(self.time_zone, |name| zone(checks, "/time_zone", &name));
        let active = patched_or(self.active, || true, Some);
        Box::new(move |candidate| {
            set(&mut candidate.name, &name);
            set(&mut candidate.email, &email);
            set(&mut candidate.phone, &phone);
            set(&mut candidate.time_zone, &time_zone);
            set(&mut candidate.active, &active);
            Ok(())
        })
    }
}

/// A candidate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub(crate) struct CandidateOut {
    id: i64,
    company_id: i64,
    name: String,
    email: String,
    phone: Option<String>,
    time_zone: Option<String>,
    /// Whether the candidate can be booked.
    active: bool,
    /// Of candidates who were stored before addresses were unique: the elder one who has the same address. Merge the two, or give
    /// one another address.
    double_of: Option<i64>,
    /// When name and addresses were erased.
    erased_at: Option<InstantOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Candidate> for CandidateOut {
    fn from(candidate: Candidate) -> Self {
        let (details, metadata) = (candidate.details, candidate.metadata);
        Self {
            id: candidate.id.0,
            company_id: candidate.company.0,
            name: details.name,
            email: details.email,
            phone: details.phone,
            time_zone: details.time_zone,
            active: details.active,
            double_of: candidate.kept.double_of.map(|id| id.0),
            erased_at: candidate.kept.erased_at.map(InstantOut::from),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which candidates are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CandidateParams {
    /// Only candidates whose name or e-mail holds this, in any case.
    q: Option<String>,
    /// Only candidates with this e-mail, in any case.
    email: Option<String>,
    /// Only candidates who were shortlisted or enabled for this job, now or before.
    #[param(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// With `job_id`: only those who are on its shortlist, or who are not.
    shortlisted: Option<bool>,
    /// With `job_id`: only those who may be interviewed for it, or who may not.
    interview_enabled: Option<bool>,
    /// Only candidates who can be booked, or who can't.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for CandidateParams {
    type Details = CandidateDetails;

    fn check(&self, checks: &mut Checks) {
        let of_a_job = [("/shortlisted", self.shortlisted), ("/interview_enabled", self.interview_enabled)];
        for (pointer, _) in of_a_job.iter().filter(|(_, flag)| flag.is_some() && self.job_id.is_none()) {
            checks.note(*pointer, "is said of a job: needs job_id");
        }
    }

    fn narrow(self) -> Narrow<CandidateDetails> {
        let filter = CandidateFilter {
            email: self.email,
            job: self.job_id.map(|id| JobId(id.0)),
            shortlisted: self.shortlisted,
            interview_enabled: self.interview_enabled,
            active: self.active,
        };
        Narrow::new(filter, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Candidates",
    summary = "List candidates",
    params(ListQuery, CandidateParams),
    responses((status = 200, description = "A page", body = Page<CandidateOut>)),
)]
#[get("/api/v1/candidates")]
async fn list_candidates(granted: Granted<ReadDirectory, ListOf<CandidateParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Create a candidate",
    description = "Refused if a candidate of the company has this e-mail address (409 `duplicate`): `candidate_id` \
                   names them. One who has the \
                   address of a user of the company is the same person: their time is taken once.",
    params(Place),
    request_body = CandidateIn,
    responses((status = 201, description = "The candidate, with its `Location`", body = CandidateOut)),
)]
#[post("/api/v1/candidates")]
async fn create_candidate(granted: Granted<ManageJobs>, Json(body): Json<CandidateIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Read a candidate",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 200, description = "The candidate", body = CandidateOut)),
)]
#[get("/api/v1/candidates/{id}")]
async fn get_candidate(granted: Granted<ReadDirectory>, id: web::Path<i64>) -> Answered {
    granted.get::<CandidateDetails>(*id).await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Update a candidate",
    description = "Refused if another candidate of the company has the address (409 `duplicate`), whom `candidate_id` names, if it \
                   is that of a user who has something booked at the same time (409 `overlap`), and for one who was \
                   erased (409 `erased`).",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    request_body = CandidatePatch,
    responses((status = 200, description = "The candidate after the change", body = CandidateOut)),
)]
#[patch("/api/v1/candidates/{id}")]
async fn update_candidate(
    granted: Granted<ManageJobs>,
    id: web::Path<i64>,
    Json(body): Json<CandidatePatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Delete a candidate",
    description = "Refused (409 `still-referenced`) if other records refer to it: history stays. `{\"active\": false}` \
                   takes a candidate out of use, and `POST …/erase` takes out who they are.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/candidates/{id}")]
async fn delete_candidate(granted: Granted<ManageJobs>, id: web::Path<i64>) -> Answered {
    granted.delete::<CandidateDetails>(*id).await
}

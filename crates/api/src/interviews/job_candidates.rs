//! `/api/v1/jobs/{id}/shortlist` and `/api/v1/jobs/{id}/candidates`: the candidates of a job, many at once.

use super::shortlist::MatchOut;
use super::shown::InterviewOut;
use crate::candidates::CandidateOut;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::granted::{Granted, NamesCompany};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::rooms::seed;
use actix_web::{Responder, web};
use app::interviews::{self, CandidatePage, JobCandidate};
use domain::access::actions::{ManageInterviews, ReadInterviews};
use domain::interview::MatchChange;
use domain::{CandidateId, JobId};
use http_kit::{Answer, Checks, Data, Json, Page, PageRequest, Problem, Query, UpTo, WholeNumber, get, post};
use persistence::Tx;
use persistence::store::job_candidates::JobCandidateFilter;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};

/// Candidates that one request may shortlist.
const MAX_CANDIDATES: usize = 5000;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(shortlist_candidates).service(list_job_candidates);
}

/// What becomes of many candidates.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"candidates": [1, 2], "shortlisted": true, "interview_enabled": true}))]
struct ShortlistManyIn {
    /// Ids of 1 to 5,000 candidates of the company, each once.
    #[schema(value_type = Vec<i64>)]
    candidates: UpTo<WholeNumber, 5000>,
    /// Whether they are on the shortlist. False disables interviews, too.
    shortlisted: bool,
    /// Whether they may be interviewed; as it was unless given. False disables online interviews, too.
    interview_enabled: Option<bool>,
    /// Whether they may be interviewed online; as it was unless given. True enables interviews, too.
    online_interview_enabled: Option<bool>,
}

impl ShortlistManyIn {
    fn candidates(&self) -> Result<Vec<CandidateId>, Problem> {
        let mut checks = Checks::new();
        if !(1..=MAX_CANDIDATES).contains(&self.candidates.len()) {
            checks.note("/candidates", format!("must have 1 to {MAX_CANDIDATES} ids"));
            return Err(checks.refuse());
        }
        let mut seen = HashSet::new();
        for (place, id) in self.candidates.iter().enumerate() {
            if !seen.insert(id.0) {
                checks.note(format!("/candidates/{place}"), "stands in the list twice");
            }
        }
        checks.finish()?;
        Ok(self.candidates.iter().map(|id| CandidateId(id.0)).collect())
    }

    fn change(&self) -> MatchChange {
        MatchChange {
            shortlisted: self.shortlisted,
            interview_enabled: self.interview_enabled,
            online_interview_enabled: self.online_interview_enabled,
        }
    }
}

/// How far many candidates have got for a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shortlist)]
struct ShortlistOut {
    /// In the order of the request.
    items: Vec<MatchOut>,
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Shortlist many candidates for a job, or take them off the shortlist",
    description = "Does for each what `/api/v1/candidates/{id}/shortlist` and `toggle-interview` do for one, for all of them or \
                   for none: 404 names a candidate who is not there, 409 `not-shortlisted` refuses to enable anything off \
                   the shortlist.",
    params(("id" = i64, Path, description = "The job's id"), Place),
    request_body = ShortlistManyIn,
    responses((status = 200, description = "How far each has got", body = ShortlistOut)),
)]
#[post("/api/v1/jobs/{id}/shortlist")]
async fn shortlist_candidates(
    granted: Granted<ManageInterviews>,
    id: web::Path<i64>,
    Json(body): Json<ShortlistManyIn>,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let (job, candidates, change, seed) = (JobId(*id), body.candidates()?, body.change(), seed()?);
    let work =
        move |tx: &mut Tx<'_>| interviews::shortlist_many(tx, &permit, job, &candidates, change, &seed, now);
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, |results| {
        Answer::ok(ShortlistOut { items: results.into_iter().map(MatchOut::from).collect() })
    })
    .await
}

/// Which of a job's candidates are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct JobCandidatesQuery {
    /// Only candidates who are on the shortlist, or who are not.
    shortlisted: Option<bool>,
    /// Only candidates who may be interviewed, or who may not.
    interview_enabled: Option<bool>,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl NamesCompany for JobCandidatesQuery {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(Query::parse(text)?.0)
    }

    fn place(&self) -> Place {
        Place::of(self.company_id)
    }
}

/// How far a candidate has got for a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobCandidate)]
struct JobCandidateOut {
    candidate: CandidateOut,
    shortlisted: bool,
    interview_enabled: bool,
    online_interview_enabled: bool,
    /// The soonest interview for the job that is not over, or one without a time; null where there is none. Staff are
    /// shown their own interviews alone.
    next_interview: Option<InterviewOut>,
}

impl JobCandidateOut {
    fn new(item: JobCandidate, url: &PublicUrl, now: scheduling_core::time::Timestamp) -> Self {
        let [shortlisted, interview_enabled, online_interview_enabled] = item.result.flags();
        Self {
            candidate: item.candidate.into(),
            shortlisted,
            interview_enabled,
            online_interview_enabled,
            next_interview: item.next.map(|shown| InterviewOut::new(shown, url, now)),
        }
    }
}

#[utoipa::path(
    tag = "Jobs",
    summary = "List the candidates of a job",
    description = "Candidates whom somebody has put on the job's shortlist, now or before, with how far each has got and the \
                   next interview.",
    params(("id" = i64, Path, description = "The job's id"), JobCandidatesQuery),
    responses((status = 200, description = "A page, in order of the candidate's id", body = Page<JobCandidateOut>)),
)]
#[get("/api/v1/jobs/{id}/candidates")]
async fn list_job_candidates(
    granted: Granted<ReadInterviews, JobCandidatesQuery>,
    id: web::Path<i64>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let Granted { permit, query, db, now, .. } = granted;
    let list = format!("job {id} {:?} {:?}", query.shortlisted, query.interview_enabled);
    let page = PageRequest::<i64>::new(list, query.limit, query.cursor.as_deref())?;
    let filter =
        JobCandidateFilter { shortlisted: query.shortlisted, interview_enabled: query.interview_enabled };
    let part = CandidatePage { after: page.after.map(CandidateId), limit: page.fetch() };
    let job = JobId(*id);
    let rows = db
        .read(move |tx| interviews::list_job_candidates(tx, &permit, job, filter, part, now))
        .await
        .map_err(failure::problem)?;
    let page = page.page(rows, |item| item.candidate.id.0);
    Ok(Answer::page(page.map(|item| JobCandidateOut::new(item, &url, now))))
}

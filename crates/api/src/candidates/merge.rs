//! `/api/v1/candidates/{id}/merge`: two records of one person.

use super::CandidateOut;
use crate::kit::company_param::Place;
use crate::kit::granted::Granted;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::candidates;
use domain::CandidateId;
use domain::access::actions::ManageJobs;
use http_kit::{Answer, Json, Problem, WholeNumber, post};
use persistence::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(merge_candidate);
}

/// Which record stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CandidateMerge)]
struct MergeIn {
    /// The candidate, of the same company, that takes everything over.
    #[schema(value_type = i64)]
    into: WholeNumber,
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Merge a candidate into another",
    description = "For two records of one person. Interviews, how far the candidate has got for jobs, messages and booked time \
                   go over to `into`, whose name and address stay, and the record that the path names is gone. Refused if \
                   both have something booked at the same time (409 `overlap`), or if either was erased (409 `erased`).",
    params(("id" = i64, Path, description = "The candidate that goes"), Place),
    request_body = MergeIn,
    responses((status = 200, description = "The candidate that stays", body = CandidateOut)),
)]
#[post("/api/v1/candidates/{id}/merge")]
async fn merge_candidate(
    granted: Granted<ManageJobs>,
    id: web::Path<i64>,
    Json(body): Json<MergeIn>,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let (from, into) = (CandidateId(*id), CandidateId(body.into.0));
    let work = move |tx: &mut Tx<'_>| candidates::merge(tx, &permit, from, into, now);
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, |candidate| {
        let version = candidate.metadata.version;
        Answer::ok(CandidateOut::from(candidate)).version(version)
    })
    .await
}

//! `/api/v1/candidates`.

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::failure;
use crate::kit::fields::{NAME, email, given, line, note_all, patched, zone};
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::candidates::{self, CandidateChange};
use app::directory::{Expected, home_problem};
use domain::CandidateId;
use domain::access::{Action, Permit};
use domain::directory::{Candidate, CandidateDetails};
use http_kit::{
    Answer, Authenticated, Checks, Done, Idempotency, IfMatch, InstantOut, Json, Now, Page, Patch, Problem,
    Query, Use, Whole,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Characters of a phone number, at most.
const PHONE: usize = 50;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_candidates)
        .service(make_candidate)
        .service(get_candidate)
        .service(change_candidate)
        .service(delete_candidate);
}

/// A new candidate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CandidateIn {
    /// 1 to 200 characters.
    name: String,
    /// One address; several candidates may share it.
    email: String,
    /// 1 to 50 characters, as it is written.
    phone: Option<String>,
    /// IANA name.
    time_zone: Option<String>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<Whole>,
}

impl CandidateIn {
    fn details(&self, permit: &Permit) -> Result<CandidateDetails, Problem> {
        let mut checks = Checks::new();
        note_all(&mut checks, home_problem(permit));
        let name = line(&mut checks, "/name", &self.name, NAME);
        let email = email(&mut checks, "/email", &self.email);
        let phone = self.phone.as_deref().and_then(|phone| line(&mut checks, "/phone", phone, PHONE));
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(&mut checks, "/time_zone", name));
        match name.zip(email) {
            Some((name, email)) if checks.is_clean() => {
                Ok(CandidateDetails { name, email, phone, time_zone })
            }
            _ => Err(checks.refuse()),
        }
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
}

impl CandidatePatch {
    fn change(self) -> Result<CandidateChange, Problem> {
        let mut checks = Checks::new();
        let change = CandidateChange {
            name: self.name.and_then(|name| line(&mut checks, "/name", &name, NAME)),
            email: self.email.and_then(|address| email(&mut checks, "/email", &address)),
            phone: patched(self.phone, |phone| line(&mut checks, "/phone", &phone, PHONE)),
            time_zone: patched(self.time_zone, |name| zone(&mut checks, "/time_zone", &name)),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A candidate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Candidate)]
struct CandidateOut {
    id: i64,
    company_id: i64,
    name: String,
    email: String,
    phone: Option<String>,
    time_zone: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Candidate> for CandidateOut {
    fn from(candidate: Candidate) -> Self {
        let (details, stamp) = (candidate.details, candidate.stamp);
        Self {
            id: candidate.id.0,
            company_id: candidate.company.0,
            name: details.name,
            email: details.email,
            phone: details.phone,
            time_zone: details.time_zone,
            created_at: stamp.created_at.into(),
            updated_at: stamp.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Candidates",
    summary = "List candidates",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<CandidateOut>)),
)]
#[get("/api/v1/candidates")]
async fn list_candidates(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadDirectory, "candidates")?;
    let (after, fetch) = (page.after.map(CandidateId), page.fetch());
    let rows =
        db.read(move |tx| candidates::list(tx, &permit, after, fetch)).await.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |candidate| candidate.id.0).map(CandidateOut::from)))
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Make a candidate",
    params(Place),
    request_body = CandidateIn,
    responses((status = 201, description = "The candidate, with its `Location`", body = CandidateOut)),
)]
#[post("/api/v1/candidates")]
async fn make_candidate(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Use<Database>,
    Json(body): Json<CandidateIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageJobs, body.company_id)?;
    let details = body.details(&permit)?;
    let work = move |tx: &mut Tx<'_>| candidates::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |candidate| {
        let (path, version) = (format!("/api/v1/candidates/{}", candidate.id), candidate.stamp.version);
        Answer::created(path, CandidateOut::from(candidate)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Read a candidate",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 200, description = "The candidate", body = CandidateOut)),
)]
#[get("/api/v1/candidates/{id}")]
async fn get_candidate(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadDirectory)?;
    let id = CandidateId(*id);
    let candidate = db.read(move |tx| candidates::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = candidate.stamp.version;
    Ok(Answer::ok(CandidateOut::from(candidate)).version(version))
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Change a candidate",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    request_body = CandidatePatch,
    responses((status = 200, description = "The candidate after the change", body = CandidateOut)),
)]
#[patch("/api/v1/candidates/{id}")]
async fn change_candidate(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Use<Database>,
    Json(body): Json<CandidatePatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let (id, change, expected) = (CandidateId(*id), body.change()?, Expected::new(if_match.into_versions()));
    let work = move |tx: &mut Tx<'_>| candidates::change(tx, &permit, id, &change, &expected, now);
    let candidate = db.write(work).await.map_err(failure::problem)?;
    let version = candidate.stamp.version;
    Ok(Answer::ok(CandidateOut::from(candidate)).version(version))
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Delete a candidate",
    description = "One that something names stays (409 `still-referenced`). Honours `If-Match`.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/candidates/{id}")]
async fn delete_candidate(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Use<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let (id, expected) = (CandidateId(*id), Expected::new(if_match.into_versions()));
    db.write(move |tx| candidates::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(Done)
}

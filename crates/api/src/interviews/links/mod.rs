//! `/api/v1/scheduling-links`: links by which candidates choose the time of their interview.

mod wire;

use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, Responder, web};
use app::directory::Precondition;
use app::scheduling_links::{self as links, LinkView};
use app::sealed::Vault;
use domain::access::{Action, Permit, actions};
use domain::interview::SchedulingLink;
use domain::{CandidateId, InterviewId, JobId, Refusal, SchedulingLinkId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IfMatch, Json, Now, Page, Problem, Query, WholeNumber, get,
    patch, post,
};
use persistence::store::collection::Part;
use persistence::store::scheduling_links::SchedulingLinkFilter;
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wire::{LinkIn, LinkOut, LinkPatch, LinksIn};

const PATH: &str = "/api/v1/scheduling-links";

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_scheduling_links)
        .service(create_scheduling_link)
        .service(create_scheduling_links)
        .service(get_scheduling_link)
        .service(update_scheduling_link)
        .service(revoke_scheduling_link);
}

/// Which links are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LinksQuery {
    /// Only links of this candidate.
    #[param(value_type = Option<i64>)]
    candidate_id: Option<WholeNumber>,
    /// Only links for this job.
    #[param(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// Only the link that this interview came of.
    interview_id: Option<Uuid>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// Only links of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Links that were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchedulingLinks)]
struct LinksOut {
    /// In the order of the request.
    items: Vec<LinkOut>,
}

/// A link with its address.
fn shown_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    link: SchedulingLink,
    vault: &Vault,
    url: &PublicUrl,
    now: Timestamp,
) -> Result<LinkView, StoreError> {
    let shown = links::shown(tx, permit, vec![link], vault, url.text(), now)?.pop();
    Ok(shown.ok_or_else(|| Refusal::not_found("scheduling link"))?)
}

fn answer(shown: LinkView) -> Answer<LinkOut> {
    let version = shown.link.metadata.version;
    Answer::ok(LinkOut::new(shown)).version(version).secret()
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "List scheduling links",
    params(LinksQuery),
    responses((status = 200, description = "A page", body = Page<LinkOut>)),
)]
#[get("/api/v1/scheduling-links")]
async fn list_scheduling_links(
    caller: Authenticated,
    Query(query): Query<LinksQuery>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    request: HttpRequest,
) -> Answered {
    let permit = Place::of(query.company_id).permit(&caller, Action::ManageInterviews)?;
    let filter = SchedulingLinkFilter {
        candidate: query.candidate_id.map(|id| CandidateId(id.0)),
        job: query.job_id.map(|id| JobId(id.0)),
        interview: query.interview_id.map(InterviewId),
    };
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("scheduling links", sort, query.limit, query.cursor.as_deref())?;
    let (vault, url) = ((*vault).clone(), (*url).clone());
    let read = move |tx: &mut Tx<'_>, part: &Part<SchedulingLinkId>| {
        let found = links::list(tx, &permit, &filter, part)?;
        links::shown(tx, &permit, found, &vault, url.text(), now)
    };
    let place = |shown: &LinkView| (shown.link.id, Some(shown.link.metadata.created_at));
    rows::list(&request, &db, asked, read, place, LinkOut::new).await
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "Make a scheduling link",
    description = "The candidate chooses a time that the panel has in common, without an account. The panel is named, or chosen by \
                   a template. 422 `not-shortlisted`, `interview-not-enabled`; 409 `candidate-inactive`, `job-inactive`.",
    params(Place),
    request_body = LinkIn,
    responses((status = 201, description = "The link, with its `Location`", body = LinkOut)),
)]
#[post("/api/v1/scheduling-links")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn create_scheduling_link(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    Json(body): Json<LinkIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageInterviews, body.company_id)?;
    let (asked, vault, url) = (body.read()?, (*vault).clone(), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let made = links::create(tx, &permit, asked.candidate, &asked.link, now)?;
        shown_one(tx, &permit, made, &vault, &url, now)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, move |shown: LinkView| {
        let (path, version) = (format!("{PATH}/{}", shown.link.id), shown.link.metadata.version);
        Answer::created(path, LinkOut::new(shown)).version(version).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "Make scheduling links for many candidates of a job",
    description = "One link for each, for all of them or for none. What stands against one is in `errors` at `/candidates/{n}`: 404, \
                   422 `not-shortlisted`, `interview-not-enabled`, 409 `candidate-inactive`, `job-inactive`.",
    params(Place),
    request_body = LinksIn,
    responses((status = 201, description = "The links", body = LinksOut)),
)]
#[post("/api/v1/scheduling-links/bulk")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn create_scheduling_links(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    Json(body): Json<LinksIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageInterviews, body.company_id)?;
    let (asked, vault, url) = (body.read()?, (*vault).clone(), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let made = links::create_many(tx, &permit, &asked, now)?;
        links::shown(tx, &permit, made, &vault, url.text(), now)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, move |made: Vec<LinkView>| {
        let items = made.into_iter().map(LinkOut::new).collect();
        Answer::created(PATH, LinksOut { items }).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "Read a scheduling link",
    params(("id" = Uuid, Path, description = "The link's id"), Place),
    responses((status = 200, description = "The link", body = LinkOut)),
)]
#[get("/api/v1/scheduling-links/{id}")]
async fn get_scheduling_link(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let (id, vault, url) = (SchedulingLinkId(*id), (*vault).clone(), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let found = links::get(tx, &permit, id)?;
        shown_one(tx, &permit, found, &vault, &url, now)
    };
    Ok(answer(db.read(work).await.map_err(failure::problem)?))
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "Change a scheduling link",
    description = "Its days, its end, and what the candidate may do. For whom it is and with whom never changes.",
    params(("id" = Uuid, Path, description = "The link's id"), Place),
    request_body = LinkPatch,
    responses((status = 200, description = "The link", body = LinkOut)),
)]
#[patch("/api/v1/scheduling-links/{id}")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn update_scheduling_link(
    caller: Allowed<actions::ManageInterviews>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    Json(body): Json<LinkPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let (id, change) = (SchedulingLinkId(*id), body.change()?);
    let (expected, vault, url) =
        (Precondition::new(if_match.into_versions()), (*vault).clone(), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let changed = links::change(tx, &permit, id, &change, &expected, now)?;
        shown_one(tx, &permit, changed, &vault, &url, now)
    };
    Ok(answer(db.write(work).await.map_err(failure::problem)?))
}

#[utoipa::path(
    tag = "Scheduling links",
    summary = "Revoke a scheduling link",
    description = "It opens nothing any more, and what it holds is given back. The interview that came of it stays. Revoking it \
                   again changes nothing.",
    params(("id" = Uuid, Path, description = "The link's id"), Place),
    responses((status = 200, description = "The link", body = LinkOut)),
)]
#[post("/api/v1/scheduling-links/{id}/revoke")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn revoke_scheduling_link(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let permit: Permit = place.permit(&caller, Action::ManageInterviews)?;
    let id = SchedulingLinkId(*id);
    let (expected, vault, url) =
        (Precondition::new(if_match.into_versions()), (*vault).clone(), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let revoked = links::revoke(tx, &permit, id, &expected, now)?;
        shown_one(tx, &permit, revoked, &vault, &url, now)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, answer).await
}

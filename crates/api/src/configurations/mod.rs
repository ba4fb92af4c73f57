//! `/api/interviews/configurations`: when AI interviewers are offered.

mod wire;

use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::permits::{permit_at, permit_of};
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::{Responder, delete, get, patch, post, put, web};
use app::configurations::{self, ConfigurationChange};
use app::directory::Precondition;
use domain::ConfigurationId;
use domain::access::{Action, Permit};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IfMatch, Json, NoContent, Now, Page, PageRequest, Problem,
    Query, WholeNumber,
};
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use wire::{ConfigurationIn, ConfigurationOut, ConfigurationPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_configurations)
        .service(create_configuration)
        .service(get_configuration)
        .service(replace_configuration)
        .service(update_configuration)
        .service(delete_configuration);
}

/// Which configurations are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ConfigurationsQuery {
    /// Only configurations of this type.
    interview_type: Option<AiInterviewType>,
    /// Only configurations of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "List AI configurations",
    params(ConfigurationsQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<ConfigurationOut>)),
)]
#[get("/api/interviews/configurations")]
async fn list_configurations(
    caller: Authenticated,
    Query(query): Query<ConfigurationsQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = permit_at(&caller, Action::ReadSlots, query.company_id, "/company_id")?;
    let page = PageRequest::<i64>::new("configurations", query.limit, query.cursor.as_deref())?;
    let kind = query.interview_type.map(Into::into);
    let (after, fetch) = (page.after.map(ConfigurationId), page.fetch());
    let rows = db.read(move |tx| configurations::list(tx, &permit, kind, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |configuration| configuration.id.0).map(ConfigurationOut::from)))
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Make an AI configuration",
    description = "`slots/generate` makes slots from configurations; those that are made by hand need not keep to \
                   them. Each configuration asks for one slot at a time.",
    params(Place),
    request_body = ConfigurationIn,
    responses((status = 201, description = "The configuration, with its `Location`", body = ConfigurationOut)),
)]
#[post("/api/interviews/configurations")]
async fn create_configuration(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ConfigurationIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManageSlots, place, body.company)?;
    let details = body.details()?;
    let work = move |tx: &mut Tx<'_>| configurations::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |configuration| {
        let (path, version) =
            (format!("/api/interviews/configurations/{}", configuration.id), configuration.metadata.version);
        Answer::created(path, ConfigurationOut::from(configuration)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Read an AI configuration",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    responses((status = 200, description = "The configuration", body = ConfigurationOut)),
)]
#[get("/api/interviews/configurations/{id}")]
async fn get_configuration(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadSlots)?;
    let id = ConfigurationId(*id);
    let configuration =
        db.read(move |tx| configurations::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = configuration.metadata.version;
    Ok(Answer::ok(ConfigurationOut::from(configuration)).version(version))
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Replace an AI configuration",
    description = "Replaces every field that may change. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    request_body = ConfigurationIn,
    responses((status = 200, description = "The configuration after the change", body = ConfigurationOut)),
)]
#[put("/api/interviews/configurations/{id}")]
async fn replace_configuration(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ConfigurationIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManageSlots, place, body.company)?;
    changed(&db, permit, ConfigurationId(*id), body.replacement()?, if_match, now).await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Change an AI configuration",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    request_body = ConfigurationPatch,
    responses((status = 200, description = "The configuration after the change", body = ConfigurationOut)),
)]
#[patch("/api/interviews/configurations/{id}")]
async fn update_configuration(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ConfigurationPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let change = body.change()?;
    changed(&db, permit, ConfigurationId(*id), change, if_match, now).await
}

async fn changed(
    db: &Database,
    permit: Permit,
    which: ConfigurationId,
    change: ConfigurationChange,
    if_match: IfMatch,
    now: Timestamp,
) -> Result<Answer<ConfigurationOut>, Problem> {
    let expected = Precondition::new(if_match.into_versions());
    let work = move |tx: &mut Tx<'_>| configurations::change(tx, &permit, which, &change, &expected, now);
    let configuration = db.write(work).await.map_err(failure::problem)?;
    let version = configuration.metadata.version;
    Ok(Answer::ok(ConfigurationOut::from(configuration)).version(version))
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Delete an AI configuration",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/interviews/configurations/{id}")]
async fn delete_configuration(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let (which, expected) = (ConfigurationId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| configurations::remove(tx, &permit, which, &expected))
        .await
        .map_err(failure::problem)?;
    Ok(NoContent)
}

//! `/api/v1/interview-templates`.

mod wire;

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::{Precondition, templates};
use domain::TemplateId;
use domain::access::Action;
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IfMatch, Json, NoContent, Now, Page, Problem, Query,
};
use persistence::{Database, Tx};
use utoipa_actix_web::service_config::ServiceConfig;
use wire::{TemplateIn, TemplateOut, TemplatePatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_templates)
        .service(create_template)
        .service(get_template)
        .service(update_template)
        .service(delete_template);
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "List interview templates",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<TemplateOut>)),
)]
#[get("/api/v1/interview-templates")]
async fn list_templates(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadDirectory, "interview-templates")?;
    let (after, fetch) = (page.after.map(TemplateId), page.fetch());
    let rows = db.read(move |tx| templates::list(tx, &permit, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |template| template.id.0).map(TemplateOut::from)))
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Make an interview template",
    description = "An interviewer who is not there, or is of another company, is 404 with a pointer; one whose role \
                   holds no interviews is 422.",
    params(Place),
    request_body = TemplateIn,
    responses((status = 201, description = "The template, with its `Location`", body = TemplateOut)),
)]
#[post("/api/v1/interview-templates")]
async fn create_template(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<TemplateIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageTemplates, body.company_id)?;
    let details = body.details(&permit)?;
    let work = move |tx: &mut Tx<'_>| templates::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |template| {
        let (path, version) =
            (format!("/api/v1/interview-templates/{}", template.id), template.metadata.version);
        Answer::created(path, TemplateOut::from(template)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Read an interview template",
    params(("id" = i64, Path, description = "The template's id"), Place),
    responses((status = 200, description = "The template", body = TemplateOut)),
)]
#[get("/api/v1/interview-templates/{id}")]
async fn get_template(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadDirectory)?;
    let id = TemplateId(*id);
    let template = db.read(move |tx| templates::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = template.metadata.version;
    Ok(Answer::ok(TemplateOut::from(template)).version(version))
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Change an interview template",
    description = "Groups have to be made of the interviewers after the change. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The template's id"), Place),
    request_body = TemplatePatch,
    responses((status = 200, description = "The template after the change", body = TemplateOut)),
)]
#[patch("/api/v1/interview-templates/{id}")]
async fn update_template(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<TemplatePatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageTemplates)?;
    let (id, change, expected) =
        (TemplateId(*id), body.change()?, Precondition::new(if_match.into_versions()));
    let work = move |tx: &mut Tx<'_>| templates::change(tx, &permit, id, &change, &expected, now);
    let template = db.write(work).await.map_err(failure::problem)?;
    let version = template.metadata.version;
    Ok(Answer::ok(TemplateOut::from(template)).version(version))
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Delete an interview template",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The template's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/interview-templates/{id}")]
async fn delete_template(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageTemplates)?;
    let (id, expected) = (TemplateId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| templates::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(NoContent)
}

//! `/api/v1/webhooks`: where a company has its events sent.

mod deliveries;
mod wire;

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::failure;
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::Precondition;
use app::sealed::Vault;
use app::webhooks::{self, NewSecret};
use domain::WebhookId;
use domain::access::Action;
use http_kit::{Answer, Authenticated, Data, IfMatch, Json, NoContent, Now, Page, Problem, Query};
use integrations::webhooks::WebhookClient;
use persistence::Database;
use utoipa_actix_web::service_config::ServiceConfig;
use wire::{WebhookIn, WebhookOut, WebhookPatch, WithSecretOut};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_webhooks)
        .service(create_webhook)
        .service(get_webhook)
        .service(update_webhook)
        .service(delete_webhook)
        .service(rotate_webhook_secret);
    deliveries::routes(config);
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "List webhooks",
    description = "Never their secrets.",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<WebhookOut>)),
)]
#[get("/api/v1/webhooks")]
async fn list_webhooks(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ManageWebhooks, "webhooks")?;
    let (after, fetch) = (page.after.map(WebhookId), page.fetch());
    let read = db.read(move |tx| webhooks::list(tx, &permit, after, fetch)).await;
    let rows = read.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |webhook| webhook.id.0).map(WebhookOut::from)))
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Make a webhook",
    description = "Events are sent by `POST` as `{\"type\", \"timestamp\", \"data\"}` with the headers of Standard Webhooks: \
                   `webhook-id` (the event's, the same for every attempt and replay), `webhook-timestamp`, \
                   `webhook-signature`. An answer of 2xx takes the event; all else is tried again, ten times within about \
                   three days. 410, or three days without a success, disable the webhook. The answer shows the secret \
                   this once.",
    params(Place),
    request_body = WebhookIn,
    responses((status = 201, description = "The webhook, with its `Location`", body = WithSecretOut)),
)]
#[post("/api/v1/webhooks")]
async fn create_webhook(
    caller: Authenticated,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    client: Data<WebhookClient>,
    vault: Data<Vault>,
    Json(body): Json<WebhookIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageWebhooks, body.company_id)?;
    let details = body.details(&client, &permit)?;
    let secret = NewSecret::make(&vault).map_err(|error| Problem::internal(&error))?;
    let kept = secret.clone();
    let work = db.write(move |tx| webhooks::make(tx, &permit, &details, &kept, now)).await;
    let webhook = work.map_err(failure::problem)?;
    let (path, version) = (format!("/api/v1/webhooks/{}", webhook.id), webhook.metadata.version);
    Ok(Answer::created(path, WithSecretOut::new(webhook, secret)).version(version))
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Read a webhook",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 200, description = "The webhook", body = WebhookOut)),
)]
#[get("/api/v1/webhooks/{id}")]
async fn get_webhook(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let id = WebhookId(*id);
    let webhook = db.read(move |tx| webhooks::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = webhook.metadata.version;
    Ok(Answer::ok(WebhookOut::from(webhook)).version(version))
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Change a webhook",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    request_body = WebhookPatch,
    responses((status = 200, description = "The webhook after the change", body = WebhookOut)),
)]
#[patch("/api/v1/webhooks/{id}")]
async fn update_webhook(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    given: (Data<Database>, Data<WebhookClient>),
    Json(body): Json<WebhookPatch>,
) -> Result<impl Responder, Problem> {
    let (db, client) = given;
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let (id, expected) = (WebhookId(*id), Precondition::new(if_match.into_versions()));
    let change = body.change(&client)?;
    let work = move |tx: &mut persistence::Tx<'_>| webhooks::change(tx, &permit, id, &change, &expected, now);
    let webhook = db.write(work).await.map_err(failure::problem)?;
    let version = webhook.metadata.version;
    Ok(Answer::ok(WebhookOut::from(webhook)).version(version))
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Delete a webhook",
    description = "With the log of its deliveries. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/webhooks/{id}")]
async fn delete_webhook(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let (id, expected) = (WebhookId(*id), Precondition::new(if_match.into_versions()));
    let work = move |tx: &mut persistence::Tx<'_>| webhooks::remove(tx, &permit, id, &expected);
    db.write(work).await.map_err(failure::problem)?;
    Ok(NoContent)
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Give a webhook a new secret",
    description = "For another 24 hours the old one signs too: both signatures are sent. The answer shows the new secret \
                   this once.",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 200, description = "The webhook with its new secret", body = WithSecretOut)),
)]
#[post("/api/v1/webhooks/{id}/rotate-secret")]
async fn rotate_webhook_secret(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let id = WebhookId(*id);
    let secret = NewSecret::make(&vault).map_err(|error| Problem::internal(&error))?;
    let kept = secret.clone();
    let work = db.write(move |tx| webhooks::rotate(tx, &permit, id, &kept, now)).await;
    let webhook = work.map_err(failure::problem)?;
    let version = webhook.metadata.version;
    Ok(Answer::ok(WithSecretOut::new(webhook, secret)).version(version))
}

//! `/api/v1/webhooks`: where a company has its events sent.

mod deliveries;
mod wire;

use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use actix_web::Responder;
use app::kit::limits::within;
use app::sealed::Vault;
use app::webhooks::{self, NewSecret};
use domain::WebhookId;
use domain::access::Permit;
use domain::access::actions::ManageWebhooks;
use domain::directory::{CompanyLimits, Limited};
use domain::webhook::{Webhook, WebhookDetails};
use http_kit::{Answer, Data, Problem};
use integrations::webhooks::WebhookClient;
use persistence::store::webhooks::WebhookFilter;
use wire::{NewWebhook, WebhookChange, WebhookIn, WebhookOut, WebhookPatch, WithSecretOut};

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

impl Resource for WebhookDetails {
    const PATH: &'static str = "/api/v1/webhooks";
    type Out = WebhookOut;
}

/// Which webhooks are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WebhookParams {
    /// Only webhooks that events are sent to, or that none are.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for WebhookParams {
    type Details = WebhookDetails;

    fn narrow(self) -> Narrow<WebhookDetails> {
        Narrow::new(WebhookFilter { active: self.active }, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "List webhooks",
    description = "Never their secrets.",
    params(ListQuery, WebhookParams),
    responses((status = 200, description = "A page", body = Page<WebhookOut>)),
)]
#[get("/api/v1/webhooks")]
async fn list_webhooks(granted: Granted<ManageWebhooks, ListOf<WebhookParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Make a webhook",
    description = "Events are sent by `POST` as `{\"type\", \"timestamp\", \"data\"}` with the headers of Standard Webhooks: \
                   `webhook-id` (the event's, the same for every attempt and replay), `webhook-timestamp`, \
                   `webhook-signature`. An answer of 2xx takes the event; all else is tried again, ten times within about \
                   three days. 410, or three days without a success, disable the webhook. The answer shows the secret \
                   this once. A company has so many webhooks at most (409 `limit-reached`).",
    params(Place),
    request_body = WebhookIn,
    responses((status = 201, description = "The webhook, with its `Location`", body = WithSecretOut)),
)]
#[post("/api/v1/webhooks")]
async fn create_webhook(
    granted: Granted<ManageWebhooks>,
    client: Data<WebhookClient>,
    vault: Data<Vault>,
    limits: Data<CompanyLimits>,
    Json(body): Json<WebhookIn>,
) -> Answered {
    let secret = NewSecret::make(&vault).map_err(|error| Problem::internal(&error))?;
    let new = NewWebhook { body, client: &client, sealed_secret: secret.sealed.clone() };
    let limits = *limits;
    let also = move |tx: &mut persistence::Tx<'_>, permit: &Permit, id| {
        within::<WebhookDetails>(tx, permit, id, limits, Limited::Webhooks)
    };
    granted.create_shown_once(new, also, move |webhook| WithSecretOut::new(webhook, secret.clone())).await
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Read a webhook",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 200, description = "The webhook", body = WebhookOut)),
)]
#[get("/api/v1/webhooks/{id}")]
async fn get_webhook(granted: Granted<ManageWebhooks>, id: web::Path<i64>) -> Answered {
    granted.get::<WebhookDetails>(*id).await
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
    granted: Granted<ManageWebhooks>,
    id: web::Path<i64>,
    client: Data<WebhookClient>,
    Json(body): Json<WebhookPatch>,
) -> Answered {
    granted.update(*id, WebhookChange { body, client: &client }).await
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Delete a webhook",
    description = "With the log of its deliveries. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/webhooks/{id}")]
async fn delete_webhook(granted: Granted<ManageWebhooks>, id: web::Path<i64>) -> Answered {
    granted.delete::<WebhookDetails>(*id).await
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
    granted: Granted<ManageWebhooks>,
    id: web::Path<i64>,
    vault: Data<Vault>,
) -> Answered {
    let Granted { caller, permit, db, now, key, request, .. } = granted;
    let id = WebhookId(*id);
    let secret = NewSecret::make(&vault).map_err(|error| Problem::internal(&error))?;
    let kept = secret.clone();
    let work = move |tx: &mut persistence::Tx<'_>| webhooks::rotate(tx, &permit, id, &kept, now);
    let render = move |webhook: Webhook| {
        let version = webhook.metadata.version;
        Answer::ok(WithSecretOut::new(webhook, secret.clone())).version(version).secret()
    };
    let answer = idempotent(&db, Once::of(key.as_ref(), &caller, now), work, render).await?;
    Ok(answer.respond_to(&request))
}

//! What was sent to a webhook: tried, listed, sent again.

use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, Responder, web};
use app::webhooks;
use domain::access::{Action, authorise};
use domain::webhook::{Delivery, DeliveryStatus};
use domain::{CompanyId, WebhookId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, InstantOut, Now, Page, Problem, Query, WholeNumber, get, post,
    wire_enum,
};
use persistence::store::collection::Part;
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(test_webhook).service(list_deliveries).service(replay_delivery);
}

wire_enum! {
    /// What became of an event for a webhook.
    enum DeliveryState {
        Waiting = "waiting",
        Delivered = "delivered",
        Failed = "failed",
    }
}

impl From<DeliveryState> for DeliveryStatus {
    fn from(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Waiting => Self::Waiting,
            DeliveryState::Delivered => Self::Delivered,
            DeliveryState::Failed => Self::Failed,
        }
    }
}

impl From<DeliveryStatus> for DeliveryState {
    fn from(status: DeliveryStatus) -> Self {
        match status {
            DeliveryStatus::Waiting => Self::Waiting,
            DeliveryStatus::Delivered => Self::Delivered,
            DeliveryStatus::Failed => Self::Failed,
        }
    }
}

/// The query string of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DeliveryQuery {
    /// Only deliveries with this status.
    #[param(inline)]
    status: Option<DeliveryState>,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// The order (`-id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// One event for one webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
struct DeliveryOut {
    id: Uuid,
    webhook_id: i64,
    /// What is sent as `webhook-id`: the same for every attempt and replay.
    event_id: Uuid,
    /// The type of the event.
    #[serde(rename = "type")]
    kind: String,
    /// The body as it is sent, but for the token of a hand-off.
    body: serde_json::Value,
    status: DeliveryState,
    attempts: i64,
    last_attempt_at: Option<InstantOut>,
    next_attempt_at: Option<InstantOut>,
    /// The HTTP status of the last answer.
    response_status: Option<u16>,
    /// The beginning of the last answer, up to 1000 characters.
    response: Option<String>,
    /// Why the last attempt failed.
    error: Option<String>,
    created_at: InstantOut,
}

impl From<Delivery> for DeliveryOut {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_id: delivery.webhook.0,
            event_id: delivery.event,
            kind: delivery.kind,
            body: serde_json::from_str(&delivery.body).unwrap_or_default(),
            status: delivery.status.into(),
            attempts: delivery.attempts,
            last_attempt_at: delivery.last_attempt.map(InstantOut::from),
            next_attempt_at: delivery.next_attempt.map(InstantOut::from),
            response_status: delivery.last.status,
            response: delivery.last.response,
            error: delivery.last.error,
            created_at: delivery.created_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Try a webhook",
    description = "Sends an event of the type `webhook.test`, whatever events the webhook wants. 409 `wrong-status` for one \
                   that is not active.",
    params(("id" = i64, Path, description = "The webhook's id"), Place),
    responses((status = 201, description = "The delivery, which a worker sends", body = DeliveryOut)),
)]
#[post("/api/v1/webhooks/{id}/test")]
async fn test_webhook(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let id = WebhookId(*id);
    let work = move |tx: &mut Tx<'_>| webhooks::test(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |delivery| {
        Answer::created(format!("/api/v1/webhooks/{id}/deliveries"), DeliveryOut::from(delivery))
    })
    .await
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "List a webhook's deliveries",
    description = "Deliveries are kept for thirty days after their last attempt.",
    params(("id" = i64, Path, description = "The webhook's id"), DeliveryQuery),
    responses((status = 200, description = "A page", body = Page<DeliveryOut>)),
)]
#[get("/api/v1/webhooks/{id}/deliveries")]
async fn list_deliveries(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(query): Query<DeliveryQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = authorise(&caller, Action::ManageWebhooks, query.company_id.map(|id| CompanyId(id.0)))?;
    let sort = query.sort.unwrap_or(SortById::IdDown);
    let asked = Asked::new("webhook-deliveries", sort, query.limit, query.cursor.as_deref())?;
    let (id, status) = (WebhookId(*id), query.status.map(DeliveryStatus::from));
    let read = move |tx: &mut Tx<'_>, part: &Part<Uuid>| webhooks::deliveries(tx, &permit, id, status, part);
    rows::list(&request, &db, asked, read, |delivery| (delivery.id, None), DeliveryOut::from).await
}

#[utoipa::path(
    tag = "Webhooks",
    summary = "Send an event again",
    description = "With the event's id of the first time, so that the receiver can tell that it had it. A delivery that is \
                   on its way is left as it is. 409 `wrong-status` for a webhook that is not active.",
    params(
        ("id" = i64, Path, description = "The webhook's id"),
        ("delivery" = Uuid, Path, description = "The delivery's id"),
        Place,
    ),
    responses((status = 200, description = "The delivery, waiting", body = DeliveryOut)),
)]
#[post("/api/v1/webhooks/{id}/deliveries/{delivery}/replay")]
async fn replay_delivery(
    caller: Authenticated,
    key: Idempotency,
    path: web::Path<(i64, Uuid)>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageWebhooks)?;
    let (id, delivery) = path.into_inner();
    let work = move |tx: &mut Tx<'_>| webhooks::replay(tx, &permit, WebhookId(id), delivery, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |delivery| Answer::ok(DeliveryOut::from(delivery)))
        .await
}

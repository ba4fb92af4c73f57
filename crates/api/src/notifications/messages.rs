//! `/api/v1/messages`.

use super::wire::{MessageKindName, MessageOut, MessageStateName, WholeMessageOut};
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, Responder, web};
use app::notifications;
use domain::access::{Action, authorise};
use domain::{AppointmentId, CompanyId, InterviewId, MessageId};
use http_kit::{Answer, Authenticated, Data, Idempotency, Now, Page, Problem, Query, WholeNumber, get, post};
use persistence::store::collection::Part;
use persistence::store::messages::Filter;
use persistence::{Database, Tx};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_messages).service(get_message).service(send_message_again);
}

/// Which messages are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// Only messages in this state.
    #[param(value_type = Option<MessageStateName>)]
    state: Option<MessageStateName>,
    /// Only messages of this kind.
    #[param(value_type = Option<MessageKindName>)]
    kind: Option<MessageKindName>,
    /// Only messages about this interview.
    interview_id: Option<Uuid>,
    /// Only messages about this appointment.
    appointment_id: Option<Uuid>,
    /// Only messages of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl MessagesQuery {
    fn filter(&self) -> Filter {
        Filter {
            state: self.state.map(Into::into),
            kind: self.kind.map(Into::into),
            interview: self.interview_id.map(InterviewId),
            appointment: self.appointment_id.map(AppointmentId),
        }
    }
}

#[utoipa::path(
    tag = "Notifications",
    summary = "List messages",
    description = "Messages by e-mail with their states, without their texts.",
    params(MessagesQuery),
    responses((status = 200, description = "A page", body = Page<MessageOut>)),
)]
#[get("/api/v1/messages")]
async fn list_messages(
    caller: Authenticated,
    Query(query): Query<MessagesQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let company = query.company_id.map(|id| CompanyId(id.0));
    let permit = authorise(&caller, Action::ReadMessages, company)?;
    let (filter, sort) = (query.filter(), query.sort.unwrap_or(SortById::Id));
    let asked = Asked::new("messages", sort, query.limit, query.cursor.as_deref())?;
    let read = move |tx: &mut Tx<'_>, part: &Part<MessageId>| notifications::list(tx, &permit, &filter, part);
    rows::list(&request, &db, asked, read, |message| (message.id, None), MessageOut::from).await
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Read a message",
    description = "With its texts, and the invitation that calendars read. The texts of a mail with a code are shown to owners alone.",
    params(("id" = Uuid, Path, description = "The message's id"), Place),
    responses((status = 200, description = "The message", body = WholeMessageOut)),
)]
#[get("/api/v1/messages/{id}")]
async fn get_message(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadMessages)?;
    let id = MessageId(*id);
    let message = db.read(move |tx| notifications::get(tx, &permit, id)).await.map_err(failure::problem)?;
    Ok(Answer::ok(WholeMessageOut::from(message.shown_to(caller.role))))
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Send a message again",
    description = "One that was refused, that was given up (failed), or that was kept while there was no mail server. Any \
                   other is 409 `wrong-status`, as is one after which the same person was told something newer.",
    params(("id" = Uuid, Path, description = "The message's id"), Place),
    responses((status = 200, description = "The message, which waits to be sent", body = MessageOut)),
)]
#[post("/api/v1/messages/{id}/send-again")]
async fn send_message_again(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadMessages)?;
    let id = MessageId(*id);
    let work = move |tx: &mut Tx<'_>| notifications::send_again(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |message| Answer::ok(MessageOut::from(message)))
        .await
}

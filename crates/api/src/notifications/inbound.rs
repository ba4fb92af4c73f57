//! `/api/v1/messages/inbound`: mail that people's calendars send as answers to invitations.

use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::wire::reply::ReplyName;
use actix_web::Responder;
use app::answers::{self, TakenAnswer};
use domain::access::{Action, actions};
use http_kit::{Answer, Data, Idempotency, MailText, Now, Problem, Query, post};
use persistence::{Database, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(take_mail);
}

/// An answer that was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InboundAnswer)]
struct TakenOut {
    interview_id: Uuid,
    /// `candidate:7` or `user:12`.
    who: String,
    answer: ReplyName,
    /// Whether it is an answer to the time that the interview has now.
    counts: bool,
}

impl From<TakenAnswer> for TakenOut {
    fn from(taken: TakenAnswer) -> Self {
        Self {
            interview_id: taken.interview.0,
            who: taken.answer.person.to_string(),
            answer: taken.answer.reply.into(),
            counts: taken.counts,
        }
    }
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Take mail that came in",
    description = "For mail servers: a whole mail of up to 1 MiB. The answer of a calendar to an invitation (`REPLY`, RFC \
                   5546) becomes the answer of the person the mail is from. Anything else is 422: the mail server need not \
                   try again.",
    params(Place),
    request_body(content = String, content_type = "message/rfc822"),
    responses((status = 200, description = "The answer that was in it", body = TakenOut)),
)]
#[post("/api/v1/messages/inbound")]
async fn take_mail(
    caller: Allowed<actions::HandInReplies>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    MailText(mail): MailText,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::HandInReplies)?;
    let work = move |tx: &mut Tx<'_>| answers::take_mail(tx, &permit, &mail, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |taken| Answer::ok(TakenOut::from(taken))).await
}

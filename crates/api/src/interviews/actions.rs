//! Calling an interview off, and ending what is over.

use super::shown::InterviewOut;
use super::wire::REASON;
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::fields::line;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::interviews;
use app::kit::Precondition;
use domain::InterviewId;
use domain::access::{Action, actions};
use http_kit::{Answer, Authenticated, Checks, Data, Idempotency, Json, Now, Problem, Query, post};
use persistence::{Database, StoreError, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(auto_update_status).service(cancel_interview);
}

/// Why an interview is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = InterviewCancelIn)]
#[serde(deny_unknown_fields)]
struct CancelIn {
    /// 1 to 500 characters. Those who were invited are told.
    reason: String,
}

/// How many interviews were ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EndedInterviews)]
struct EndedOut {
    completed: i64,
    /// The candidate never joined an online interview.
    no_show: i64,
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Cancel an interview",
    description = "Its participants get their time back, and its slot gets the place back. 409 `not-changeable` for one \
                   that was cancelled already or is over.",
    params(("id" = Uuid, Path, description = "The interview's id"), Place),
    request_body = CancelIn,
    responses((status = 200, description = "The interview", body = InterviewOut)),
)]
#[post("/api/v1/interviews/{id}/cancel")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn cancel_interview(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<CancelIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let mut checks = Checks::new();
    let reason = line(&mut checks, "/reason", &body.reason, REASON);
    let Some(reason) = reason else { return Err(checks.refuse()) };
    let (id, url) = (InterviewId(*id), (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let saved = interviews::cancel(tx, &permit, id, &reason, &Precondition::default(), now)?;
        interviews::shown_one(tx, &permit, saved, now)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, move |saved| {
        let version = saved.interview.metadata.version;
        Answer::ok(InterviewOut::new(saved, &url, now)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Interviews",
    summary = "End interviews that are over",
    description = "Each becomes `completed`, or `no_show` where the candidate never joined an online one. The worker does \
                   the same by itself.",
    params(Place),
    responses((status = 200, description = "How many those were", body = EndedOut)),
)]
#[post("/api/v1/interviews/auto-update-status")]
async fn auto_update_status(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let once = Once::new(&key, &caller, now);
    if let Some(kept) = once.earlier(&db).await? {
        return Ok(kept);
    }
    let ended = interviews::end_over(&db, permit.reach(), |_| permit.clone(), now).await;
    let ended = ended.map_err(failure::problem)?;
    let work = move |_: &mut Tx<'_>| Ok::<_, StoreError>(ended);
    let answer = |ended: interviews::Ended| {
        Answer::ok(EndedOut { completed: ended.completed, no_show: ended.no_show })
    };
    idempotent(&db, once, work, answer).await
}

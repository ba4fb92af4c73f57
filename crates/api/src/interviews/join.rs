//! Joining an interview without an account.

use super::wire::{InterviewStatusName, RoomStatusName};
use crate::kit::failure;
use crate::kit::fields::{NAME, line};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::interviews::{self, Joined, link};
use domain::InterviewId;
use domain::interview::transitions::Part;
use domain::room::Place;
use http_kit::{
    Anonymous, Answer, Checks, Data, EmptyQuery, Idempotency, InstantOut, Json, Now, Problem, post, wire_enum,
};
use persistence::Database;
use scheduling_core::time::{Interval, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(join_interview);
}

wire_enum! {
    /// Who joins.
    enum JoinRole {
        Candidate = "candidate",
        Interviewer = "interviewer",
    }
}

/// Somebody who wants to join.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JoinIn {
    /// From the link of the invitation.
    room_id: String,
    role: JoinRole,
    /// As they call themselves, up to 200 characters; for the log.
    name: Option<String>,
}

/// What somebody who has joined may know of the interview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JoinedInterview)]
struct JoinedOut {
    id: Uuid,
    status: InterviewStatusName,
    scheduled_at: Option<InstantOut>,
    ends_at: Option<InstantOut>,
    /// Where everybody enters: at the company's provider, or a page of this server. Null until there is a room.
    meeting_link: Option<String>,
    /// Where it is `pending`, ask again in some seconds.
    room_status: RoomStatusName,
    company_name: String,
    job_title: String,
}

impl JoinedOut {
    fn new(joined: Joined, url: &PublicUrl, now: Timestamp) -> Self {
        let interview = joined.interview;
        Self {
            id: interview.id.0,
            status: interview.status.into(),
            scheduled_at: interview.time.map(Interval::start).map(InstantOut::from),
            ends_at: interview.time.map(Interval::end).map(InstantOut::from),
            room_status: joined.place.status().into(),
            meeting_link: match joined.place {
                Place::Own => link(&interview, url.text(), now),
                Place::At(address) => Some(address),
                Place::Awaited | Place::Refused => None,
            },
            company_name: joined.company_name,
            job_title: joined.job_title,
        }
    }
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Join an online interview",
    description = "Needs the room, and no other credentials. In this order: 403 `wrong-room`, also for an id that is no \
                   interview's; 409 `not-joinable` by its status; 409 `outside-join-window` more than 15 minutes before the \
                   start or after the end. The first to join begins it; joining again changes nothing, and tells \
                   the way into a room that was not there yet. One whose status says already that it is over can be \
                   joined as long: a candidate who comes then makes a `no_show` `completed`.",
    security(()),
    params(("id" = Uuid, Path, description = "The interview's id")),
    request_body = JoinIn,
    responses((status = 200, description = "What a participant may know", body = JoinedOut)),
)]
#[post("/api/v1/interviews/{id}/join")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn join_interview(
    _: Anonymous,
    _key: Idempotency,
    id: web::Path<Uuid>,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<JoinIn>,
) -> Result<impl Responder, Problem> {
    let mut checks = Checks::new();
    let name = body.name.as_deref().and_then(|name| line(&mut checks, "/name", name, NAME));
    checks.finish()?;
    let part = match body.role {
        JoinRole::Candidate => Part::Candidate,
        JoinRole::Interviewer => Part::Interviewer,
    };
    let (id, room) = (InterviewId(*id), body.room_id);
    let work = move |tx: &mut persistence::Tx<'_>| {
        let guest = interviews::Guest { part, name: name.as_deref() };
        interviews::join(tx, id, room.as_str(), guest, now)
    };
    let joined = db.write(work).await.map_err(failure::problem)?;
    Ok(Answer::ok(JoinedOut::new(joined, &url, now)))
}

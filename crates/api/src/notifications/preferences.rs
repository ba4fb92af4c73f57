//! `notification-preferences` of users and candidates.

use super::wire::{PreferencesIn, PreferencesOut};
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::directory::Precondition;
use app::notifications;
use domain::access::{Action, Caller, Permit, actions};
use domain::{CandidateId, Refusal, UserId};
use http_kit::{Answer, Authenticated, Data, IfMatch, Json, Now, Problem, Query, get, put};
use persistence::Database;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_user_notification_preferences)
        .service(put_user_notification_preferences)
        .service(get_candidate_notification_preferences)
        .service(put_candidate_notification_preferences);
}

/// Everybody chooses for themselves; those who manage people also for others.
fn permit(caller: &Caller, place: Place, user: UserId) -> Result<Permit, Problem> {
    let permit = place.permit(caller, Action::ManageNotifications)?;
    if !permit.sees().shows(user) {
        let action = "choose the notifications of others";
        return Err(Refusal::Forbidden { role: caller.role.name(), action }.into());
    }
    Ok(permit)
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Read a user's notification preferences",
    description = "Users may use their own; owners and HR managers those of any user.",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 200, description = "The preferences", body = PreferencesOut)),
)]
#[get("/api/v1/users/{id}/notification-preferences")]
async fn get_user_notification_preferences(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let user = UserId(*id);
    let permit = permit(&caller, place, user)?;
    let work = move |tx: &mut persistence::Tx<'_>| notifications::preferences_of_user(tx, &permit, user);
    let found = db.read(work).await.map_err(failure::problem)?;
    Ok(Answer::ok(PreferencesOut::from(found.said)).version(found.version))
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Set a user's notification preferences",
    description = "Users may use their own; owners and HR managers those of any user. Sets the reminders of interviews ahead anew. Honours \
                   `If-Match`.",
    params(("id" = i64, Path, description = "The user's id"), Place),
    request_body = PreferencesIn,
    responses((status = 200, description = "The preferences from now on", body = PreferencesOut)),
)]
#[put("/api/v1/users/{id}/notification-preferences")]
async fn put_user_notification_preferences(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<PreferencesIn>,
) -> Result<impl Responder, Problem> {
    let user = UserId(*id);
    let permit = permit(&caller, place, user)?;
    let (said, expected) = (body.preferences()?, Precondition::new(if_match.into_versions()));
    let put = db.write(move |tx| notifications::put_user(tx, &permit, user, &said, &expected, now)).await;
    let put = put.map_err(failure::problem)?;
    Ok(Answer::ok(PreferencesOut::from(put.said)).version(put.version))
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Read a candidate's notification preferences",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 200, description = "The preferences", body = PreferencesOut)),
)]
#[get("/api/v1/candidates/{id}/notification-preferences")]
async fn get_candidate_notification_preferences(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let candidate = CandidateId(*id);
    let found = db.read(move |tx| notifications::preferences_of_candidate(tx, &permit, candidate)).await;
    let found = found.map_err(failure::problem)?;
    Ok(Answer::ok(PreferencesOut::from(found.said)).version(found.version))
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Set a candidate's notification preferences",
    description = "Invitations can't be switched off for candidates (422 at `/invitations`). Sets the reminders of \
                   interviews ahead anew. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    request_body = PreferencesIn,
    responses((status = 200, description = "The preferences from now on", body = PreferencesOut)),
)]
#[put("/api/v1/candidates/{id}/notification-preferences")]
async fn put_candidate_notification_preferences(
    caller: Allowed<actions::ManageJobs>,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<PreferencesIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageJobs)?;
    let candidate = CandidateId(*id);
    let (said, expected) = (body.preferences()?, Precondition::new(if_match.into_versions()));
    let work = move |tx: &mut persistence::Tx<'_>| {
        notifications::put_candidate(tx, &permit, candidate, &said, &expected, now)
    };
    let put = db.write(work).await.map_err(failure::problem)?;
    Ok(Answer::ok(PreferencesOut::from(put.said)).version(put.version))
}

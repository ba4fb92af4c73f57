//! Password resets: asking, handing out a token, using it.

use super::auth::not_in;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::fields::{email, password};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::{HttpResponse, Responder, web};
use app::accounts::{Accounts, RESET_SECONDS, Token, TokenKind, resets};
use domain::UserId;
use domain::access::Action;
use http_kit::{
    Anonymous, Answer, Authenticated, Checks, ClientAddress, Data, EmptyQuery, Idempotency, InstantOut, Json,
    NoContent, Now, Problem, Query, post,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(request_password_reset).service(create_reset_token).service(confirm_password_reset);
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetRequestIn {
    email: String,
}

/// A new password for the user whom the token was made for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetIn {
    #[schema(write_only)]
    token: String,
    /// 12 to 200 characters.
    #[schema(write_only)]
    password: String,
}

/// A reset token, shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = PasswordResetToken)]
struct ResetTokenOut {
    /// Worth one new password, at `/api/v1/auth/password-reset/confirm`.
    token: String,
    expires_at: InstantOut,
    /// When the user asked for a reset; null where they did not.
    requested_at: Option<InstantOut>,
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Ask for a password reset",
    description = "Always 202, whether or not a user has this e-mail. Where mail is set up, they get one with a link \
                   that is good for an hour and for one use; where it is not, an administrator hands out a token. After \
                   too many requests for one e-mail, or from one address, within 15 minutes, every request is 429 for a \
                   while, with `Retry-After`, whether or not somebody has this e-mail.",
    security(()),
    request_body = ResetRequestIn,
    responses((status = 202, description = "Noted, whether or not there is such a user")),
)]
#[post("/api/v1/auth/password-reset")]
async fn request_password_reset(
    _: Anonymous,
    _: EmptyQuery,
    Now(now): Now,
    ClientAddress(address): ClientAddress,
    db: Data<Database>,
    accounts: Data<Accounts>,
    Json(body): Json<ResetRequestIn>,
) -> Result<impl Responder, Problem> {
    let mut checks = Checks::new();
    let Some(email) = email(&mut checks, "/email", &body.email) else { return Err(checks.refuse()) };
    accounts.forgot(&db, &email, address, now).await.map_err(|error| not_in(error, now))?;
    Ok(HttpResponse::Accepted().finish())
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Make a password reset token",
    description = "Shows the token this once; it is good for an hour and for one use, and takes the place of an older \
                   one.",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 201, description = "The token", body = ResetTokenOut)),
)]
#[post("/api/v1/users/{id}/password-reset-token")]
async fn create_reset_token(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageUsers)?;
    let token = Token::new(TokenKind::Reset).map_err(|error| Problem::internal(&error))?;
    let (user, kept) = (UserId(*id), token.clone());
    let work = move |tx: &mut Tx<'_>| resets::issue(tx, &permit, user, &kept, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |asked| {
        let body = ResetTokenOut {
            token: token.reveal().to_owned(),
            expires_at: now.plus_seconds(RESET_SECONDS).into(),
            requested_at: asked.map(InstantOut::from),
        };
        Answer::created(format!("/api/v1/users/{user}"), body).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Set a new password",
    description = "Uses the token up and ends all sessions of the user.",
    security(()),
    request_body = ResetIn,
    responses((status = 204, description = "The new password is good from now on")),
)]
#[post("/api/v1/auth/password-reset/confirm")]
async fn confirm_password_reset(
    _: Anonymous,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    accounts: Data<Accounts>,
    Json(body): Json<ResetIn>,
) -> Result<impl Responder, Problem> {
    let mut checks = Checks::new();
    let Some(password) = password(&mut checks, "/password", body.password) else {
        return Err(checks.refuse());
    };
    accounts.reset(&db, body.token, password, now).await.map_err(failure::problem)?;
    Ok(NoContent)
}

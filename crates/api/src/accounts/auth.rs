//! `/api/v1/auth`: in, out, and who one is.

use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use crate::users::UserOut;
use crate::wire::role::RoleName;
use actix_web::Responder;
use app::accounts::{self, Accounts, LoggedIn, LoginAttempt, LoginError, SESSION_SECONDS};
use domain::Refusal;
use domain::access::{Action, authorise};
use http_kit::problem::catalogue;
use http_kit::{
    Anonymous, Answer, Authenticated, ClientAddress, Data, EmptyQuery, Json, NoContent, Now, PresentedToken,
    Problem, get, post, unauthenticated,
};
use persistence::Database;
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(log_in).service(log_out).service(who_am_i);
}

/// Who wants to get in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LoginIn {
    /// In any case.
    email: String,
    #[schema(write_only)]
    password: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionOut {
    /// Shown this once; send it as `Authorization: Bearer <token>`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    user: UserOut,
}

impl From<LoggedIn> for SessionOut {
    fn from(session: LoggedIn) -> Self {
        Self {
            access_token: session.token.reveal().to_owned(),
            token_type: "Bearer",
            expires_in: SESSION_SECONDS,
            user: session.user.into(),
        }
    }
}

/// Who is behind the credentials.
#[derive(Serialize, ToSchema)]
#[schema(as = Me)]
struct MeOut {
    role: RoleName,
    /// Null for the platform's administrators.
    company_id: Option<i64>,
    /// Null where the credentials are an API key or the platform's own token.
    user: Option<UserOut>,
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Log in",
    description = "Unknown e-mail, wrong password and inactive user get the same answer (401). After too many failures \
                   of an account or from an address, within 15 minutes, every attempt is 429 for a while, with \
                   `Retry-After`.",
    security(()),
    request_body = LoginIn,
    responses((status = 200, description = "A session", body = SessionOut)),
)]
#[post("/api/v1/auth/login")]
async fn log_in(
    _: Anonymous,
    _: EmptyQuery,
    Now(now): Now,
    ClientAddress(address): ClientAddress,
    db: Data<Database>,
    accounts: Data<Accounts>,
    Json(body): Json<LoginIn>,
) -> Result<impl Responder, Problem> {
    let attempt = LoginAttempt { email: body.email, password: body.password, address };
    let session = accounts.log_in(&db, attempt, now).await.map_err(|error| not_in(error, now))?;
    Ok(Answer::ok(SessionOut::from(session)))
}

pub(super) fn not_in(error: LoginError, now: Timestamp) -> Problem {
    match error {
        LoginError::Wrong => unauthenticated("the e-mail or the password is wrong"),
        LoginError::TooMany { until } => {
            let seconds = u32::try_from(until.unix() - now.unix()).unwrap_or(1).max(1);
            Problem::new(&catalogue::TOO_MANY_REQUESTS, "this was tried too often; try again later")
                .retry_after(seconds)
        }
        LoginError::Store(error) => failure::problem(error),
        LoginError::Randomness(error) => Problem::internal(&error),
    }
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Log out",
    description = "Ends the session whose token is shown. Other credentials have no session (409 `no-session`).",
    responses((status = 204, description = "The session is over")),
)]
#[post("/api/v1/auth/logout")]
async fn log_out(
    caller: Authenticated,
    _: EmptyQuery,
    PresentedToken(token): PresentedToken,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    authorise(&caller, Action::UseOwnAccount, None)?;
    if caller.user.is_none() {
        let detail = "these credentials are not a session".to_owned();
        return Err(Refusal::WrongState { slug: catalogue::NO_SESSION.slug, detail }.into());
    }
    db.write(move |tx| accounts::log_out(tx, &token)).await.map_err(failure::problem)?;
    Ok(NoContent)
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Who one is",
    responses((status = 200, description = "Role, company and user behind the credentials", body = MeOut)),
)]
#[get("/api/v1/auth/me")]
async fn who_am_i(
    Authenticated(caller): Authenticated,
    _: EmptyQuery,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::UseOwnAccount, None)?;
    let user = db.read_one(move |tx| accounts::own_user(tx, &permit)).await.map_err(failure::problem)?;
    Ok(Answer::ok(MeOut {
        role: caller.role.into(),
        company_id: caller.company.map(|company| company.0),
        user: user.map(UserOut::from),
    }))
}

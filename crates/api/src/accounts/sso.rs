//! Logging in through a company's provider: `/api/v1/auth/oidc` for programs, `/auth/oidc` for browsers.
//!
//! A browser is tied to its log-in by a cookie, so that nobody can be made to finish what another began; a program keeps
//! the state itself.

use super::auth::SessionOut;
use crate::kit::failure;
use crate::kit::fields::URL;
use crate::kit::routes::ServiceConfig;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use app::accounts::SESSION_SECONDS;
use app::accounts::sso::{
    Entrance, Finished, Return, SSO_SECONDS, SingleSignOn, SsoFailure, check_redirect_uri,
};
use domain::CompanyId;
use http_kit::problem::catalogue;
use http_kit::{
    Anonymous, Answer, Checks, Data, EmptyQuery, Json, Now, Problem, WholeNumber, cookies, get, html, post,
};
use integrations::sso::{SsoError, word};
use persistence::Database;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Seconds after which a provider that is out of reach may be tried again.
const RETRY_AFTER: u32 = 10;
/// Seconds after which one that gives bad answers may be.
const RETRY_BAD_ANSWER: u32 = 60;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    // The callback first: it would be no company's id.
    config.service(start_oidc).service(finish_oidc).service(enter_oidc);
}

/// Of which company somebody is who wants to get in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StartIn {
    #[schema(value_type = i64)]
    company_id: WholeNumber,
    /// Where the provider sends them back to, registered there: https, or http to localhost. The server's own callback
    /// where it is not given.
    redirect_uri: Option<String>,
}

/// A log-in that was begun.
#[derive(Serialize, ToSchema)]
#[schema(as = OidcLogin)]
struct StartOut {
    /// Send the user there to log in.
    authorization_url: String,
    /// Comes back with them, and is good for ten minutes and one log-in.
    state: String,
}

/// What a provider sends people back with. It may add what it likes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ReturnIn {
    /// The state that the log-in was begun with.
    state: Option<String>,
    /// The provider's code; without one there is an `error`.
    code: Option<String>,
    /// Why the provider let nobody in (RFC 6749, section 4.1.2.1).
    error: Option<String>,
    /// The provider's issuer (RFC 9207).
    iss: Option<String>,
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Begin to log in through the company's provider",
    description = "For programs. Send the user to `authorization_url`. The provider sends them back with a \
                   `code` and the `state`; hand both to `GET /auth/oidc/callback`, which answers with a session. Where no \
                   `redirect_uri` is given, they are sent there by the provider itself.",
    security(()),
    request_body = StartIn,
    responses((status = 200, description = "Where to go", body = StartOut)),
)]
#[post("/api/v1/auth/oidc/start")]
async fn start_oidc(
    _: Anonymous,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    sso: Data<SingleSignOn>,
    Json(body): Json<StartIn>,
) -> Result<impl Responder, Problem> {
    let mut checks = Checks::new();
    if let Some(Err(detail)) = body.redirect_uri.as_deref().map(check_redirect_uri) {
        checks.note("/redirect_uri", detail);
    }
    if body.redirect_uri.as_ref().is_some_and(|address| address.chars().count() > URL) {
        checks.note("/redirect_uri", format!("must have {URL} characters at most"));
    }
    checks.finish()?;
    let entrance = Entrance::Program { redirect_uri: body.redirect_uri };
    let begun = sso.begin(&db, CompanyId(body.company_id.0), entrance, now).await.map_err(problem)?;
    Ok(Answer::ok(StartOut { authorization_url: begun.authorization_url, state: begun.state }))
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Log in with a browser",
    description = "A page: sends the browser to the company's provider, from where it comes back to `/auth/oidc/callback`.",
    security(()),
    params(("company_id" = i64, Path, description = "The company's id")),
    responses((status = 303, description = "To the provider")),
)]
#[get("/auth/oidc/{company_id}")]
async fn enter_oidc(
    _: Anonymous,
    company: web::Path<i64>,
    _: EmptyQuery,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    sso: Data<SingleSignOn>,
) -> Result<HttpResponse, Problem> {
    let known = request.cookie(cookies::LOGIN).map(|cookie| cookie.value().to_owned());
    let begun = match sso.begin(&db, CompanyId(*company), Entrance::Browser { known }, now).await {
        Ok(begun) => begun,
        Err(failure) => return told(&request, problem(failure)),
    };
    let tie = begun.browser.as_deref().unwrap_or_default();
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, begun.authorization_url))
        .cookie(cookies::cookie(cookies::LOGIN, tie, SSO_SECONDS, sso.is_secure()))
        .finish())
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Finish to log in through the company's provider",
    description = "Where the provider sends people back to. A program gets a session, as from `POST /api/v1/auth/login`; a \
                   browser gets it as a cookie and is sent to where it wanted to go, or to the front page. Users whom the company does not have yet are \
                   made; the role of the others follows their groups.",
    security(()),
    params(ReturnIn),
    responses(
        (status = 200, description = "A session, for programs", body = SessionOut),
        (status = 303, description = "To where the browser wanted to go, with the session's cookie"),
    ),
)]
#[get("/auth/oidc/callback")]
async fn finish_oidc(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    sso: Data<SingleSignOn>,
) -> Result<HttpResponse, Problem> {
    let back = match come_back(&request) {
        Ok(back) => back,
        Err(problem) => return told(&request, problem),
    };
    match sso.finish(&db, back, now).await {
        Ok(Finished { session, by_browser: true }) => {
            let token = session.token.reveal();
            let wanted = request.cookie(cookies::NEXT);
            let next = wanted.as_ref().and_then(|cookie| cookies::own_path(cookie.value())).unwrap_or("/");
            Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, next.to_owned()))
                .cookie(cookies::cookie(cookies::NEXT, "", 0, sso.is_secure()))
                .cookie(cookies::cookie(cookies::SESSION, token, SESSION_SECONDS, sso.is_secure()))
                .finish())
        }
        Ok(Finished { session, by_browser: false }) => {
            Ok(Answer::ok(SessionOut::from(session)).respond_to(&request))
        }
        Err(failure) => told(&request, problem(failure)),
    }
}

/// What the query says; parameters that nobody knows are the provider's own business.
fn come_back(request: &HttpRequest) -> Result<Return, Problem> {
    let query = web::Query::<ReturnIn>::from_query(request.query_string());
    let query =
        query.map_err(|_| Problem::new(&catalogue::MALFORMED_QUERY, "the query can't be read"))?.into_inner();
    let state = query.state.ok_or_else(|| Problem::malformed_query("state", "is missing"))?;
    let outcome = match (query.code, query.error) {
        (_, Some(error)) => Err(word(&error)),
        (Some(code), None) => Ok(code),
        (None, None) => return Err(Problem::malformed_query("code", "is missing")),
    };
    let browser = request.cookie(cookies::LOGIN).map(|cookie| cookie.value().to_owned());
    Ok(Return { state, outcome, issuer: query.iss, browser })
}

fn problem(failure: SsoFailure) -> Problem {
    match failure {
        SsoFailure::NotBegun => {
            Problem::new(&catalogue::LOGIN_NOT_BEGUN, "no such log-in is under way here; begin again")
        }
        SsoFailure::NotLetIn(reason) => {
            tracing::info!(reason, "a log-in through a provider was refused");
            Problem::new(&catalogue::LOGIN_REFUSED, "the company does not let this account in")
        }
        SsoFailure::Provider(error @ SsoError::Unreachable { .. }) => {
            tracing::warn!(%error, "a log-in provider is out of reach");
            let detail = "the company's log-in provider can't be reached; try again later";
            Problem::new(&catalogue::IDENTITY_PROVIDER_UNAVAILABLE, detail).retry_after(RETRY_AFTER)
        }
        SsoFailure::Provider(error) => {
            tracing::warn!(%error, "a log-in provider gave a bad answer");
            let detail = "the answer of the company's log-in provider can't be accepted";
            Problem::new(&catalogue::IDENTITY_PROVIDER_FAILED, detail).retry_after(RETRY_BAD_ANSWER)
        }
        SsoFailure::Store(error) => failure::problem(error),
        SsoFailure::Randomness(error) => Problem::internal(&error),
        SsoFailure::Seal(error) => Problem::internal(&error),
    }
}

/// A problem in the form that the client can read.
fn told(request: &HttpRequest, problem: Problem) -> Result<HttpResponse, Problem> {
    if html::is_wanted(request) { Ok(html::problem(&problem)) } else { Err(problem) }
}

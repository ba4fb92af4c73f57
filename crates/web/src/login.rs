//! In and out with a browser, and choices that a browser keeps.

use crate::kit::page::{Answered, Anybodys};
use crate::kit::refused::{Kept, LoginPage, Refused};
use crate::kit::shell::{Shell, Theme};
use crate::kit::texts::Language;
use crate::kit::visitor::{Visitor, sent_to};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use app::accounts::{self, Accounts, LoggedIn, LoginAttempt, LoginError, SESSION_SECONDS};
use askama::Template;
use domain::{CompanyId, Refusal};
use http_kit::{ClientAddress, Data, Form, Problem, cookies};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Seconds for which it is kept where somebody wanted to go while they are at their company's provider.
const NEXT_SECONDS: i64 = 600;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/login").route(web::get().to(ask)).route(web::post().to(enter)))
        .service(web::resource("/logout").route(web::post().to(leave)))
        .service(web::resource("/forgotten").route(web::get().to(forgotten)).route(web::post().to(forgot)))
        .service(web::resource("/language/{tag}").route(web::get().to(language)))
        .service(web::resource("/theme/{name}").route(web::get().to(theme)));
}

/// What went wrong, as a page.
fn failed(visitor: &Visitor, problem: &Problem) -> Refused {
    let detail = Some(problem.detail().to_owned());
    Refused::said(visitor, visitor.shell("refused-broken"), problem.status(), "broken", detail)
}

/// Where somebody goes next: a path of this server alone.
fn next(given: Option<&str>) -> &str {
    given.and_then(cookies::own_path).unwrap_or("/app")
}

async fn ask(visitor: Visitor, db: Data<Database>) -> Answered {
    let wanted = next(visitor.param("next")).to_owned();
    if visitor.session.is_some() {
        return Ok(sent_to(&wanted));
    }
    let company = visitor.param("company").and_then(|id| id.parse().ok()).map(CompanyId);
    let provider = provider(&visitor, &db, company).await?;
    let page = LoginPage {
        shell: visitor.shell("login-title"),
        email: String::new(),
        next: wanted.clone(),
        mistake: None,
        kept: None,
        provider: provider.map(|id| format!("/auth/oidc/{id}")),
    };
    let mut response = visitor.show(StatusCode::OK, &page).map_err(|problem| failed(&visitor, &problem))?;
    let kept = visitor.cookie(cookies::NEXT, &wanted, NEXT_SECONDS);
    response.add_cookie(&kept).map_err(|error| failed(&visitor, &Problem::internal(&error)))?;
    Ok(response)
}

/// The company whose provider is offered: the one that the address names, else the only one that there is.
async fn provider(
    visitor: &Visitor,
    db: &Database,
    company: Option<CompanyId>,
) -> Result<Option<CompanyId>, Refused> {
    let found = db.read(move |tx: &mut Tx<'_>| accounts::sso::provider::offered(tx, company)).await;
    found.map_err(|error| Refused::of(visitor, visitor.shell("login-title"), error))
}

async fn enter(
    sent: Anybodys,
    ClientAddress(address): ClientAddress,
    db: Data<Database>,
    accounts: Data<Accounts>,
) -> Answered {
    let Anybodys { visitor, form } = sent;
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let attempt = LoginAttempt { email: text("email"), password: text("password"), address };
    match accounts.log_in(&db, attempt, visitor.now).await {
        Ok(session) => welcome(&visitor, &form, &session),
        Err(error) => again(&visitor, &form, error),
    }
}

/// Somebody is in: on to where they wanted to go, or to the form that they had filled in.
fn welcome(visitor: &Visitor, form: &Form, session: &LoggedIn) -> Answered {
    let token = session.token.reveal();
    let mut response = match kept(form) {
        Some(kept) => resume(visitor, token, &kept)?,
        None => sent_to(next(form.get("next"))),
    };
    let cookie = visitor.cookie(cookies::SESSION, token, SESSION_SECONDS);
    response.add_cookie(&cookie).map_err(|error| failed(visitor, &Problem::internal(&error)))?;
    Ok(response)
}

fn kept(form: &Form) -> Option<Kept> {
    let action = cookies::own_path(form.get("kept-action")?)?;
    Some(Kept { action: action.to_owned(), fields: form.get("kept")?.to_owned() })
}

#[derive(Template)]
#[template(path = "resume.html")]
struct Resume {
    shell: Shell,
    action: String,
    fields: Vec<(String, String)>,
}

/// What was typed before the session ended, to be sent now.
fn resume(visitor: &Visitor, token: &str, kept: &Kept) -> Answered {
    let fields = Form::parse(kept.fields.as_bytes());
    let fields = fields.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let guard = crate::kit::guard::Guard::new(token.to_owned(), false);
    let shell = Shell { csrf: guard.token(visitor.now), ..visitor.shell("resume-title") };
    let page = Resume { shell, action: kept.action.clone(), fields };
    visitor.show(StatusCode::OK, &page).map_err(|problem| failed(visitor, &problem))
}

/// The log-in once more, with what is wrong.
fn again(visitor: &Visitor, form: &Form, error: LoginError) -> Answered {
    let texts = visitor.texts;
    let (status, mistake) = match error {
        LoginError::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, texts.say("login-wrong")),
        LoginError::TooMany { until } => {
            let minutes = minutes_until(until, visitor.now);
            (StatusCode::TOO_MANY_REQUESTS, texts.count("login-too-many", minutes))
        }
        LoginError::Store(StoreError::Refused(refusal @ Refusal::Closed { .. })) => {
            (StatusCode::FORBIDDEN, crate::kit::refused::words(texts, &refusal))
        }
        LoginError::Store(error) => {
            return Err(Refused::of(visitor, visitor.shell("login-title"), error));
        }
        LoginError::Randomness(error) => return Err(failed(visitor, &Problem::internal(&error))),
    };
    let page = LoginPage {
        shell: visitor.shell("login-title"),
        email: form.get("email").unwrap_or_default().to_owned(),
        next: next(form.get("next")).to_owned(),
        mistake: Some(mistake),
        kept: kept(form),
        provider: None,
    };
    visitor.show(status, &page).map_err(|problem| failed(visitor, &problem))
}

fn minutes_until(until: Timestamp, now: Timestamp) -> usize {
    let seconds = (until.unix() - now.unix()).max(1);
    usize::try_from(seconds.saturating_add(59) / 60).unwrap_or(1)
}

async fn leave(sent: Anybodys, db: Data<Database>) -> Answered {
    let visitor = sent.visitor;
    if let Some(session) = visitor.session.clone() {
        let done = db.write(move |tx: &mut Tx<'_>| accounts::log_out(tx, &session.token)).await;
        done.map_err(|error| Refused::of(&visitor, visitor.shell("login-title"), error))?;
    }
    let mut response = sent_to("/login?done=logged-out");
    for name in [cookies::SESSION, crate::kit::page::COMPANY] {
        let gone = visitor.cookie(name, "", 0);
        response.add_cookie(&gone).map_err(|error| failed(&visitor, &Problem::internal(&error)))?;
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "forgotten.html")]
struct Forgotten {
    shell: Shell,
    email: String,
    mistake: Option<String>,
    is_asked: bool,
}

async fn forgotten(visitor: Visitor) -> Answered {
    let shell = visitor.shell("forgotten-title");
    let page = Forgotten { shell, email: String::new(), mistake: None, is_asked: false };
    visitor.show(StatusCode::OK, &page).map_err(|problem| failed(&visitor, &problem))
}

async fn forgot(
    sent: Anybodys,
    ClientAddress(address): ClientAddress,
    db: Data<Database>,
    accounts: Data<Accounts>,
) -> Answered {
    let Anybodys { visitor, form } = sent;
    let (texts, email) = (visitor.texts, form.get("email").unwrap_or_default().trim().to_owned());
    let (status, mistake) = match accounts.forgot(&db, &email, address, visitor.now).await {
        Ok(()) => (StatusCode::OK, None),
        Err(LoginError::TooMany { until }) => {
            let words = texts.count("login-too-many", minutes_until(until, visitor.now));
            (StatusCode::TOO_MANY_REQUESTS, Some(words))
        }
        Err(LoginError::Store(error)) => {
            return Err(Refused::of(&visitor, visitor.shell("forgotten-title"), error));
        }
        Err(error) => return Err(failed(&visitor, &Problem::internal(&error))),
    };
    let shell = visitor.shell("forgotten-title");
    let page = Forgotten { shell, email, is_asked: mistake.is_none(), mistake };
    visitor.show(status, &page).map_err(|problem| failed(&visitor, &problem))
}

async fn language(visitor: Visitor, tag: web::Path<String>) -> Answered {
    let chosen = Language::named(&tag).unwrap_or_default();
    remember(&visitor, cookies::LANGUAGE, chosen.tag())
}

async fn theme(visitor: Visitor, name: web::Path<String>) -> Answered {
    let chosen = Theme::named(&name).unwrap_or_default();
    remember(&visitor, cookies::THEME, chosen.name())
}

/// Keeps a choice in the browser, and goes back.
fn remember(visitor: &Visitor, name: &str, value: &str) -> Answered {
    let back = visitor.param("next").and_then(cookies::own_path).unwrap_or("/");
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, back.to_owned()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(visitor.choice(name, value))
        .finish())
}

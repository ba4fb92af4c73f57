//! In and out with a browser, and choices that a browser keeps.

use crate::kit::guard::Guard;
use crate::kit::log_in::{Kept, LoginPage, provider};
use crate::kit::page::{Answered, Anybodys};
use crate::kit::refused::{Refused, problem_words};
use crate::kit::resume;
use crate::kit::shell::{OFF, Shell, Theme, home_of};
use crate::kit::texts::{Language, Texts};
use crate::kit::undo::TYPED;
use crate::kit::visitor::{Passerby, Visitor, sent_to};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use app::accounts::{self, Accounts, LoggedIn, LoginAttempt, LoginError, SESSION_SECONDS};
use askama::Template;
use domain::{CompanyId, Refusal};
use http_kit::{ClientAddress, Data, Form, Problem, Routes, cookies, resource};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Seconds for which it is kept where somebody wanted to go while they are at their company's provider.
const NEXT_SECONDS: i64 = 600;

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/login").get(ask).post(enter))
        .service(resource("/logout").post(leave))
        .service(resource("/forgotten").get(forgotten).post(forgot))
        .service(resource("/language/{tag}").get(language))
        .service(resource("/theme/{name}").get(theme))
        .service(resource("/keys/{name}").get(keys));
}

/// What went wrong, as a page.
fn failed(visitor: &Visitor, problem: &Problem) -> Refused {
    let detail = Some(problem_words(visitor.texts, problem));
    Refused::said(visitor, visitor.shell("refused-broken"), problem.status(), "broken", detail).like(problem)
}

/// Where somebody wants to go next: a path of this server alone.
fn next(given: Option<&str>) -> Option<&str> {
    given.and_then(cookies::own_path)
}

async fn ask(visitor: Visitor, db: Data<Database>) -> Answered {
    let wanted = next(visitor.param("next")).map(str::to_owned);
    if let Some(session) = &visitor.session {
        return Ok(sent_to(wanted.as_deref().unwrap_or(home_of(session.caller.role))));
    }
    let company = company(visitor.param("company"));
    let provider = provider(&visitor, &db, company).await?;
    let page = LoginPage {
        shell: visitor.shell("login-title"),
        email: String::new(),
        next: wanted.clone().unwrap_or_default(),
        mistake: None,
        kept: None,
        company,
        provider,
    };
    let mut response = visitor.show(StatusCode::OK, &page).map_err(|problem| failed(&visitor, &problem))?;
    let kept = visitor.cookie(cookies::NEXT, wanted.as_deref().unwrap_or("/"), NEXT_SECONDS);
    response.add_cookie(&kept).map_err(|error| failed(&visitor, &Problem::internal(&error)))?;
    Ok(response)
}

/// The company that an address or a form names.
fn company(named: Option<&str>) -> Option<CompanyId> {
    named.and_then(|id| id.parse().ok()).map(CompanyId)
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
        Err(error) => again(&visitor, &db, &form, error).await,
    }
}

/// Somebody is in: on to where they wanted to go, or to the form that they had filled in.
fn welcome(visitor: &Visitor, form: &Form, session: &LoggedIn) -> Answered {
    let token = session.token.reveal();
    let mut response = match Kept::handed_on(form) {
        Some(kept) => resumed(visitor, token, &kept)?,
        None => sent_to(next(form.get("next")).unwrap_or(home_of(session.user.details.role))),
    };
    let cookie = visitor.cookie(cookies::SESSION, token, SESSION_SECONDS);
    response.add_cookie(&cookie).map_err(|error| failed(visitor, &Problem::internal(&error)))?;
    Ok(response)
}

#[derive(Template)]
#[template(path = "resume.html")]
struct Resume {
    shell: Shell,
    action: String,
    /// What sending it does.
    deed: String,
    fields: Vec<Typed>,
}

/// A field of a form that waits.
struct Typed {
    name: String,
    /// What it is called for people.
    label: String,
    value: String,
    is_hidden: bool,
}

/// What fields are called, by the texts of their forms.
const LABELS: [(&str, &str); 31] = [
    ("title", "job-title"),
    ("name", "name"),
    ("email", "email"),
    ("phone", "phone"),
    ("time_zone", "time-zone"),
    ("notes", "notes"),
    ("reason", "reason"),
    ("active", "active"),
    ("role", "role"),
    ("location", "interview-location"),
    ("duration_minutes", "interview-minutes"),
    ("start_time", "hours-from"),
    ("end_time", "hours-to"),
    ("start_date", "from-date"),
    ("end_date", "to-date"),
    ("job", "job"),
    ("job_id", "job"),
    ("service", "service"),
    ("staff", "nav-staff"),
    ("interviewers", "interviewers"),
    ("interviewer_ids", "interviewers"),
    ("address", "client-address"),
    ("additional_info", "appointment-info"),
    ("internal_notes", "appointment-internal"),
    ("description", "service-description"),
    ("scheduled_at", "interview-start"),
    ("issuer", "sso-issuer"),
    ("group_claim", "sso-claim"),
    ("default_role", "sso-default"),
    ("trust_unverified_email", "sso-trust"),
    ("calendar", "rooms-calendar"),
];

impl Typed {
    fn of(texts: Texts, name: &str, value: &str) -> Self {
        let key = LABELS.iter().find(|(known, _)| *known == name).map(|(_, key)| *key);
        Self {
            label: key.map_or_else(|| name.replace('_', " "), |key| texts.say(key)),
            is_hidden: matches!(name, "version" | "do" | "shown" | "back" | "undoing"),
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// What was typed before the session ended: in its form where that can be, else to be sent now.
fn resumed(visitor: &Visitor, token: &str, kept: &Kept) -> Answered {
    let form = Form::parse(kept.fields.as_bytes());
    let guard = Guard::new(token.to_owned(), false);
    if let Some((path, text)) = resume::way(&guard, &kept.action, &form) {
        let mut response = sent_to(&path);
        let cookie = visitor.cookie(TYPED, &text, resume::KEPT);
        response.add_cookie(&cookie).map_err(|error| failed(visitor, &Problem::internal(&error)))?;
        return Ok(response);
    }
    let fields = form.fields().map(|(name, value)| Typed::of(visitor.texts, name, value)).collect();
    let shell = Shell { csrf: guard.token(visitor.now), ..visitor.shell("resume-title") };
    let deed = deed(visitor.texts, &kept.action, form.get("do"));
    let page = Resume { shell, action: kept.action.clone(), deed, fields };
    visitor.show(StatusCode::OK, &page).map_err(|problem| failed(visitor, &problem))
}

/// What forms of something new are called, by the texts of their pages.
const NEW: [(&str, &str); 19] = [
    ("/app/appointments/new", "appointment-new"),
    ("/app/busy/new", "busy-new"),
    ("/app/calendars/new", "feed-new"),
    ("/app/candidates/new", "candidate-new"),
    ("/app/hours/interviews/new", "interview-hours-new"),
    ("/app/hours/off/new", "off-new"),
    ("/app/hours/special/new", "special-new"),
    ("/app/hours/weekly/new", "weekly-new"),
    ("/app/interviews/new", "interview-new"),
    ("/app/jobs/new", "job-new"),
    ("/app/scheduling-links/new", "link-new"),
    ("/app/services/new", "service-new"),
    ("/app/settings/keys/new", "key-new"),
    ("/app/settings/people/new", "user-new"),
    ("/app/settings/templates/new", "template-new"),
    ("/app/settings/webhooks/new", "hook-new"),
    ("/app/slots/new", "slot-new"),
    ("/app/staff/new", "staff-new"),
    ("/app/first/candidate", "candidate-new"),
];

/// What sending a form to this path does, in words. `button` is the one that was pressed.
fn deed(texts: Texts, action: &str, button: Option<&str>) -> String {
    let path = action.split('?').next().unwrap_or_default();
    if let Some((_, key)) = NEW.iter().find(|(new, _)| *new == path) {
        return texts.say(key);
    }
    let mut parts = path.split('/').filter(|part| !part.is_empty()).skip(1);
    let place = match parts.next() {
        Some("settings") => parts.next().and_then(|name| texts.known(&format!("settings-{name}"))),
        Some(name) => texts.known(&format!("nav-{name}")),
        None => None,
    };
    let of = if path.starts_with("/me/") { "deed-me" } else { "bulk" };
    let pressed = button.and_then(|name| texts.known(&format!("{of}-{name}")));
    let named = || texts.known(&format!("deed-{}", path.rsplit('/').next().unwrap_or_default()));
    let what = pressed.or_else(named).unwrap_or_else(|| texts.say("deed-other"));
    let place = place.unwrap_or_else(|| texts.say("product"));
    texts.values("resume-does", &[("place", &place), ("what", &what)])
}

/// The log-in once more, with what is wrong.
async fn again(visitor: &Visitor, db: &Database, form: &Form, error: LoginError) -> Answered {
    let (texts, mut wait) = (visitor.texts, None);
    let (status, mistake) = match error {
        LoginError::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, texts.say("login-wrong")),
        LoginError::TooMany { until } => {
            wait = Some(seconds_until(until, visitor.now));
            (StatusCode::TOO_MANY_REQUESTS, too_many(visitor, until))
        }
        LoginError::Store(StoreError::Refused(refusal @ Refusal::Closed { .. })) => {
            (StatusCode::FORBIDDEN, crate::kit::refused::words(texts, &refusal))
        }
        LoginError::Store(error) => {
            return Err(Refused::of(visitor, visitor.shell("login-title"), error));
        }
        LoginError::Randomness(error) => return Err(failed(visitor, &Problem::internal(&error))),
    };
    let company = company(form.get("company"));
    let page = LoginPage {
        shell: visitor.shell("login-title"),
        email: form.get("email").unwrap_or_default().to_owned(),
        next: next(form.get("next")).unwrap_or_default().to_owned(),
        mistake: Some(mistake),
        kept: Kept::handed_on(form),
        company,
        provider: provider(visitor, db, company).await?,
    };
    let shown = visitor.show(status, &page).map_err(|problem| failed(visitor, &problem))?;
    Ok(after(shown, wait))
}

/// The answer with the seconds after which it may be tried again.
fn after(mut response: HttpResponse, wait: Option<i64>) -> HttpResponse {
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    response
}

fn seconds_until(until: Timestamp, now: Timestamp) -> i64 {
    (until.unix() - now.unix()).max(1)
}

/// That it was tried too often, and when it can be tried again.
fn too_many(visitor: &Visitor, until: Timestamp) -> String {
    let minutes = seconds_until(until, visitor.now).saturating_add(59) / 60;
    visitor.texts.count("login-too-many", usize::try_from(minutes).unwrap_or(1))
}

async fn leave(sent: Anybodys, db: Data<Database>) -> Answered {
    let visitor = sent.visitor;
    if let Some(session) = visitor.session.clone() {
        let done = db.write(move |tx: &mut Tx<'_>| accounts::log_out(tx, &session.token)).await;
        done.map_err(|error| Refused::of(&visitor, visitor.shell("login-title"), error))?;
    }
    let mut response = sent_to("/login?done=logged-out");
    for name in [cookies::SESSION, crate::kit::page::COMPANY, crate::kit::undo::COOKIE, TYPED] {
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
    let (mut wait, email) = (None, form.get("email").unwrap_or_default().trim().to_owned());
    let (status, mistake) = match accounts.forgot(&db, &email, address, visitor.now).await {
        Ok(()) => (StatusCode::OK, None),
        Err(LoginError::TooMany { until }) => {
            wait = Some(seconds_until(until, visitor.now));
            (StatusCode::TOO_MANY_REQUESTS, Some(too_many(&visitor, until)))
        }
        Err(LoginError::Store(error)) => {
            return Err(Refused::of(&visitor, visitor.shell("forgotten-title"), error));
        }
        Err(error) => return Err(failed(&visitor, &Problem::internal(&error))),
    };
    let shell = visitor.shell("forgotten-title");
    let page = Forgotten { shell, email, is_asked: mistake.is_none(), mistake };
    let shown = visitor.show(status, &page).map_err(|problem| failed(&visitor, &problem))?;
    Ok(after(shown, wait))
}

async fn language(Passerby(visitor): Passerby, tag: web::Path<String>) -> Answered {
    let chosen = Language::named(&tag).unwrap_or_default();
    remember(&visitor, cookies::LANGUAGE, chosen.tag())
}

async fn theme(Passerby(visitor): Passerby, name: web::Path<String>) -> Answered {
    let chosen = Theme::named(&name).unwrap_or_default();
    remember(&visitor, cookies::THEME, chosen.name())
}

async fn keys(Passerby(visitor): Passerby, name: web::Path<String>) -> Answered {
    remember(&visitor, cookies::KEYS, if *name == OFF { OFF } else { "on" })
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

//! The front page, and on an empty installation the first form: an owner, and their company. What can be booked comes next (`first`).

use crate::kit::field::{Field, FormPage, filled};
use crate::kit::input::{Errors, Input, NAME};
use crate::kit::page::{Answered, Anybodys};
use crate::kit::refused::{Action, Refused};
use crate::kit::shell::{Shell, home_of};
use crate::kit::texts::Texts;
use crate::kit::visitor::{Visitor, sent_to};
use crate::text;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use app::accounts::{Accounts, LoginAttempt, PASSWORD_LENGTH, SESSION_SECONDS};
use app::first_run::{self, FirstRun};
use askama::Template;
use http_kit::{ClientAddress, Data, Form, Problem, Routes, cookies, public_address, resource};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::TimeZone;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/").get(front)).service(resource("/start").get(start).post(begin));
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    shell: Shell,
    health: Vec<text::Piece>,
    question: Vec<text::Piece>,
    footer: String,
    /// Where clients see the server.
    address: String,
}

async fn front(request: HttpRequest, visitor: Visitor, db: Option<Data<Database>>) -> Answered {
    if let Some(session) = &visitor.session {
        return Ok(sent_to(home_of(session.caller.role)));
    }
    if let Some(Data(db)) = db
        && db.read(first_run::is_empty).await.unwrap_or_default()
    {
        return Ok(sent_to("/start"));
    }
    let texts = visitor.texts;
    let release = scheduling_core::time::zone_data_release();
    let page = Front {
        shell: visitor.shell("front-title"),
        health: text::pieces(&texts.say("front-health-words")),
        question: text::pieces(&texts.say("front-question-words")),
        footer: texts.values("front-footer", &[("version", env!("CARGO_PKG_VERSION")), ("release", release)]),
        address: public_address(&request),
    };
    visitor.show(StatusCode::OK, &page).map_err(|problem| Refused::bare(&problem))
}

/// The one form.
fn fields(texts: Texts) -> Vec<Field> {
    let least = PASSWORD_LENGTH.start().to_string();
    vec![
        Field::line("name", texts.say("start-name")).autocomplete("name").required(),
        Field::typed("email", "email", texts.say("email")).autocomplete("username").required(),
        Field::typed("password", "password", texts.say("password"))
            .autocomplete("new-password")
            .hint(texts.with("password-hint", "least", &least))
            .required(),
        Field::line("company", texts.say("start-company")).autocomplete("organization").required(),
        Field::zone("zone", texts.say("time-zone")).hint(texts.say("start-zone-hint")).required(),
    ]
}

async fn start(visitor: Visitor, db: Data<Database>) -> Answered {
    let is_empty = db.read(first_run::is_empty).await;
    if !is_empty.map_err(|error| refused(&visitor, error))? {
        return Ok(sent_to("/login"));
    }
    let texts = visitor.texts;
    let value = |field: Field| match field.name {
        "zone" => Field { of_browser: Some(texts.say("start-zone-browser")), ..field.value("UTC") },
        _ => field,
    };
    let fields = fields(texts).into_iter().map(value).collect();
    show(&visitor, StatusCode::OK, fields, Errors::default())
}

fn refused(visitor: &Visitor, error: StoreError) -> Refused {
    Refused::of(visitor, visitor.shell("start-title"), error)
}

fn show(visitor: &Visitor, status: StatusCode, fields: Vec<Field>, errors: Errors) -> Answered {
    let texts = visitor.texts;
    let page = FormPage {
        shell: visitor.shell("start-title"),
        heading: texts.say("start-title"),
        intro: Some(texts.say("start-words")),
        action: "/start".into(),
        fields,
        hidden: Vec::new(),
        errors,
        submit: texts.say("start-button"),
        back: Action { path: "/api/docs".into(), text: texts.say("start-api") },
        danger: None,
        keeps: None,
        zones: TimeZone::names().collect(),
    };
    visitor.show(status, &page).map_err(|problem| Refused::bare(&problem))
}

/// What the form says, but for the password's hash.
struct Said {
    name: String,
    email: String,
    password: String,
    company: String,
    time_zone: String,
}

fn read(form: &Form, texts: Texts) -> Result<Said, Errors> {
    let mut input = Input::new(form, texts);
    let (name, email) = (input.line("name", NAME), input.email("email"));
    let password = input.new_password("password");
    let (company, zone) = (input.line("company", NAME), input.zone("zone"));
    match (name, email, password, company, zone) {
        (Some(name), Some(email), Some(password), Some(company), Some(zone)) if input.errors.is_empty() => {
            let time_zone = zone.unwrap_or_else(|| "UTC".into());
            Ok(Said { name, email, password, company, time_zone })
        }
        _ => Err(input.errors),
    }
}

async fn begin(
    sent: Anybodys,
    ClientAddress(address): ClientAddress,
    db: Data<Database>,
    accounts: Data<Accounts>,
) -> Answered {
    let Anybodys { visitor, form } = sent;
    let texts = visitor.texts;
    // First of all: hashing a password costs much, and anybody may send this form.
    let empty = db.read(first_run::require_empty).await;
    empty.map_err(|error| refused(&visitor, error))?;
    let said = match read(&form, texts) {
        Ok(said) => said,
        Err(errors) => {
            let fields = filled(fields(texts), &form, &errors);
            return show(&visitor, StatusCode::UNPROCESSABLE_ENTITY, fields, errors);
        }
    };
    let hash = accounts.hash(said.password.clone()).await;
    let first = FirstRun {
        name: said.name,
        email: said.email.clone(),
        password: hash.map_err(|error| refused(&visitor, error.into()))?,
        company: said.company,
        time_zone: said.time_zone,
    };
    let now = visitor.now;
    let made = db.write(move |tx: &mut Tx<'_>| first_run::make(tx, &first, now)).await;
    made.map_err(|error| refused(&visitor, error))?;
    let attempt = LoginAttempt { email: said.email, password: said.password, address };
    match accounts.log_in(&db, attempt, now).await {
        Ok(session) => welcome(&visitor, session.token.reveal()),
        Err(_) => Ok(sent_to("/login")),
    }
}

fn welcome(visitor: &Visitor, token: &str) -> Answered {
    let mut response: HttpResponse = sent_to("/app/first?done=started");
    let cookie = visitor.cookie(cookies::SESSION, token, SESSION_SECONDS);
    response.add_cookie(&cookie).map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    Ok(response)
}

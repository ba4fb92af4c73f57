//! `/app/settings/keys`: API keys, each shown once.

use super::people::ShownOnce;
use crate::kit::field::{Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input, NAME};
use crate::kit::list::{Asked, Cell, Empty, ListPage, Row, Table};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::shell::role_name;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::accounts::{Token, TokenKind, keys};
use domain::ApiKeyId;
use domain::access::actions::ManageKeys;
use domain::access::{ApiKey, ApiKeyDetails, Permit, Role};
use domain::directory::CompanyLimits;
use http_kit::{Data, Problem, Routes, resource};
use persistence::Tx;
use persistence::store::collection::Part;

const PATH: &str = "/app/settings/keys";
/// Keys that a page shows: more than a company may have.
const MOST: i64 = 500;

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource(PATH).get(list))
        .service(resource("/app/settings/keys/new").get(blank).post(create))
        .service(resource("/app/settings/keys/{id}/revoke").post(revoke));
}

fn roles(texts: Texts) -> impl Iterator<Item = (String, String)> {
    let own = Role::ALL.into_iter().filter(|role| *role != Role::Admin);
    own.map(move |role| (role.name().to_owned(), role_name(texts, role)))
}

async fn list(page: Page<ManageKeys>) -> Answered {
    let texts = page.visitor.texts;
    let found = page.read(|tx, permit| keys::list(tx, permit, &Part::after(None, MOST))).await?;
    let row = |key: &ApiKey| {
        let expires = key.details.expires_at.map(|at| page.clock.short(at, page.now));
        let revoke = Cell::Button {
            action: format!("{PATH}/{}/revoke", key.id),
            fields: Vec::new(),
            text: texts.say("key-revoke"),
            label: texts.with("key-revoke-one", "name", &key.details.name),
            is_on: None,
        };
        let cells = vec![
            Cell::text(key.details.name.clone()),
            Cell::text(role_name(texts, key.details.role)),
            Cell::text(expires.unwrap_or_else(|| texts.say("key-for-ever"))),
            Cell::text(page.clock.short(key.created_at, page.now)),
            revoke,
        ];
        Row { pick: None, cells }
    };
    let heading = texts.say("settings-keys");
    let new = || Way { path: format!("{PATH}/new"), text: texts.say("key-new") };
    let columns = ["name", "role", "key-expires", "created", "actions"];
    page.show(&ListPage {
        shell: page.shell(&heading),
        intro: Some(texts.say("settings-keys-words")),
        create: vec![new()],
        path: PATH.into(),
        filters: Vec::new(),
        is_filtered: false,
        next: None,
        first: None,
        csv: None,
        empty: Empty { why: texts.say("key-none"), actions: vec![new()] },
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns.map(|key| Asked::column(texts.say(key))).into(),
            rows: found.iter().map(row).collect(),
        },
        heading,
    })
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::line("name", texts.say("key-name")).hint(texts.say("key-name-hint")).required(),
        Field::select("role", texts.say("role"), roles(texts)).hint(texts.say("role-hint")),
        Field::typed("datetime-local", "expires_at", texts.say("key-expires"))
            .hint(texts.say("key-expires-hint")),
    ]
}

fn form(page: &Page<ManageKeys>, status: StatusCode, fields: Vec<Field>, errors: Errors) -> Answered {
    let heading = page.say("key-new");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: None,
            action: format!("{PATH}/new"),
            fields,
            hidden: Vec::new(),
            errors,
            submit: page.say("key-make"),
            back: Way { path: PATH.into(), text: page.say("settings-keys") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageKeys>) -> Answered {
    let usual = |name: &str| if name == "role" { "recruiter".to_owned() } else { String::new() };
    form(&page, StatusCode::OK, valued(fields(page.visitor.texts), usual), Errors::default())
}

async fn create(sent: Submitted<ManageKeys>, limits: Data<CompanyLimits>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now, limits) = (page.visitor.texts, page.now, *limits);
    let mut input = Input::new(&typed, texts);
    let name = input.line("name", NAME);
    let role = input.choice("role", |text| Role::named(text).filter(|role| *role != Role::Admin));
    let expires = input.instant_or_none("expires_at", &page.clock);
    if expires.flatten().is_some_and(|at| at <= now) {
        input.wrong("expires_at", "key-expires-past");
    }
    let token =
        Token::new(TokenKind::Key).map_err(|error| -> Refused { page.fail(&Problem::internal(&error)) })?;
    let secret = token.reveal().to_owned();
    let outcome = match (name, role, expires) {
        (Some(name), Some(role), Some(expires_at)) if input.errors.is_empty() => {
            let details = ApiKeyDetails { name, role, expires_at };
            let work =
                move |tx: &mut Tx<'_>, permit: &Permit| keys::make(tx, permit, &details, &token, limits, now);
            Outcome::of(&page, page.once(PATH, |_| true, work).await?)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(key) => page.show(&ShownOnce {
            shell: page.shell(key.details.name),
            words: texts.say("key-shown-once"),
            secret,
            back: PATH.into(),
        }),
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts), &typed, &errors);
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
        }
        Outcome::Overtaken => Err(page.missing("API key")),
    }
}

async fn revoke(sent: Submitted<ManageKeys>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let id: ApiKeyId = id_in(&page, &id, "API key")?;
    let gone = page.write(move |tx, permit| keys::revoke(tx, permit, id)).await;
    gone.map_err(|error| page.refuse(error))?;
    Ok(done(PATH, "deleted"))
}

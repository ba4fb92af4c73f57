//! `/app/settings/people`: users, and the links by which they set their password.

use crate::hiring::search_filter;
use crate::hiring::state_filter;
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, NAME};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::page::{Answered, Submitted};
use crate::kit::refused::Refused;
use crate::kit::sheet::{Sheet, View, id_in};
use crate::kit::sheet_forms;
use crate::kit::shell::{Shell, role_name};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::{HttpRequest, web};
use app::accounts::{Token, TokenKind, resets};
use app::kit::collection::{self, Stored};
use askama::Template;
use domain::UserId;
use domain::access::Role;
use domain::access::actions::{ManageUsers, ReadDirectory};
use domain::directory::UserDetails;
use http_kit::{Problem, Routes, public_address, resource};
use persistence::Tx;
use persistence::store::collection::SortKey;
use persistence::store::users::UserFilter;

pub(crate) fn routes(routes: &mut Routes) {
    sheet_forms::routes::<UserDetails>(routes);
    routes.service(resource("/app/settings/people/{id}/link").post(link));
}

/// The roles of a company.
fn roles(texts: Texts) -> impl Iterator<Item = (String, String)> {
    let own = Role::ALL.into_iter().filter(|role| *role != Role::Admin);
    own.map(move |role| (role.name().to_owned(), role_name(texts, role)))
}

impl Sheet for UserDetails {
    const PATH: &'static str = "/app/settings/people";
    const KEY: &'static str = "user";
    type Read = ReadDirectory;
    type Write = ManageUsers;
    type Around = ();
    const IS_PREVIEWED: bool = true;

    fn fields(texts: Texts, _: &()) -> Vec<Field> {
        vec![
            Field::line("name", texts.say("name")).required(),
            Field { autocomplete: "off", ..Field::typed("email", "email", texts.say("email")) }.required(),
            Field::select("role", texts.say("role"), roles(texts)).hint(texts.say("role-hint")),
            Field::zone("time_zone", texts.say("time-zone")).hint(texts.say("user-zone-hint")),
            Field::new("active", texts.say("user-active"), Kind::Check).hint(texts.say("user-active-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "name" => self.name.clone(),
            "email" => self.email.clone(),
            "role" => self.role.name().to_owned(),
            "time_zone" => self.time_zone.clone().unwrap_or_default(),
            _ if self.active => "yes".to_owned(),
            _ => String::new(),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        match name {
            "role" => Role::Staff.name().to_owned(),
            "active" => "yes".to_owned(),
            _ => String::new(),
        }
    }

    fn read(input: &mut Input<'_>, _: Option<&Self>) -> Option<Self> {
        let (name, email) = (input.line("name", NAME), input.email("email"));
        // Nobody of a company makes administrators of the platform; the others are all below an owner.
        let role = input.choice("role", |text| Role::named(text).filter(|role| *role != Role::Admin));
        let (time_zone, active) = (input.zone("time_zone"), input.ticked("active"));
        Some(Self { name: name?, email: email?, role: role?, time_zone: time_zone?, active })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, UserFilter) {
        let mut choice = vec![(String::new(), texts.say("filter-all"))];
        choice.extend(roles(texts));
        let role = asked.param("role").unwrap_or_default();
        let fields = vec![
            search_filter(texts, asked),
            Field::select("role", texts.say("role"), choice).value(role),
            state_filter(texts, asked, "active", "inactive"),
        ];
        (fields, UserFilter { role: Role::named(role), active: asked.flag("active") })
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        let mut columns = vec![asked.sorted(SortKey::Name, "name", texts.say("name"))];
        columns.extend(["role", "time-zone", "state", "actions"].map(|key| Asked::column(texts.say(key))));
        columns
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let details = &record.details;
        let (tone, state) = if details.active { ("good", "active") } else { ("", "inactive") };
        let path = match view.may_write {
            true => format!("{}/{}/edit", Self::PATH, record.id),
            false => format!("/app/calendar?people={}", record.id),
        };
        let link = Cell::Button {
            action: format!("{}/{}/link", Self::PATH, record.id),
            fields: Vec::new(),
            text: view.texts.say("user-link"),
            label: view.texts.with("user-link-for", "name", &details.name),
            is_on: None,
        };
        vec![
            Cell::Link { path, text: details.name.clone(), under: details.email.clone() },
            Cell::text(role_name(view.texts, details.role)),
            Cell::text(details.time_zone.clone().unwrap_or_default()),
            Cell::badge(tone, view.texts.say(state)),
            if view.may_write && details.active { link } else { Cell::text("") },
        ]
    }
}

#[derive(Template)]
#[template(path = "shown-once.html")]
pub(crate) struct ShownOnce {
    pub(crate) shell: Shell,
    pub(crate) words: String,
    pub(crate) secret: String,
    pub(crate) back: String,
}

/// A link with which somebody sets their password, shown this once.
async fn link(sent: Submitted<ManageUsers>, id: web::Path<String>, request: HttpRequest) -> Answered {
    let page = sent.page;
    let (id, now): (UserId, _) = (id_in(&page, &id, "user")?, page.now);
    let user = page.read(move |tx, permit| collection::get::<UserDetails>(tx, permit, id)).await?;
    let made = Token::new(TokenKind::Reset);
    let token = made.map_err(|error| -> Refused { page.fail(&Problem::internal(&error)) })?;
    let secret = token.reveal().to_owned();
    let kept =
        page.write(move |tx: &mut Tx<'_>, permit| resets::issue(tx, permit, id, &token, now).map(drop)).await;
    kept.map_err(|error| page.refuse(error))?;
    page.show(&ShownOnce {
        shell: page.shell(page.visitor.texts.with("user-link-for", "name", &user.details.name)),
        words: page.say("user-link-words"),
        secret: format!("{}/password-reset#token={secret}", public_address(&request)),
        back: UserDetails::PATH.into(),
    })
}

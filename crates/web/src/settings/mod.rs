//! `/app/settings`: what owners and managers set, and what they watch.

mod booking_page;
mod company;
mod effects;
mod groups;
mod keys;
mod log_in;
mod notifications;
mod outbox;
mod people;
mod rooms;
mod templates;
mod webhooks;

pub(crate) use people::ShownOnce;

use crate::kit::page::{Answered, Page};
use crate::kit::shell::Shell;
use askama::Template;
use domain::access::Action;
use domain::access::actions::ReadMessages;
use http_kit::{Routes, resource};

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app/settings").get(look));
    company::routes(routes);
    booking_page::routes(routes);
    people::routes(routes);
    templates::routes(routes);
    groups::routes(routes);
    notifications::routes(routes);
    keys::routes(routes);
    webhooks::routes(routes);
    log_in::routes(routes);
    rooms::routes(routes);
    outbox::routes(routes);
    effects::routes(routes);
}

/// The settings, with what one has to be allowed to see each.
pub(crate) const PLACES: [(&str, &str, Action); 13] = [
    ("company", "building-2", Action::ChangeCompany),
    ("booking-page", "calendar-days", Action::ChangeCompany),
    ("people", "users", Action::ReadDirectory),
    ("templates", "file-text", Action::ReadDirectory),
    ("booking", "calendar-check", Action::ChangeCompany),
    ("payments", "wallet", Action::ManageProviders),
    ("rooms", "video", Action::ManageProviders),
    ("notifications", "bell", Action::ChangeCompany),
    ("log-in", "id-card", Action::ChangeCompany),
    ("keys", "key-round", Action::ManageKeys),
    ("webhooks", "webhook", Action::ManageWebhooks),
    ("outbox", "mail", Action::ReadMessages),
    ("effects", "refresh-cw", Action::ManageEffects),
];

/// A card that leads to a setting.
struct Card {
    path: String,
    icon: &'static str,
    heading: String,
    words: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct Settings {
    shell: Shell,
    cards: Vec<Card>,
}

async fn look(page: Page<ReadMessages>) -> Answered {
    let texts = page.visitor.texts;
    let allowed = PLACES.into_iter().filter(|(.., action)| page.may(*action));
    let card = |(name, icon, _): (&str, &'static str, Action)| Card {
        path: format!("/app/settings/{name}"),
        icon,
        heading: texts.say(&format!("settings-{name}")),
        words: texts.say(&format!("settings-{name}-words")),
    };
    page.show(&Settings { shell: page.shell(texts.say("nav-settings")), cards: allowed.map(card).collect() })
}

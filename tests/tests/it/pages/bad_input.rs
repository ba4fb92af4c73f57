//! Every form of every page, sent as badly as can be: each says all that is wrong, and shows whole and harmless what was typed.

use super::routes::{Route, all};
use super::sheets::{Field, Sheet, sheets};
use super::visit::{Browser, token};
use super::walk::{Somebody, path};
use crate::accounts::walk::World;
use domain::access::Role;
use e2e::App;
use std::collections::BTreeMap;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_form_says_all_that_is_wrong,
        choices_are_spoken_of_at_choices_alone,
        long_texts_of_all_scripts_are_shown_whole_and_harmless,
        every_form_is_kept_when_the_session_ends,
    ]
}

/// A form, with the page on which it stands.
struct Found {
    page: String,
    sheet: Sheet,
}

/// Each form of the pages that an owner sees, once for each route.
async fn forms(app: &App, owner: &Somebody<'_>, world: &World) -> Vec<Found> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    // A page that hears of changes is answered for minutes.
    let is_page =
        |route: &Route| route.is_get() && route.pattern.starts_with("/app/") && route.pattern != "/app/live";
    for route in all().into_iter().filter(is_page) {
        let page = path(app, &route, world).await;
        let shown = owner.browser.get(&page).await;
        if shown.status != 200 {
            continue;
        }
        for sheet in sheets(&shown.text) {
            if sheet.action == "/logout" {
                continue;
            }
            assert!(sheet.is_sent_once, "{page}: the form {} can be sent twice", sheet.action);
            let key = plain(&sheet.action);
            found.entry(key).or_insert_with(|| Found { page: page.clone(), sheet });
        }
    }
    found.into_values().collect()
}

/// An address without its ids.
fn plain(path: &str) -> String {
    let is_id = |part: &&str| part.chars().any(|one| one.is_ascii_digit());
    path.split('/').map(|part| if is_id(&part) { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

/// A form that is a page: with fields for people.
fn is_typed(found: &Found) -> bool {
    found.sheet.fields.iter().any(Field::is_typed) && !found.sheet.action.ends_with("/picture")
}

/// Something that no field of this kind takes.
fn wrong(field: &Field) -> String {
    match field.kind.as_str() {
        "hidden" => field.value.clone(),
        "checkbox" => "yes".into(),
        "number" => "-1 and a half".into(),
        "email" => "no address".into(),
        "select" | "radio" => "nothing of these".into(),
        "date" | "time" | "datetime-local" => "yesterday".into(),
        _ => format!("a\u{7}{}", "b".repeat(9_998)),
    }
}

/// Sends a form with these values.
async fn send(browser: &Browser<'_>, sheet: &Sheet, value: impl Fn(&Field) -> String) -> e2e::Answer {
    let typed: Vec<(&str, String)> = sheet
        .fields
        .iter()
        .filter(|field| field.kind != "submit")
        .map(|field| (field.name.as_str(), value(field)))
        .collect();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&sheet.action, &typed).await
}

async fn every_form_says_all_that_is_wrong(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let owner = Somebody::of(&app, Role::Owner, world.company).await;
    let mut faults = Vec::new();
    let forms = forms(&app, &owner, &world).await;
    let typed: Vec<&Found> = forms.iter().filter(|found| is_typed(found)).collect();
    assert!(typed.len() > 30, "{} forms", typed.len());
    for found in typed {
        let answer = send(&owner.browser, &found.sheet, wrong).await;
        let at = format!("{} of {}: {}", found.sheet.action, found.page, answer.status);
        if !matches!(answer.status, 409 | 422) {
            faults.push(at);
            continue;
        }
        if !answer.text.contains("id=\"errors\"") {
            faults.push(format!("{at}, without a summary"));
        }
        let links: Vec<&str> =
            answer.text.split("href=\"#f-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for link in &links {
            if !answer.text.contains(&format!("id=\"f-{link}\"")) {
                faults.push(format!("{at}, whose link leads to no field {link}"));
            }
        }
        // All that can't be read is said at once.
        let unread = found.sheet.fields.iter().filter(|field| field.is_typed() && field.kind != "search");
        for field in unread {
            if !links.iter().any(|link| is_said(&answer.text, link, &field.name)) {
                faults.push(format!("{at}, which says nothing of {} ({})", field.name, field.kind));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a form says of a list or of buttons that offer no such value.
const OF_CHOICES: [(&str, &str); 2] =
    [("en", "Choose one of those that are offered."), ("de", "Wählen Sie einen der angebotenen Werte.")];

/// The fields of which the summary of a page says this.
fn blamed<'p>(page: &'p str, words: &str) -> Vec<&'p str> {
    let links = page.split("href=\"#f-").skip(1).filter_map(|rest| rest.split("</a>").next());
    links.filter(|link| link.contains(words)).filter_map(|link| link.split('"').next()).collect()
}

/// Whether one of several is chosen there.
fn is_choice(page: &str, name: &str) -> bool {
    ["<select", "<fieldset class=\"field group bad\"", "<fieldset"]
        .iter()
        .any(|element| page.contains(&format!("{element} id=\"f-{name}\"")))
}

async fn choices_are_spoken_of_at_choices_alone(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let mut owner = Somebody::of(&app, Role::Owner, world.company).await;
    let forms = forms(&app, &owner, &world).await;
    let rubbish = |field: &Field| match field.kind.as_str() {
        "url" => "abc".to_owned(),
        _ => wrong(field),
    };
    let empty = |field: &Field| if field.kind == "hidden" { field.value.clone() } else { String::new() };
    let (mut faults, mut said) = (Vec::new(), 0);
    for (language, words) in OF_CHOICES {
        owner.browser.visit(&format!("/language/{language}?next=/app")).await;
        for found in forms.iter().filter(|found| is_typed(found)) {
            let (browser, sheet) = (&owner.browser, &found.sheet);
            for answer in [send(browser, sheet, rubbish).await, send(browser, sheet, empty).await] {
                let blamed = blamed(&answer.text, words);
                said += blamed.len();
                let wrong = blamed.into_iter().filter(|name| !is_choice(&answer.text, name));
                faults.extend(wrong.map(|name| format!("{name} of {} ({language})", sheet.action)));
            }
        }
    }
    assert!(faults.is_empty() && said > 20, "{said} were said: {}", faults.join("\n"));
}

/// Whether a link leads to a field, or to the group that it is a part of.
fn is_said(page: &str, link: &str, name: &str) -> bool {
    let is_group = page.contains(&format!("<fieldset class=\"field group bad\" id=\"f-{link}\""));
    link == name || (is_group && name.strip_prefix(link).is_some_and(|rest| rest.starts_with('_')))
}

/// Ten thousand characters: faces of several code points, words that run from right to left, marks that turn a line around, and
/// what would run as a script.
fn long() -> String {
    let part = "👩🏽‍🚀שלום עולם\u{202e}مرحبا<script>alert(1)</script>\"'&";
    part.chars().cycle().take(10_000).collect()
}

/// As a page has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

async fn long_texts_of_all_scripts_are_shown_whole_and_harmless(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let owner = Somebody::of(&app, Role::Owner, world.company).await;
    let (long, mut faults, mut asked) = (long(), Vec::new(), 0);
    let shown = escaped(&long);
    for found in forms(&app, &owner, &world).await.iter().filter(|found| is_typed(found)) {
        for field in found.sheet.fields.iter().filter(|field| field.is_typed()) {
            let value = |one: &Field| match one.name == field.name {
                true => long.clone(),
                false => one.value.clone(),
            };
            let answer = send(&owner.browser, &found.sheet, value).await;
            asked += 1;
            let at = format!("{} of {}: {}", field.name, found.sheet.action, answer.status);
            if !matches!(answer.status, 409 | 422) {
                faults.push(at.clone());
            } else if !answer.text.contains(&shown) {
                faults.push(format!("{at}, not whole"));
            }
            if answer.text.contains("<script>alert") {
                faults.push(format!("{at}, which runs it"));
            }
        }
    }
    assert!(faults.is_empty() && asked > 100, "{asked} fields: {}", faults.join("\n"));
}

async fn every_form_is_kept_when_the_session_ends(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let owner = Somebody::of(&app, Role::Owner, world.company).await;
    let mut nobody = Browser::new(&app);
    let csrf = token(&nobody.visit("/login").await.text);
    let mut faults = Vec::new();
    for found in forms(&app, &owner, &world).await.iter().filter(|found| is_typed(found)) {
        let typed: Vec<(&str, &str)> = found
            .sheet
            .fields
            .iter()
            .filter(|field| field.is_typed())
            .map(|field| (field.name.as_str(), "typed before"))
            .chain([("csrf", csrf.as_str()), ("password", "never shown")])
            .collect();
        let from = Some(("sec-fetch-site", "same-origin"));
        let answer = nobody.post_from(from, &found.sheet.action, &typed).await;
        let is_kept = answer.text.contains("name=\"kept\"") && answer.text.contains("typed+before");
        if answer.status != 401 || !is_kept || answer.text.contains("never shown") {
            faults.push(format!("{}: {}", found.sheet.action, answer.status));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

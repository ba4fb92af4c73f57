//! A time that the visitor has booked: the page that comes back in the place of the form.

use super::company::{Facts, Head};
use super::guest::Guest;
use super::loaded::Loaded;
use super::parts::member;
use super::typed;
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::sent_to;
use crate::pay::after_form;
use actix_web::http::StatusCode;
use app::appointments::manage_url;
use app::appointments::visits::Done;
use askama::Template;
use http_kit::Problem;
use url::form_urlencoded::byte_serialize;

#[derive(Template)]
#[template(path = "book-done.html")]
struct DonePage {
    shell: Shell,
    head: Head,
    facts: Facts,
    when: String,
    with: Option<String>,
    /// Where the appointment is seen, moved and cancelled.
    path: String,
    /// Where it is paid, while it waits for that.
    pay: Option<String>,
    back: String,
}

/// The page of the appointment, in the zone that the address names: that counts in every browser in which it is opened.
fn booked_path(guest: &Guest, loaded: &Loaded, done: &Done) -> Result<String, Refused> {
    let path = manage_url(&done.appointment, &guest.vault, "");
    let path = path.map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    let zone = loaded.path.zone.as_deref().map(|zone| byte_serialize(zone.as_bytes()).collect::<String>());
    Ok(zone.map_or_else(|| path.clone(), |zone| format!("{path}?tz={zone}")))
}

/// The page of an appointment that the visitor has.
pub(super) fn show(guest: &Guest, loaded: &Loaded, done: Done) -> Answered {
    let head = Head::of(&loaded.front().front);
    let clock = guest.clock(loaded.zone.zone.clone());
    let texts = guest.visitor.texts;
    let page = DonePage {
        shell: Shell { title: texts.say("book-done"), ..loaded.shell(guest, &head) },
        facts: Facts {
            name: done.appointment.terms.service_name.clone(),
            ..Facts::of(texts, &loaded.front().listed.service.details)
        },
        when: clock.interval(done.appointment.time),
        with: member(loaded, done.appointment.staff.0),
        path: booked_path(guest, loaded, &done)?,
        pay: done.payment_path,
        back: loaded.path.first(),
        head,
    };
    guest.show(StatusCode::OK, &page)
}

/// On to where the appointment is paid, or seen.
pub(super) fn leave(guest: &Guest, loaded: &Loaded, done: &Done) -> Answered {
    let path = match &done.payment_path {
        Some(path) => after_form(path),
        None => booked_path(guest, loaded, done)?,
    };
    let answer = guest.known(sent_to(&path))?;
    match guest.typed {
        Some(_) => typed::with(guest, answer, None),
        None => Ok(answer),
    }
}

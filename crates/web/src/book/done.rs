//! A time that the visitor has booked: the page that comes back in the place of the form.

use super::company::{Facts, Head};
use super::guest::Guest;
use super::loaded::Loaded;
use super::parts::member;
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

fn booked_path(guest: &Guest, done: &Done) -> Result<String, Refused> {
    let url = manage_url(&done.appointment, &guest.vault, "");
    url.map_err(|error| Refused::bare(&Problem::internal(&error)))
}

/// The page of an appointment that the visitor has.
pub(super) fn show(guest: &Guest, loaded: &Loaded, done: Done) -> Answered {
    let head = Head::of(&loaded.front().front);
    let clock = guest.clock(loaded.zone.zone.clone());
    let texts = guest.visitor.texts;
    let page = DonePage {
        shell: Shell { title: texts.say("book-done"), ..loaded.shell(guest, &head) },
        facts: Facts::of(texts, &loaded.front().listed.service.details),
        when: clock.interval(done.appointment.time),
        with: member(loaded, done.appointment.staff.0),
        path: booked_path(guest, &done)?,
        pay: done.payment_path,
        back: loaded.path.first(),
        head,
    };
    guest.show(StatusCode::OK, &page)
}

/// On to where the appointment is paid, or seen.
pub(super) fn leave(guest: &Guest, done: &Done) -> Answered {
    match &done.payment_path {
        Some(path) => guest.known(sent_to(&after_form(path))),
        None => guest.known(sent_to(&booked_path(guest, done)?)),
    }
}

//! The page of the appointment that takes place in a room. It shows, and lets nobody change anything: all who are invited have its
//! link.

use super::facts::standing_of;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use crate::kit::zone::Known;
use crate::linked::private;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use app::appointments::{self, BookedPage};
use askama::Template;
use http_kit::html;
use persistence::{Database, StoreError};

#[derive(Template)]
#[template(path = "booked-room.html")]
struct Page {
    shell: Shell,
    company: String,
    staff: Option<String>,
    /// On the visitor's clock, as far as that is known; the zone is named.
    time: String,
    place: Option<String>,
    standing: String,
}

/// The page of a room, where it is one of an appointment.
pub(crate) async fn in_room(
    visitor: &Visitor,
    db: &Database,
    room: String,
) -> Result<Option<HttpResponse>, StoreError> {
    let now = visitor.now;
    let found = db.read(move |tx| appointments::look_at_room(tx, &room, now)).await?;
    let shown = found.map(|found| visitor.show(StatusCode::OK, &page(visitor, found)));
    Ok(shown.map(|shown| private(shown.unwrap_or_else(|problem| html::problem(&problem)))))
}

fn page(visitor: &Visitor, found: BookedPage) -> Page {
    let known = Known { company: &found.zone, ..Known::default() };
    let shown = visitor.zone_of(visitor.param("tz"), known);
    let clock = WallClock::new(visitor.texts, shown.zone).with_hours(visitor.hours);
    let appointment = found.appointment;
    Page {
        shell: Shell { title: appointment.terms.service_name, ..visitor.shell("booked-title") },
        time: clock.interval(appointment.time),
        company: found.company_name,
        staff: found.staff_name,
        place: found.place,
        standing: standing_of(visitor.texts, appointment.status),
    }
}

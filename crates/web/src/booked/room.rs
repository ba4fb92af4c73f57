//! The page of the appointment that takes place in a room. It shows, and lets nobody change anything: all who are invited have its
//! link.

use crate::linked::render;
use crate::{assets, when};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use app::appointments::{self, BookedPage};
use askama::Template;
use domain::appointment::AppointmentStatus;
use persistence::{Database, StoreError};
use scheduling_core::time::{TimeZone, Timestamp};

#[derive(Template)]
#[template(path = "booked-room.html")]
struct Page {
    style: &'static str,
    icon: &'static str,
    service: String,
    company: String,
    staff: Option<String>,
    /// On the company's clock.
    time: String,
    place: Option<String>,
    standing: &'static str,
}

/// The page of a room, where it is one of an appointment.
pub(crate) async fn in_room(
    db: &Database,
    room: String,
    now: Timestamp,
) -> Result<Option<HttpResponse>, StoreError> {
    let found = db.read(move |tx| appointments::look_at_room(tx, &room, now)).await?;
    Ok(found.map(|found| render(StatusCode::OK, &page(found))))
}

fn page(found: BookedPage) -> Page {
    let zone = TimeZone::named(&found.zone).unwrap_or_else(|_| TimeZone::utc());
    let appointment = found.appointment;
    Page {
        style: assets::style(),
        icon: assets::icon(),
        time: when::interval(appointment.time, &zone),
        service: appointment.terms.service_name,
        company: found.company_name,
        staff: found.staff_name,
        place: found.place,
        standing: match appointment.status {
            AppointmentStatus::PendingPayment => "It waits for its payment.",
            AppointmentStatus::Confirmed => "It is booked.",
            AppointmentStatus::Cancelled => "It was cancelled.",
            AppointmentStatus::Completed => "It is over.",
            AppointmentStatus::NoShow => "It was missed.",
        },
    }
}

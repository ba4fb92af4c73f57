//! The page of an appointment, for whom has the link in its mail.
//!
//! Programs that look for harm in mail open every link in it. So opening the page changes nothing, and a button does.

use crate::linked::{failed, render};
use crate::{assets, when};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use app::appointments::{self, BookedPage, Link, LinkPurpose};
use app::sealed::Vault;
use askama::Template;
use domain::appointment::AppointmentStatus;
use http_kit::{Anonymous, Data, Form, Now, public_address};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let page = web::resource("/booked/{token}").route(web::get().to(look)).route(web::post().to(act));
    config.service(page);
}

#[derive(Template)]
#[template(path = "booked.html")]
struct Page {
    style: &'static str,
    icon: &'static str,
    service: String,
    company: String,
    staff: Option<String>,
    /// On the company's clock.
    time: String,
    place: Option<String>,
    meeting_link: Option<String>,
    standing: &'static str,
    /// The time that the client is asked about, on the company's clock.
    asked: Option<String>,
    /// Whether it can be cancelled here.
    open: bool,
    /// What comes back; none where nothing is to be paid.
    refund_percent: Option<i64>,
    /// Whether the button was too late.
    mistake: bool,
    /// Whether this is where it takes place.
    is_room: bool,
}

#[derive(Template)]
#[template(path = "wrong_answer.html")]
struct Wrong {
    style: &'static str,
    icon: &'static str,
}

async fn look(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> HttpResponse {
    let Some(link) = link(&request, &vault) else { return wrong() };
    show(&request, &db, link, false, now).await
}

async fn act(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    form: Form,
) -> HttpResponse {
    let Some(link) = link(&request, &vault) else { return wrong() };
    let wanted = form.get("do").map(str::to_owned).unwrap_or_default();
    let work = move |tx: &mut Tx<'_>| match (link.purpose, wanted.as_str()) {
        (LinkPurpose::Manage, "cancel") => appointments::cancel_by_link(tx, &link, now).map(|_| true),
        (LinkPurpose::Agree(question), "agree") => {
            appointments::agree(tx, link.company, link.appointment, question, now).map(|_| true)
        }
        (LinkPurpose::Agree(question), "decline") => {
            appointments::decline(tx, link.company, link.appointment, question, now).map(|_| true)
        }
        _ => Ok(false),
    };
    match db.write(work).await {
        Ok(true) => show(&request, &db, link, false, now).await,
        Ok(false) | Err(StoreError::Refused(_)) => show(&request, &db, link, true, now).await,
        Err(error) => failed(&error),
    }
}

fn link(request: &HttpRequest, vault: &Vault) -> Option<Link> {
    appointments::opened(request.match_info().query("token"), vault)
}

async fn show(
    request: &HttpRequest,
    db: &Database,
    link: Link,
    mistake: bool,
    now: Timestamp,
) -> HttpResponse {
    let status = if mistake { StatusCode::CONFLICT } else { StatusCode::OK };
    let address = public_address(request);
    match db.read(move |tx| appointments::look(tx, &link, &address, now)).await {
        Ok(Some(found)) => render(status, &Page { mistake, ..page(found, link) }),
        Ok(None) => wrong(),
        Err(error) => failed(&error),
    }
}

/// The page of the appointment that takes place in a room. It shows, and lets nobody change anything: all who are invited have its
/// link.
pub(crate) async fn in_room(
    db: &Database,
    room: String,
    now: Timestamp,
) -> Result<Option<HttpResponse>, StoreError> {
    let found = db.read(move |tx| appointments::look_at_room(tx, &room, now)).await?;
    Ok(found.map(|found| {
        let link = Link {
            company: found.appointment.company,
            appointment: found.appointment.id,
            purpose: LinkPurpose::Manage,
        };
        let shown = Page { open: false, is_room: true, ..page(found, link) };
        render(StatusCode::OK, &shown)
    }))
}

fn page(found: BookedPage, link: Link) -> Page {
    let zone = TimeZone::named(&found.zone).unwrap_or_else(|_| TimeZone::utc());
    let appointment = found.appointment;
    let standing = match appointment.status {
        AppointmentStatus::PendingPayment => "It waits for its payment.",
        AppointmentStatus::Confirmed => "It is booked.",
        AppointmentStatus::Cancelled => "It was cancelled.",
        AppointmentStatus::Completed => "It is over.",
        AppointmentStatus::NoShow => "It was missed.",
    };
    Page {
        style: assets::style(),
        icon: assets::icon(),
        time: when::interval(appointment.time, &zone),
        service: appointment.terms.service_name.clone(),
        company: found.company_name,
        staff: found.staff_name,
        place: found.place,
        meeting_link: found.meeting_link,
        standing,
        asked: found.asked.map(|time| when::interval(time, &zone)),
        open: appointment.status.is_open() && link.purpose == LinkPurpose::Manage,
        refund_percent: appointment.terms.asks_for_money().then_some(found.refund_percent),
        mistake: false,
        is_room: false,
    }
}

/// The same for every link that opens nothing.
fn wrong() -> HttpResponse {
    render(StatusCode::NOT_FOUND, &Wrong { style: assets::style(), icon: assets::icon() })
}

//! `/app/staff/{id}`: one member of the staff, what they offer, and the feed of their appointments.

use super::names::{directory, services, user_names};
use crate::kit::outcome::done;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::sheet::{Sheet, id_in};
use crate::kit::shell::Shell;
use crate::settings::ShownOnce;
use actix_web::{HttpRequest, web};
use app::accounts::{Token, TokenKind};
use app::appointments as use_cases;
use app::kit::collection;
use askama::Template;
use domain::access::actions::{ManageAppointments, ReadDirectory};
use domain::access::{Action, Permit};
use domain::appointment::{Staff, StaffDetails, StaffId};
use http_kit::{Problem, Routes, public_address, resource};
use persistence::{StoreError, Tx};

pub(super) fn routes(routes: &mut Routes) {
    // After `/app/staff/new`, which is no id.
    routes
        .service(resource("/app/staff/{id}").get(look))
        .service(resource("/app/staff/{id}/feed").post(make_feed))
        .service(resource("/app/staff/{id}/feed/revoke").post(revoke_feed));
}

#[derive(Template)]
#[template(path = "staff.html")]
struct MemberPage {
    shell: Shell,
    staff: Staff,
    path: String,
    name: String,
    services: Vec<Offered>,
    rows: Vec<Fact>,
    may_write: bool,
    may_see_hours: bool,
    may_see_appointments: bool,
    feed: Option<Feed>,
}

/// A service that they offer.
struct Offered {
    path: String,
    name: String,
}

/// What is set, or comes from the company.
struct Fact {
    label: String,
    value: String,
    is_own: bool,
}

/// The feed, for those who may make it.
struct Feed {
    /// Since when there is one.
    since: Option<String>,
}

async fn look(page: Page<ReadDirectory>, id: web::Path<String>) -> Answered {
    let id: StaffId = id_in(&page, &id, "staff member")?;
    let (texts, permit) = (page.visitor.texts, directory(&page)?);
    let manages = page.permit_for(Action::ManageAppointments).ok();
    let work = move |tx: &mut Tx<'_>| {
        let staff = collection::get::<StaffDetails>(tx, &permit, id)?;
        let names = user_names(&mut tx.scope(&permit), [staff.details.user])?;
        let mut offered = services(tx, &permit, false, &staff.details.services)?;
        offered.retain(|one| staff.details.services.contains(&one.id));
        let settings = app::shop::settings::get(tx, &permit)?.details;
        let feed = match &manages {
            Some(manages) if manages.sees().shows(staff.details.user) => {
                Some(use_cases::feed_since(tx, manages, id)?)
            }
            _ => None,
        };
        Ok::<_, StoreError>((staff, names, offered, settings, feed))
    };
    let (staff, names, offered, settings, feed) =
        page.db.read(work).await.map_err(|error| page.refuse(error))?;
    let name = names.get(&staff.details.user).cloned().unwrap_or_default();
    let (own, terms) = (&staff.details, staff.details.terms(&settings));
    let fact = |key: &str, value: String, is_own: bool| Fact { label: texts.say(key), value, is_own };
    let is = |is: bool| texts.say(if is { "yes" } else { "no" });
    let hours = page.clock.wall_span(terms.lead_time, terms.finish_time);
    let rows = vec![
        fact("booking-step", terms.slot_duration_minutes.to_string(), own.slot_duration_minutes.is_some()),
        fact(
            "booking-buffer",
            terms.appointment_buffer_minutes.to_string(),
            own.appointment_buffer_minutes.is_some(),
        ),
        fact("staff-usual-hours", hours, own.lead_time.is_some() || own.finish_time.is_some()),
        fact("booking-saturday", is(terms.work_on_saturday), own.work_on_saturday.is_some()),
        fact("booking-sunday", is(terms.work_on_sunday), own.work_on_sunday.is_some()),
    ];
    let service = |one: crate::hiring::Named<domain::appointment::ServiceId>| Offered {
        path: format!("/app/services/{}", one.id),
        name: one.name,
    };
    let sees = |action: Action| page.permit_for(action).is_ok_and(|permit| permit.sees().shows(own.user));
    page.show(&MemberPage {
        shell: page.shell(name.clone()),
        path: StaffDetails::shown(id),
        name,
        services: offered.into_iter().map(service).collect(),
        rows,
        may_write: page.may(Action::ManageShop),
        may_see_hours: sees(Action::ReadHours),
        may_see_appointments: sees(Action::ReadAppointments),
        feed: feed.map(|since| Feed { since: since.map(|at| page.clock.short(at, page.now)) }),
        staff,
    })
}

async fn make_feed(
    sent: Submitted<ManageAppointments>,
    id: web::Path<String>,
    request: HttpRequest,
) -> Answered {
    let page = sent.page;
    let (id, now): (StaffId, _) = (id_in(&page, &id, "staff member")?, page.now);
    let token = Token::new(TokenKind::Feed).map_err(|error| page.fail(&Problem::internal(&error)))?;
    let secret = token.reveal().to_owned();
    let work = move |tx: &mut Tx<'_>, permit: &Permit| use_cases::new_feed(tx, permit, id, &token, now);
    page.write(work).await.map_err(|error| page.refuse(error))?;
    let base = public_address(&request);
    let base = base.trim_end_matches('/');
    page.show(&ShownOnce {
        shell: page.shell(page.say("feed-of-staff")),
        words: page.say("feed-of-staff-once"),
        secret: format!("{base}/api/v1/appointments/staff/{id}/feed.ics?token={secret}"),
        back: StaffDetails::shown(id),
    })
}

async fn revoke_feed(sent: Submitted<ManageAppointments>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let id: StaffId = id_in(&page, &id, "staff member")?;
    let work = move |tx: &mut Tx<'_>, permit: &Permit| use_cases::revoke_feed(tx, permit, id);
    page.write(work).await.map_err(|error| page.refuse(error))?;
    Ok(done(&StaffDetails::shown(id), "deleted"))
}

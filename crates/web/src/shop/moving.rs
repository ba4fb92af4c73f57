//! Moving an appointment to a start that its service offers: at once, or once its client has agreed.

use super::acts::REASON;
use super::appointment::read;
use super::names::{PATH, directory, members, members_named};
use super::offers::{Asking, Offers, date_of, names, offers};
use super::starts::{Start, starts, why};
use crate::hiring::{back, options};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::trial::{Proposal, proposed};
use actix_web::http::StatusCode;
use actix_web::web;
use app::appointments::{self as use_cases, Rescheduling};
use app::kit::Precondition;
use app::kit::collection;
use askama::Template;
use domain::AppointmentId;
use domain::access::actions::MoveAppointments;
use domain::access::{Action, Permit};
use domain::appointment::{Appointment, ServiceDetails, StaffId};
use http_kit::{Form, Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};

pub(super) fn routes(routes: &mut Routes) {
    let page = resource(format!("{PATH}/{{id}}/move"));
    routes.service(page.get(ask).post(save));
}

#[derive(Template)]
#[template(path = "move-appointment.html")]
struct MovePage {
    shell: Shell,
    path: String,
    now: String,
    version: i64,
    errors: Errors,
    fields: Vec<Field>,
    choose: Vec<Field>,
    staff: String,
    heading: String,
    starts: Vec<Start>,
    next: Option<(String, String)>,
    zone: String,
    /// Where it is explained why there are no starts.
    why: String,
    /// What the address proposes, as the calendar does.
    proposal: Option<Proposal>,
}

fn fields(texts: Texts, asks: bool, overrides: bool) -> Vec<Field> {
    let mut fields = vec![Field::line("reason", texts.say("reason")).hint(texts.say("move-reason-hint"))];
    if asks {
        fields.push(Field::new("ask", texts.say("move-ask"), Kind::Check).hint(texts.say("move-ask-hint")));
    }
    if overrides {
        fields.push(
            Field::new("override", texts.say("move-override"), Kind::Check)
                .hint(texts.say("move-override-hint")),
        );
    }
    fields
}

/// Those who offer the service, and who has the appointment now.
async fn staff_field(
    page: &Page<MoveAppointments>,
    one: &Appointment,
    chosen: StaffId,
) -> Result<Field, Refused> {
    let (permit, service, current) = (directory(page)?, one.service, one.staff);
    let read = move |tx: &mut Tx<'_>| {
        let offering = collection::get::<ServiceDetails>(tx, &permit, service)?.details.staff;
        let mut found = members(tx, &permit, &offering)?;
        found.retain(|member| member.id == current || (member.active && offering.contains(&member.id)));
        Ok::<_, StoreError>(found)
    };
    let found = page.db.read(read).await.map_err(|error| page.refuse(error))?;
    let named = members_named(&found);
    Ok(Field::select("staff", page.say("nav-staff"), options(&named)).value(chosen.to_string()))
}

/// The day of the time that is proposed, else the one that it is on, unless nothing can be booked then any more.
fn usual_day(page: &Page<MoveAppointments>, one: &Appointment, at: Option<Timestamp>) -> Option<Date> {
    let (own, today) = (page.clock.day_of(one.time.start()), page.clock.day_of(page.now));
    at.map(|at| page.clock.day_of(at)).or_else(|| Some(own).filter(|own| *own >= today))
}

async fn show(
    page: &Page<MoveAppointments>,
    id: AppointmentId,
    status: StatusCode,
    typed: Option<&Form>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let one = read(page, id).await?;
    let said = |name: &str| typed.and_then(|form| form.get(name)).map(str::to_owned);
    let wanted = said("staff").or_else(|| page.visitor.param("staff").map(str::to_owned));
    let staff = wanted.and_then(|text| text.parse().ok()).map_or(one.staff, StaffId);
    let at = proposed(page).filter(|_| typed.is_none());
    let date = said("date").and_then(|text| Date::parse(&text).ok()).or_else(|| date_of(page));
    let date = date.or_else(|| usual_day(page, &one, at));
    let proposal = match at {
        Some(at) => Some(super::proposed::proposal(page, &one, at).await?),
        None => None,
    };
    let start = said("start").or_else(|| at.map(|at| at.to_string()));
    let asking = Asking { staff: Some(staff), date, ..Asking::instead_of(&one) };
    let Offers { date, times, next } = offers(page, asking).await?;
    let names = names(page, &times).await?;
    let path = format!("{PATH}/{id}");
    let link = |day: Date| format!("{path}/move?staff={staff}&date={day}");
    let next = next.map(|day| (link(day), texts.with("starts-next", "day", &page.clock.date(day))));
    let choose = vec![
        staff_field(page, &one, staff).await?,
        Field::typed("date", "date", texts.say("starts-day")).value(date.to_string()),
    ];
    let own = fields(texts, page.may(Action::ManageAppointments), page.may(Action::OverrideLimits));
    let own = match typed {
        Some(form) => crate::kit::field::filled(own, form, &errors),
        None => own,
    };
    let heading = texts.values(
        "appointment-move-heading",
        &[("client", &one.client.name), ("service", &one.terms.service_name)],
    );
    page.show_as(
        status,
        &MovePage {
            shell: page.shell(heading),
            now: page.clock.interval(one.time),
            version: one.metadata.version,
            fields: own,
            choose,
            staff: staff.to_string(),
            heading: texts
                .values("starts-of", &[("day", &page.clock.date(date)), ("count", &times.len().to_string())]),
            starts: starts(&times, &names, start.as_deref()),
            proposal,
            next,
            zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
            why: why(one.service, Some(staff), date),
            path,
            errors,
        },
    )
}

async fn ask(page: Page<MoveAppointments>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, "appointment")?;
    show(&page, id, StatusCode::OK, None, Errors::default()).await
}

async fn save(sent: Submitted<MoveAppointments>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let mut input = Input::new(&form, texts);
    let start = Timestamp::parse(form.get("start").unwrap_or_default()).ok();
    if start.is_none() {
        input.wrong("start", "starts-choose");
    }
    let staff = input.choice("staff", |text| text.parse().ok()).map(StaffId);
    let reason = input.optional("reason", REASON);
    let (asks, overrides) = (input.ticked("ask"), input.ticked("override"));
    // As the API: these take more than moving does.
    if overrides {
        page.permit_for(Action::OverrideLimits)?;
    }
    if asks {
        page.permit_for(Action::ManageAppointments)?;
    }
    let expected = Precondition::new(input.version());
    let is_read = input.errors.is_empty();
    // What was typed is wrong, or the time can't be had.
    let status = if is_read { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let outcome = match (start, staff, reason) {
        (Some(start), Some(staff), Some(reason)) => {
            let asked = Rescheduling { start, staff: Some(staff), reason, overrides, ask: asks };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                use_cases::reschedule(tx, permit, id, &asked, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => {
            let path = format!("{PATH}/{id}");
            Ok(done(back(&form, &path), if asks { "asked" } else { "moved" }))
        }
        Outcome::Wrong(errors) => show(&page, id, status, Some(&form), errors).await,
        Outcome::Overtaken => {
            let mut errors = Errors::default();
            errors.add("", page.say("appointment-changed"));
            show(&page, id, StatusCode::PRECONDITION_FAILED, Some(&form), errors).await
        }
    }
}

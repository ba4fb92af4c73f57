//! What staff do about an appointment: change what is said of it, and cancel it, with what comes back shown before.

use super::appointment::read;
use super::names::{self, PATH};
use crate::booked::amount;
use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input, TITLE};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::appointments::{self as use_cases, AppointmentChange, Refunded};
use app::kit::Precondition;
use domain::access::Permit;
use domain::access::actions::ManageAppointments;
use domain::appointment::{Appointment, AppointmentStatus};
use domain::{AppointmentId, Refusal};
use http_kit::{Routes, resource};
use persistence::Tx;

/// Characters of a telephone number, and of a reason, at most.
pub(super) const PHONE: usize = 50;
pub(super) const REASON: usize = 500;

pub(super) fn routes(routes: &mut Routes) {
    let one = |tail: &str| resource(format!("{PATH}/{{id}}{tail}"));
    routes
        .service(one("/edit").get(ask_edit).post(edit))
        .service(one("/cancel").get(ask_cancel).post(cancel));
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![
        Field { autocomplete: "off", ..Field::typed("tel", "phone", texts.say("phone")) },
        Field::line("address", texts.say("client-address")),
        Field::new("additional_info", texts.say("appointment-info"), Kind::Lines)
            .hint(texts.say("appointment-info-hint")),
        Field::new("internal_notes", texts.say("appointment-internal"), Kind::Lines)
            .hint(texts.say("appointment-internal-hint")),
        Field::new("want_reminder", texts.say("appointment-reminder"), Kind::Check),
    ]
}

fn value(one: &Appointment, name: &str) -> String {
    let text = match name {
        "phone" => &one.client.phone,
        "address" => &one.client.address,
        "additional_info" => &one.notes.additional_info,
        "internal_notes" => &one.notes.internal,
        _ => return super::services::ticked(one.notes.want_reminder),
    };
    text.clone().unwrap_or_default()
}

fn heading(texts: Texts, key: &str, one: &Appointment) -> String {
    texts.values(key, &[("client", &one.client.name), ("service", &one.terms.service_name)])
}

fn back(texts: Texts, one: &Appointment) -> Way {
    Way { path: format!("{PATH}/{}", one.id), text: texts.say("appointment-back") }
}

fn edit_form(
    page: &Page<ManageAppointments>,
    one: &Appointment,
    status: StatusCode,
    fields: Vec<Field>,
    version: String,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = heading(texts, "appointment-edit", one);
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: None,
            action: format!("{PATH}/{}/edit", one.id),
            fields,
            hidden: vec![("version".into(), version)],
            errors,
            submit: texts.say("save"),
            back: back(texts, one),
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn ask_edit(page: Page<ManageAppointments>, id: web::Path<String>) -> Answered {
    let one = read(&page, id_in(&page, &id, "appointment")?).await?;
    let fields = valued(fields(page.visitor.texts), |name| value(&one, name));
    edit_form(&page, &one, StatusCode::OK, fields, one.metadata.version.to_string(), Errors::default())
}

async fn edit(sent: Submitted<ManageAppointments>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let mut input = Input::new(&form, texts);
    let (phone, address) = (input.optional("phone", PHONE), input.optional("address", TITLE));
    let (info, internal) = (input.notes("additional_info"), input.notes("internal_notes"));
    let want_reminder = Some(input.ticked("want_reminder"));
    let expected = Precondition::new(input.version());
    let outcome = match (phone, address, info, internal) {
        (Some(phone), Some(address), Some(additional_info), Some(internal_notes)) => {
            let change = AppointmentChange {
                phone: Some(phone),
                address: Some(address),
                additional_info: Some(additional_info),
                internal_notes: Some(internal_notes),
                want_reminder,
            };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                use_cases::change(tx, permit, id, &change, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    let path = format!("{PATH}/{id}");
    match outcome {
        Outcome::Done(()) => Ok(done(&path, "saved")),
        Outcome::Wrong(errors) => {
            let one = read(&page, id).await?;
            let fields = filled(fields(texts), &form, &errors);
            let version = form.get("version").unwrap_or_default().to_owned();
            edit_form(&page, &one, StatusCode::UNPROCESSABLE_ENTITY, fields, version, errors)
        }
        Outcome::Overtaken => {
            let one = read(&page, id).await?;
            let theirs = valued(fields(texts), |name| value(&one, name));
            let shell = page.shell(page.say("both-heading"));
            let version = one.metadata.version;
            let both = BothPage::new(shell, format!("{path}/edit"), path, &theirs, &form, version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}

fn cancel_fields(texts: Texts) -> Vec<Field> {
    vec![Field::line("reason", texts.say("cancel-reason")).hint(texts.say("cancel-reason-hint")).required()]
}

/// The field that says which refund the form showed.
const REFUND: &str = "refund";

fn refund_value(refund: Option<Refunded>) -> String {
    refund.map(|refund| refund.amount.to_string()).unwrap_or_default()
}

/// The form, with what comes back of the money.
async fn cancel_form(
    page: &Page<ManageAppointments>,
    id: AppointmentId,
    status: StatusCode,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let (texts, now) = (page.visitor.texts, page.now);
    let one = read(page, id).await?;
    let permit = names::appointments(page)?;
    let refund =
        page.db.read(move |tx: &mut Tx<'_>| use_cases::refund_of_cancelling(tx, &permit, id, now)).await;
    let refund = refund.map_err(|error| -> Refused { page.refuse(error) })?;
    let shown = refund_value(refund);
    let refund = match refund {
        Some(refund) => texts.values(
            "appointment-refund",
            &[("amount", &amount(texts, refund.amount)), ("percent", &refund.percent.get().to_string())],
        ),
        None => texts.say("appointment-no-refund"),
    };
    let when = page.clock.interval(one.time);
    let intro = format!("{} {refund}", texts.with("appointment-cancel-words", "when", &when));
    let heading = heading(texts, "appointment-cancel-heading", &one);
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(intro),
            action: format!("{PATH}/{id}/cancel"),
            fields,
            hidden: vec![("version".into(), one.metadata.version.to_string()), (REFUND.into(), shown)],
            errors,
            submit: texts.say("appointment-cancel"),
            back: back(texts, &one),
            danger: None,
            keeps: Some(texts.say("booked-cancel-keep")),
            zones: Vec::new(),
        },
    )
}

async fn ask_cancel(page: Page<ManageAppointments>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, "appointment")?;
    cancel_form(&page, id, StatusCode::OK, cancel_fields(page.visitor.texts), Errors::default()).await
}

async fn cancel(sent: Submitted<ManageAppointments>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let mut input = Input::new(&form, texts);
    let reason = input.line("reason", REASON);
    // Who saw another refund, or another time, sees it first.
    let expected = Precondition::new(input.version());
    let outcome = match reason {
        Some(reason) => {
            let seen = form.get(REFUND).unwrap_or_default().to_owned();
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                // What comes back changes with the time that is left.
                if refund_value(use_cases::refund_of_cancelling(tx, permit, id, now)?) != seen {
                    return Err(Refusal::VersionMismatch { what: "appointment" }.into());
                }
                use_cases::cancel(tx, permit, id, &reason, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let gone = format!("{PATH}/{id}");
    let (status, errors) = match outcome {
        Outcome::Done(()) => return Ok(done(&gone, "cancelled")),
        Outcome::Wrong(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Outcome::Overtaken => {
            let mut errors = Errors::default();
            errors.add("", page.say("appointment-changed"));
            (StatusCode::PRECONDITION_FAILED, errors)
        }
    };
    // Who presses twice cancels once.
    if read(&page, id).await?.status == AppointmentStatus::Cancelled {
        return Ok(done(&gone, "cancelled"));
    }
    let fields = filled(cancel_fields(texts), &form, &errors);
    cancel_form(&page, id, status, fields, errors).await
}

//! `/app/appointments/{id}`: what is known of an appointment, and what can be done about it.

use super::appointments::{staff_of, state};
use super::history::timeline;
use super::marks::{Marks, marks_of, undo};
use super::names::{self, PATH, directory};
use super::payments::status_badge;
use super::reading::policy_words;
use crate::booked::{Amount, sums};
use crate::hiring::{Badge, Line};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use app::appointments::{self as use_cases, AppointmentView, PageMoney};
use app::payments;
use askama::Template;
use domain::AppointmentId;
use domain::access::actions::ReadDirectory;
use domain::access::{Action, Asks, Permit};
use domain::appointment::transitions::require_movable;
use domain::appointment::{Appointment, Move, MoveStatus, StaffId};
use domain::money::Bill;
use http_kit::{Routes, public_address, resource};
use persistence::store::collection::Part;
use persistence::store::payments::Filter;
use persistence::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};

/// Payments of one appointment that its page shows.
const PAYMENTS: i64 = 20;

pub(super) fn routes(routes: &mut Routes) {
    // After `/app/appointments/new`, which is no id.
    routes
        .service(resource("/app/appointments/{id}").get(look))
        .service(resource("/app/appointments/{id}/appointment.ics").get(file));
}

#[derive(Template)]
#[template(path = "appointment.html")]
struct AppointmentPage {
    shell: Shell,
    appointment: Appointment,
    path: String,
    when: String,
    state: Badge,
    staff: String,
    setting: String,
    price: Option<String>,
    /// What came of it, what is to be paid, and what went back, for those who may know.
    money: Vec<Amount>,
    arrived: Option<String>,
    cancelled: Option<String>,
    policy: Vec<String>,
    meeting_link: Option<String>,
    marks: Option<Marks>,
    moves: Vec<Moved>,
    payments: Vec<Paid>,
    may_manage: bool,
    may_move: bool,
    can_cancel: bool,
    lines: Vec<Line>,
    here: String,
}

/// A move, as it was asked for.
struct Moved {
    what: String,
    when: String,
    reason: Option<String>,
    state: Badge,
}

/// What is paid for it.
struct Paid {
    path: String,
    amount: String,
    state: Badge,
}

/// What there is of it.
struct Found {
    view: AppointmentView,
    names: HashMap<StaffId, String>,
    bills: Vec<Bill>,
    lines: Vec<Line>,
}

fn find(tx: &mut Tx<'_>, page: &Asker, id: AppointmentId) -> Result<Found, StoreError> {
    let found = use_cases::get(tx, &page.appointments, id)?;
    let view = use_cases::shown_one(tx, &page.appointments, found)?;
    let mut names = staff_of(tx, &page.directory, std::slice::from_ref(&view.appointment))?;
    let moved: BTreeSet<StaffId> = view.moves.iter().flat_map(|one| [one.from.staff, one.to.staff]).collect();
    names.extend(names::names_of(tx, &page.directory, &Vec::from_iter(moved))?);
    let bills = match &page.payments {
        Some(permit) => {
            let filter = Filter { appointment: Some(id) };
            let part =
                Part { sort: persistence::store::collection::Sort::default(), after: None, limit: PAYMENTS };
            payments::list(tx, permit, &filter, &part)?
        }
        None => Vec::new(),
    };
    let lines = timeline(tx, &page.appointments, &page.directory, id, &page.clock, page.now)?;
    Ok(Found { view, names, bills, lines })
}

/// Who asks.
struct Asker {
    appointments: Permit,
    directory: Permit,
    payments: Option<Permit>,
    clock: crate::kit::when::WallClock,
    now: scheduling_core::time::Timestamp,
}

/// The appointment, for the forms that change it.
///
/// # Errors
/// The page that says that it is not there.
pub(super) async fn read<A: Asks>(page: &Page<A>, id: AppointmentId) -> Result<Appointment, Refused> {
    let permit = names::appointments(page)?;
    let found = page.db.read(move |tx: &mut Tx<'_>| use_cases::get(tx, &permit, id)).await;
    found.map_err(|error| page.refuse(error))
}

async fn look(page: Page<ReadDirectory>, id: web::Path<String>, request: HttpRequest) -> Answered {
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let asker = Asker {
        appointments: names::appointments(&page)?,
        directory: directory(&page)?,
        payments: page.permit_for(Action::ReadPayments).ok(),
        clock: page.clock.clone(),
        now: page.now,
    };
    let found = page.db.read(move |tx: &mut Tx<'_>| find(tx, &asker, id)).await;
    let found: Found = found.map_err(|error| -> Refused { page.refuse(error) })?;
    let shown = shown(&page, &request, found);
    page.show(&shown)
}

fn shown(page: &Page<ReadDirectory>, request: &HttpRequest, found: Found) -> AppointmentPage {
    let (texts, now) = (page.visitor.texts, page.now);
    let Found { view, names, bills, lines } = found;
    let one = view.appointment;
    let heading =
        texts.values("appointment-of", &[("client", &one.client.name), ("service", &one.terms.service_name)]);
    let mut shell = page.shell(heading);
    shell.undo = undo(page).or(shell.undo);
    let shell = page.visitor.settled(shell, one.cancelled.is_some());
    // Staff change what is theirs; of those whom they see as clients, they change nothing.
    let manages =
        |action: Action| page.permit_for(action).is_ok_and(|permit| permit.sees().shows(one.staff_user));
    let may_manage = manages(Action::ManageAppointments);
    AppointmentPage {
        shell,
        path: format!("{PATH}/{}", one.id),
        when: page.clock.interval(one.time),
        state: state(texts, &one),
        staff: names.get(&one.staff).cloned().unwrap_or_default(),
        setting: texts.say(&format!("setting-{}", one.terms.setting.name())),
        price: one.terms.price.map(|price| price.to_string()),
        money: bills.iter().flat_map(|bill| money(texts, &one, bill)).collect(),
        arrived: one.arrived_at().map(|at| page.clock.moment(at)),
        cancelled: one.cancelled.as_ref().map(|how| how.reason.clone()),
        policy: policy_words(texts, &one.terms.policy),
        meeting_link: use_cases::meeting_link(&one, &public_address(request)),
        marks: marks_of(&one, may_manage, now),
        moves: view.moves.iter().rev().map(|one| moved(page, &names, one)).collect(),
        payments: bills.iter().map(|bill| paid(page, bill)).collect(),
        may_manage,
        may_move: manages(Action::MoveAppointments) && require_movable(&one, now).is_ok(),
        can_cancel: may_manage && domain::appointment::transitions::require_cancellable(&one, now).is_ok(),
        lines,
        here: super::marks::here(page),
        appointment: one,
    }
}

fn moved(page: &Page<ReadDirectory>, names: &HashMap<StaffId, String>, one: &Move) -> Moved {
    let texts = page.visitor.texts;
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    let from = page.clock.short(one.from.time.start(), page.now);
    let to = page.clock.short(one.to.time.start(), page.now);
    let what = match one.from.staff == one.to.staff {
        true => texts.values("moved-from-to", &[("from", &from), ("to", &to)]),
        false => {
            texts.values("moved-to-other", &[("from", &from), ("to", &to), ("staff", &name(one.to.staff))])
        }
    };
    let status = one.status(page.now);
    let tone = match status {
        MoveStatus::Pending => "warn",
        MoveStatus::Confirmed => "good",
        MoveStatus::Expired | MoveStatus::Refused => "",
    };
    Moved {
        what,
        when: page.clock.short(one.at, page.now),
        reason: one.reason.clone(),
        state: Badge { tone, text: texts.say(&format!("move-{}", status.name())) },
    }
}

fn money(texts: Texts, one: &Appointment, bill: &Bill) -> Vec<Amount> {
    sums(texts, &PageMoney::standing(bill, one.status), "booked-to-pay")
}

fn paid(page: &Page<ReadDirectory>, bill: &Bill) -> Paid {
    let account = bill.account();
    Paid {
        path: format!("/app/payments/{}", bill.payment.id),
        amount: bill.amount().to_string(),
        state: status_badge(page.visitor.texts, account.status()),
    }
}

/// The appointment for calendars.
async fn file(page: Page<ReadDirectory>, id: web::Path<String>, request: HttpRequest) -> Answered {
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let (permit, address) = (names::appointments(&page)?, public_address(&request));
    let text = page.db.read(move |tx: &mut Tx<'_>| use_cases::ics(tx, &permit, id, &address)).await;
    let text = text.map_err(|error| -> Refused { page.refuse(error) })?;
    let name = format!("attachment; filename=\"appointment-{id}.ics\"");
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(text))
}

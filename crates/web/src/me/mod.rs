//! `/me`: what a customer who is logged in sees of their own appointments, and does with them.

use crate::booked::{Client, standing_of, tone_of};
use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Empty, ListPage, Row, Table, by, newest};
use crate::kit::month::Way as Switch;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::shell::{Shell, home_of};
use crate::kit::texts::Texts;
use actix_web::{HttpRequest, web};
use app::appointments::{self, Holder, OwnAppointment};
use askama::Template;
use domain::AppointmentId;
use domain::access::actions::{MoveAppointments, ReadAppointments};
use domain::access::{Asks, Role};
use domain::appointment::AppointmentStatus;
use domain::effect::Topic;
use http_kit::{Routes, public_address, resource};
use persistence::store::appointments::Filter;
use persistence::store::collection::{Part, SortKey};
use scheduling_core::time::{Interval, Timestamp};

const HOME: &str = "/me";
const LIST: &str = "/me/appointments";
/// Appointments that the overview shows, and among how many it looks for those that stand.
const NEXT: usize = 6;
const LOOKED: i64 = 50;
/// How far ahead, and back, a list looks in seconds: a hundred years.
const FAR: i64 = 100 * 366 * 86_400;

pub(crate) fn routes(routes: &mut Routes) {
    let one = |tail: &str| resource(format!("{LIST}/{{id}}{tail}"));
    routes
        .service(resource(HOME).get(overview))
        .service(resource(LIST).get(list))
        .service(one("").get(look).post(act))
        .service(one("/move").get(choose))
        .service(one("/cancel").get(ask_cancel))
        .service(one("/appointment.ics").get(file));
}

/// These pages are a customer's; other roles have theirs elsewhere.
fn customer<A: Asks>(mut page: Page<A>) -> Result<Page<A>, Refused> {
    match page.caller.role {
        Role::Customer => {
            page.clock.hours = page.visitor.hours;
            Ok(page)
        }
        role => Err(Refused::to(home_of(role).to_owned())),
    }
}

#[derive(Template)]
#[template(path = "me.html")]
struct Overview {
    shell: Shell,
    company: String,
    next: Option<Entry>,
    then: Vec<Entry>,
    zone: String,
    /// The other way of counting hours.
    hours: Switch,
}

/// An appointment of the overview.
struct Entry {
    path: String,
    service: String,
    staff: String,
    time: String,
    tone: &'static str,
    standing: String,
    money: Option<String>,
}

fn ahead(now: Timestamp) -> Filter {
    Filter { window: Interval::new(now, now.plus_seconds(FAR)).ok(), ..Filter::default() }
}

fn past(now: Timestamp) -> Filter {
    Filter { window: Interval::new(now.plus_seconds(-FAR), now).ok(), ..Filter::default() }
}

async fn overview(page: Page<ReadAppointments>) -> Answered {
    let page = customer(page)?;
    let (now, part) = (page.now, Part { sort: by(SortKey::Start), after: None, limit: LOOKED });
    let found = page.read(move |tx, permit| appointments::own(tx, permit, &ahead(now), &part)).await?;
    let texts = page.visitor.texts;
    let stands = found.iter().filter(|one| one.appointment.status.is_open());
    let mut entries = stands.take(NEXT).map(|one| entry(&page, one));
    let next = entries.next();
    let then = entries.collect();
    let shell = page.shell(texts.say("me-title"));
    let company = shell.person.as_ref().map(|person| person.company.clone()).unwrap_or_default();
    page.show(&Overview {
        shell,
        company,
        next,
        then,
        zone: page.clock.zone_name(),
        hours: page.visitor.hours_switch(),
    })
}

fn entry<A: Asks>(page: &Page<A>, one: &OwnAppointment) -> Entry {
    let texts = page.visitor.texts;
    Entry {
        path: path_of(one.appointment.id),
        service: one.appointment.terms.service_name.clone(),
        staff: one.staff_name.clone().unwrap_or_default(),
        time: page.clock.span(one.appointment.time),
        tone: tone_of(one.appointment.status),
        standing: standing_of(texts, one.appointment.status),
        money: money(texts, one),
    }
}

fn path_of(id: AppointmentId) -> String {
    format!("{LIST}/{id}")
}

/// Whether something is to be paid, or was.
fn money(texts: Texts, one: &OwnAppointment) -> Option<String> {
    let asks = one.appointment.terms.asks_for_money();
    match one.appointment.status {
        _ if one.paid.in_full => Some(texts.say("me-paid")),
        AppointmentStatus::PendingPayment | AppointmentStatus::Confirmed if asks => {
            Some(texts.say("me-unpaid"))
        }
        _ => None,
    }
}

async fn list(page: Page<ReadAppointments>) -> Answered {
    let page = customer(page)?;
    let (texts, now) = (page.visitor.texts, page.now);
    let is_past = page.visitor.param("when") == Some("past");
    let (usual, filter) = match is_past {
        true => (newest(SortKey::Start), past(now)),
        false => (by(SortKey::Start), ahead(now)),
    };
    let asked = Asked::new(&page.visitor, usual);
    let part = asked.part();
    let mut found = page.read(move |tx, permit| appointments::own(tx, permit, &filter, &part)).await?;
    let next = asked.cut(&mut found, |one| (one.appointment.id, Some(one.appointment.time.start())));
    // What is going on lies ahead still.
    found.retain(|one| !is_past || one.appointment.time.end() <= now);
    let columns = vec![
        asked.sorted(SortKey::Start, "start", texts.say("when")),
        Asked::column(texts.say("me-what")),
        Asked::column(texts.say("state")),
    ];
    let heading = texts.say("me-list");
    let choices =
        [("", "me-ahead"), ("past", "me-past")].map(|(value, key)| (value.to_owned(), texts.say(key)));
    let when = Field::select("when", texts.say("me-when"), choices);
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Appointments]),
        intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
        create: Vec::new(),
        path: LIST.to_owned(),
        filters: vec![when.value(if is_past { "past" } else { "" })],
        is_filtered: false,
        table: Table {
            caption: heading.clone(),
            columns,
            rows: found.iter().map(|one| row(&page, one)).collect(),
        },
        heading,
        next,
        first: asked.first(),
        csv: None,
        empty: empty(texts, is_past),
        bulk: None,
    })
}

fn empty(texts: Texts, is_past: bool) -> Empty {
    let (why, path, key) = match is_past {
        true => ("me-none-past", LIST.to_owned(), "me-ahead"),
        false => ("me-none", format!("{LIST}?when=past"), "me-past"),
    };
    Empty { why: texts.say(why), actions: vec![Way { path, text: texts.say(key) }] }
}

fn row<A: Asks>(page: &Page<A>, one: &OwnAppointment) -> Row {
    let entry = entry(page, one);
    let under = [Some(entry.staff), entry.money].into_iter().flatten().filter(|text| !text.is_empty());
    let cells = vec![
        Cell::text(page.clock.short_span(one.appointment.time, page.now)),
        Cell::Link { path: entry.path, text: entry.service, under: under.collect::<Vec<_>>().join(" · ") },
        Cell::badge(entry.tone, entry.standing),
    ];
    Row { pick: None, cells }
}

/// The customer before one of their appointments.
fn client<A: Asks>(page: Page<A>, request: &HttpRequest, id: &str) -> Result<Client, Refused> {
    let page = customer(page)?;
    let appointment: AppointmentId = id_in(&page, id, "appointment")?;
    let shell = page.shell(page.say("booked-title"));
    Ok(Client {
        holder: Holder::Customer { permit: page.permit, company: page.company, appointment },
        path: path_of(appointment),
        list: Some(LIST),
        shell,
        visitor: page.visitor,
        zone: Some(page.clock.zone),
        db: page.db,
        public_url: public_address(request),
    })
}

async fn look(page: Page<ReadAppointments>, request: HttpRequest, id: web::Path<String>) -> Answered {
    client(page, &request, &id)?.look().await
}

async fn act(sent: Submitted<MoveAppointments>, request: HttpRequest, id: web::Path<String>) -> Answered {
    client(sent.page, &request, &id)?.act(&sent.form).await
}

async fn choose(page: Page<MoveAppointments>, request: HttpRequest, id: web::Path<String>) -> Answered {
    client(page, &request, &id)?.choose().await
}

async fn ask_cancel(page: Page<MoveAppointments>, request: HttpRequest, id: web::Path<String>) -> Answered {
    client(page, &request, &id)?.ask_cancel().await
}

async fn file(page: Page<ReadAppointments>, request: HttpRequest, id: web::Path<String>) -> Answered {
    client(page, &request, &id)?.file().await
}

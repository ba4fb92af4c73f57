//! `/app/appointments`: the list.

use super::names::{
    self, Member, PATH, directory, members, members_named, names_of, services, status_text, status_tone,
};
use crate::hiring::{Named, WrongDate, options, window};
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, newest};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use crate::kit::who::advised;
use actix_web::HttpResponse;
use app::appointments as use_cases;
use domain::AppointmentId;
use domain::access::actions::ReadDirectory;
use domain::access::{Action, Asks, Permit};
use domain::appointment::{Appointment, AppointmentStatus, MarkKind, ServiceId, StaffId};
use domain::effect::Topic;
use http_kit::{Routes, resource};
use persistence::store::appointments::Filter;
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(list));
}

/// What the address narrows the list by; dates that can't be meant let nothing through.
fn filter<A: Asks>(page: &Page<A>, asked: &Asked<'_>) -> Result<Filter, WrongDate> {
    Ok(Filter {
        staff: asked.number("staff").map(StaffId),
        service: asked.number("service").map(ServiceId),
        client: None,
        status: asked.param("status").and_then(AppointmentStatus::named),
        window: window(asked.param("from"), asked.param("to"), &page.clock)?,
        search: asked.search(),
    })
}

/// The client of an appointment that the address names: no address of a page tells anybody's address of mail.
fn client_of(asked: &Asked<'_>) -> Option<AppointmentId> {
    asked.param("client")?.parse().ok().map(AppointmentId)
}

/// The same filter for that client alone.
fn narrowed(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    client: Option<AppointmentId>,
) -> Result<Filter, StoreError> {
    let Some(id) = client else { return Ok(filter.clone()) };
    let key = use_cases::get(tx, permit, id)?.client.key();
    Ok(Filter { client: Some(key), ..filter.clone() })
}

/// What the list shows.
struct Found {
    staff: Vec<Member>,
    services: Vec<Named<ServiceId>>,
    names: HashMap<StaffId, String>,
    rows: Vec<Appointment>,
    next: Option<String>,
    wrong: Option<WrongDate>,
}

async fn list(page: Page<ReadDirectory>) -> Answered {
    let asked = Asked::new(&page.visitor, newest(SortKey::Start));
    let filter = filter(&page, &asked);
    let permit = names::appointments(&page)?;
    if asked.wants_csv() {
        return whole(&page, filter, asked.sort, client_of(&asked));
    }
    let (part, named) = (asked.part(), directory(&page)?);
    let (staff, service) = (asked.number("staff").map(StaffId), asked.number("service").map(ServiceId));
    let (wrong, client) = (filter.as_ref().err().copied(), client_of(&asked));
    let read = move |tx: &mut Tx<'_>| {
        let rows = match &filter {
            Ok(filter) => {
                let filter = narrowed(tx, &permit, filter, client)?;
                use_cases::list(tx, &permit, &filter, &part)?
            }
            Err(_) => Vec::new(),
        };
        let names = staff_of(tx, &named, &rows)?;
        Ok::<_, StoreError>(Found {
            staff: members(tx, &named, staff.as_slice())?,
            services: services(tx, &named, false, service.as_slice())?,
            names,
            rows,
            next: None,
            wrong,
        })
    };
    let mut found = page.db.read(read).await.map_err(|error| -> Refused { page.refuse(error) })?;
    found.next = asked.cut(&mut found.rows, place);
    show(&page, &asked, &found)
}

/// The names of the staff of these appointments.
pub(super) fn staff_of(
    tx: &mut Tx<'_>,
    named: &Permit,
    rows: &[Appointment],
) -> Result<HashMap<StaffId, String>, StoreError> {
    let ids: BTreeSet<StaffId> = rows.iter().map(|one| one.staff).collect();
    names_of(tx, named, &Vec::from_iter(ids))
}

fn place(one: &Appointment) -> (AppointmentId, Option<Timestamp>) {
    (one.id, Some(one.time.start()))
}

fn show(page: &Page<ReadDirectory>, asked: &Asked<'_>, found: &Found) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("appointment-list");
    let books = page.may(Action::BookAppointments);
    let new = || Way { path: format!("{PATH}/new"), text: texts.say("appointment-new") };
    let empty = match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: PATH.into(), text: texts.say("filter-clear") }],
        },
        false => Empty {
            why: advised(texts, "appointment-none", books, Action::BookAppointments),
            actions: books.then(new).into_iter().collect(),
        },
    };
    let mut shell = page.shell(&heading).hearing(&[Topic::Appointments]);
    shell.undo = super::marks::undo(page).or(shell.undo);
    page.show(&ListPage {
        shell,
        intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
        create: books.then(new).into_iter().collect(),
        path: PATH.into(),
        filters: filters(texts, asked, found),
        is_filtered: asked.is_filtered(),
        next: found.next.clone(),
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns(texts, asked),
            rows: found.rows.iter().map(|one| row(page, found, one)).collect(),
        },
        heading,
    })
}

fn filters(texts: Texts, asked: &Asked<'_>, found: &Found) -> Vec<Field> {
    let value = |name: &str| asked.param(name).unwrap_or_default().to_owned();
    let all = |options: Vec<(String, String)>| {
        let mut every = vec![(String::new(), texts.say("filter-all"))];
        every.extend(options);
        every
    };
    let date = |name: &'static str, key: &str| {
        let wrong = found.wrong.filter(|wrong| wrong.field == name);
        let field = Field::typed("date", name, texts.say(key)).value(value(name));
        Field { error: wrong.map(|wrong| texts.say(wrong.key)), ..field }
    };
    let states = AppointmentStatus::ALL.iter().map(|&one| (one.name().to_owned(), status_text(texts, one)));
    let staff = members_named(&found.staff);
    vec![
        asked.search_field(texts.say("appointment-search")),
        Field::select("status", texts.say("state"), all(states.collect())).value(value("status")),
        Field::select("service", texts.say("service"), all(options(&found.services))).value(value("service")),
        Field::select("staff", texts.say("nav-staff"), all(options(&staff))).value(value("staff")),
        date("from", "from-date"),
        date("to", "to-date"),
    ]
}

fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
    vec![
        Asked::column(texts.say("client")),
        asked.sorted(SortKey::Start, "start", texts.say("when")),
        Asked::column(texts.say("service")),
        Asked::column(texts.say("nav-staff")),
        Asked::column(texts.say("state")),
    ]
}

/// The state of an appointment, and whether its client came.
pub(crate) fn state(texts: Texts, one: &Appointment) -> crate::hiring::Badge {
    let came = one.mark.is_some_and(|mark| mark.kind == MarkKind::Arrived);
    match came {
        true => crate::hiring::Badge { tone: "good", text: texts.say("appointment-arrived") },
        false => crate::hiring::Badge { tone: status_tone(one.status), text: status_text(texts, one.status) },
    }
}

fn row(page: &Page<ReadDirectory>, found: &Found, one: &Appointment) -> Row {
    let state = state(page.visitor.texts, one);
    let cells = vec![
        Cell::Link {
            path: format!("{PATH}/{}", one.id),
            text: one.client.name.clone(),
            under: one.client.email.clone(),
        },
        Cell::text(page.clock.short_span(one.time, page.now)),
        Cell::text(one.terms.service_name.clone()),
        Cell::text(found.names.get(&one.staff).cloned().unwrap_or_default()),
        Cell::badge(state.tone, state.text),
    ];
    Row { pick: None, cells }
}

const COLUMNS: [&str; 13] = [
    "id",
    "client",
    "email",
    "phone",
    "service",
    "staff",
    "start",
    "end",
    "status",
    "arrived_at",
    "amount",
    "currency",
    "made_by",
];

/// All that is filtered, as a file. Times are in UTC, as programs read them.
fn whole(
    page: &Page<ReadDirectory>,
    filter: Result<Filter, WrongDate>,
    sort: Sort,
    client: Option<AppointmentId>,
) -> Answered {
    let (permit, named) = (names::appointments(page)?, directory(page)?);
    let read = move |tx: &mut Tx<'_>, _: &Permit, after: Option<Position<AppointmentId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let found = match &filter {
            Ok(filter) => {
                let filter = narrowed(tx, &permit, filter, client)?;
                use_cases::list(tx, &permit, &filter, &Part { sort, after, limit })?
            }
            Err(_) => Vec::new(),
        };
        let last = found.last().map(place).filter(|_| found.len() == BATCH);
        let next = last.map(|(id, start)| Part::position(sort, id, start));
        let names = staff_of(tx, &named, &found)?;
        let rows = found.iter().map(|one| line(one, &names)).collect();
        Ok::<_, StoreError>(Batch { rows, next })
    };
    let file: HttpResponse = csv::file(page, "appointments", &COLUMNS.map(str::to_owned), read);
    Ok(file)
}

fn line(one: &Appointment, names: &HashMap<StaffId, String>) -> Vec<String> {
    let amount = one.terms.amount_to_pay;
    vec![
        one.id.to_string(),
        one.client.name.clone(),
        one.client.email.clone(),
        one.client.phone.clone().unwrap_or_default(),
        one.terms.service_name.clone(),
        names.get(&one.staff).cloned().unwrap_or_default(),
        one.time.start().to_string(),
        one.time.end().to_string(),
        one.status.name().to_owned(),
        one.arrived_at().map(|at| at.to_string()).unwrap_or_default(),
        amount.map(domain::money::written::without_currency).unwrap_or_default(),
        amount.map(|amount| amount.currency().code().to_owned()).unwrap_or_default(),
        one.made_by.clone(),
    ]
}

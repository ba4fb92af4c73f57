//! `/app/clients`: who has booked. Clients are known by their addresses, from their appointments.

use super::appointments::{staff_of, state};
use super::names::{self, directory};
use crate::hiring::Badge;
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::list::{Asked, Cell, Empty, ListPage, ROWS, Row, Table, by};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use actix_web::{HttpResponse, web};
use app::appointments::{self as use_cases, ClientFilter, ClientSummary};
use askama::Template;
use domain::AppointmentId;
use domain::access::actions::ReadDirectory;
use domain::access::{Action, Permit};
use domain::appointment::{Appointment, Client};
use domain::effect::Topic;
use http_kit::{Routes, resource};
use persistence::store::appointments::Filter;
use persistence::store::collection::{Part, Sort, SortKey};
use persistence::{StoreError, Tx};

const PATH: &str = "/app/clients";
/// Appointments that the page of a client shows.
const MOST: i64 = 100;

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(list)).service(resource("/app/clients/{id}").get(look));
}

fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(50)
}

async fn list(page: Page<ReadDirectory>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(SortKey::Id));
    let permit = names::appointments(&page)?;
    let filter = ClientFilter { search: asked.search(), ..ClientFilter::default() };
    if asked.wants_csv() {
        return Ok(whole(&page, filter, permit));
    }
    // Behind the client of that appointment, as no address of a page tells anybody's address of mail.
    let after: Option<AppointmentId> =
        asked.param("after").and_then(|text| text.parse().ok()).map(AppointmentId);
    let read = move |tx: &mut Tx<'_>| {
        let after = match after {
            Some(id) => Some(use_cases::get(tx, &permit, id)?.client.key()),
            None => None,
        };
        let filter = ClientFilter { after, ..filter.clone() };
        use_cases::clients(tx, &permit, &filter, limit(ROWS + 1))
    };
    let mut found = page.db.read(read).await.map_err(|error| page.refuse(error))?;
    let is_more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| is_more);
    let next = last.map(|last| asked.link(&[("after", &last.newest.id.to_string())]));
    let rows = found.iter().map(|one| row(&page, one)).collect();
    let heading = texts.say("nav-clients");
    let empty = match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: PATH.into(), text: texts.say("filter-clear") }],
        },
        false => Empty { why: texts.say("client-none"), actions: Vec::new() },
    };
    let columns = ["client", "phone", "client-appointments", "client-no-shows", "client-newest"];
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Appointments]),
        intro: Some(texts.say("client-intro")),
        create: Vec::new(),
        path: PATH.into(),
        filters: vec![asked.search_field(texts.say("appointment-search"))],
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns.map(|key| Asked::column(texts.say(key))).into(),
            rows,
        },
        heading,
    })
}

fn row(page: &Page<ReadDirectory>, one: &ClientSummary) -> Row {
    let client = &one.newest.client;
    let cells = vec![
        Cell::Link {
            path: format!("{PATH}/{}", one.newest.id),
            text: client.name.clone(),
            under: client.email.clone(),
        },
        Cell::text(client.phone.clone().unwrap_or_default()),
        Cell::text(one.appointments.to_string()),
        Cell::text(one.no_shows.to_string()),
        Cell::text(page.clock.short(one.newest.time.start(), page.now)),
    ];
    Row { pick: None, cells }
}

/// All that is filtered, as a file.
fn whole(page: &Page<ReadDirectory>, filter: ClientFilter, permit: Permit) -> HttpResponse {
    let columns = ["email", "name", "phone", "address", "appointments", "no_shows"];
    let read = move |tx: &mut Tx<'_>, _: &Permit, after: Option<String>| {
        let filter = ClientFilter { after, ..filter.clone() };
        let found = use_cases::clients(tx, &permit, &filter, limit(BATCH))?;
        let next = found.last().filter(|_| found.len() == BATCH).map(|last| last.key.clone());
        Ok::<_, StoreError>(Batch { rows: found.iter().map(line).collect(), next })
    };
    csv::file(page, "clients", &columns.map(str::to_owned), read)
}

fn line(one: &ClientSummary) -> Vec<String> {
    let client = one.newest.client.clone();
    vec![
        client.email,
        client.name,
        client.phone.unwrap_or_default(),
        client.address.unwrap_or_default(),
        one.appointments.to_string(),
        one.no_shows.to_string(),
    ]
}

#[derive(Template)]
#[template(path = "client.html")]
struct ClientPage {
    shell: Shell,
    client: Client,
    count: String,
    no_shows: String,
    appointments: Vec<Booked>,
    /// All of them, where there are more.
    all: String,
    book: Option<String>,
}

/// One of their appointments.
struct Booked {
    path: String,
    when: String,
    what: String,
    who: String,
    state: Badge,
}

/// What there is of a client.
struct Found {
    summary: Option<ClientSummary>,
    names: std::collections::HashMap<domain::appointment::StaffId, String>,
    booked: Vec<Appointment>,
}

/// The client of an appointment: no address of a page tells anybody's address of mail.
async fn look(page: Page<ReadDirectory>, id: web::Path<String>) -> Answered {
    let id: AppointmentId = id_in(&page, &id, "client")?;
    let texts = page.visitor.texts;
    let (permit, named) = (names::appointments(&page)?, directory(&page)?);
    let read = move |tx: &mut Tx<'_>| {
        let key = use_cases::get(tx, &permit, id)?.client.key();
        let filter = ClientFilter { key: Some(key.clone()), ..ClientFilter::default() };
        let summary = use_cases::clients(tx, &permit, &filter, 1)?.pop();
        let sort = Sort { key: SortKey::Start, descending: true };
        let filter = Filter { client: Some(key), ..Filter::default() };
        let booked = use_cases::list(tx, &permit, &filter, &Part { sort, after: None, limit: MOST })?;
        let names = staff_of(tx, &named, &booked)?;
        Ok::<_, StoreError>(Found { summary, names, booked })
    };
    let found = page.db.read(read).await.map_err(|error| page.refuse(error))?;
    let Some(summary) = found.summary else { return Err(page.missing("client")) };
    let client = summary.newest.client.clone();
    let booked = |one: &Appointment| Booked {
        path: format!("/app/appointments/{}", one.id),
        when: page.clock.short_span(one.time, page.now),
        what: one.terms.service_name.clone(),
        who: found.names.get(&one.staff).cloned().unwrap_or_default(),
        state: state(texts, one),
    };
    let count = |number: i64, key: &str| texts.count(key, usize::try_from(number).unwrap_or_default());
    page.show(&ClientPage {
        shell: page.shell(client.name.clone()),
        count: count(summary.appointments, "client-count"),
        no_shows: count(summary.no_shows, "client-no-show-count"),
        appointments: found.booked.iter().map(booked).collect(),
        all: format!("/app/appointments?client={id}"),
        book: page.may(Action::BookAppointments).then(|| format!("/app/appointments/new?client={id}")),
        client,
    })
}

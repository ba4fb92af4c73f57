//! `/app/conflicts`: what stands against interviews and appointments, and how to settle it.

use super::candidates::directory;
use super::names::{Badge, Named, Seen, options, people, seen};
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, newest};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::stored::{self, Reason};
use crate::kit::texts::Texts;
use actix_web::HttpResponse;
use app::conflicts;
use domain::access::actions::ReadInterviews;
use domain::access::{Action, Permit};
use domain::appointment::Appointment;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::effect::Topic;
use domain::{AppointmentId, ConflictId, InterviewId, UserId};
use http_kit::{Routes, resource};
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::conflicts::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

pub(super) const PATH: &str = "/app/conflicts";

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(list));
}

fn filter(asked: &Asked<'_>) -> Filter {
    let resolution = match asked.param("resolution") {
        Some("all") => None,
        Some(name) => Resolution::named(name),
        None => Some(Resolution::Pending),
    };
    Filter {
        resolution,
        conflict_type: asked.param("type").and_then(ConflictType::named),
        origin: asked.param("origin").and_then(ConflictOrigin::named),
        interview: None,
        interviewer: asked.number("interviewer").map(UserId),
        ..Filter::default()
    }
}

fn place(conflict: &Conflict) -> (ConflictId, Option<Timestamp>) {
    (conflict.id, None)
}

/// What a conflict stands against, as far as who looks may see it.
enum Against {
    Interview(Seen),
    Appointment(Appointment),
    Unseen,
}

/// A conflict with what it stands against.
struct Told {
    conflict: Conflict,
    against: Against,
}

/// What reading them takes.
#[derive(Clone)]
struct Reading {
    appointments: Option<Permit>,
    now: Timestamp,
}

impl Reading {
    fn of(page: &Page<ReadInterviews>) -> Self {
        Self { appointments: page.permit_for(Action::ReadAppointments).ok(), now: page.now }
    }
}

fn told(
    tx: &mut Tx<'_>,
    permit: &Permit,
    found: Vec<Conflict>,
    reading: &Reading,
) -> Result<Vec<Told>, StoreError> {
    let ids: Vec<InterviewId> = found.iter().filter_map(|one| one.meeting.interview()).collect();
    let interviews = persistence::store::interviews::by_ids(&mut tx.scope(permit), &ids)?;
    let interviews = seen(tx, permit, interviews, reading.now)?;
    let ids: Vec<AppointmentId> = found.iter().filter_map(|one| one.meeting.appointment()).collect();
    let appointments = match &reading.appointments {
        Some(permit) => persistence::store::appointments::by_ids(&mut tx.scope(permit), &ids)?,
        None => Vec::new(),
    };
    let against = |conflict: &Conflict| {
        let (interview, appointment) = (conflict.meeting.interview(), conflict.meeting.appointment());
        let interview = interviews.iter().find(|seen| Some(seen.view.interview.id) == interview);
        let appointment = appointments.iter().find(|one| Some(one.id) == appointment);
        match (interview, appointment) {
            (Some(seen), _) => Against::Interview(seen.clone()),
            (None, Some(one)) => Against::Appointment(one.clone()),
            (None, None) => Against::Unseen,
        }
    };
    Ok(found.into_iter().map(|conflict| Told { against: against(&conflict), conflict }).collect())
}

async fn list(page: Page<ReadInterviews>) -> Answered {
    let (texts, reading) = (page.visitor.texts, Reading::of(&page));
    let asked = Asked::new(&page.visitor, newest(SortKey::CreatedAt));
    let filter = filter(&asked);
    if asked.wants_csv() {
        return Ok(whole(&page, filter, asked.sort));
    }
    let (part, directory) = (asked.part(), directory(&page)?);
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let people = people(tx, &directory, filter.interviewer.as_slice())?;
        Ok((people, conflicts::list(tx, permit, &filter, &part)?))
    };
    let (people, mut found) = page.read(read).await?;
    let next = asked.cut(&mut found, place);
    let rows = page.read(move |tx, permit| told(tx, permit, found.clone(), &reading)).await?;
    let heading = texts.say("conflict-list");
    let value = |name: &str| asked.param(name).unwrap_or_default().to_owned();
    let mut interviewers = vec![(String::new(), texts.say("filter-all"))];
    interviewers.extend(options(&people));
    let mut filters = chosen(texts, &asked);
    filters.push(
        Field::select("interviewer", texts.say("interviewer"), interviewers).value(value("interviewer")),
    );
    let empty = match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: PATH.into(), text: texts.say("conflict-open-ones") }],
        },
        false => Empty {
            why: texts.say("conflict-none"),
            actions: vec![Way { path: format!("{PATH}?resolution=all"), text: texts.say("conflict-all") }],
        },
    };
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Conflicts]),
        intro: Some(texts.say("conflict-intro")),
        create: Vec::new(),
        path: PATH.into(),
        filters,
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns(texts, &asked),
            rows: rows.iter().map(|one| row(&page, one, &people)).collect(),
        },
        heading,
    })
}

/// The fields by which conflicts are told apart.
fn chosen(texts: Texts, asked: &Asked<'_>) -> Vec<Field> {
    let value = |name: &str| asked.param(name).unwrap_or_default().to_owned();
    let all = || (String::new(), texts.say("filter-all"));
    let mut states =
        vec![(String::new(), texts.say("conflict-pending")), ("all".to_owned(), texts.say("filter-all"))];
    let settled = Resolution::ALL.into_iter().filter(|one| *one != Resolution::Pending);
    states.extend(settled.map(|one| (one.name().to_owned(), resolution(texts, one).text)));
    let mut types = vec![all()];
    types.extend(ConflictType::ALL.map(|one| (one.name().to_owned(), kind(texts, one))));
    let mut origins = vec![all()];
    origins.extend(
        [ConflictOrigin::Broken, ConflictOrigin::Refused]
            .map(|one| (one.name().to_owned(), texts.say(&format!("origin-{}", one.name())))),
    );
    vec![
        Field::select("resolution", texts.say("state"), states).value(value("resolution")),
        Field::select("type", texts.say("conflict-type"), types).value(value("type")),
        Field::select("origin", texts.say("conflict-origin"), origins).value(value("origin")),
    ]
}

fn kind(texts: Texts, kind: ConflictType) -> String {
    texts.say(&format!("conflict-{}", kind.name().replace('_', "-")))
}

/// What kind of conflict it is: interviewers interview, and staff has appointments.
pub(super) fn kind_of(texts: Texts, conflict: &Conflict) -> String {
    match conflict.conflict_type {
        ConflictType::InterviewerUnavailable if conflict.meeting.appointment().is_some() => {
            texts.say("conflict-staff-unavailable")
        }
        other => kind(texts, other),
    }
}

pub(super) fn resolution(texts: Texts, resolution: Resolution) -> Badge {
    let tone = if resolution == Resolution::Pending { "bad" } else { "good" };
    Badge { tone, text: texts.say(&format!("resolution-{}", resolution.name())) }
}

fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
    let mut columns: Vec<Column> = ["conflict-against", "conflict-type", "reason", "state"]
        .map(|key| Asked::column(texts.say(key)))
        .into();
    columns.push(asked.sorted(SortKey::CreatedAt, "created", texts.say("conflict-found")));
    columns
}

fn row(page: &Page<ReadInterviews>, one: &Told, people: &[Named<UserId>]) -> Row {
    let (texts, conflict) = (page.visitor.texts, &one.conflict);
    let Whose { who, about, when } = whose(page, one);
    let under = [about, when].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let state = resolution(texts, conflict.resolution);
    let cells = vec![
        Cell::Link { path: format!("{PATH}/{}", conflict.id), text: who, under },
        Cell::text(kind_of(texts, conflict)),
        Cell::text(who_and_why(texts, conflict, people)),
        Cell::badge(state.tone, state.text),
        Cell::text(page.clock.short(conflict.detected_at, page.now)),
    ];
    Row { pick: None, cells }
}

/// Whose meeting it is, about what, and when it begins.
struct Whose {
    who: String,
    about: String,
    when: String,
}

fn whose(page: &Page<ReadInterviews>, one: &Told) -> Whose {
    let texts = page.visitor.texts;
    let when = |time: Option<Interval>| time.map(|time| page.clock.short(time.start(), page.now));
    let nobody = |key: &str| Whose { who: texts.say(key), about: String::new(), when: String::new() };
    match &one.against {
        Against::Interview(seen) => Whose {
            who: seen.candidate.clone(),
            about: seen.job.clone(),
            when: when(seen.view.interview.time).unwrap_or_default(),
        },
        Against::Appointment(one) => Whose {
            who: one.client.name.clone(),
            about: one.terms.service_name.clone(),
            when: when(Some(one.time)).unwrap_or_default(),
        },
        Against::Unseen if one.conflict.meeting.appointment().is_some() => nobody("appointment"),
        Against::Unseen => nobody("interview"),
    }
}

/// Who can't come, where that is one of these, and what was in the way.
fn who_and_why(texts: Texts, conflict: &Conflict, people: &[Named<UserId>]) -> String {
    let why = told_cause(texts, conflict).map(|cause| cause.text).unwrap_or_default();
    match people.iter().find(|one| Some(one.id) == conflict.user) {
        Some(one) => texts.values("refusal-in-the-way", &[("who", &one.name), ("why", &why)]),
        None => why,
    }
}

/// What was in the way, in the page's language where that is known.
pub(super) fn told_cause(texts: Texts, conflict: &Conflict) -> Option<Reason> {
    Some(stored::told(texts, &cause(conflict)?))
}

/// What was in the way, as it is stored.
fn cause(conflict: &Conflict) -> Option<String> {
    let details: serde_json::Value = serde_json::from_str(&conflict.details).ok()?;
    details.get("reason")?.as_str().map(str::to_owned)
}

fn whole(page: &Page<ReadInterviews>, filter: Filter, sort: Sort) -> HttpResponse {
    let columns = [
        "id",
        "candidate",
        "job",
        "type",
        "origin",
        "reason",
        "resolution",
        "detected_at",
        "resolved_at",
        "client",
        "service",
        "start",
    ];
    let reading = Reading::of(page);
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<ConflictId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let found = conflicts::list(tx, permit, &filter, &Part { sort, after, limit })?;
        let last = found.last().map(place).filter(|_| found.len() == BATCH);
        let next = last.map(|(id, start)| Part::position(sort, id, start));
        let line = |one: &Told| {
            let conflict = &one.conflict;
            let (interview, appointment) = match &one.against {
                Against::Interview(seen) => (Some(seen), None),
                Against::Appointment(one) => (None, Some(one)),
                Against::Unseen => (None, None),
            };
            let time = interview.and_then(|seen| seen.view.interview.time);
            let time = time.or(appointment.map(|one| one.time));
            vec![
                conflict.id.to_string(),
                interview.map(|seen| seen.candidate.clone()).unwrap_or_default(),
                interview.map(|seen| seen.job.clone()).unwrap_or_default(),
                conflict.conflict_type.name().to_owned(),
                conflict.origin.name().to_owned(),
                cause(conflict).unwrap_or_default(),
                conflict.resolution.name().to_owned(),
                conflict.detected_at.to_string(),
                conflict.resolved_at.map(|at| at.to_string()).unwrap_or_default(),
                appointment.map(|one| one.client.name.clone()).unwrap_or_default(),
                appointment.map(|one| one.terms.service_name.clone()).unwrap_or_default(),
                time.map(|time| time.start().to_string()).unwrap_or_default(),
            ]
        };
        let rows = told(tx, permit, found, &reading)?.iter().map(line).collect();
        Ok::<_, StoreError>(Batch { rows, next })
    };
    csv::file(page, "conflicts", &columns.map(str::to_owned), read)
}

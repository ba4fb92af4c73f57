//! `/app/conflicts`: what stands against interviews, and how to settle it.

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
use domain::access::Permit;
use domain::access::actions::ReadInterviews;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::effect::Topic;
use domain::{ConflictId, InterviewId, UserId};
use http_kit::{Routes, resource};
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::conflicts::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

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

/// A conflict with the interview that it stands against.
struct Told {
    conflict: Conflict,
    against: Option<Seen>,
}

fn told(
    tx: &mut Tx<'_>,
    permit: &Permit,
    found: Vec<Conflict>,
    now: Timestamp,
) -> Result<Vec<Told>, StoreError> {
    let mut all = Vec::with_capacity(found.len());
    let ids: Vec<InterviewId> = found.iter().filter_map(|one| one.meeting.interview()).collect();
    let interviews = persistence::store::interviews::by_ids(&mut tx.scope(permit), &ids)?;
    let known = seen(tx, permit, interviews, now)?;
    for conflict in found {
        let against = conflict.meeting.interview();
        let against = known.iter().find(|seen| Some(seen.view.interview.id) == against).cloned();
        all.push(Told { conflict, against });
    }
    Ok(all)
}

async fn list(page: Page<ReadInterviews>) -> Answered {
    let (texts, now) = (page.visitor.texts, page.now);
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
    let rows = page.read(move |tx, permit| told(tx, permit, found.clone(), now)).await?;
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

pub(super) fn kind(texts: Texts, kind: ConflictType) -> String {
    texts.say(&format!("conflict-{}", kind.name().replace('_', "-")))
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
    let (name, under) = match &one.against {
        Some(seen) => (seen.candidate.clone(), seen.job.clone()),
        None if conflict.meeting.appointment().is_some() => (texts.say("appointment"), String::new()),
        None => (texts.say("interview"), String::new()),
    };
    let state = resolution(texts, conflict.resolution);
    let cells = vec![
        Cell::Link { path: format!("{PATH}/{}", conflict.id), text: name, under },
        Cell::text(kind(texts, conflict.conflict_type)),
        Cell::text(who_and_why(texts, conflict, people)),
        Cell::badge(state.tone, state.text),
        Cell::text(page.clock.short(conflict.detected_at, page.now)),
    ];
    Row { pick: None, cells }
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
    let columns =
        ["id", "candidate", "job", "type", "origin", "reason", "resolution", "detected_at", "resolved_at"];
    let now = page.now;
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<ConflictId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let found = conflicts::list(tx, permit, &filter, &Part { sort, after, limit })?;
        let last = found.last().map(place).filter(|_| found.len() == BATCH);
        let next = last.map(|(id, start)| Part::position(sort, id, start));
        let line = |one: &Told| {
            let (conflict, against) = (&one.conflict, one.against.as_ref());
            vec![
                conflict.id.to_string(),
                against.map(|seen| seen.candidate.clone()).unwrap_or_default(),
                against.map(|seen| seen.job.clone()).unwrap_or_default(),
                conflict.conflict_type.name().to_owned(),
                conflict.origin.name().to_owned(),
                cause(conflict).unwrap_or_default(),
                conflict.resolution.name().to_owned(),
                conflict.detected_at.to_string(),
                conflict.resolved_at.map(|at| at.to_string()).unwrap_or_default(),
            ]
        };
        let rows = told(tx, permit, found, now)?.iter().map(line).collect();
        Ok::<_, StoreError>(Batch { rows, next })
    };
    csv::file(page, "conflicts", &columns.map(str::to_owned), read)
}

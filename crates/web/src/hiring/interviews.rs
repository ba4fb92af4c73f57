//! `/app/interviews`: the list.

use super::interview_forms::round_text;
use super::names::{Named, Seen, jobs, options, people, seen, status};
use crate::hiring::candidates::directory;
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, newest};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::who::advised;
use actix_web::HttpResponse;
use app::interviews;
use domain::access::actions::ReadInterviews;
use domain::access::{Action, Permit};
use domain::effect::Topic;
use domain::interview::{Interview, InterviewStatus};
use domain::{CandidateId, InterviewId, JobId, UserId};
use http_kit::{Routes, resource};
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::interviews::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};

pub(crate) const PATH: &str = "/app/interviews";

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(list));
}

/// A date of the address that can't be meant: its field, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrongDate {
    pub(crate) field: &'static str,
    pub(crate) key: &'static str,
}

/// The time between two dates, both included; `None` where neither is named.
pub(crate) fn window(
    from: Option<&str>,
    to: Option<&str>,
    clock: &WallClock,
) -> Result<Option<Interval>, WrongDate> {
    let date = |field: &'static str, text: Option<&str>| match text.map(Date::parse) {
        Some(Err(_)) => Err(WrongDate { field, key: "input-date" }),
        Some(Ok(date)) => Ok(Some(date)),
        None => Ok(None),
    };
    let (from, to) = (date("from", from)?, date("to", to)?);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let first = from.map_or(Timestamp::MIN, |date| clock.zone.start_of_day(date));
    let last = to.map_or(Timestamp::MAX, |date| clock.zone.start_of_day(date.plus_days(1)));
    Interval::new(first, last).map(Some).map_err(|_| WrongDate { field: "to", key: "input-order" })
}

/// What the address narrows the list by; what can't be meant lets nothing through.
fn filter(asked: &Asked<'_>, clock: &WallClock) -> Result<Filter, WrongDate> {
    Ok(Filter {
        id: None,
        candidate: asked.number("candidate").map(CandidateId),
        job: asked.number("job").map(JobId),
        status: asked.param("status").and_then(InterviewStatus::named),
        of: asked.number("interviewer").map(UserId),
        window: window(asked.param("from"), asked.param("to"), clock)?,
        starts_after: None,
    })
}

/// What the list shows.
struct Found {
    jobs: Vec<Named<JobId>>,
    people: Vec<Named<UserId>>,
    rows: Vec<Seen>,
    next: Option<String>,
    wrong: Option<WrongDate>,
}

async fn list(page: Page<ReadInterviews>) -> Answered {
    let (texts, now) = (page.visitor.texts, page.now);
    let asked = Asked::new(&page.visitor, newest(SortKey::Start));
    let filter = filter(&asked, &page.clock);
    if asked.wants_csv() {
        return Ok(whole(&page, filter, asked.sort));
    }
    let (part, directory) = (asked.part(), directory(&page)?);
    let (job, user) = (asked.number("job").map(JobId), asked.number("interviewer").map(UserId));
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let found = match &filter {
            Ok(filter) => interviews::list(tx, permit, filter, &part)?,
            Err(_) => Vec::new(),
        };
        Ok((jobs(tx, &directory, job)?, people(tx, &directory, user.as_slice())?, found))
    };
    let (jobs, people, mut found) = page.read(read).await?;
    let next = asked.cut(&mut found, place);
    let rows = page.read(move |tx, permit| seen(tx, permit, found.clone(), now)).await?;
    let found = Found { jobs, people, rows, next, wrong: filter.err() };
    show(&page, &asked, texts, found)
}

fn show(page: &Page<ReadInterviews>, asked: &Asked<'_>, texts: Texts, found: Found) -> Answered {
    let heading = texts.say("interview-list");
    let manages = page.may(Action::ManageInterviews);
    let create = Way { path: "/app/interviews/new".into(), text: texts.say("interview-new") };
    let rows = found.rows.iter().map(|seen| row(texts, &page.clock, page.now, seen)).collect();
    let all = Way { path: PATH.into(), text: texts.say("filter-clear") };
    let empty = match asked.is_filtered() {
        true => Empty { why: texts.say("empty-filtered"), actions: vec![all] },
        false => Empty {
            why: advised(texts, "interview-none", manages, Action::ManageInterviews),
            actions: vec![Way { path: "/app/candidates".into(), text: texts.say("candidate-list") }],
        },
    };
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Interviews]),
        intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
        create: if manages { vec![create] } else { Vec::new() },
        path: PATH.into(),
        filters: filters(texts, asked, &found),
        is_filtered: asked.is_filtered(),
        next: found.next,
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table { caption: heading.clone(), columns: columns(texts, asked), rows },
        heading,
    })
}

fn place(interview: &Interview) -> (InterviewId, Option<Timestamp>) {
    (interview.id, interview.time.map(Interval::start))
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
    let states = InterviewStatus::ALL.map(|one| (one.name().to_owned(), status(texts, one).text));
    vec![
        Field::select("status", texts.say("state"), all(states.to_vec())).value(value("status")),
        Field::select("job", texts.say("job"), all(options(&found.jobs))).value(value("job")),
        Field::select("interviewer", texts.say("interviewer"), all(options(&found.people)))
            .value(value("interviewer")),
        date("from", "from-date"),
        date("to", "to-date"),
    ]
}

fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
    vec![
        Asked::column(texts.say("candidate")),
        asked.sorted(SortKey::Start, "start", texts.say("when")),
        Asked::column(texts.say("job")),
        Asked::column(texts.say("interviewers")),
        Asked::column(texts.say("state")),
    ]
}

fn row(texts: Texts, clock: &WallClock, now: Timestamp, seen: &Seen) -> Row {
    let interview = &seen.view.interview;
    let when = match interview.time {
        Some(time) => clock.short_span(time, now),
        None => texts.say("no-time"),
    };
    let state = status(texts, interview.status);
    let cells = vec![
        Cell::link(seen.path(), seen.candidate.clone()),
        Cell::text(when),
        Cell::text(seen.job.clone()),
        Cell::text(seen.interviewers()),
        Cell::badge(state.tone, state.text),
    ];
    Row { pick: None, cells }
}

/// All that is filtered, as a file. Times are in UTC, as programs read them.
fn whole(page: &Page<ReadInterviews>, filter: Result<Filter, WrongDate>, sort: Sort) -> HttpResponse {
    let columns =
        ["id", "candidate", "job", "interviewers", "status", "type", "start", "end", "round", "location"];
    let now = page.now;
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<InterviewId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let found = match &filter {
            Ok(filter) => interviews::list(tx, permit, filter, &Part { sort, after, limit })?,
            Err(_) => Vec::new(),
        };
        let is_full = found.len() == BATCH;
        let last = found.last().map(place).filter(|_| is_full);
        let next = last.map(|(id, start)| Part::position(sort, id, start));
        let rows = seen(tx, permit, found, now)?.iter().map(line).collect();
        Ok::<_, StoreError>(Batch { rows, next })
    };
    csv::file(page, "interviews", &columns.map(str::to_owned), read)
}

fn line(seen: &Seen) -> Vec<String> {
    let interview = &seen.view.interview;
    let at = |time: Option<Timestamp>| time.map(|at| at.to_string()).unwrap_or_default();
    let details = &interview.details;
    vec![
        interview.id.to_string(),
        seen.candidate.clone(),
        seen.job.clone(),
        seen.interviewers(),
        interview.status.name().to_owned(),
        details.interview_type.name().to_owned(),
        at(interview.time.map(Interval::start)),
        at(interview.time.map(Interval::end)),
        round_text(details.round.as_deref()),
        details.location.clone().unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeZone;

    #[test]
    fn dates_that_can_not_be_meant_let_nothing_through() {
        let clock = WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"));
        let check = |from: Option<&str>, to: Option<&str>, expected: Result<Option<i64>, &str>| {
            let seen = window(from, to, &clock);
            let hours = seen.map(|window| window.map(|window| window.seconds() / 3600));
            assert_eq!(hours.map_err(|wrong| wrong.field), expected, "{from:?} {to:?}");
        };
        check(None, None, Ok(None));
        check(Some("2026-03-02"), Some("2026-03-02"), Ok(Some(24)));
        check(Some("2026-03-03"), Some("2026-03-02"), Err("to"));
        check(Some("tomorrow"), Some("2026-03-02"), Err("from"));
        check(None, Some("2026-02-30"), Err("to"));
        assert!(window(Some("2026-03-03"), None, &clock).is_ok_and(|window| window.is_some()));
    }
}

//! An interview: what is known of it, and its form.

use super::candidates::{directory, seed};
use super::jobs::ticked;
use super::names::{Badge, Line, Named, Seen, jobs, options, people, seen, status, timeline};
use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input, NAME, TITLE};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::interviews::{self, InterviewChange, NewInterview};
use app::kit::Precondition;
use app::kit::collection;
use askama::Template;
use domain::access::actions::{ManageInterviews, ReadInterviews};
use domain::access::{Action, Asks, Permit};
use domain::directory::CandidateDetails;
use domain::interview::{InterviewDetails, InterviewType, rules};
use domain::{CandidateId, InterviewId, JobId, UserId};
use http_kit::Form;
use persistence::store::collection::{ListRequest, Sort, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) const PATH: &str = "/app/interviews";

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let one = |tail: &str| web::resource(format!("{PATH}/{{id}}{tail}"));
    config
        .service(
            web::resource("/app/interviews/new").route(web::get().to(blank)).route(web::post().to(create)),
        )
        .service(one("").route(web::get().to(look)))
        .service(one("/edit").route(web::get().to(edit)).route(web::post().to(update)));
}

#[derive(Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    shell: Shell,
    seen: Seen,
    when: String,
    state: Badge,
    kind: String,
    minutes: String,
    room: Option<String>,
    can_join: bool,
    answers: Vec<String>,
    may_manage: bool,
    is_open: bool,
    waits: bool,
    cancelled: Option<String>,
    lines: Vec<Line>,
}

pub(super) async fn read<A: Asks>(page: &Page<A>, id: InterviewId) -> Result<Seen, Refused> {
    let (now, permit) = (page.now, page.permit_for(Action::ReadInterviews)?);
    let work = move |tx: &mut Tx<'_>| {
        let found = interviews::get(tx, &permit, id)?;
        Ok::<_, StoreError>(seen(tx, &permit, vec![found], now)?.pop())
    };
    let found = page.db.read(work).await.map_err(|error| page.refuse(error))?;
    found.ok_or_else(|| page.missing("interview"))
}

async fn look(page: Page<ReadInterviews>, id: web::Path<String>) -> Answered {
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let seen = read(&page, id).await?;
    let (texts, now, clock) = (page.visitor.texts, page.now, page.clock.clone());
    let lines = page.read(move |tx, permit| timeline(tx, permit, &[id], &clock, now)).await?;
    let interview = &seen.view.interview;
    let when = match interview.time {
        Some(time) => page.clock.interval(time),
        None => texts.say("no-time"),
    };
    let is_open = interview.status.is_open();
    let room = interview.room_id.as_ref().zip(interview.time).filter(|_| is_open);
    let answer = |answer: &domain::message::Answer| {
        let name = match answer.person {
            domain::message::Person::Candidate(_) | domain::message::Person::Client(_) => {
                seen.candidate.clone()
            }
            domain::message::Person::User(user) => name_of(&seen, user),
        };
        let said = texts.say(&format!("answer-{}", answer.reply.name()));
        texts.values("answer-line", &[("who", &name), ("what", &said)])
    };
    let heading = texts.values("interview-of", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    page.show(&InterviewPage {
        shell: page.shell(heading),
        when,
        state: status(texts, interview.status),
        kind: texts.say(&format!("type-{}", interview.details.interview_type.name())),
        minutes: texts.count("time-minutes", usize::try_from(interview.minutes()).unwrap_or_default()),
        can_join: room.is_some_and(|(_, time)| rules::can_be_joined(time, now)),
        room: room.map(|(id, _)| format!("/rooms/{id}?as=interviewer")),
        answers: seen.view.answers.iter().map(answer).collect(),
        may_manage: page.may(Action::ManageInterviews),
        is_open,
        waits: seen.view.booking.is_some() && interview.time.is_none(),
        cancelled: interview.cancelled.as_ref().map(|cancelled| cancelled.reason.clone()),
        lines,
        seen,
    })
}

fn name_of(seen: &Seen, user: UserId) -> String {
    let found = seen.view.interviewers.iter().find(|one| one.id == user);
    found.map(|one| one.name.clone()).unwrap_or_default()
}

/// What the fields of an interview offer.
struct Around {
    candidates: Vec<Named<CandidateId>>,
    jobs: Vec<Named<JobId>>,
    people: Vec<Named<UserId>>,
}

async fn around(page: &Page<ManageInterviews>) -> Result<Around, Refused> {
    let permit = directory(page)?;
    let work = move |tx: &mut Tx<'_>| {
        let sort = Sort { key: SortKey::Name, descending: false };
        let request = ListRequest::<CandidateDetails> { sort, limit: 500, ..ListRequest::default() };
        let found = collection::list(tx, &permit, &request)?.records;
        let candidates = found
            .into_iter()
            .filter(|record| record.details.active)
            .map(|record| Named { id: record.id, name: record.details.name })
            .collect();
        Ok::<_, StoreError>(Around { candidates, jobs: jobs(tx, &permit)?, people: people(tx, &permit)? })
    };
    page.db.read(work).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, around: &Around, is_new: bool) -> Vec<Field> {
    let types =
        InterviewType::ALL.map(|one| (one.name().to_owned(), texts.say(&format!("type-{}", one.name()))));
    let mut fields = Vec::new();
    if is_new {
        fields.push(
            Field::select("candidate_id", texts.say("candidate"), options(&around.candidates)).required(),
        );
        fields.push(Field::select("job_id", texts.say("job"), options(&around.jobs)).required());
    }
    fields.extend([
        Field::typed("datetime-local", "scheduled_at", texts.say("interview-start"))
            .hint(texts.say("interview-start-hint")),
        Field::typed("number", "duration_minutes", texts.say("interview-minutes")).required(),
        Field::select("interview_type", texts.say("interview-type"), types),
        Field::many("interviewer_ids", texts.say("interviewers"), options(&around.people))
            .hint(texts.say("interviewers-hint")),
        Field::line("round", texts.say("interview-round")),
        Field::line("location", texts.say("interview-location")).hint(texts.say("interview-location-hint")),
        Field::new("notes", texts.say("notes"), Kind::Lines).hint(texts.say("interview-notes-hint")),
    ]);
    fields
}

pub(super) fn value(seen: &Seen, clock: &WallClock, name: &str) -> String {
    let interview = &seen.view.interview;
    let details = &interview.details;
    match name {
        "scheduled_at" => interview.time.map(|time| clock.input(time.start())).unwrap_or_default(),
        "duration_minutes" => interview.minutes().to_string(),
        "interview_type" => details.interview_type.name().to_owned(),
        "interviewer_ids" => {
            details.interviewers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }
        "round" => round_text(details.round.as_deref()),
        "location" => details.location.clone().unwrap_or_default(),
        "notes" => details.notes.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// A round is stored as JSON: a number or a text.
fn round_text(stored: Option<&str>) -> String {
    let read = stored.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    match read {
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn round_stored(given: Option<String>) -> Option<String> {
    given.map(|text| match text.parse::<i64>() {
        Ok(number) => number.to_string(),
        Err(_) => serde_json::Value::String(text).to_string(),
    })
}

/// What a form says of an interview.
struct Said {
    start: Option<Timestamp>,
    details: InterviewDetails,
}

fn said(input: &mut Input<'_>, clock: &WallClock) -> Option<Said> {
    let start = input.instant_or_none("scheduled_at", clock);
    let minutes = input.number("duration_minutes", 1..=1440);
    let kind = input.choice("interview_type", InterviewType::named);
    let interviewers = input.ids("interviewer_ids").into_iter().map(UserId).collect();
    let (round, location, notes) =
        (input.optional("round", NAME), input.optional("location", TITLE), input.notes("notes"));
    Some(Said {
        start: start?,
        details: InterviewDetails {
            interview_type: kind?,
            duration_minutes: minutes?,
            interviewers,
            round: round_stored(round?),
            location: location?,
            notes: notes?,
        },
    })
}

/// A form of an interview.
struct Sheet {
    heading: String,
    action: String,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    errors: Errors,
    back: String,
}

fn form(page: &Page<ManageInterviews>, status: StatusCode, sheet: Sheet) -> Answered {
    let texts = page.visitor.texts;
    page.show_as(
        status,
        &FormPage {
            shell: page.shell(&sheet.heading),
            heading: sheet.heading,
            intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
            action: sheet.action,
            fields: sheet.fields,
            hidden: sheet.hidden,
            errors: sheet.errors,
            submit: texts.say("save"),
            back: Way { path: sheet.back, text: texts.say("interview-back") },
            danger: None,
            zones: Vec::new(),
        },
    )
}

fn new_sheet(texts: Texts, fields: Vec<Field>, errors: Errors) -> Sheet {
    Sheet {
        heading: texts.say("interview-new"),
        action: format!("{PATH}/new"),
        fields,
        hidden: Vec::new(),
        errors,
        back: PATH.into(),
    }
}

async fn blank(page: Page<ManageInterviews>) -> Answered {
    let texts = page.visitor.texts;
    let around = around(&page).await?;
    let given = |name: &str| page.visitor.param(name).unwrap_or_default().to_owned();
    let usual = |name: &str| match name {
        "candidate_id" => given("candidate"),
        "job_id" => given("job"),
        "duration_minutes" => "60".to_owned(),
        "interview_type" => "online".to_owned(),
        "scheduled_at" => given("start"),
        _ => ticked(false),
    };
    let fields = valued(fields(texts, &around, true), usual);
    form(&page, StatusCode::OK, new_sheet(texts, fields, Errors::default()))
}

async fn create(sent: Submitted<ManageInterviews>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now, seed) = (page.visitor.texts, page.now, seed(&page)?);
    let mut input = Input::new(&typed, texts);
    let candidate = input.choice("candidate_id", |text| text.parse().ok().map(CandidateId));
    let job = input.choice("job_id", |text| text.parse().ok().map(JobId));
    let said = said(&mut input, &page.clock).filter(|_| input.errors.is_empty());
    let outcome = match (candidate, job, said) {
        (Some(candidate), Some(job), Some(Said { start, details })) => {
            let new = NewInterview { candidate, job, start, details, template: None };
            let made = page.write(move |tx, permit| interviews::make(tx, permit, &new, &seed, now)).await;
            Outcome::of(&page, made)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(made) => Ok(done(&format!("{PATH}/{}", made.id), "created")),
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts, &around(&page).await?, true), &typed, &errors);
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, new_sheet(texts, fields, errors))
        }
        Outcome::Overtaken => Err(page.missing("interview")),
    }
}

fn edit_sheet(texts: Texts, seen: &Seen, fields: Vec<Field>, version: String, errors: Errors) -> Sheet {
    let heading = texts.values("interview-edit", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    Sheet {
        heading,
        action: format!("{}/edit", seen.path()),
        fields,
        hidden: vec![("version".into(), version)],
        errors,
        back: seen.path(),
    }
}

async fn edit(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, "interview")?;
    let (seen, around, texts) = (read(&page, id).await?, around(&page).await?, page.visitor.texts);
    let fields = valued(fields(texts, &around, false), |name| value(&seen, &page.clock, name));
    let version = seen.view.interview.metadata.version.to_string();
    form(&page, StatusCode::OK, edit_sheet(texts, &seen, fields, version, Errors::default()))
}

async fn update(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let texts = page.visitor.texts;
    let mut input = Input::new(&typed, texts);
    let said = said(&mut input, &page.clock).filter(|_| input.errors.is_empty());
    let expected = Precondition::new(input.version());
    let outcome = match said {
        Some(Said { start, details }) => {
            let change = InterviewChange {
                interview_type: Some(details.interview_type),
                start: Some(start),
                duration_minutes: Some(details.duration_minutes),
                interviewers: Some(details.interviewers),
                round: Some(details.round),
                location: Some(details.location),
                notes: Some(details.notes),
                reason: None,
            };
            changed(&page, id, change, expected).await?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(&format!("{PATH}/{id}"), "saved")),
        Outcome::Wrong(errors) => {
            let seen = read(&page, id).await?;
            let fields = filled(fields(texts, &around(&page).await?, false), &typed, &errors);
            let version = typed.get("version").unwrap_or_default().to_owned();
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, edit_sheet(texts, &seen, fields, version, errors))
        }
        Outcome::Overtaken => both(&page, id, &typed).await,
    }
}

pub(super) async fn changed(
    page: &Page<ManageInterviews>,
    id: InterviewId,
    change: InterviewChange,
    expected: Precondition,
) -> Result<Outcome<()>, Refused> {
    let (seed, now) = (seed(page)?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        interviews::change(tx, permit, id, &change, &expected, &seed, now).map(drop)
    };
    Outcome::of(page, page.write(work).await)
}

async fn both(page: &Page<ManageInterviews>, id: InterviewId, typed: &Form) -> Answered {
    let (seen, around) = (read(page, id).await?, around(page).await?);
    let theirs = valued(fields(page.visitor.texts, &around, false), |name| value(&seen, &page.clock, name));
    let (action, version) = (format!("{}/edit", seen.path()), seen.view.interview.metadata.version);
    let shell = page.shell(page.say("both-heading"));
    let both = BothPage::new(shell, action, seen.path(), &theirs, typed, version);
    page.show_as(StatusCode::PRECONDITION_FAILED, &both)
}

//! The forms of interviews: of a new one, and of one that is there.

use super::candidates::{directory, seed};
use super::hourless;
use super::interview::{PATH, read};
use super::jobs::ticked;
use super::names::{Named, Seen, applicants, choosing, jobs, options, panel, people};
use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, proposed, valued};
use crate::kit::input::{Errors, Input, NAME, SHOWN, TITLE};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::interviews::{self, InterviewChange, NewInterview};
use app::kit::Precondition;
use app::patterns::unrestricted;
use domain::access::Permit;
use domain::access::actions::ManageInterviews;
pub(super) use domain::interview::MAX_PANEL as PANEL;
use domain::interview::{Interview, InterviewDetails, InterviewType};
use domain::{CandidateId, InterviewId, JobId, Refusal, UserId};
use http_kit::{Form, Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeSet;

pub(crate) fn routes(routes: &mut Routes) {
    let new = resource("/app/interviews/new");
    routes
        .service(new.get(blank).post(create))
        .service(resource("/app/interviews/{id}/edit").get(edit).post(update));
}

/// What the fields of an interview offer.
struct Around {
    candidates: Vec<Named<CandidateId>>,
    jobs: Vec<Named<JobId>>,
    people: Vec<Named<UserId>>,
    /// Those of them who have no interview hours.
    without: BTreeSet<UserId>,
}

/// What has to be among that: what the address asks for, what was typed, and what is stored.
#[derive(Clone, Default)]
struct Also {
    candidate: Option<CandidateId>,
    job: Option<JobId>,
    panel: Vec<UserId>,
}

impl Also {
    fn stored(interview: &Interview) -> Self {
        Self { panel: interview.details.interviewers.clone(), ..Self::default() }
    }

    /// The same with what a form says.
    fn and(mut self, typed: &Form) -> Self {
        let id = |name: &str| typed.get(name).and_then(|text| text.trim().parse().ok());
        self.candidate = id("candidate_id").map(CandidateId).or(self.candidate);
        self.job = id("job_id").map(JobId).or(self.job);
        let people = typed.all("interviewer_ids").filter_map(|text| text.trim().parse().ok()).map(UserId);
        self.panel.extend(people.take(PANEL));
        self
    }
}

async fn around(page: &Page<ManageInterviews>, also: Also) -> Result<Around, Refused> {
    let (permit, company, now) = (directory(page)?, page.company, page.now);
    let work = move |tx: &mut Tx<'_>| {
        let people = people(tx, &permit, &also.panel)?;
        let ids: Vec<UserId> = people.iter().map(|one| one.id).collect();
        Ok::<_, StoreError>(Around {
            candidates: applicants(tx, &permit, also.candidate)?,
            jobs: jobs(tx, &permit, also.job)?,
            without: unrestricted(tx, &permit, company, &ids, now)?,
            people,
        })
    };
    page.db.read(work).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, around: &Around, is_new: bool) -> Vec<Field> {
    let types =
        InterviewType::ALL.map(|one| (one.name().to_owned(), texts.say(&format!("type-{}", one.name()))));
    let mut fields = Vec::new();
    if is_new {
        let (candidates, jobs) = (options(&around.candidates), options(&around.jobs));
        fields.push(
            Field::select("candidate_id", texts.say("candidate"), choosing(texts, candidates)).required(),
        );
        fields.push(Field::select("job_id", texts.say("job"), choosing(texts, jobs)).required());
    }
    let panel = hourless::panel(texts, &around.people, &around.without);
    let hint = [Some(texts.say("interviewers-hint")), panel.hint.clone()];
    let hint = hint.into_iter().flatten().collect::<Vec<_>>().join(" ");
    fields.extend([
        Field::typed("datetime-local", "scheduled_at", texts.say("interview-start"))
            .hint(texts.say("interview-start-hint")),
        Field::typed("number", "duration_minutes", texts.say("interview-minutes")).required(),
        Field::select("interview_type", texts.say("interview-type"), types),
        panel.hint(hint),
        Field::line("round", texts.say("interview-round")),
        Field::line("location", texts.say("interview-location")).hint(texts.say("interview-location-hint")),
        Field::new("notes", texts.say("notes"), Kind::Lines).hint(texts.say("interview-notes-hint")),
    ]);
    fields
}

fn value(seen: &Seen, clock: &WallClock, name: &str) -> String {
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
pub(super) fn round_text(stored: Option<&str>) -> String {
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
    let start = input.moved("scheduled_at", clock);
    let minutes = input.number("duration_minutes", 1..=1440);
    let kind = input.choice("interview_type", InterviewType::named);
    let interviewers: Vec<UserId> = input.ids("interviewer_ids").into_iter().map(UserId).collect();
    if interviewers.len() > PANEL {
        input.wrong("interviewer_ids", "input-panel");
    }
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
    back: Way,
}

fn form(page: &Page<ManageInterviews>, status: StatusCode, sheet: Sheet) -> Answered {
    let texts = page.visitor.texts;
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&sheet.heading),
            heading: sheet.heading,
            intro: Some(texts.with("time-zone-note", "zone", &page.clock.zone_name())),
            action: sheet.action,
            fields: sheet.fields,
            hidden: sheet.hidden,
            errors: sheet.errors,
            submit: texts.say("save"),
            back: sheet.back,
            danger: None,
            keeps: None,
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
        back: Way { path: PATH.into(), text: texts.say("interview-list") },
    }
}

async fn blank(page: Page<ManageInterviews>) -> Answered {
    let texts = page.visitor.texts;
    let asked = |name: &str| page.visitor.param(name).and_then(|text| text.parse().ok());
    let (candidate, job) = (asked("candidate").map(CandidateId), asked("job").map(JobId));
    let around = around(&page, Also { candidate, job, ..Also::default() }).await?;
    let given = |name: &str| page.visitor.param(name).unwrap_or_default().to_owned();
    let usual = |name: &str| match name {
        "candidate_id" => given("candidate"),
        "job_id" => given("job"),
        "duration_minutes" => page.visitor.param("minutes").unwrap_or("60").to_owned(),
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
            let work = move |tx: &mut Tx<'_>, permit: &Permit| interviews::make(tx, permit, &new, &seed, now);
            Outcome::of(&page, page.once(PATH, |_| true, work).await?.map_err(at_start))?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(made) => Ok(done(&format!("{PATH}/{}", made.id), "created")),
        Outcome::Wrong(errors) => {
            let fields = filled(
                fields(texts, &around(&page, Also::default().and(&typed)).await?, true),
                &typed,
                &errors,
            );
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, new_sheet(texts, fields, errors))
        }
        Outcome::Overtaken => Err(page.missing("interview")),
    }
}

/// The start that a form shows, as it sends it back.
pub(super) fn shown(interview: &Interview) -> String {
    interview.time.map(|time| time.start().to_string()).unwrap_or_default()
}

fn edit_sheet(texts: Texts, seen: &Seen, fields: Vec<Field>, hidden: [String; 2], errors: Errors) -> Sheet {
    let heading = texts.values("interview-edit", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    let [version, shown] = hidden;
    Sheet {
        heading,
        action: format!("{}/edit", seen.path()),
        fields,
        hidden: vec![("version".into(), version), (SHOWN.into(), shown)],
        errors,
        back: Way { path: seen.path(), text: texts.say("interview-back") },
    }
}

async fn edit(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let (seen, texts) = (read(&page, id_in(&page, &id, "interview")?).await?, page.visitor.texts);
    let interview = &seen.view.interview;
    let around = around(&page, Also::stored(interview)).await?;
    let fields = valued(fields(texts, &around, false), |name| value(&seen, &page.clock, name));
    let fields = proposed(fields, |name| page.visitor.param(name));
    let hidden = [interview.metadata.version.to_string(), shown(interview)];
    form(&page, StatusCode::OK, edit_sheet(texts, &seen, fields, hidden, Errors::default()))
}

/// What a form changes: what nobody has touched stays as it is, whatever the form could show of it.
fn change(said: Said, stored: &Interview) -> InterviewChange {
    let Said { start, details } = said;
    InterviewChange {
        interview_type: Some(details.interview_type),
        start: (start != stored.time.map(Interval::start)).then_some(start),
        duration_minutes: Some(details.duration_minutes),
        interviewers: panel(&stored.details.interviewers, &details.interviewers),
        round: Some(details.round),
        location: Some(details.location),
        notes: Some(details.notes),
        reason: None,
    }
}

async fn update(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let (texts, seen) = (page.visitor.texts, read(&page, id).await?);
    let mut input = Input::new(&typed, texts);
    let said = said(&mut input, &page.clock).filter(|_| input.errors.is_empty());
    let expected = Precondition::new(input.version());
    let outcome = match said {
        Some(said) => changed(&page, id, change(said, &seen.view.interview), expected).await?,
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(_) => Ok(done(&format!("{PATH}/{id}"), "saved")),
        Outcome::Wrong(errors) => {
            let around = around(&page, Also::stored(&seen.view.interview).and(&typed)).await?;
            let fields = filled(fields(texts, &around, false), &typed, &errors);
            let hidden = ["version", SHOWN].map(|name| typed.get(name).unwrap_or_default().to_owned());
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, edit_sheet(texts, &seen, fields, hidden, errors))
        }
        Outcome::Overtaken => both(&page, id, &typed).await,
    }
}

pub(super) async fn changed(
    page: &Page<ManageInterviews>,
    id: InterviewId,
    change: InterviewChange,
    expected: Precondition,
) -> Result<Outcome<Interview>, Refused> {
    let (seed, now) = (seed(page)?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        interviews::change(tx, permit, id, &change, &expected, &seed, now)
    };
    Outcome::of(page, page.write(work).await.map_err(at_start))
}

/// What stands against the time of an interview stands at its field.
fn at_start(error: StoreError) -> StoreError {
    match error {
        StoreError::Refused(Refusal::Unavailable { slug, pointer: None, detail, because, names }) => {
            let pointer = Some("/scheduled_at".into());
            Refusal::Unavailable { slug, pointer, detail, because, names }.into()
        }
        other => other,
    }
}

async fn both(page: &Page<ManageInterviews>, id: InterviewId, typed: &Form) -> Answered {
    let seen = read(page, id).await?;
    let around = around(page, Also::stored(&seen.view.interview).and(typed)).await?;
    let theirs = valued(fields(page.visitor.texts, &around, false), |name| value(&seen, &page.clock, name));
    let (action, version) = (format!("{}/edit", seen.path()), seen.view.interview.metadata.version);
    let shell = page.shell(page.say("both-heading"));
    let both = BothPage::new(shell, action, seen.path(), &theirs, typed, version);
    page.show_as(StatusCode::PRECONDITION_FAILED, &both)
}

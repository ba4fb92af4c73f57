//! The answer of template availability: JSON in camelCase, written slot by slot.

use super::slots_out::write_slots;
use app::free_busy::SourceState;
use app::template_availability::{TemplateAnswer, TemplateExplanation, TemplateStart};
use domain::directory::User;
use domain::{Because, UserId};
use http_kit::{AnswerTooLarge, InstantOut, Rendered};
use scheduling_core::availability::{Change, Help, Rule};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer on the wire.
pub(super) fn rendered(found: &TemplateAnswer) -> Result<Rendered, AnswerTooLarge> {
    let details = &found.template.details;
    let interviewer = |user: &Arc<User>| PersonOut { id: user.id.0, name: user.details.name.clone() };
    let interviewers: Vec<PersonOut> = found.interviewers.iter().map(interviewer).collect();
    let ids: Vec<i64> = interviewers.iter().map(|person| person.id).collect();
    let sources: Vec<SourceOut> =
        found.sources.iter().map(|(user, source)| SourceOut::of(*user, source)).collect();
    Rendered::object(|body| {
        body.add("interviewId", &found.template.id.0)?;
        body.add("name", &details.name)?;
        body.add("durationMinutes", &details.duration_minutes)?;
        body.add("interviewers", &interviewers)?;
        body.add_written("availableSlots", |out| write_slots(out, &found.answer, &ids))?;
        body.add("sources", &sources)?;
        match &found.explanation {
            Some(explanation) => body.add("explanation", &told(found, explanation)),
            None => Ok(()),
        }
    })
}

/// The slots of a template, for the document.
#[derive(ToSchema)]
#[schema(as = TemplateAvailability, rename_all = "camelCase")]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
pub(crate) struct TemplateOutDoc {
    /// The template's id.
    interview_id: i64,
    /// The template's name.
    name: String,
    /// How long each slot is.
    duration_minutes: i64,
    /// Everybody who interviews.
    interviewers: Vec<PersonOut>,
    /// In order of start; slots may overlap one another.
    available_slots: Vec<SlotOut>,
    /// Every calendar of the interviewers, and how far it can be trusted.
    sources: Vec<SourceOut>,
    /// Where `explain=true`: why other starts are no slots.
    explanation: Option<ExplanationOut>,
}

/// Somebody who interviews.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Interviewer)]
struct PersonOut {
    /// The user's id.
    id: i64,
    /// The user's name.
    name: String,
}

/// A time at which enough interviewers are free.
#[derive(ToSchema)]
#[schema(as = TemplateSlot)]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
struct SlotOut {
    /// When it starts.
    start: InstantOut,
    /// When it ends.
    end: InstantOut,
    /// The ids of all interviewers who are free then, and not only of as many as are needed.
    available: Vec<i64>,
}

/// The instants from `start` up to, and without, `end`.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Span)]
struct SpanOut {
    /// The first instant.
    start: InstantOut,
    /// The first instant after it.
    end: InstantOut,
}

/// A calendar, and how far it can be trusted.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = InterviewerSource)]
#[serde(rename_all = "camelCase")]
struct SourceOut {
    /// Whose calendar it is.
    interviewer_id: i64,
    /// The calendar.
    calendar_id: i64,
    /// `ics_url`, `ics_file`, `caldav` or `simulated`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// `fresh`, `stale` (not read lately, or never) or `failed` (the newest attempt to read it).
    #[schema(value_type = String)]
    status: &'static str,
    /// When its content was last known to be right.
    last_synced_at: Option<InstantOut>,
    /// Whether all that it holds is known.
    complete: bool,
}

impl SourceOut {
    fn of(user: UserId, source: &SourceState) -> Self {
        Self {
            interviewer_id: user.0,
            calendar_id: source.calendar.0,
            kind: source.kind.name(),
            status: source.trust.name(),
            last_synced_at: source.last_synced_at.map(InstantOut),
            complete: source.complete,
        }
    }
}

/// Why other starts are no slots; the same as the stateless explanation tells, in camelCase.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = TemplateExplanation)]
#[serde(rename_all = "camelCase")]
struct ExplanationOut {
    /// Each start that the grid has inside the window, at most 1000.
    starts: Vec<StartOut>,
    /// Whether the list was cut.
    truncated: bool,
    /// Single changes that would give a slot, the smallest first; empty where there is one already.
    would_help: Vec<HelpOut>,
}

/// A possible start, and what removed it.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = TemplateStart)]
#[serde(rename_all = "camelCase")]
struct StartOut {
    /// The start.
    start: InstantOut,
    /// Everything that removed it; nothing did if it is a slot.
    removed_by: Vec<RemovalOut>,
}

/// One rule that removed a start.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = TemplateRemoval)]
#[serde(rename_all = "camelCase")]
struct RemovalOut {
    /// `window`, `minimum_notice`, `working_hours`, `busy`, `buffer`; `untrusted_calendar`: a calendar that can't be
    /// trusted makes its owner busy; or `cannot_interview`: the user is not active, their role holds no interviews, or the
    /// company takes no bookings.
    #[schema(value_type = String)]
    rule: &'static str,
    /// Whose rule it is; absent for those of the question itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    interviewer_id: Option<i64>,
    /// The calendar that can't be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar_id: Option<i64>,
    /// The availability pattern that closes the time, or opens it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern_id: Option<i64>,
    /// What has the time, for those who may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    booking_id: Option<Uuid>,
    /// Of what kind that is: `slot`, `schedule` or `interview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    booking: Option<&'static str>,
    /// The first later instant at which this rule lets a meeting start.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<InstantOut>,
}

/// A change that would give a slot.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = TemplateHelp)]
struct HelpOut {
    /// The change.
    change: ChangeOut,
    /// How many slots there would be.
    slots: usize,
}

/// One field set to a value, or one rule of an interviewer left aside.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = TemplateChange)]
#[serde(rename_all = "camelCase")]
struct ChangeOut {
    /// `stepMinutes`, `bufferBeforeMinutes`, `bufferAfterMinutes`, `minimumNoticeMinutes`, `durationMinutes`,
    /// `required`, or of an interviewer `workingHours` or `busy`.
    #[schema(value_type = String)]
    field: &'static str,
    /// Its new value; a field of an interviewer has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<i64>,
    /// Whose rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    interviewer_id: Option<i64>,
    /// For `required`: which group, counted from 0. A template without groups has one of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<usize>,
    /// The busy time to give up, joined with what it touches.
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<SpanOut>,
}

fn told(found: &TemplateAnswer, explanation: &TemplateExplanation) -> ExplanationOut {
    let starts = explanation.starts.iter().map(told_start);
    let tell_help = |help| told_help(found, help);
    ExplanationOut {
        starts: starts.collect(),
        truncated: explanation.truncated,
        would_help: explanation.would_help.iter().map(tell_help).collect(),
    }
}

fn id(found: &TemplateAnswer, number: usize) -> Option<i64> {
    found.interviewers.get(number).map(|user| user.id.0)
}

fn told_start(explained: &TemplateStart) -> StartOut {
    let removal = |because: &Because| RemovalOut {
        rule: because.rule,
        interviewer_id: because.user.map(|user| user.0),
        calendar_id: because.calendar.map(|calendar| calendar.0),
        pattern_id: because.pattern.map(|pattern| pattern.0),
        booking_id: because.booking.map(|booking| booking.id),
        booking: because.booking.map(|booking| booking.kind),
        until: because.until.map(InstantOut),
    };
    StartOut {
        start: InstantOut(explained.start),
        removed_by: explained.removed_by.iter().map(removal).collect(),
    }
}

fn told_help(found: &TemplateAnswer, help: &Help) -> HelpOut {
    let plain = |field| ChangeOut { field, value: None, interviewer_id: None, group: None, period: None };
    let set = |field, value| ChangeOut { value: Some(value), ..plain(field) };
    let of = |field, number| ChangeOut { interviewer_id: id(found, number), ..plain(field) };
    let change = match help.change {
        Change::Step(minutes) => set("stepMinutes", minutes),
        Change::BufferBefore(minutes) => set("bufferBeforeMinutes", minutes),
        Change::BufferAfter(minutes) => set("bufferAfterMinutes", minutes),
        Change::MinimumNotice(minutes) => set("minimumNoticeMinutes", minutes),
        Change::MaximumNotice(minutes) => set("maximumNoticeMinutes", minutes),
        Change::Duration(minutes) => set("durationMinutes", minutes),
        Change::Required { group, members } => {
            ChangeOut { group: Some(group), ..set("required", i64::try_from(members).unwrap_or(i64::MAX)) }
        }
        Change::Without { rule: Rule::WorkingHours, participant } => of("workingHours", participant),
        Change::Without { rule: Rule::DayOff, participant } => of("daysOff", participant),
        Change::Without { rule: Rule::Available, participant } => of("available", participant),
        Change::Without { participant, .. } => of("busy", participant),
        Change::BusyPeriod { participant, period } => {
            let period = SpanOut { start: InstantOut(period.start()), end: InstantOut(period.end()) };
            ChangeOut { period: Some(period), ..of("busy", participant) }
        }
    };
    HelpOut { change, slots: help.slots }
}

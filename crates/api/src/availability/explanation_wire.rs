//! Explanations on the wire, for the stateless query and for templates alike.

use http_kit::InstantOut;
use scheduling_core::availability::{Change, ExplainedStart, Help, Removal, Rule};
use serde::Serialize;
use utoipa::ToSchema;

/// A possible start, and what removed it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedStart)]
pub(crate) struct StartOut<P> {
    /// The start.
    pub(crate) start: InstantOut,
    /// Everything that removed it; nothing did if it is a slot.
    pub(crate) removed_by: Vec<RemovalOut<P>>,
}

/// One rule that removed a start.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Removal)]
pub(crate) struct RemovalOut<P> {
    /// `grid`, `window`, `minimum_notice`, `maximum_notice`, `working_hours`, `day_off`, `available`, `busy` or
    /// `buffer`.
    #[schema(value_type = String)]
    pub(crate) rule: &'static str,
    /// Whose rule it is; absent for the rules of the question itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) participant: Option<P>,
    /// The first later instant at which this rule lets a meeting start; absent where none is known within eight
    /// days of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<InstantOut>,
}

/// A change that would give a slot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Help)]
pub(crate) struct HelpOut<P> {
    /// The change.
    pub(crate) change: ChangeOut<P>,
    /// How many slots there would be.
    pub(crate) slots: usize,
}

/// A single change to the question: one field set to a value, left out, or, for busy time, one period given up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct ChangeOut<P> {
    /// The field: `step_minutes`, `buffer_before_minutes`, `buffer_after_minutes`, `minimum_notice_minutes`,
    /// `maximum_notice_minutes`, `duration_minutes`, `required`, or of a participant `working_hours`, `days_off`,
    /// `available` or `busy`.
    #[schema(value_type = String)]
    pub(crate) field: &'static str,
    /// Its new value. A field of a participant has none: leave it out, or, with `period`, give up that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<i64>,
    /// Whose field it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) participant: Option<P>,
    /// For `required`: which group, counted from 0. A question without groups has one of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<usize>,
    /// The busy time to give up, joined with what it touches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) period: Option<PeriodOut>,
}

/// The instants from `start` up to, and without, `end`.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Period)]
pub(crate) struct PeriodOut {
    /// The first instant.
    pub(crate) start: InstantOut,
    /// The first instant after it.
    pub(crate) end: InstantOut,
}

/// Starts, with participants named by `name`.
pub(crate) fn told_starts<P>(
    starts: Vec<ExplainedStart>,
    name: impl Fn(usize) -> Option<P>,
) -> Vec<StartOut<P>> {
    let removal = |removal: Removal| RemovalOut {
        rule: removal.rule.name(),
        participant: removal.participant.and_then(&name),
        until: removal.until.map(InstantOut),
    };
    let told = |explained: ExplainedStart| StartOut {
        start: InstantOut(explained.start),
        removed_by: explained.removed_by.into_iter().map(removal).collect(),
    };
    starts.into_iter().map(told).collect()
}

/// Changes, with participants named by `name`.
pub(crate) fn told_help<P>(helps: Vec<Help>, name: impl Fn(usize) -> Option<P>) -> Vec<HelpOut<P>> {
    let told = |help: Help| HelpOut { change: told_change(help.change, &name), slots: help.slots };
    helps.into_iter().map(told).collect()
}

fn told_change<P>(change: Change, name: impl Fn(usize) -> Option<P>) -> ChangeOut<P> {
    let plain = |field| ChangeOut { field, value: None, participant: None, group: None, period: None };
    let set = |field, value| ChangeOut { value: Some(value), ..plain(field) };
    match change {
        Change::Step(minutes) => set("step_minutes", minutes),
        Change::BufferBefore(minutes) => set("buffer_before_minutes", minutes),
        Change::BufferAfter(minutes) => set("buffer_after_minutes", minutes),
        Change::MinimumNotice(minutes) => set("minimum_notice_minutes", minutes),
        Change::MaximumNotice(minutes) => set("maximum_notice_minutes", minutes),
        Change::Duration(minutes) => set("duration_minutes", minutes),
        Change::Required { group, members } => {
            ChangeOut { group: Some(group), ..set("required", i64::try_from(members).unwrap_or(i64::MAX)) }
        }
        Change::Without { rule, participant } => {
            ChangeOut { participant: name(participant), ..plain(field_of(rule)) }
        }
        Change::BusyPeriod { participant, period } => {
            let period = PeriodOut { start: InstantOut(period.start()), end: InstantOut(period.end()) };
            ChangeOut { participant: name(participant), period: Some(period), ..plain("busy") }
        }
    }
}

/// The field of the question that a rule of a participant comes from.
fn field_of(rule: Rule) -> &'static str {
    match rule {
        Rule::DayOff => "days_off",
        Rule::Buffer => "busy",
        other => other.name(),
    }
}

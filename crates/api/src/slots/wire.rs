//! Slots on the wire.

use crate::kit::fields::{given, notes, patched, patched_or, settings};
use crate::wire::ai_interview_type::AiInterviewType;
use crate::wire::slot_status::SlotStatusName;
use app::slots::{SlotChange, SlotView};
use domain::slot::{MAX_CANDIDATES, SlotDetails, SlotDraft, SlotStatus, SlotType};
use domain::{JobId, UserId};
use http_kit::{BecauseOut, Checks, InstantIn, InstantOut, Patch, Problem, WholeNumber, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// How a slot came about.
    pub(super) enum SlotTypeName {
        Fixed = "fixed",
        Flexible = "flexible",
        Recurring = "recurring",
    }
}

impl From<SlotTypeName> for SlotType {
    fn from(name: SlotTypeName) -> Self {
        match name {
            SlotTypeName::Fixed => Self::Fixed,
            SlotTypeName::Flexible => Self::Flexible,
            SlotTypeName::Recurring => Self::Recurring,
        }
    }
}

/// A slot to be made, or in `PUT` what takes the place of the changeable fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotIn {
    /// `fixed` unless given.
    slot_type: Option<SlotTypeName>,
    /// In the future, within the company's business hours.
    start_time: InstantIn,
    /// Whole minutes after the start, a day at the most.
    end_time: InstantIn,
    /// What lies between start and end; it need not be given.
    #[schema(value_type = Option<i64>)]
    duration_minutes: Option<WholeNumber>,
    /// A user who may hold interviews: exactly one of this and `ai_interview_type`.
    #[schema(value_type = Option<i64>)]
    interviewer: Option<WholeNumber>,
    /// The company; it never changes, and the caller's or the interviewer's need not be named.
    #[schema(value_type = Option<i64>)]
    pub(super) company: Option<WholeNumber>,
    /// A job of the company.
    #[schema(value_type = Option<i64>)]
    job: Option<WholeNumber>,
    /// The kind of AI interviewer.
    ai_interview_type: Option<AiInterviewType>,
    /// Settings of the AI interviewer.
    #[schema(value_type = Option<Object>)]
    ai_configuration: Option<Map<String, Value>>,
    /// Up to 5000 characters.
    notes: Option<String>,
    /// Places, 1 to 1000 (1).
    #[schema(value_type = Option<i64>)]
    max_candidates: Option<WholeNumber>,
}

impl SlotIn {
    pub(super) fn details(self) -> Result<SlotDetails, Problem> {
        let mut checks = Checks::new();
        let draft = SlotDraft {
            slot_type: self.slot_type.map_or(SlotType::Fixed, SlotType::from),
            duration_minutes: self.duration_minutes.map(|minutes| minutes.0),
            interviewer: self.interviewer.map(|id| UserId(id.0)),
            ai: self.ai_interview_type.map(Into::into),
            ai_configuration: self
                .ai_configuration
                .and_then(|given| settings(&mut checks, "/ai_configuration", given)),
            job: self.job.map(|id| JobId(id.0)),
            notes: self.notes.and_then(|text| notes(&mut checks, "/notes", &text)),
            max_candidates: self.max_candidates.map_or(1, |most| most.0),
            start: scheduling_core::time::Timestamp::MIN,
            end: scheduling_core::time::Timestamp::MAX,
        };
        let start = checks.instant("/start_time", self.start_time);
        let end = checks.instant("/end_time", self.end_time);
        let Some((start, end)) = start.zip(end) else { return Err(checks.refuse()) };
        match (SlotDraft { start, end, ..draft }.check(), checks.is_clean()) {
            (Ok(details), true) => Ok(details),
            (Err(problems), _) => {
                crate::kit::fields::note_all(&mut checks, problems);
                Err(checks.refuse())
            }
            (Ok(_), false) => Err(checks.refuse()),
        }
    }

    /// The change that puts this in the place of all that may change.
    pub(super) fn replacement(self) -> Result<SlotChange, Problem> {
        let details = self.details()?;
        Ok(SlotChange {
            slot_type: Some(details.slot_type),
            start: Some(details.time.start()),
            end: Some(details.time.end()),
            duration_minutes: None,
            interviewer: Some(details.holder.interviewer()),
            ai: Some(details.holder.ai()),
            ai_configuration: Some(details.ai_configuration),
            job: Some(details.job),
            notes: Some(details.notes),
            max_candidates: Some(details.max_candidates),
        })
    }
}

/// A change of a slot: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotPatch {
    /// Null for `fixed`.
    #[serde(default)]
    slot_type: Patch<SlotTypeName>,
    /// In the future, within the company's business hours.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start_time: Option<InstantIn>,
    /// Whole minutes after the start, a day at the most.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end_time: Option<InstantIn>,
    /// What lies between start and end after the change.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64)]
    duration_minutes: Option<WholeNumber>,
    /// A user who may hold interviews, or null.
    #[serde(default)]
    interviewer: Patch<WholeNumber>,
    /// A job of the company, or null.
    #[serde(default)]
    job: Patch<WholeNumber>,
    /// The kind of AI interviewer, or null.
    #[serde(default)]
    ai_interview_type: Patch<AiInterviewType>,
    /// Settings of the AI interviewer, or null.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    ai_configuration: Patch<Map<String, Value>>,
    /// Up to 5000 characters, or null.
    #[serde(default)]
    notes: Patch<String>,
    /// Places, 1 to 1000; null for 1.
    #[serde(default)]
    max_candidates: Patch<WholeNumber>,
}

impl SlotPatch {
    pub(super) fn change(self) -> Result<SlotChange, Problem> {
        let mut checks = Checks::new();
        let change = SlotChange {
            slot_type: patched_or(self.slot_type, || SlotType::Fixed, |name| Some(name.into())),
            start: self.start_time.and_then(|at| checks.instant("/start_time", at)),
            end: self.end_time.and_then(|at| checks.instant("/end_time", at)),
            duration_minutes: self.duration_minutes.map(|minutes| minutes.0),
            interviewer: patched(self.interviewer, |id| Some(UserId(id.0))),
            ai: patched(self.ai_interview_type, |kind| Some(kind.into())),
            ai_configuration: patched(self.ai_configuration, |given| {
                settings(&mut checks, "/ai_configuration", given)
            }),
            job: patched(self.job, |id| Some(JobId(id.0))),
            notes: match self.notes {
                Patch::Set(text) => Some(notes(&mut checks, "/notes", &text)),
                Patch::Clear => Some(None),
                Patch::Keep => None,
            },
            max_candidates: patched_or(
                self.max_candidates,
                || 1,
                |most| checks.in_range("/max_candidates", most, 1..=MAX_CANDIDATES),
            ),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// An interview slot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewSlot)]
pub(super) struct SlotOut {
    id: Uuid,
    slot_type: SlotTypeName,
    status: SlotStatusName,
    start_time: InstantOut,
    end_time: InstantOut,
    duration_minutes: i64,
    /// Null for an AI slot.
    interviewer: Option<i64>,
    interviewer_name: Option<String>,
    company: i64,
    company_name: String,
    job: Option<i64>,
    job_title: Option<String>,
    /// Null for a slot of a person.
    ai_interview_type: Option<AiInterviewType>,
    #[schema(value_type = Option<Object>)]
    ai_configuration: Option<Value>,
    /// Whether somebody can take a place: there is one, the slot lies ahead, and its interviewer is free.
    is_available: bool,
    /// Why not; empty where somebody can. Of others' bookings no more is told than the caller may read.
    unavailable_because: Vec<BecauseOut>,
    /// Places that are not taken; 0 once it was cancelled or is over.
    available_spots: i64,
    max_candidates: i64,
    current_bookings: i64,
    notes: Option<String>,
    /// Null unless it was cancelled.
    cancellation_reason: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<SlotView> for SlotOut {
    fn from(shown: SlotView) -> Self {
        let (now, slot) = (shown.now, shown.slot);
        let (status, available_spots) = (slot.status(now), slot.free_places(now));
        let details = slot.details;
        Self {
            id: slot.id.0,
            slot_type: match details.slot_type {
                SlotType::Fixed => SlotTypeName::Fixed,
                SlotType::Flexible => SlotTypeName::Flexible,
                SlotType::Recurring => SlotTypeName::Recurring,
            },
            status: match status {
                SlotStatus::Available => SlotStatusName::Available,
                SlotStatus::Booked => SlotStatusName::Booked,
                SlotStatus::Cancelled => SlotStatusName::Cancelled,
                SlotStatus::Completed => SlotStatusName::Completed,
            },
            start_time: details.time.start().into(),
            end_time: details.time.end().into(),
            duration_minutes: details.time.seconds() / 60,
            interviewer: details.holder.interviewer().map(|user| user.0),
            interviewer_name: shown.interviewer_name,
            company: slot.company.0,
            company_name: shown.company_name,
            job: details.job.map(|job| job.0),
            job_title: shown.job_title,
            ai_interview_type: details.holder.ai().map(Into::into),
            ai_configuration: details.ai_configuration.and_then(|text| serde_json::from_str(&text).ok()),
            is_available: shown.is_available,
            unavailable_because: BecauseOut::all(&shown.unavailable_because, &shown.names),
            available_spots,
            max_candidates: details.max_candidates,
            current_bookings: slot.current_bookings,
            notes: details.notes,
            cancellation_reason: slot.cancelled.map(|cancelled| cancelled.reason),
            created_at: slot.metadata.created_at.into(),
            updated_at: slot.metadata.updated_at.into(),
        }
    }
}

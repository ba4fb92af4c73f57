//! Conflicts on the wire.

use crate::kit::fields::notes;
use crate::wire::conflict_type::ConflictTypeName;
use app::conflicts::ConflictView;
use domain::conflict::{Conflict, ConflictOrigin, Resolution};
use http_kit::{Checks, InstantOut, Problem, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// How a conflict was settled.
    pub(super) enum ResolutionName {
        /// Not yet.
        Pending = "pending",
        Rescheduled = "rescheduled",
        Cancelled = "cancelled",
        Resolved = "resolved",
    }
}

impl From<ResolutionName> for Resolution {
    fn from(name: ResolutionName) -> Self {
        match name {
            ResolutionName::Pending => Self::Pending,
            ResolutionName::Rescheduled => Self::Rescheduled,
            ResolutionName::Cancelled => Self::Cancelled,
            ResolutionName::Resolved => Self::Resolved,
        }
    }
}

impl From<Resolution> for ResolutionName {
    fn from(resolution: Resolution) -> Self {
        match resolution {
            Resolution::Pending => Self::Pending,
            Resolution::Rescheduled => Self::Rescheduled,
            Resolution::Cancelled => Self::Cancelled,
            Resolution::Resolved => Self::Resolved,
        }
    }
}

wire_enum! {
    /// How a conflict came about.
    pub(super) enum OriginName {
        /// Somebody tried to book, and was refused.
        Refused = "refused",
        /// A booking was made, and something changed later.
        Broken = "broken",
    }
}

impl From<OriginName> for ConflictOrigin {
    fn from(name: OriginName) -> Self {
        match name {
            OriginName::Refused => Self::Refused,
            OriginName::Broken => Self::Broken,
        }
    }
}

/// How a conflict was settled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResolveIn {
    /// `rescheduled`, `cancelled` or `resolved`.
    resolution: ResolutionName,
    /// Up to 5000 characters.
    notes: Option<String>,
}

impl ResolveIn {
    pub(super) fn check(&self) -> Result<(Resolution, Option<String>), Problem> {
        let mut checks = Checks::new();
        let notes = self.notes.as_deref().and_then(|text| notes(&mut checks, "/notes", text));
        checks.finish()?;
        Ok((self.resolution.into(), notes))
    }
}

/// What stands against an interview or an appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewConflict)]
pub(super) struct ConflictOut {
    id: Uuid,
    company: i64,
    conflict_type: ConflictTypeName,
    origin: OriginName,
    resolution: ResolutionName,
    /// The interview that it stands against; null where that is an appointment.
    primary_interview: Option<Uuid>,
    /// The appointment that it stands against; null where that is an interview.
    appointment: Option<Uuid>,
    /// The interview that is in the way, where it is one.
    conflicting_interview: Option<Uuid>,
    slot: Option<Uuid>,
    schedule: Option<Uuid>,
    /// The interviewer who can't come, where it is one.
    interviewer: Option<i64>,
    /// What was in the way, for people to read.
    #[schema(value_type = Object)]
    conflict_details: Value,
    detected_at: InstantOut,
    resolution_notes: Option<String>,
    resolved_at: Option<InstantOut>,
    resolved_by: Option<i64>,
}

impl From<Conflict> for ConflictOut {
    fn from(conflict: Conflict) -> Self {
        Self {
            id: conflict.id.0,
            company: conflict.company.0,
            conflict_type: conflict.conflict_type.into(),
            origin: match conflict.origin {
                ConflictOrigin::Refused => OriginName::Refused,
                ConflictOrigin::Broken => OriginName::Broken,
            },
            resolution: conflict.resolution.into(),
            primary_interview: conflict.meeting.interview().map(|id| id.0),
            appointment: conflict.meeting.appointment().map(|id| id.0),
            conflicting_interview: conflict.conflicting_interview.map(|id| id.0),
            slot: conflict.slot.map(|id| id.0),
            schedule: conflict.schedule.map(|id| id.0),
            interviewer: conflict.user.map(|id| id.0),
            conflict_details: serde_json::from_str(&conflict.details).unwrap_or_default(),
            detected_at: conflict.detected_at.into(),
            resolution_notes: conflict.resolution_notes,
            resolved_at: conflict.resolved_at.map(Into::into),
            resolved_by: conflict.resolved_by.map(|id| id.0),
        }
    }
}

/// A conflict with all that happened to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewConflictWithHistory)]
pub(super) struct ConflictStory {
    #[serde(flatten)]
    conflict: ConflictOut,
    /// Oldest first.
    history: Vec<StepOut>,
}

/// A step in the life of a conflict.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConflictStep)]
struct StepOut {
    resolution: ResolutionName,
    notes: Option<String>,
    at: InstantOut,
    /// `user:12`, `key:3 Careers page`, `api`, `system`
    actor: String,
}

impl From<ConflictView> for ConflictStory {
    fn from(shown: ConflictView) -> Self {
        let history = shown.history.into_iter().map(|step| StepOut {
            resolution: step.resolution.into(),
            notes: step.notes,
            at: step.at.into(),
            actor: step.actor,
        });
        Self { history: history.collect(), conflict: shown.conflict.into() }
    }
}

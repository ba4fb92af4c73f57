//! Schedules on the wire.

use crate::kit::fields::{line, notes};
use crate::wire::ai_interview_type::AiInterviewType;
use crate::wire::slot_status::SlotStatusName;
use app::schedules::{BookingRequest, ScheduleView};
use domain::schedule::ScheduleStatus;
use domain::slot::{Slot, SlotStatus};
use domain::{InterviewId, SlotId};
use http_kit::{Checks, InstantOut, Patch, Problem, wire_enum};
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of a reason, at most.
pub(super) const REASON: usize = 500;

wire_enum! {
    /// Where a schedule stands.
    pub(crate) enum ScheduleStatusName {
        /// The time is taken, the interview does not have it yet.
        Pending = "pending",
        /// The interview has the slot's time.
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        /// Another schedule took its place.
        Rescheduled = "rescheduled",
    }
}

impl From<ScheduleStatusName> for ScheduleStatus {
    fn from(name: ScheduleStatusName) -> Self {
        match name {
            ScheduleStatusName::Pending => Self::Pending,
            ScheduleStatusName::Confirmed => Self::Confirmed,
            ScheduleStatusName::Cancelled => Self::Cancelled,
            ScheduleStatusName::Rescheduled => Self::Rescheduled,
        }
    }
}

impl From<ScheduleStatus> for ScheduleStatusName {
    fn from(status: ScheduleStatus) -> Self {
        match status {
            ScheduleStatus::Pending => Self::Pending,
            ScheduleStatus::Confirmed => Self::Confirmed,
            ScheduleStatus::Cancelled => Self::Cancelled,
            ScheduleStatus::Rescheduled => Self::Rescheduled,
        }
    }
}

/// An interview to be booked to a slot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleIn {
    /// A pending interview whose candidate is shortlisted and enabled for its job.
    interview_id: Uuid,
    /// A slot with a free place that starts in the future, within 90 days.
    slot_id: Uuid,
    /// Up to 5000 characters.
    booking_notes: Option<String>,
}

impl ScheduleIn {
    pub(super) fn request(self) -> Result<BookingRequest, Problem> {
        Ok(BookingRequest {
            interview: InterviewId(self.interview_id),
            slot: SlotId(self.slot_id),
            notes: booking_notes(self.booking_notes.as_deref())?,
        })
    }
}

fn booking_notes(given: Option<&str>) -> Result<Option<String>, Problem> {
    let mut checks = Checks::new();
    let read = given.and_then(|text| notes(&mut checks, "/booking_notes", text));
    checks.finish()?;
    Ok(read)
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonIn {
    /// 1 to 500 characters.
    reason: String,
}

impl ReasonIn {
    pub(super) fn check(&self) -> Result<String, Problem> {
        reason(&self.reason)
    }
}

fn reason(given: &str) -> Result<String, Problem> {
    let mut checks = Checks::new();
    let reason = line(&mut checks, "/reason", given, REASON);
    reason.ok_or_else(|| checks.refuse())
}

/// Where a schedule is to move, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RescheduleIn {
    /// Another slot, as for booking.
    slot_id: Uuid,
    /// 1 to 500 characters.
    reason: String,
}

impl RescheduleIn {
    pub(super) fn check(&self) -> Result<(SlotId, String), Problem> {
        Ok((SlotId(self.slot_id), reason(&self.reason)?))
    }
}

/// What of a schedule may be replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleNotes {
    /// Up to 5000 characters; absent for none.
    booking_notes: Option<String>,
}

impl ScheduleNotes {
    pub(super) fn check(&self) -> Result<Option<String>, Problem> {
        booking_notes(self.booking_notes.as_deref())
    }
}

/// A change of a schedule: what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SchedulePatch {
    /// Up to 5000 characters, or null.
    #[serde(default)]
    booking_notes: Patch<String>,
}

impl SchedulePatch {
    /// `None` leaves the notes as they are.
    pub(super) fn check(&self) -> Result<Option<Option<String>>, Problem> {
        match &self.booking_notes {
            Patch::Keep => Ok(None),
            Patch::Clear => Ok(Some(None)),
            Patch::Set(text) => booking_notes(Some(text)).map(Some),
        }
    }
}

/// An interview that is booked to a slot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewSchedule)]
pub(super) struct ScheduleOut {
    id: Uuid,
    interview: Uuid,
    slot: Uuid,
    company: i64,
    status: ScheduleStatusName,
    booking_notes: Option<String>,
    booked_at: InstantOut,
    booked_by: Option<i64>,
    confirmed_at: Option<InstantOut>,
    cancelled_at: Option<InstantOut>,
    cancellation_reason: Option<String>,
    cancelled_by: Option<i64>,
    /// The schedule that this one was moved from.
    replaces: Option<Uuid>,
    /// The schedule that this one was moved to, where it was rescheduled.
    replaced_by: Option<Uuid>,
    /// Null for a slot of a person.
    ai_interview_type: Option<AiInterviewType>,
    slot_details: SlotDetailsOut,
}

/// The slot of a schedule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScheduledSlot)]
pub(super) struct SlotDetailsOut {
    id: Uuid,
    status: SlotStatusName,
    start_time: InstantOut,
    end_time: InstantOut,
    duration_minutes: i64,
    /// Null for an AI slot.
    interviewer: Option<i64>,
    interviewer_name: Option<String>,
    ai_interview_type: Option<AiInterviewType>,
    job: Option<i64>,
    job_title: Option<String>,
}

impl SlotDetailsOut {
    fn new(slot: &Slot, names: (Option<String>, Option<String>), now: Timestamp) -> Self {
        let details = &slot.details;
        Self {
            id: slot.id.0,
            status: match slot.status(now) {
                SlotStatus::Available => SlotStatusName::Available,
                SlotStatus::Booked => SlotStatusName::Booked,
                SlotStatus::Cancelled => SlotStatusName::Cancelled,
                SlotStatus::Completed => SlotStatusName::Completed,
            },
            start_time: details.time.start().into(),
            end_time: details.time.end().into(),
            duration_minutes: details.time.seconds() / 60,
            interviewer: details.holder.interviewer().map(|user| user.0),
            interviewer_name: names.0,
            ai_interview_type: details.holder.ai().map(Into::into),
            job: details.job.map(|job| job.0),
            job_title: names.1,
        }
    }
}

impl From<ScheduleView> for ScheduleOut {
    fn from(shown: ScheduleView) -> Self {
        let (schedule, slot) = (shown.schedule, shown.slot);
        Self {
            id: schedule.id.0,
            interview: schedule.interview.0,
            slot: schedule.slot.0,
            company: schedule.company.0,
            status: schedule.status.into(),
            booking_notes: schedule.booking_notes,
            booked_at: schedule.booked_at.into(),
            booked_by: schedule.booked_by.map(|user| user.0),
            confirmed_at: schedule.confirmed_at.map(Into::into),
            cancelled_at: schedule.cancelled_at.map(Into::into),
            cancellation_reason: schedule.cancellation_reason,
            cancelled_by: schedule.cancelled_by.map(|user| user.0),
            replaces: schedule.replaces.map(|id| id.0),
            replaced_by: shown.replaced_by.map(|id| id.0),
            ai_interview_type: slot.details.holder.ai().map(Into::into),
            slot_details: SlotDetailsOut::new(&slot, (shown.interviewer_name, shown.job_title), shown.now),
        }
    }
}

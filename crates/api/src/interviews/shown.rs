//! Interviews as they go out.

use super::answers::AnswerOut;
use super::wire::{InterviewStatusName, InterviewTypeName, RoomStatusName, Round};
use crate::kit::public_url::PublicUrl;
use crate::wire::ai_interview_type::AiInterviewType;
use app::interviews::{InterviewView, Interviewer, link};
use http_kit::InstantOut;
use scheduling_core::time::{Interval, Timestamp};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// An interview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interview)]
pub(super) struct InterviewOut {
    id: Uuid,
    company_id: i64,
    candidate_id: i64,
    job_id: i64,
    status: InterviewStatusName,
    interview_type: InterviewTypeName,
    /// Null while it is pending; a cancelled one keeps the time that it had.
    scheduled_at: Option<InstantOut>,
    ends_at: Option<InstantOut>,
    /// That of its time; while it has none, what it is to be unless a slot says otherwise.
    duration_minutes: i64,
    /// The panel, and the holder of the slot that it is booked to.
    interviewer_ids: Vec<i64>,
    /// The same people with their names.
    interviewers: Vec<InterviewerOut>,
    /// The slot that it is booked to, and the schedule that books it, from the booking on.
    slot_id: Option<Uuid>,
    schedule_id: Option<Uuid>,
    /// The template that chose the panel, where one did; it may have been deleted since.
    template_id: Option<i64>,
    /// As it was given.
    #[schema(value_type = Option<Round>)]
    round: Option<Value>,
    location: Option<String>,
    notes: Option<String>,
    /// Opens the room of an online interview; null where it has none.
    room_id: Option<String>,
    /// The page that leads to where the people of an online interview meet; null from 24 hours after its end.
    meeting_link: Option<String>,
    /// Whether there is somewhere to meet already; null where there is no room, and once the interview is over.
    room_status: Option<RoomStatusName>,
    /// What people answered to invitations to this time.
    answers: Vec<AnswerOut>,
    candidate_joined_at: Option<InstantOut>,
    interviewer_joined_at: Option<InstantOut>,
    /// Where it is booked to a slot of an AI interviewer.
    ai_interview_type: Option<AiInterviewType>,
    /// Who gave it its time, where that was a user.
    scheduled_by: Option<i64>,
    cancelled_at: Option<InstantOut>,
    cancellation_reason: Option<String>,
    cancelled_by: Option<i64>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

/// Somebody who interviews.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedInterviewer)]
pub(super) struct InterviewerOut {
    id: i64,
    name: String,
}

impl From<Interviewer> for InterviewerOut {
    fn from(person: Interviewer) -> Self {
        Self { id: person.id.0, name: person.name }
    }
}

impl InterviewOut {
    pub(super) fn new(shown: InterviewView, url: &PublicUrl, now: Timestamp) -> Self {
        let InterviewView { interview, booking, interviewers, room, answers } = shown;
        let (duration_minutes, meeting_link) = (interview.minutes(), link(&interview, url.text(), now));
        let (details, cancelled) = (interview.details, interview.cancelled);
        let round = details.round.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let at = |instant: Option<Timestamp>| instant.map(InstantOut::from);
        Self {
            id: interview.id.0,
            company_id: interview.company.0,
            candidate_id: interview.candidate.0,
            job_id: interview.job.0,
            status: interview.status.into(),
            interview_type: details.interview_type.into(),
            scheduled_at: at(interview.time.map(Interval::start)),
            ends_at: at(interview.time.map(Interval::end)),
            duration_minutes,
            interviewer_ids: interviewers.iter().map(|person| person.id.0).collect(),
            interviewers: interviewers.into_iter().map(InterviewerOut::from).collect(),
            slot_id: booking.map(|booking| booking.slot.0),
            schedule_id: booking.map(|booking| booking.schedule.0),
            template_id: interview.template.map(|template| template.0),
            round,
            location: details.location,
            notes: details.notes,
            room_id: interview.room_id,
            meeting_link,
            room_status: room.map(Into::into),
            answers: answers.into_iter().map(AnswerOut::from).collect(),
            candidate_joined_at: at(interview.candidate_joined_at),
            interviewer_joined_at: at(interview.interviewer_joined_at),
            ai_interview_type: interview.ai.map(Into::into),
            scheduled_by: interview.scheduled_by.map(|user| user.0),
            cancelled_at: at(cancelled.as_ref().map(|cancelled| cancelled.at)),
            cancelled_by: cancelled.as_ref().and_then(|cancelled| cancelled.by).map(|user| user.0),
            cancellation_reason: cancelled.map(|cancelled| cancelled.reason),
            created_at: interview.metadata.created_at.into(),
            updated_at: interview.metadata.updated_at.into(),
        }
    }
}

//! An interview for tests to start from.

use super::{Interview, InterviewDetails, InterviewStatus, InterviewType, Interviewee};
use crate::Metadata;
use crate::{CandidateId, CompanyId, InterviewId, JobId};
use scheduling_core::time::{Interval, Timestamp};
use uuid::Uuid;

/// An online interview of an hour with an empty panel.
pub(crate) fn interview(status: InterviewStatus, time: Option<Interval>) -> Interview {
    let made = Timestamp::saturating_from_unix(1_700_000_000);
    Interview {
        id: InterviewId(Uuid::nil()),
        company: CompanyId(1),
        candidate: CandidateId(1),
        interviewee: Interviewee::GUEST,
        job: JobId(1),
        template: None,
        status,
        time,
        details: InterviewDetails {
            interview_type: InterviewType::Online,
            duration_minutes: 60,
            interviewers: Vec::new(),
            round: None,
            location: None,
            notes: None,
        },
        ai: None,
        room_id: None,
        candidate_joined_at: None,
        interviewer_joined_at: None,
        scheduled_by: None,
        cancelled: None,
        sequence: 0,
        metadata: Metadata { version: 1, created_at: made, updated_at: made },
    }
}

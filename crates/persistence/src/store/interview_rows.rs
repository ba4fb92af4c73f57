//! Interviews as they are stored.

use super::Result;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::interviews;
use diesel::prelude::*;
use domain::Metadata;
use domain::interview::{
    Interview, InterviewCancellation, InterviewDetails, InterviewStatus, InterviewType, Interviewee,
};
use domain::slot::AiKind;
use domain::{CandidateId, CompanyId, InterviewId, JobId, TemplateId, UserId};
use scheduling_core::time::{Interval, Timestamp};

#[derive(Queryable)]
pub(super) struct Row {
    id: DbUuid,
    company_id: i64,
    candidate_id: i64,
    job_id: i64,
    interview_type: String,
    status: String,
    starts_at: Option<DbTimestamp>,
    ends_at: Option<DbTimestamp>,
    duration_minutes: i64,
    round: Option<serde_json::Value>,
    location: Option<String>,
    notes: Option<String>,
    ai_interview_type: Option<String>,
    room_id: Option<String>,
    candidate_joined_at: Option<DbTimestamp>,
    interviewer_joined_at: Option<DbTimestamp>,
    scheduled_by: Option<i64>,
    cancelled_at: Option<DbTimestamp>,
    cancellation_reason: Option<String>,
    cancelled_by: Option<i64>,
    sequence: i64,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    template_id: Option<i64>,
}

impl Row {
    pub(super) fn id(&self) -> DbUuid {
        self.id
    }
}

/// The columns of an interview, and what booking has to know of its candidate and its job.
macro_rules! shown {
    () => {{
        use crate::schema::{candidates, jobs};
        let candidate = candidates::table
            .filter(candidates::company_id.eq(interviews::company_id))
            .filter(candidates::id.eq(interviews::candidate_id));
        (
            interviews::all_columns,
            candidate.select(candidates::user_id).single_value(),
            candidate.select(candidates::active).single_value(),
            jobs::table.filter(jobs::id.eq(interviews::job_id)).select(jobs::active).single_value(),
        )
    }};
}
pub(super) use shown;

/// A row, and what there is to know of the candidate: the user who is the same person, and whether they are active; and whether the
/// job is.
#[derive(Queryable)]
pub(super) struct Shown(pub(super) Row, Option<i64>, Option<bool>, Option<bool>);

impl Shown {
    /// The interview; its panel lies in a table of its own.
    pub(super) fn interview(self, interviewers: Vec<UserId>) -> Result<Interview> {
        let (active, job_open) = (self.2 == Some(true), self.3 == Some(true));
        let interviewee = Interviewee { user: self.1.map(UserId), active, job_open };
        self.0.interview(interviewee, interviewers)
    }
}

impl Row {
    fn interview(self, interviewee: Interviewee, interviewers: Vec<UserId>) -> Result<Interview> {
        let corrupt = |column, value: &str| DbError::corrupt(column, value);
        let interview_type = InterviewType::named(&self.interview_type)
            .ok_or_else(|| corrupt("interviews.interview_type", &self.interview_type))?;
        let status =
            InterviewStatus::named(&self.status).ok_or_else(|| corrupt("interviews.status", &self.status))?;
        let ai = self.ai_interview_type.as_deref();
        let ai =
            ai.map(|name| AiKind::named(name).ok_or_else(|| corrupt("interviews.ai_interview_type", name)));
        let time = self.starts_at.zip(self.ends_at).map(|(start, end)| interval(start, end)).transpose()?;
        let by = self.cancelled_by.map(UserId);
        let cancelled = self.cancelled_at.zip(self.cancellation_reason);
        Ok(Interview {
            id: InterviewId(self.id.0),
            company: CompanyId(self.company_id),
            candidate: CandidateId(self.candidate_id),
            interviewee,
            job: JobId(self.job_id),
            template: self.template_id.map(TemplateId),
            status,
            time,
            details: InterviewDetails {
                interview_type,
                duration_minutes: self.duration_minutes,
                interviewers,
                round: self.round.map(|document| document.to_string()),
                location: self.location,
                notes: self.notes,
            },
            ai: ai.transpose()?,
            room_id: self.room_id,
            candidate_joined_at: self.candidate_joined_at.map(DbTimestamp::instant),
            interviewer_joined_at: self.interviewer_joined_at.map(DbTimestamp::instant),
            scheduled_by: self.scheduled_by.map(UserId),
            cancelled: cancelled.map(|(at, reason)| InterviewCancellation { at: at.instant(), reason, by }),
            sequence: self.sequence,
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// What of a row changes in its life.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = interviews, treat_none_as_null = true)]
pub(super) struct Values {
    interview_type: &'static str,
    status: &'static str,
    starts_at: Option<DbTimestamp>,
    ends_at: Option<DbTimestamp>,
    duration_minutes: i64,
    round: Option<serde_json::Value>,
    location: Option<String>,
    notes: Option<String>,
    ai_interview_type: Option<&'static str>,
    room_id: Option<String>,
    candidate_joined_at: Option<DbTimestamp>,
    interviewer_joined_at: Option<DbTimestamp>,
    scheduled_by: Option<i64>,
    cancelled_at: Option<DbTimestamp>,
    cancellation_reason: Option<String>,
    cancelled_by: Option<i64>,
    sequence: i64,
}

impl Values {
    pub(super) fn new(interview: &Interview) -> Result<Self> {
        let details = &interview.details;
        let round = details.round.as_deref().map(serde_json::from_str).transpose();
        let cancelled = interview.cancelled.as_ref();
        let at = |instant: Option<Timestamp>| instant.map(DbTimestamp::from);
        Ok(Self {
            interview_type: details.interview_type.name(),
            status: interview.status.name(),
            starts_at: at(interview.time.map(Interval::start)),
            ends_at: at(interview.time.map(Interval::end)),
            duration_minutes: details.duration_minutes,
            round: round.map_err(|error| DbError::other(error.to_string()))?,
            location: details.location.clone(),
            notes: details.notes.clone(),
            ai_interview_type: interview.ai.map(AiKind::name),
            room_id: interview.room_id.clone(),
            candidate_joined_at: at(interview.candidate_joined_at),
            interviewer_joined_at: at(interview.interviewer_joined_at),
            scheduled_by: interview.scheduled_by.map(|user| user.0),
            cancelled_at: at(cancelled.map(|cancelled| cancelled.at)),
            cancellation_reason: cancelled.map(|cancelled| cancelled.reason.clone()),
            cancelled_by: cancelled.and_then(|cancelled| cancelled.by).map(|user| user.0),
            sequence: interview.sequence,
        })
    }
}

/// A new row.
#[derive(Insertable)]
#[diesel(table_name = interviews)]
pub(super) struct NewRow {
    id: DbUuid,
    company_id: i64,
    candidate_id: i64,
    job_id: i64,
    #[diesel(embed)]
    values: Values,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    template_id: Option<i64>,
}

impl NewRow {
    pub(super) fn new(interview: &Interview, now: Timestamp) -> Result<Self> {
        let now = DbTimestamp::from(now);
        Ok(Self {
            id: DbUuid(interview.id.0),
            company_id: interview.company.0,
            candidate_id: interview.candidate.0,
            job_id: interview.job.0,
            values: Values::new(interview)?,
            version: 1,
            created_at: now,
            updated_at: now,
            template_id: interview.template.map(|id| id.0),
        })
    }
}

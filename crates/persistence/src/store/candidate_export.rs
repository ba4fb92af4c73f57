//! Reads everything that is kept of a candidate.

use super::collection::Part;
use super::interviews::{self, Filter};
use super::schedule_rows::Row as ScheduleRow;
use super::{Result, appointment_erasure, conflicts, interview_logs, messages, scheduling_links};
use crate::Scope;
use crate::db::fragments::{Texts, Uuids, text_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{ai_results, match_results, messages as sent, schedules};
use diesel::prelude::*;
use domain::conflict::Conflict;
use domain::directory::Candidate;
use domain::interview::{Interview, SchedulingLink};
use domain::message::{Message, Person};
use domain::schedule::Schedule;
use domain::{InterviewId, MessageId};
use interview_logs::Entry;
use scheduling_core::time::Timestamp;

/// More than anybody has of anything, and a bound.
const MOST: i64 = 10_000;
/// The same of lines of all their logs together.
const MOST_LINES: i64 = 200_000;

/// How far a candidate has got for a job, and when that was said.
#[derive(Debug, Clone, Queryable)]
pub struct KeptMatch {
    pub job: i64,
    pub shortlisted: bool,
    pub interview_enabled: bool,
    pub online_interview_enabled: bool,
}

/// What an AI system said of an interview.
#[derive(Debug, Clone)]
pub struct KeptResult {
    pub interview: InterviewId,
    pub details: serde_json::Value,
    pub received_at: Timestamp,
}

/// What is kept of a candidate beside the record itself.
#[derive(Debug, Clone)]
pub struct Kept {
    pub matches: Vec<KeptMatch>,
    pub interviews: Vec<Interview>,
    pub schedules: Vec<Schedule>,
    /// Line by line, with whose log it is.
    pub logs: Vec<(InterviewId, Entry)>,
    pub results: Vec<KeptResult>,
    /// To the candidate, and to the same person as a client.
    pub messages: Vec<Message>,
    pub links: Vec<SchedulingLink>,
    /// What stood against the interviews.
    pub conflicts: Vec<Conflict>,
}

/// Reads it, in the scope of the candidate's company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn read(scope: &mut Scope<'_>, candidate: &Candidate) -> Result<Kept> {
    let company = candidate.company.0;
    let filter = Filter { candidate: Some(candidate.id), ..Filter::default() };
    let found = interviews::list(scope, &filter, &Part::after(None, MOST))?;
    let own: Uuids = found.iter().map(|interview| interview.id.0).collect();
    let matches = match_results::table
        .select((
            match_results::job_id,
            match_results::shortlisted,
            match_results::interview_enabled,
            match_results::online_interview_enabled,
        ))
        .filter(match_results::company_id.eq(company))
        .filter(match_results::candidate_id.eq(candidate.id.0))
        .order(match_results::job_id)
        .load(scope.connection())?;
    let rows: Vec<ScheduleRow> = schedules::table
        .filter(schedules::company_id.eq(company))
        .filter(uuid_in(schedules::interview_id, &own))
        .order(schedules::id)
        .load(scope.connection())?;
    let schedules = rows.into_iter().map(ScheduleRow::schedule).collect::<Result<Vec<_>>>()?;
    let logs = interview_logs::of_all(scope, candidate.company, &own, MOST_LINES)?;
    let logs = logs.into_iter().map(|(interview, line)| (InterviewId(interview), line)).collect();
    let key = candidate.details.email_key();
    let booked = appointment_erasure::of_client(scope, candidate.company, &key)?;
    let people: Texts = booked.people().chain([Person::Candidate(candidate.id).to_string()]).collect();
    let ids: Vec<DbUuid> = sent::table
        .select(sent::id)
        .filter(sent::company_id.eq(company))
        .filter(text_in(sent::person, &people))
        .order(sent::id)
        .limit(MOST)
        .load(scope.connection())?;
    let ids: Vec<MessageId> = ids.into_iter().map(|id| MessageId(id.0)).collect();
    let messages = messages::by_ids(scope, &ids)?;
    Ok(Kept {
        matches,
        schedules,
        logs,
        results: results(scope, company, &own)?,
        messages,
        links: scheduling_links::of_candidate(scope, candidate.company, candidate.id)?,
        conflicts: conflicts::of_interviews(scope, candidate.company, &own)?,
        interviews: found,
    })
}

fn results(scope: &mut Scope<'_>, company: i64, own: &Uuids) -> Result<Vec<KeptResult>> {
    let rows: Vec<(DbUuid, serde_json::Value, DbTimestamp)> = ai_results::table
        .select((ai_results::interview_id, ai_results::details, ai_results::received_at))
        .filter(ai_results::company_id.eq(company))
        .filter(uuid_in(ai_results::interview_id, own))
        .order(ai_results::interview_id)
        .load(scope.connection())?;
    let result = |(id, details, at): (DbUuid, serde_json::Value, DbTimestamp)| KeptResult {
        interview: InterviewId(id.0),
        details,
        received_at: at.instant(),
    };
    Ok(rows.into_iter().map(result).collect())
}

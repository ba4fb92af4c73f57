//! `/api/v1/candidates/{id}/erase` and `…/export`: what is kept of a person.

use super::CandidateOut;
use super::kept::{self, KeptOut};
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::granted::Granted;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::wire::erased::ErasedOut;
use actix_web::{Responder, web};
use app::candidates;
use domain::CandidateId;
use domain::InterviewId;
use domain::access::actions::{EraseCandidates, ManageJobs};
use domain::interview::{Interview, SchedulingLink};
use domain::message::Message;
use domain::schedule::Schedule;
use http_kit::{Answer, Problem, get, post};
use persistence::store::candidate_export::Kept;
use persistence::store::interview_logs::Entry;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(erase_candidate).service(export_candidate);
}

/// What is left of a candidate, and what was erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CandidateErasure)]
struct ErasureOut {
    candidate: CandidateOut,
    erased: ErasedOut,
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Erase a candidate for good",
    description = "Takes out name, addresses and phone, from the record, messages, deliveries of webhooks, work that waits and kept answers, \
                   and what people wrote about the candidate in their own words: notes, reasons, results of AI interviews. \
                   The client of the same address loses the same in appointments and requests. Interviews and \
                   appointments stay with their times, and so does all that is counted. The candidate is inactive from then \
                   on, gets no messages, and can't be changed. It can't be undone; once more it erases nothing.",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 200, description = "What is left, and what was erased", body = ErasureOut)),
)]
#[post("/api/v1/candidates/{id}/erase")]
async fn erase_candidate(
    granted: Granted<EraseCandidates>,
    id: web::Path<i64>,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let id = CandidateId(*id);
    let work = move |tx: &mut Tx<'_>| candidates::erase(tx, &permit, id, now);
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, |(candidate, erased)| {
        Answer::ok(ErasureOut { candidate: candidate.into(), erased: erased.into() })
    })
    .await
}

/// Everything that is kept of a candidate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CandidateExport)]
struct ExportOut {
    candidate: CandidateOut,
    /// The user of the company who is the same person.
    user_id: Option<i64>,
    /// How far the candidate has got, job by job.
    #[schema(value_type = Vec<Object>)]
    match_results: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    interviews: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    schedules: Vec<Value>,
    /// The logs of the interviews.
    #[schema(value_type = Vec<Object>)]
    logs: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    ai_results: Vec<Value>,
    /// What the candidate was sent.
    #[schema(value_type = Vec<Object>)]
    messages: Vec<Value>,
    /// The links by which the candidate could choose a time, without their addresses.
    #[schema(value_type = Vec<Object>)]
    scheduling_links: Vec<Value>,
    /// What stood against the interviews.
    #[schema(value_type = Vec<Object>)]
    conflicts: Vec<Value>,
    booked: KeptOut,
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Export what is kept of a candidate",
    params(("id" = i64, Path, description = "The candidate's id"), Place),
    responses((status = 200, description = "Everything that is kept of this person", body = ExportOut)),
)]
#[get("/api/v1/candidates/{id}/export")]
async fn export_candidate(
    granted: Granted<ManageJobs>,
    id: web::Path<i64>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (granted.permit, CandidateId(*id));
    let read = move |tx: &mut Tx<'_>| {
        let (candidate, kept) = candidates::export(tx, &permit, id)?;
        Ok::<_, StoreError>((candidate, kept, candidates::export_appointments(tx, &permit, id)?))
    };
    let (candidate, kept, booked) = granted.db.read(read).await.map_err(failure::problem)?;
    let Kept { matches, interviews, schedules, logs, results, messages, links, conflicts } = kept;
    let matches = matches.iter().map(|kept| {
        json!({
            "job_id": kept.job, "shortlisted": kept.shortlisted, "interview_enabled": kept.interview_enabled,
            "online_interview_enabled": kept.online_interview_enabled,
        })
    });
    let results = results.into_iter().map(|kept| {
        let at = kept.received_at.to_string();
        json!({"interview_id": kept.interview.0, "received_at": at, "details": kept.details})
    });
    Ok(Answer::ok(ExportOut {
        user_id: candidate.kept.user.map(|user| user.0),
        match_results: matches.collect(),
        interviews: interviews.iter().map(interview).collect(),
        schedules: schedules.iter().map(schedule).collect(),
        logs: logs.into_iter().map(|(interview, entry)| line(interview, entry)).collect(),
        ai_results: results.collect(),
        messages: messages.iter().map(message).collect(),
        scheduling_links: links.iter().map(link).collect(),
        conflicts: conflicts.iter().map(kept::conflict).collect(),
        booked: booked.into(),
        candidate: candidate.into(),
    }))
}

fn interview(interview: &Interview) -> Value {
    let details = &interview.details;
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let interviewers: Vec<i64> = details.interviewers.iter().map(|user| user.0).collect();
    json!({
        "id": interview.id.0, "job_id": interview.job.0, "status": interview.status.name(),
        "interview_type": details.interview_type.name(), "duration_minutes": details.duration_minutes,
        "scheduled_at": text(interview.time.map(Interval::start)),
        "ends_at": text(interview.time.map(Interval::end)), "interviewer_ids": interviewers,
        "location": details.location, "notes": details.notes,
        "candidate_joined_at": text(interview.candidate_joined_at),
        "cancelled_at": text(interview.cancelled.as_ref().map(|cancelled| cancelled.at)),
        "cancellation_reason": interview.cancelled.as_ref().map(|cancelled| &cancelled.reason),
        "created_at": interview.metadata.created_at.to_string(),
    })
}

fn link(link: &SchedulingLink) -> Value {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": link.id.0, "job_id": link.details.job.0, "location": link.details.location,
        "first_day": link.details.first_day.to_string(), "last_day": link.details.last_day.to_string(),
        "expires_at": link.details.expires_at.to_string(), "moves_left": link.details.moves_left,
        "interview_id": link.kept.interview.map(|id| id.0), "revoked_at": text(link.kept.revoked_at),
        "created_at": link.metadata.created_at.to_string(),
    })
}

fn schedule(schedule: &Schedule) -> Value {
    json!({
        "id": schedule.id.0, "interview_id": schedule.interview.0, "slot_id": schedule.slot.0,
        "status": schedule.status.name(), "booking_notes": schedule.booking_notes,
        "cancellation_reason": schedule.cancellation_reason,
    })
}

fn line(interview: InterviewId, entry: Entry) -> Value {
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    json!({
        "interview_id": interview.0, "action": entry.action, "at": entry.at.to_string(), "actor": entry.actor,
        "old": json(entry.old), "new": json(entry.new), "reason": entry.reason,
    })
}

fn message(message: &Message) -> Value {
    let content = &message.content;
    json!({
        "id": message.id.0, "kind": content.kind.name(), "state": message.state.name(),
        "created_at": message.created_at.to_string(), "sent_at": message.sent_at.map(|at| at.to_string()),
        "to_address": content.to_address, "to_name": content.to_name, "language": content.language,
        "subject": content.subject, "text": content.text,
        "calendar": content.appointment.as_ref().map(|appointment| &appointment.ics),
    })
}

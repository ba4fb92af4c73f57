//! `POST /api/v1/jobs/{id}/interviews`: many interviews for a job, each booked to a slot.

use super::shown::InterviewOut;
use super::wire::{DURATION, InterviewTypeName, LOCATION, Round};
use crate::kit::company_param::Place;
use crate::kit::fields::{line, notes};
use crate::kit::granted::Granted;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::rooms::seed;
use actix_web::{Responder, web};
use app::interviews::{self, MAX_BOOKINGS, ManyBookings, SlotBooking};
use domain::access::actions::ManageInterviews;
use domain::interview::InterviewDetails;
use domain::{CandidateId, JobId, SlotId};
use http_kit::{Answer, Checks, Data, Json, Problem, UpTo, WholeNumber, post};
use persistence::Tx;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(book_interviews);
}

/// Interviews that are to be made and booked to slots.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "interview_type": "online", "confirm": true,
    "bookings": [{"candidate_id": 1, "slot_id": "01948f2e-7c00-7000-8000-000000000001"}],
}))]
struct BookManyIn {
    interview_type: InterviewTypeName,
    /// 1 to 200, each candidate and each place of a slot once.
    #[schema(value_type = Vec<SlotBookingIn>)]
    bookings: UpTo<SlotBookingIn, 200>,
    /// Whether the schedules are confirmed, too (false).
    confirm: Option<bool>,
    round: Option<Round>,
    /// Up to 500 characters.
    location: Option<String>,
    /// Up to 5000 characters, for each interview.
    notes: Option<String>,
}

/// A candidate, and the slot for their interview.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SlotBookingIn {
    /// A candidate who is on the job's shortlist, with interviews enabled.
    #[schema(value_type = i64)]
    candidate_id: WholeNumber,
    /// A slot with a free place that starts in the future, within 90 days.
    slot_id: Uuid,
}

impl BookManyIn {
    fn read(self, job: JobId) -> Result<ManyBookings, Problem> {
        let mut checks = Checks::new();
        if !(1..=MAX_BOOKINGS).contains(&self.bookings.len()) {
            checks.note("/bookings", format!("must have 1 to {MAX_BOOKINGS} bookings"));
            return Err(checks.refuse());
        }
        let mut seen = HashSet::new();
        for (place, one) in self.bookings.iter().enumerate() {
            if !seen.insert(one.candidate_id.0) {
                checks.note(format!("/bookings/{place}/candidate_id"), "stands in the list twice");
            }
        }
        let details = InterviewDetails {
            interview_type: self.interview_type.into(),
            duration_minutes: DURATION,
            interviewers: Vec::new(),
            round: self.round.and_then(|round| round.read(&mut checks)),
            location: self.location.and_then(|text| line(&mut checks, "/location", &text, LOCATION)),
            notes: self.notes.and_then(|text| notes(&mut checks, "/notes", &text)),
        };
        checks.finish()?;
        let one = |one: SlotBookingIn| SlotBooking {
            candidate: CandidateId(one.candidate_id.0),
            slot: SlotId(one.slot_id),
        };
        let bookings = self.bookings.into_vec().into_iter().map(one).collect();
        Ok(ManyBookings { job, bookings, details, confirm: self.confirm.unwrap_or(false) })
    }
}

/// Interviews that were made and booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookedInterviews)]
struct BookManyOut {
    /// In the order of the request.
    items: Vec<InterviewOut>,
}

#[utoipa::path(
    tag = "Jobs",
    summary = "Make many interviews for a job and book them to slots",
    description = "Does for each what making an interview, `book_interview` and, with `confirm`, `confirm_schedule` do for one, \
                   for all of them or for none. What stands against single bookings is in `errors`, all at once; the type \
                   of the problem is that of the first: 404, 422 `not-shortlisted`, `interview-not-enabled`, 409 `slot-full`, \
                   `slot-not-bookable`, `candidate-unavailable`, `interviewer-unavailable`, `too-far`. Nothing stays of what \
                   was refused, no conflict either.",
    params(("id" = i64, Path, description = "The job's id"), Place),
    request_body = BookManyIn,
    responses((status = 201, description = "The interviews", body = BookManyOut)),
)]
#[post("/api/v1/jobs/{id}/interviews")]
async fn book_interviews(
    granted: Granted<ManageInterviews>,
    id: web::Path<i64>,
    url: Data<PublicUrl>,
    Json(body): Json<BookManyIn>,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let (many, seed, url) = (body.read(JobId(*id))?, seed()?, (*url).clone());
    let work = move |tx: &mut Tx<'_>| {
        let made = interviews::book_many(tx, &permit, &many, &seed, now)?;
        interviews::shown(tx, &permit, made, now)
    };
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, move |made| {
        let items = made.into_iter().map(|shown| InterviewOut::new(shown, &url, now)).collect();
        Answer::created("/api/v1/interviews", BookManyOut { items })
    })
    .await
}

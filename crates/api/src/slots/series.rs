//! `POST /api/interviews/slots/create_recurring`: many slots in one call.

use super::wire::SlotOut;
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::fields::{notes, settings};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::Responder;
use app::slots::{CreatedSlots, SlotView, create_recurring};
use domain::access::{Action, actions};
use domain::slot::{Holder, MAX_CANDIDATES, SeriesPlan, SkipReason, date_problem};
use domain::{JobId, UserId};
use http_kit::{
    Answer, BecauseOut, Checks, Data, Idempotency, InstantOut, Json, Now, Problem, Query, UpTo, WholeNumber,
    WireDate, post, wire_enum,
};
use persistence::{Database, Tx};
use scheduling_core::calendar::Weekdays;
use scheduling_core::time::{TimeZone, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create_recurring_slots);
}

/// Minutes of a slot and of a break where a body says nothing.
const SLOT: i64 = 60;
const BREAK: i64 = 15;
const DAY: i64 = 1440;

/// A series of slots.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeriesIn {
    /// A user who may hold interviews: exactly one of this and `ai_interview_type`.
    #[schema(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// The kind of AI interviewer.
    ai_interview_type: Option<AiInterviewType>,
    /// Settings of the AI interviewer.
    #[schema(value_type = Option<Object>)]
    ai_configuration: Option<Map<String, Value>>,
    /// The company; the caller's or the interviewer's need not be named.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// A job of the company.
    #[schema(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// The first date.
    start_date: WireDate,
    /// The last date, included; within about two years of the first.
    end_date: WireDate,
    /// When the first slot of a day starts: 00:00 to 23:59.
    start_time: String,
    /// When the last one has ended: 00:00 to 24:00; before the start, on the next day.
    end_time: String,
    /// 1 (Monday) to 7; at least one, at most 100 entries.
    #[schema(value_type = Vec<i64>)]
    days_of_week: UpTo<WholeNumber, 100>,
    /// Minutes of a slot: 1 to 1440 (60).
    #[schema(value_type = Option<i64>)]
    slot_duration: Option<WholeNumber>,
    /// Minutes between two slots: 0 to 1440 (15).
    #[schema(value_type = Option<i64>)]
    break_duration: Option<WholeNumber>,
    /// Places of each slot: 1 to 1000 (1).
    #[schema(value_type = Option<i64>)]
    max_candidates_per_slot: Option<WholeNumber>,
    /// Up to 5000 characters, for each slot.
    notes: Option<String>,
    /// IANA name: the zone of dates and times (the company's).
    time_zone: Option<String>,
}

impl SeriesIn {
    fn plan(self) -> Result<(SeriesPlan, Option<TimeZone>), Problem> {
        let mut checks = Checks::new();
        let start = checks.time_of_day("/start_time", &self.start_time, false);
        let end = checks.time_of_day("/end_time", &self.end_time, true);
        if start.is_some() && start == end {
            checks.note("/end_time", "must differ from the start");
        }
        let (first, last) = (self.start_date.0, self.end_date.0);
        crate::kit::fields::note_all(&mut checks, date_problem(first, last));
        let days = days(&mut checks, &self.days_of_week);
        let mut number = |pointer: &str, given: Option<WholeNumber>, least: i64, most: i64, default: i64| {
            checks.in_range(pointer, given.unwrap_or(WholeNumber(default)), least..=most).unwrap_or(default)
        };
        let slot_minutes = number("/slot_duration", self.slot_duration, 1, DAY, SLOT);
        let break_minutes = number("/break_duration", self.break_duration, 0, DAY, BREAK);
        let places = self.max_candidates_per_slot;
        let max_candidates = number("/max_candidates_per_slot", places, 1, MAX_CANDIDATES, 1);
        let zone = self.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
        let notes = self.notes.as_deref().and_then(|text| notes(&mut checks, "/notes", text));
        let ai_configuration =
            self.ai_configuration.and_then(|given| settings(&mut checks, "/ai_configuration", given));
        let holder = holder(&mut checks, "/interviewer_id", self.interviewer_id, self.ai_interview_type);
        let (Some(holder), Some((start, end))) = (holder, start.zip(end)) else {
            return Err(checks.refuse());
        };
        checks.finish()?;
        let job = self.job_id.map(|id| JobId(id.0));
        let plan = SeriesPlan {
            holder,
            first,
            last,
            days,
            start,
            end,
            slot_minutes,
            break_minutes,
            max_candidates,
            job,
            notes,
            ai_configuration,
        };
        Ok((plan, zone))
    }
}

fn days(checks: &mut Checks, given: &[WholeNumber]) -> Weekdays {
    if given.is_empty() {
        checks.note("/days_of_week", "must not be empty");
    }
    let mut days = Vec::new();
    for (index, day) in given.iter().enumerate() {
        let number = checks.in_range(&format!("/days_of_week/{index}"), *day, 1..=7);
        days.extend(
            number.and_then(|number| u8::try_from(number).ok()).and_then(|day| Weekday::new(day).ok()),
        );
    }
    days.into_iter().collect()
}

/// Who holds the slots; `pointer` is the field of the interviewer.
pub(super) fn holder(
    checks: &mut Checks,
    pointer: &str,
    user: Option<WholeNumber>,
    ai: Option<AiInterviewType>,
) -> Option<Holder> {
    match (user, ai) {
        (Some(user), None) => Some(Holder::Interviewer(UserId(user.0))),
        (None, Some(kind)) => Some(Holder::Ai(kind.into())),
        (Some(_), Some(_)) => {
            checks.note(
                "/ai_interview_type",
                "slots are held by an interviewer or by an AI interviewer, not by both",
            );
            None
        }
        (None, None) => {
            checks.note(pointer, "name the interviewer, or an ai_interview_type");
            None
        }
    }
}

wire_enum! {
    /// Why an occurrence was not made.
    enum SkipReasonName {
        Overlap = "overlap",
        Past = "past",
        OutsideBusinessHours = "outside_business_hours",
        OutsideAvailability = "outside_availability",
        DailyLimit = "daily_limit",
    }
}

/// An occurrence that was not made.
#[derive(Debug, Serialize, ToSchema)]
struct SkippedOccurrence {
    start: InstantOut,
    end: InstantOut,
    reason: SkipReasonName,
}

/// What became of a series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecurringSlots)]
pub(super) struct SeriesOut {
    created: usize,
    skipped: usize,
    /// In order of start.
    slots: Vec<SlotOut>,
    /// In order of start.
    skipped_occurrences: Vec<SkippedOccurrence>,
    /// Those of `slots` that nobody can book as things stand: most often they lie under busy time.
    unavailable_slots: Vec<UnavailableSlot>,
}

/// A slot that was made, and why it can't be booked.
#[derive(Debug, Serialize, ToSchema)]
struct UnavailableSlot {
    id: Uuid,
    start: InstantOut,
    end: InstantOut,
    because: Vec<BecauseOut>,
}

impl UnavailableSlot {
    fn of(shown: &SlotView) -> Self {
        Self {
            id: shown.slot.id.0,
            start: shown.slot.details.time.start().into(),
            end: shown.slot.details.time.end().into(),
            because: BecauseOut::all(&shown.unavailable_because, &shown.names),
        }
    }
}

impl From<CreatedSlots> for SeriesOut {
    fn from(made: CreatedSlots) -> Self {
        let reason = |reason: SkipReason| match reason {
            SkipReason::Overlap => SkipReasonName::Overlap,
            SkipReason::Past => SkipReasonName::Past,
            SkipReason::OutsideBusinessHours => SkipReasonName::OutsideBusinessHours,
            SkipReason::OutsideAvailability => SkipReasonName::OutsideAvailability,
            SkipReason::DailyLimit => SkipReasonName::DailyLimit,
        };
        let skipped = made.skipped.into_iter().map(|skipped| SkippedOccurrence {
            start: skipped.time.start().into(),
            end: skipped.time.end().into(),
            reason: reason(skipped.reason),
        });
        let unavailable = made.slots.iter().filter(|shown| !shown.is_available);
        let unavailable_slots = unavailable.map(UnavailableSlot::of).collect();
        let (slots, skipped_occurrences): (Vec<SlotOut>, Vec<SkippedOccurrence>) =
            (made.slots.into_iter().map(SlotOut::from).collect(), skipped.collect());
        let (created, skipped) = (slots.len(), skipped_occurrences.len());
        Self { created, skipped, slots, skipped_occurrences, unavailable_slots }
    }
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Make many slots",
    description = "On each of the weekdays from the first to the last date, slots and breaks from `start_time` to \
                   `end_time` on the wall clock of `time_zone`; all in one transaction. What a single slot would be \
                   refused for is skipped and listed. Slots under busy time are made, and listed in \
                   `unavailable_slots`. At most 10,000 slots in about two years.",
    params(Place),
    request_body = SeriesIn,
    responses((status = 201, description = "What was made, and what was not", body = SeriesOut)),
)]
#[post("/api/interviews/slots/create_recurring")]
async fn create_recurring_slots(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SeriesIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageSlots, body.company_id)?;
    let (plan, zone) = body.plan()?;
    let work = move |tx: &mut Tx<'_>| create_recurring(tx, &permit, &plan, zone.as_ref(), now);
    idempotent(&db, Once::new(&key, &caller, now), work, |made| {
        Answer::created("/api/interviews/slots", SeriesOut::from(made))
    })
    .await
}

//! `POST /api/interviews/availability/create_week`: the same hours on several weekdays, for several interviewers.

use super::week::WeekIn;
use super::wire::PatternOut;
use crate::kit::collection::Answered;
use crate::kit::dry_run::{DryRunQuery, TakesAwayOut, dry_run};
use crate::kit::granted::Granted;
use crate::kit::idempotent::{Once, idempotent};
use actix_web::Responder;
use app::pattern_weeks::{self, MAX_PEOPLE, NewWeek, PersonsWeek};
use domain::UserId;
use domain::access::actions::ManagePatterns;
use domain::slot::WeekdayHours;
use http_kit::{Answer, Checks, Json, Problem, UpTo, WholeNumber, WireDate, post};
use persistence::Tx;
use scheduling_core::time::Weekday;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// Hours of several weekdays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "interviewers": [1, 2], "days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00",
    "valid_from": "2026-01-01",
}))]
pub(super) struct WeeksIn {
    /// Whose availability it is: 1 to 100 users, each once.
    #[schema(value_type = Vec<i64>)]
    interviewers: UpTo<WholeNumber, 100>,
    /// 1 (Monday) to 7, each once, in the interviewers' zones, as the times.
    #[schema(value_type = Vec<i64>)]
    days_of_week: UpTo<WholeNumber, 100>,
    /// 00:00 to 23:59.
    start_time: String,
    /// 00:00 to 24:00; before the start, it runs over midnight.
    end_time: String,
    /// Minutes of a slot that is generated from it: 1 to 1440 (60).
    #[schema(value_type = Option<i64>)]
    slot_duration: Option<WholeNumber>,
    /// Minutes between two of them: 0 to 1440 (15).
    #[schema(value_type = Option<i64>)]
    break_duration: Option<WholeNumber>,
    /// Whether the interviewers are to be had then (true), or are not.
    is_available: Option<bool>,
    /// How many slots a series makes on one day: 1 to 1440 (8).
    #[schema(value_type = Option<i64>)]
    max_slots_per_day: Option<WholeNumber>,
    /// The first date.
    valid_from: WireDate,
    /// The last date; null for ever.
    valid_until: Option<WireDate>,
    /// The interviewers' company; it need not be named.
    #[schema(value_type = Option<i64>)]
    company: Option<WholeNumber>,
}

impl WeeksIn {
    fn read(&self) -> Result<NewWeek, Problem> {
        let mut checks = Checks::new();
        if !(1..=MAX_PEOPLE).contains(&self.interviewers.len()) {
            checks.note("/interviewers", format!("must have 1 to {MAX_PEOPLE} ids"));
        }
        if !(1..=7).contains(&self.days_of_week.len()) {
            checks.note("/days_of_week", "must have 1 to 7 days");
        }
        checks_once(&mut checks, "/interviewers", &self.interviewers);
        checks_once(&mut checks, "/days_of_week", &self.days_of_week);
        let hours = self.hours().read(&mut checks);
        let mut days: Vec<WeekdayHours> = Vec::new();
        for (place, day) in self.days_of_week.iter().enumerate().take(7) {
            let day = checks.in_range(&format!("/days_of_week/{place}"), *day, 1..=7);
            let day = day.and_then(|day| u8::try_from(day).ok()).and_then(|day| Weekday::new(day).ok());
            days.extend(
                hours.clone().zip(day).map(|(hours, day_of_week)| WeekdayHours { day_of_week, ..hours }),
            );
        }
        checks.finish()?;
        Ok(NewWeek { people: self.interviewers.iter().map(|id| UserId(id.0)).collect(), days })
    }

    /// The hours, of a Monday.
    fn hours(&self) -> WeekIn<'_> {
        WeekIn {
            day_of_week: WholeNumber(1),
            times: (&self.start_time, &self.end_time),
            slot_duration: self.slot_duration,
            break_duration: self.break_duration,
            is_available: self.is_available,
            max_slots_per_day: self.max_slots_per_day,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

fn checks_once(checks: &mut Checks, pointer: &str, numbers: &[WholeNumber]) {
    let mut seen = HashSet::new();
    for (place, number) in numbers.iter().enumerate() {
        if !seen.insert(number.0) {
            checks.note(format!("{pointer}/{place}"), "stands in the list twice");
        }
    }
}

/// Patterns that were made, and what they do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailabilityWeek)]
pub(super) struct WeeksOut {
    created: usize,
    /// By interviewer, then by weekday, in the order of the request.
    items: Vec<PatternOut>,
    /// Of each interviewer whose time or slots are closed by it.
    takes_away: Vec<TakesAwayFromOut>,
}

/// What an interviewer loses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TakesAwayFrom)]
struct TakesAwayFromOut {
    interviewer: i64,
    #[serde(flatten)]
    takes_away: TakesAwayOut,
}

impl From<Vec<PersonsWeek>> for WeeksOut {
    fn from(weeks: Vec<PersonsWeek>) -> Self {
        let (mut items, mut takes_away) = (Vec::new(), Vec::new());
        for week in weeks {
            items.extend(week.patterns.into_iter().map(PatternOut::from));
            takes_away.extend(
                week.takes_away
                    .map(|takes| TakesAwayFromOut { interviewer: week.user.0, takes_away: takes.into() }),
            );
        }
        Self { created: items.len(), items, takes_away }
    }
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Make the availability patterns of a week",
    description = "The same hours on each of the weekdays, for each of the interviewers: as many patterns, all or none. What \
                   they close that was open before is in `takes_away`.",
    params(DryRunQuery),
    request_body = WeeksIn,
    responses((status = 201, description = "The patterns", body = WeeksOut)),
)]
#[post("/api/interviews/availability/create_week")]
pub(super) async fn create_week(
    granted: Granted<ManagePatterns, DryRunQuery>,
    Json(body): Json<WeeksIn>,
) -> Answered {
    let permit = granted.permit_for(body.company, "/company")?;
    let Granted { caller, query, db, now, key, request, .. } = granted;
    let (week, shown) = (body.read()?, permit.clone());
    let work = move |tx: &mut Tx<'_>| pattern_weeks::create(tx, &permit, &week, now);
    let answered = match query.is_dry() {
        true => dry_run(&db, shown, work).await?,
        false => {
            let out = |weeks| Answer::created("/api/interviews/availability", WeeksOut::from(weeks));
            idempotent(&db, Once::of(key.as_ref(), &caller, now), work, out).await?
        }
    };
    Ok(answered.respond_to(&request))
}

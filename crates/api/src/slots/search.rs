//! Slots that can be booked: `POST slots/search_available` and `GET available-slots`.

use super::wire::SlotOut;
use crate::kit::failure;
use crate::kit::permits::permit_at;
use crate::kit::routes::ServiceConfig;
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::Responder;
use app::known_people::KnownPeople;
use app::slots::{self, Search};
use domain::access::{Action, Caller};
use domain::{JobId, SlotId, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, Json, Now, Page, PageRequest, Problem, Query,
    WholeNumber, WireDate, get, post,
};
use scheduling_core::time::{TimeOfDay, Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(search_available_slots).service(list_available_slots);
}

/// Days that a search may span.
const LONGEST: i64 = 366;

/// What is looked for, the same in a body and in a query string.
macro_rules! criteria {
    ($(#[$on:meta])* $name:ident { $($extra:tt)* } $attribute:ident, $schema:ident) => {
        $(#[$on])*
        struct $name {
            /// The first date on which a slot may start.
            #[$attribute($schema = WireDate)]
            start_date: WireDate,
            /// The last one, included; within 366 days.
            #[$attribute($schema = WireDate)]
            end_date: WireDate,
            /// Only slots of this company; for all but the platform's administrators it is their own.
            #[$attribute($schema = Option<i64>)]
            company_id: Option<WholeNumber>,
            /// Only slots of this interviewer.
            #[$attribute($schema = Option<i64>)]
            interviewer_id: Option<WholeNumber>,
            /// Only slots for this job.
            #[$attribute($schema = Option<i64>)]
            job_id: Option<WholeNumber>,
            /// Only AI slots of this type.
            #[$attribute($schema = Option<AiInterviewType>)]
            ai_interview_type: Option<AiInterviewType>,
            /// Only slots that lie after this time of day (00:00).
            start_time: Option<String>,
            /// Only slots that lie before this time of day (24:00); before `start_time`, over midnight.
            end_time: Option<String>,
            /// Only slots that are at least so long.
            #[$attribute($schema = Option<i64>)]
            duration_minutes: Option<WholeNumber>,
            /// IANA name: the zone of dates and times (the company's; of all companies UTC).
            time_zone: Option<String>,
            $($extra)*
        }

        impl $name {
            fn search(&self) -> Result<Search, Problem> {
                let mut checks = Checks::new();
                let (first, last) = (self.start_date.0, self.end_date.0);
                match last.epoch_day() - first.epoch_day() {
                    ..0 => checks.note("/end_date", "must not be before the start date"),
                    LONGEST.. => checks.note("/end_date", "must be within 366 days of the start date"),
                    _ => {}
                }
                let zone = self.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
                let daily = daily(&mut checks, self.start_time.as_deref(), self.end_time.as_deref());
                let minutes = self.duration_minutes.unwrap_or(WholeNumber(1));
                let minutes = checks.in_range("/duration_minutes", minutes, 1..=1440);
                let Some(minutes) = minutes else { return Err(checks.refuse()) };
                checks.finish()?;
                Ok(Search {
                    first,
                    last,
                    zone,
                    daily,
                    minutes,
                    interviewer: self.interviewer_id.map(|id| UserId(id.0)),
                    job: self.job_id.map(|id| JobId(id.0)),
                    ai: self.ai_interview_type.map(Into::into),
                })
            }
        }
    };
}

criteria! {
    /// What is looked for.
    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    SlotSearch {} schema, value_type
}

criteria! {
    /// What is looked for.
    #[derive(Debug, Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    AvailableQuery {
        /// How many items at most: 1 to 200 (50).
        #[param(value_type = Option<i64>)]
        limit: Option<WholeNumber>,
        /// `next` of the page before.
        cursor: Option<String>,
    } param, value_type
}

/// Which page of the answer is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The times of day between which slots must lie; `None` where neither is given.
fn daily(checks: &mut Checks, start: Option<&str>, end: Option<&str>) -> Option<(TimeOfDay, TimeOfDay)> {
    if start.is_none() && end.is_none() {
        return None;
    }
    let from = start.map_or(Some(TimeOfDay::MIDNIGHT), |text| checks.time_of_day("/start_time", text, false));
    let to = end.map_or(Some(TimeOfDay::END_OF_DAY), |text| checks.time_of_day("/end_time", text, true));
    let both = from.zip(to)?;
    if both.0 == both.1 {
        checks.note("/end_time", "must differ from the start");
    }
    Some(both)
}

/// Start in seconds since 1970, and id.
type Key = (i64, Uuid);

async fn answer(
    caller: &Caller,
    Data(people): Data<KnownPeople>,
    search: Search,
    company: Option<WholeNumber>,
    page: PageRequest<Key>,
    now: Timestamp,
) -> Result<Answer<Page<SlotOut>>, Problem> {
    let permit = permit_at(caller, Action::ReadSlots, company, "/company_id")?;
    let after = page.after.map(|(start, id)| (Timestamp::saturating_from_unix(start), SlotId(id)));
    let fetch = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
    let db = people.db().clone();
    let read = db.read(move |tx| slots::search(tx, Some(&people), &permit, &search, after, fetch, now));
    let rows = read.await;
    let rows = rows.map_err(failure::problem)?;
    let key = |shown: &slots::SlotView| (shown.slot.details.time.start().unix(), shown.slot.id.0);
    Ok(Answer::page(page.page(rows, key).map(SlotOut::from)))
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Search for slots that can be booked",
    description = "Slots with a free place whose interviewer is free, soonest first.",
    params(PageQuery),
    request_body = SlotSearch,
    responses((status = 200, description = "A page, in order of start", body = Page<SlotOut>)),
)]
#[post("/api/interviews/slots/search_available")]
async fn search_available_slots(
    caller: Authenticated,
    _key: Idempotency,
    Query(query): Query<PageQuery>,
    Now(now): Now,
    people: Data<KnownPeople>,
    Json(body): Json<SlotSearch>,
) -> Result<impl Responder, Problem> {
    let page = PageRequest::new("available-slots", query.limit, query.cursor.as_deref())?;
    let search = body.search()?;
    answer(&caller, people, search, body.company_id, page, now).await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "List slots that can be booked",
    description = "The same search by query string: slots with a free place whose interviewer is free, soonest first.",
    params(AvailableQuery),
    responses((status = 200, description = "A page, in order of start", body = Page<SlotOut>)),
)]
#[get("/api/interviews/available-slots")]
async fn list_available_slots(
    caller: Authenticated,
    Query(query): Query<AvailableQuery>,
    Now(now): Now,
    people: Data<KnownPeople>,
) -> Result<impl Responder, Problem> {
    let page = PageRequest::new("available-slots", query.limit, query.cursor.as_deref())?;
    let search = query.search()?;
    answer(&caller, people, search, query.company_id, page, now).await
}

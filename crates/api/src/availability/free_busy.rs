//! `GET /api/v1/free-busy`: when people are taken, and how far what is known of it can be trusted.

use super::params::window;
use crate::kit::blocking::{Stop, run_blocking};
use crate::kit::failure;
use actix_web::Responder;
use app::free_busy::{FreeBusy, SourceState};
use app::known_people::KnownPeople;
use domain::access::{Action, authorise};
use domain::{CompanyId, FieldProblem, UserId};
use http_kit::{
    Authenticated, Checks, Data, InstantIn, InstantOut, Now, Problem, Query, Rendered, WholeNumber, get,
};
use scheduling_core::time::Interval;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// People asked about at the most.
const MAX_USERS: usize = 1000;

/// Whose time, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FreeBusyQuery {
    /// Ids of users, separated by commas, at most 1000.
    #[param(value_type = Vec<i64>, style = Form, explode = false)]
    user_ids: Vec<WholeNumber>,
    /// The first instant (now).
    #[param(value_type = Option<InstantIn>)]
    start: Option<InstantIn>,
    /// The first instant after the window (14 days after `start`); at most 366 days after `start`.
    #[param(value_type = Option<InstantIn>)]
    end: Option<InstantIn>,
    /// For administrators: the company whose users alone are found.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// Free/busy of each user asked about.
#[derive(Serialize, ToSchema)]
#[schema(as = FreeBusyList)]
struct FreeBusyList {
    /// In the order asked.
    items: Vec<FreeBusyOut>,
}

/// When one user is taken.
#[derive(Serialize, ToSchema)]
#[schema(as = FreeBusy)]
struct FreeBusyOut {
    /// Who.
    user_id: i64,
    /// Merged from every source, the product's own bookings included, and cut at the window.
    busy: Vec<TimeOut>,
    /// Every calendar of theirs, and how far it can be trusted.
    sources: Vec<SourceOut>,
}

/// The instants from `start` up to, and without, `end`.
#[derive(Serialize, ToSchema)]
#[schema(as = BusyTime)]
struct TimeOut {
    /// The first instant.
    start: InstantOut,
    /// The first instant after it.
    end: InstantOut,
}

/// A calendar, and how far it can be trusted.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarSource)]
struct SourceOut {
    /// The calendar.
    calendar_id: i64,
    /// `ics_url`, `ics_file`, `caldav` or `simulated`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// `fresh`, `stale` (not read lately, or never) or `failed` (the newest attempt to read it). Unless the calendar's
    /// `stale_policy` is `ignore`, its owner is busy throughout where it is not `fresh`.
    #[schema(value_type = String)]
    status: &'static str,
    /// When its content was last known to be right.
    last_synced_at: Option<InstantOut>,
    /// Whether all that it holds is known. Where it is not (`left_out` of the calendar says why), a time that looks free
    /// may be taken; unless the calendar's `stale_policy` is `ignore`, its owner is busy throughout.
    complete: bool,
}

impl From<&SourceState> for SourceOut {
    fn from(source: &SourceState) -> Self {
        Self {
            calendar_id: source.calendar.0,
            kind: source.kind.name(),
            status: source.trust.name(),
            last_synced_at: source.last_synced_at.map(InstantOut),
            complete: source.complete,
        }
    }
}

impl FreeBusyOut {
    fn new(person: &FreeBusy, window: Interval) -> Self {
        let busy = person.busy.clip(window);
        let time = |time: Interval| TimeOut { start: InstantOut(time.start()), end: InstantOut(time.end()) };
        Self {
            user_id: person.user.id.0,
            busy: busy.iter().map(time).collect(),
            sources: person.sources.iter().map(SourceOut::from).collect(),
        }
    }
}

#[utoipa::path(
    tag = "Availability",
    summary = "When are these people taken?",
    description = "Merged busy time from every source (the product's own bookings, busy periods, calendars), and how far \
                   each source can be trusted.",
    params(FreeBusyQuery),
    responses((status = 200, description = "Busy time of each user, in the order asked", body = FreeBusyList)),
)]
#[get("/api/v1/free-busy")]
pub(crate) async fn list_free_busy(
    Authenticated(caller): Authenticated,
    Query(query): Query<FreeBusyQuery>,
    Now(now): Now,
    people: Data<KnownPeople>,
) -> Result<impl Responder, Problem> {
    let mut checks = Checks::new();
    let window = window(&mut checks, query.start, query.end, now);
    let ids: Vec<UserId> = query.user_ids.iter().map(|id| UserId(id.0)).collect();
    if !(1..=MAX_USERS).contains(&ids.len()) {
        checks.note("/user_ids", format!("must be 1 to {MAX_USERS} ids"));
    }
    let Some(window) = window.filter(|_| checks.is_clean()) else { return Err(checks.refuse()) };
    let permit = authorise(&caller, Action::ReadCalendars, query.company_id.map(|id| CompanyId(id.0)))?;
    let gathered = people.free_busy(permit, ids, window, now).await.map_err(failure::problem)?;
    let is_work = gathered.is_work();
    let render = move |stop: Stop| {
        let people = gathered.join_until(&stop);
        let items = people.iter().map(|person| FreeBusyOut::new(person, window)).collect();
        Rendered::json(&FreeBusyList { items }).map_err(|_| too_large())
    };
    if is_work { run_blocking(0, render).await } else { render(Stop::default()) }
}

fn too_large() -> Problem {
    let detail = "the answer would be larger than 32 MiB; ask for fewer people, or a shorter time";
    Problem::invalid(vec![FieldProblem::new("/user_ids", detail)])
}

//! `/api/v1/busy-periods`: busy times that people enter by hand.

use crate::kit::company_param::{PersonalListQuery, Place};
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::failure;
use crate::kit::fields::{TITLE, given, line, patched};
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::Precondition;
use app::directory::busy_periods::{self, BusyPeriodChange, END_AFTER_START};
use domain::access::Action;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{BusyPeriodId, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, IfMatch, InstantIn, InstantOut, Json, NoContent, Now,
    Page, Patch, Problem, Query, WholeNumber,
};
use persistence::{Database, Tx};
use scheduling_core::time::Interval;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_busy_periods)
        .service(create_busy_period)
        .service(get_busy_period)
        .service(update_busy_period)
        .service(delete_busy_period);
}

/// A new busy period.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BusyPeriodIn {
    /// Whose time it takes.
    #[schema(value_type = i64)]
    user_id: WholeNumber,
    /// The first instant.
    start: InstantIn,
    /// The first instant after it.
    end: InstantIn,
    /// 1 to 500 characters.
    title: Option<String>,
    /// The user's company; it need not be named.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl BusyPeriodIn {
    fn details(&self) -> Result<BusyPeriodDetails, Problem> {
        let mut checks = Checks::new();
        let start = checks.instant("/start", self.start);
        let end = checks.instant("/end", self.end);
        let time = start.zip(end).and_then(|(start, end)| {
            let time = Interval::new(start, end).ok();
            if time.is_none() {
                checks.note("/end", END_AFTER_START);
            }
            time
        });
        let title = self.title.as_deref().and_then(|title| line(&mut checks, "/title", title, TITLE));
        match time {
            Some(time) if checks.is_clean() => Ok(BusyPeriodDetails { time, title }),
            _ => Err(checks.refuse()),
        }
    }
}

/// A change of a busy period: what is absent stays. Whose it is never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BusyPeriodPatch {
    /// The first instant.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start: Option<InstantIn>,
    /// The first instant after it.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end: Option<InstantIn>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    title: Patch<String>,
}

impl BusyPeriodPatch {
    fn change(self) -> Result<BusyPeriodChange, Problem> {
        let mut checks = Checks::new();
        let change = BusyPeriodChange {
            start: self.start.and_then(|start| checks.instant("/start", start)),
            end: self.end.and_then(|end| checks.instant("/end", end)),
            title: patched(self.title, |title| line(&mut checks, "/title", &title, TITLE)),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A busy period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusyPeriod)]
struct BusyPeriodOut {
    id: Uuid,
    company_id: i64,
    user_id: i64,
    start: InstantOut,
    end: InstantOut,
    title: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<BusyPeriod> for BusyPeriodOut {
    fn from(busy: BusyPeriod) -> Self {
        let time = busy.details.time;
        Self {
            id: busy.id.0,
            company_id: busy.company.0,
            user_id: busy.user.0,
            start: time.start().into(),
            end: time.end().into(),
            title: busy.details.title,
            created_at: busy.metadata.created_at.into(),
            updated_at: busy.metadata.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "List busy periods",
    params(PersonalListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<BusyPeriodOut>)),
)]
#[get("/api/v1/busy-periods")]
async fn list_busy_periods(
    caller: Authenticated,
    Query(query): Query<PersonalListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<Uuid>(&caller, Action::ReadCalendars, "busy-periods")?;
    let (user, after, fetch) = (query.user(), page.after.map(BusyPeriodId), page.fetch());
    let rows = db.read(move |tx| busy_periods::list(tx, &permit, user, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |busy| busy.id.0).map(BusyPeriodOut::from)))
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Make a busy period",
    description = "It takes the user's time like a booking does, and may overlap others.",
    params(DryRunQuery),
    request_body = BusyPeriodIn,
    responses((status = 201, description = "The busy period, with its `Location`", body = BusyPeriodOut)),
)]
#[post("/api/v1/busy-periods")]
async fn create_busy_period(
    caller: Authenticated,
    key: Idempotency,
    Query(dry): Query<DryRunQuery>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<BusyPeriodIn>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit_for(&caller, Action::ManageBusyPeriods, body.company_id)?;
    let told = permit.clone();
    let (user, details) = (UserId(body.user_id.0), body.details()?);
    let work = move |tx: &mut Tx<'_>| busy_periods::make(tx, &permit, user, &details, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    idempotent(&db, Once::new(&key, &caller, now), work, |busy| {
        let (path, version) = (format!("/api/v1/busy-periods/{}", busy.id), busy.metadata.version);
        Answer::created(path, BusyPeriodOut::from(busy)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Read a busy period",
    params(("id" = Uuid, Path, description = "The busy period's id"), Place),
    responses((status = 200, description = "The busy period", body = BusyPeriodOut)),
)]
#[get("/api/v1/busy-periods/{id}")]
async fn get_busy_period(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadCalendars)?;
    let id = BusyPeriodId(*id);
    let busy = db.read(move |tx| busy_periods::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = busy.metadata.version;
    Ok(Answer::ok(BusyPeriodOut::from(busy)).version(version))
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Change a busy period",
    description = "Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The busy period's id"), DryRunQuery),
    request_body = BusyPeriodPatch,
    responses((status = 200, description = "The busy period after the change", body = BusyPeriodOut)),
)]
#[patch("/api/v1/busy-periods/{id}")]
async fn update_busy_period(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<BusyPeriodPatch>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManageBusyPeriods)?;
    let (which, change) = (BusyPeriodId(*id), body.change()?);
    let expected = Precondition::new(if_match.into_versions());
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| busy_periods::change(tx, &permit, which, &change, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    let busy = db.write(work).await.map_err(failure::problem)?;
    let version = busy.metadata.version;
    Answer::ok(BusyPeriodOut::from(busy)).version(version).keep()
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Delete a busy period",
    description = "Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The busy period's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/busy-periods/{id}")]
async fn delete_busy_period(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageBusyPeriods)?;
    let (which, expected) = (BusyPeriodId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| busy_periods::remove(tx, &permit, which, &expected, now))
        .await
        .map_err(failure::problem)?;
    Ok(NoContent)
}

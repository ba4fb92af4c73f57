//! What calendars hold: importing a file, and fetching a feed now.

use super::wire::CalendarOut;
use crate::kit::blocking::run_blocking;
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::web::Bytes;
use actix_web::{Responder, web};
use app::calendars::content::{self, Reading};
use app::calendars::import;
use app::calendars::sync::{self, FetchedCalendar};
use domain::access::{Action, Permit, authorise};
use domain::{CalendarId, Refusal};
use http_kit::{
    Answer, Authenticated, CalendarText, Data, EmptyQuery, Idempotency, Now, Problem, Query, post,
};
use integrations::calendars::feed::FeedClient;
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(import_calendar).service(sync_calendar);
}

/// What came of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
struct ImportOut {
    /// How many events were read.
    events: usize,
    /// What could not be read, or not be followed to its end, in order of line; at most 2000.
    skipped: Vec<SkippedOut>,
}

/// Something that was left out.
#[derive(Serialize, ToSchema)]
#[schema(as = Skipped)]
struct SkippedOut {
    /// The line of the file, counted from 1.
    line: usize,
    /// Why.
    reason: String,
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Import a calendar file",
    description = "Takes a whole iCalendar file (RFC 5545) of up to 25 MiB (`CALENDAR_MAX_BYTES`) in place of what the calendar held. What \
                   can't be read is reported with its line and the rest goes in; a file that is no calendar at all \
                   changes nothing.",
    params(("id" = i64, Path, description = "The calendar's id; its kind is `ics_file`"), DryRunQuery),
    request_body(content = String, content_type = "text/calendar"),
    responses((status = 200, description = "What was read", body = ImportOut)),
)]
#[post("/api/v1/calendars/{id}/import")]
async fn import_calendar(
    Authenticated(caller): Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    Now(now): Now,
    db: Data<Database>,
    CalendarText(file): CalendarText,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManageCalendars)?;
    let (id, once) = (CalendarId(*id), Once::new(&key, &caller, now));
    if let Some(answer) = once.earlier(&db).await? {
        return Ok(answer);
    }
    let reading = read_file(&db, &permit, id, file, now).await?;
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| {
        let reading = reading.clone()?;
        import::store(tx, &permit, id, &reading, now).map(|_| reading)
    };
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    idempotent(&db, once, work, |reading| {
        let skipped = reading.skipped.iter().map(|s| SkippedOut { line: s.line, reason: s.reason.clone() });
        Answer::ok(ImportOut { events: reading.events(), skipped: skipped.collect() })
    })
    .await
}

/// Reads the file, before the transaction that stores it. A refusal is a value, to be kept under the client's key.
async fn read_file(
    db: &Database,
    permit: &Permit,
    id: CalendarId,
    file: Bytes,
    now: Timestamp,
) -> Result<Result<Arc<Reading>, StoreError>, Problem> {
    let reader = permit.clone();
    let named = content::named_in(&file);
    let target = match db.read(move |tx| import::target(tx, &reader, id, &named)).await {
        Ok(target) => target,
        Err(error) => return Ok(Err(error)),
    };
    run_blocking(0, move |_| {
        let read = content::read(&file, &target.reader, now);
        if let Ok(reading) = &read {
            reading.log(&target.calendar);
        }
        Ok(read.map(Arc::new).map_err(|error| Refusal::invalid("", error.to_string()).into()))
    })
    .await
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Fetch a calendar now",
    description = "Reads the calendar from its source. A source that can't be read is no error of this call: \
                   `last_error` says why.",
    params(("id" = i64, Path, description = "The calendar's id")),
    responses((status = 200, description = "The calendar after the attempt", body = CalendarOut)),
)]
#[post("/api/v1/calendars/{id}/sync")]
async fn sync_calendar(
    Authenticated(caller): Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    feeds: Data<FeedClient>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageCalendars, None)?;
    let (id, once) = (CalendarId(*id), Once::new(&key, &caller, now));
    if let Some(answer) = once.earlier(&db).await? {
        return Ok(answer);
    }
    let asked = ask(&db, &feeds, &permit, id, now).await;
    let work = move |tx: &mut Tx<'_>| {
        let asked = asked.as_ref().map_err(Clone::clone)?;
        sync::settle(tx, &permit, asked, now)
    };
    idempotent(&db, once, work, |calendar| {
        let version = calendar.metadata.version;
        Answer::ok(CalendarOut::from(calendar)).version(version).secret()
    })
    .await
}

/// Asks the calendar's source, before the transaction that stores what it said.
async fn ask(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    id: CalendarId,
    now: Timestamp,
) -> Result<FetchedCalendar, StoreError> {
    let reader = permit.clone();
    db.read(move |tx| sync::check_fetchable(tx, &reader, id)).await?;
    sync::fetch(db, feeds, permit, id, now).await
}

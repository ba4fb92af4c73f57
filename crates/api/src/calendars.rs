//! What calendars hold: importing a file, and fetching a feed now. (The calendars themselves are in `directory`.)

use crate::availability::apart;
use crate::directory::CalendarOut;
use crate::failure;
use actix_web::{Responder, post, web};
use app::calendars::{content, import, sync};
use domain::CalendarId;
use domain::access::{Action, authorise};
use http_kit::{Answer, Authenticated, CalendarText, NoQuery, Now, Problem, Use};
use integrations::calendars::feed::FeedClient;
use persistence::Database;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

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
    description = "Takes a whole iCalendar file (RFC 5545) of up to 10 MiB in place of what the calendar held. What \
                   can't be read is reported with its line and the rest goes in; a file that is no calendar at all \
                   changes nothing.",
    params(("id" = i64, Path, description = "The calendar's id; its kind is `ics_file`")),
    request_body(content = String, content_type = "text/calendar"),
    responses((status = 200, description = "What was read", body = ImportOut)),
)]
#[post("/api/v1/calendars/{id}/import")]
pub(crate) async fn import_calendar(
    Authenticated(caller): Authenticated,
    id: web::Path<i64>,
    _: NoQuery,
    Now(now): Now,
    db: Use<Database>,
    CalendarText(file): CalendarText,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageCalendars, None)?;
    let id = CalendarId(*id);
    let reader = permit.clone();
    let target = db.read(move |tx| import::target(tx, &reader, id)).await.map_err(failure::problem)?;
    let reading = apart(0, move || {
        let read = content::read(&file, &target.zone, now);
        read.map(Arc::new).map_err(|error| domain::Refusal::invalid("", error.to_string()).into())
    });
    let reading = reading.await?;
    let stored = Arc::clone(&reading);
    let written = db.write(move |tx| import::store(tx, &permit, id, &stored, now)).await;
    written.map_err(failure::problem)?;
    let skipped = reading.skipped.iter().map(|s| SkippedOut { line: s.line, reason: s.reason.clone() });
    Ok(Answer::ok(ImportOut { events: reading.events(), skipped: skipped.collect() }))
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
pub(crate) async fn sync_calendar(
    Authenticated(caller): Authenticated,
    id: web::Path<i64>,
    _: NoQuery,
    Now(now): Now,
    db: Use<Database>,
    feeds: Use<FeedClient>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageCalendars, None)?;
    let id = CalendarId(*id);
    let reader = permit.clone();
    db.read(move |tx| sync::check_fetchable(tx, &reader, id)).await.map_err(failure::problem)?;
    let calendar = sync::run(&db, &feeds, &permit, id, now).await.map_err(failure::problem)?;
    let version = calendar.stamp.version;
    Ok(Answer::ok(CalendarOut::from(calendar)).version(version))
}

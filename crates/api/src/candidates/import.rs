//! `/api/v1/candidates/import`: many candidates at once.

use super::PHONE;
use crate::kit::company_param::Place;
use crate::kit::fields::{NAME, email, line, note_all, zone};
use crate::kit::granted::Granted;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::Responder;
use app::candidates;
use app::kit::home_problem;
use domain::access::actions::ManageJobs;
use domain::directory::{ImportedCandidate, repeated_lines};
use http_kit::{Answer, Checks, Problem, TableLine, TableShape, TableText, post};
use persistence::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(import_candidates);
}

const SHAPE: TableShape = TableShape { fields: &["name", "email", "phone", "time_zone"], max_lines: 5000 };

/// A line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineIn {
    name: String,
    email: String,
    phone: Option<String>,
    time_zone: Option<String>,
}

impl LineIn {
    fn check(self, number: u64, checks: &mut Checks) -> Option<ImportedCandidate> {
        let at = |field: &str| format!("/line/{number}/{field}");
        let name = line(checks, &at("name"), &self.name, NAME);
        let email = email(checks, &at("email"), &self.email);
        let phone = self.phone.and_then(|phone| line(checks, &at("phone"), &phone, PHONE));
        let time_zone = self.time_zone.and_then(|name| zone(checks, &at("time_zone"), &name));
        Some(ImportedCandidate { line: number, name: name?, email: email?, phone, time_zone })
    }
}

/// What came of an import of candidates.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CandidateImport)]
struct ImportOut {
    /// How many candidates are new.
    created: usize,
    /// How many were there, and have what the table says now.
    updated: usize,
}

#[utoipa::path(
    tag = "Candidates",
    summary = "Import candidates",
    description = "Takes a table of up to 5,000 candidates and 5 MiB: CSV (RFC 4180) with a head line, or a JSON object per \
                   line. The fields are `name` and `email`, both required, `phone` and `time_zone`. Each e-mail address \
                   stands once, in any case; where the company has a candidate of that address, the line changes the \
                   candidate, and a field that is absent or empty stays as it was. Either all lines are taken or none; \
                   `errors` names at most 100 as `/line/{number}/{field}`.",
    params(Place),
    request_body(content(
        (String = "text/csv", example = "name,email,phone\nAda Lovelace,ada@example.com,+44 20 7946 0000\n"),
        (String = "application/x-ndjson", example = "{\"name\": \"Ada Lovelace\", \"email\": \"ada@example.com\"}\n"),
    )),
    responses((status = 200, description = "What came of it", body = ImportOut)),
)]
#[post("/api/v1/candidates/import")]
async fn import_candidates(
    granted: Granted<ManageJobs>,
    table: TableText,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let lines = checked(table.read(SHAPE)?, |checks| note_all(checks, home_problem(&permit)))?;
    let work = move |tx: &mut Tx<'_>| candidates::import(tx, &permit, &lines, now);
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, |imported| {
        Answer::ok(ImportOut { created: imported.created, updated: imported.updated })
    })
    .await
}

/// The lines with good values, each of another candidate.
fn checked(
    lines: Vec<TableLine<LineIn>>,
    first: impl FnOnce(&mut Checks),
) -> Result<Vec<ImportedCandidate>, Problem> {
    let mut checks = Checks::new();
    first(&mut checks);
    let lines: Vec<ImportedCandidate> =
        lines.into_iter().filter_map(|line| line.object.check(line.number, &mut checks)).collect();
    note_all(&mut checks, repeated_lines(&lines));
    checks.finish()?;
    Ok(lines)
}

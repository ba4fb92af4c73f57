//! What was done to an interview.

use crate::kit::company_param::ListQuery;
use crate::kit::failure;
use actix_web::{Responder, get, web};
use app::interviews;
use domain::InterviewId;
use domain::access::Action;
use http_kit::{Answer, Authenticated, Data, InstantOut, Page, Problem, Query};
use persistence::Database;
use persistence::store::interview_logs::Entry;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_interview_logs);
}

/// A line of the log of an interview. It is never changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewLog)]
struct EntryOut {
    id: Uuid,
    /// `created`, `scheduled`, `rescheduled`, `changed`, `unscheduled`, `cancelled`, `joined`, `started`, `completed`,
    /// `no_show`, `merged`
    action: String,
    at: InstantOut,
    /// `user:12`, `key:3 Careers page` (a key's id and name), `api` (the platform's own token), `system`, `candidate`,
    /// `interviewer`
    actor: String,
    /// What changed, as it was.
    #[schema(value_type = Option<Object>)]
    old: Option<Value>,
    /// What changed, as it is.
    #[schema(value_type = Option<Object>)]
    new: Option<Value>,
    reason: Option<String>,
}

impl From<Entry> for EntryOut {
    fn from(entry: Entry) -> Self {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: entry.id,
            action: entry.action,
            at: entry.at.into(),
            actor: entry.actor,
            old: json(entry.old),
            new: json(entry.new),
            reason: entry.reason,
        }
    }
}

#[utoipa::path(
    tag = "Interviews",
    summary = "Read the log of an interview",
    params(("id" = Uuid, Path, description = "The interview's id"), ListQuery),
    responses((status = 200, description = "A page, oldest first", body = Page<EntryOut>)),
)]
#[get("/api/v1/interviews/{id}/logs")]
async fn list_interview_logs(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(query): Query<ListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<Uuid>(&caller, Action::ReadInterviews, "interview-logs")?;
    let (id, after, fetch) = (InterviewId(*id), page.after, page.fetch());
    let rows = db.read(move |tx| interviews::logs(tx, &permit, id, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |entry| entry.id).map(EntryOut::from)))
}

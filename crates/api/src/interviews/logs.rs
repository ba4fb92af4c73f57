//! What was done to an interview.

use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, web};
use app::interviews;
use domain::InterviewId;
use domain::access::Action;
use http_kit::{Authenticated, Data, InstantOut, Page, Query, WholeNumber, get};
use persistence::store::collection::Part;
use persistence::store::interview_logs::Entry;
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_interview_logs);
}

/// The query string of the list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LogQuery {
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
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
    params(("id" = Uuid, Path, description = "The interview's id"), LogQuery),
    responses((status = 200, description = "A page", body = Page<EntryOut>)),
)]
#[get("/api/v1/interviews/{id}/logs")]
async fn list_interview_logs(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(query): Query<LogQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = Place::of(query.company_id).permit(&caller, Action::ReadInterviews)?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("interview-logs", sort, query.limit, query.cursor.as_deref())?;
    let id = InterviewId(*id);
    let read = move |tx: &mut Tx<'_>, part: &Part<Uuid>| interviews::logs(tx, &permit, id, part);
    rows::list(&request, &db, asked, read, |entry| (entry.id, None), EntryOut::from).await
}

//! What was done to an appointment.

use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, web};
use app::appointments;
use domain::AppointmentId;
use domain::access::Action;
use http_kit::{Authenticated, Data, InstantOut, Page, Query, WholeNumber, get};
use persistence::store::appointment_logs::Entry;
use persistence::store::collection::Part;
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_appointment_logs);
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

/// A line of the log of an appointment. It is never changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentLog)]
struct EntryOut {
    id: Uuid,
    /// `booked`, `confirmed`, `rescheduled`, `changed`, `cancelled`, `joined`, `arrived`, `no_show`, `unmarked`, `completed`,
    /// `move_asked`, `move_refused`, `move_expired`
    action: String,
    at: InstantOut,
    /// `user:12`, `key:3 Shop` (a key's id and name), `api` (the platform's own token), `system`, `client`, `staff`
    actor: String,
    /// What changed, as it was.
    #[schema(value_type = Option<Object>)]
    old: Option<Value>,
    /// What changed, as it is; with who was weighed where somebody was chosen, and as whom somebody
    /// joined.
    #[schema(value_type = Option<Object>)]
    new: Option<Value>,
    reason: Option<String>,
}

impl EntryOut {
    /// As somebody sees it who sees the notes of the company, or does not.
    fn new(entry: Entry, inside: bool) -> Self {
        let json = |text: Option<String>| {
            let mut value: Option<Value> = text.and_then(|text| serde_json::from_str(&text).ok());
            if let (false, Some(Value::Object(fields))) = (inside, &mut value) {
                fields.remove("internal_notes");
                fields.remove("weighed");
            }
            value
        };
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
    tag = "Appointments",
    summary = "Read the log of an appointment",
    params(("id" = Uuid, Path, description = "The appointment's id"), LogQuery),
    responses((status = 200, description = "A page", body = Page<EntryOut>)),
)]
#[get("/api/v1/appointments/appointments/{id}/logs")]
async fn list_appointment_logs(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(query): Query<LogQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = Place::of(query.company_id).permit(&caller, Action::ReadAppointments)?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("appointment-logs", sort, query.limit, query.cursor.as_deref())?;
    let (id, inside) = (AppointmentId(*id), caller.role != domain::access::Role::Customer);
    let read = move |tx: &mut Tx<'_>, part: &Part<Uuid>| appointments::logs(tx, &permit, id, part);
    let out = move |entry| EntryOut::new(entry, inside);
    rows::list(&request, &db, asked, read, |entry| (entry.id, None), out).await
}

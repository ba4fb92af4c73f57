//! `/api/v1/effects`: work in the background that waits or was given up.

use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, Responder, web};
use app::effects;
use domain::access::{Action, authorise};
use domain::effect::EffectKind;
use domain::{CompanyId, EffectId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, InstantOut, Now, Page, Problem, Query, WholeNumber, get, post,
    wire_enum,
};
use persistence::outbox::{EntryFilter, OutboxEntry};
use persistence::store::collection::Part;
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_effects).service(replay_effect);
}

wire_enum! {
    /// Whether work is still to be done.
    enum EffectState {
        Waiting = "waiting",
        Dead = "dead",
    }
}

/// The query string of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EffectQuery {
    /// `waiting` for what is to be done, now or later; `dead` for what was given up (both).
    #[param(inline)]
    state: Option<EffectState>,
    /// Only work of this kind, for example `deliver`.
    kind: Option<String>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// Only what belongs to this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Work in the background that was not done yet. What was done is gone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Effect)]
struct EffectOut {
    id: Uuid,
    company_id: i64,
    /// What is done, for example `deliver`.
    kind: String,
    state: EffectState,
    /// The interview, delivery, conflict or message that it is done for; null where it is none of them.
    about: Option<Uuid>,
    /// How often it was begun.
    attempts: i64,
    /// Why the last attempt failed, or why it waits.
    last_error: Option<String>,
    /// Not before this time. While a worker is at it: when another may take it over.
    run_at: InstantOut,
    /// When it was given up.
    dead_at: Option<InstantOut>,
    created_at: InstantOut,
}

impl From<OutboxEntry> for EffectOut {
    fn from(entry: OutboxEntry) -> Self {
        let state = if entry.dead_at.is_some() { EffectState::Dead } else { EffectState::Waiting };
        Self {
            id: entry.id.0,
            company_id: entry.company.0,
            kind: entry.kind,
            state,
            about: entry.about,
            attempts: entry.attempts,
            last_error: entry.last_error,
            run_at: entry.run_at.into(),
            dead_at: entry.dead_at.map(InstantOut::from),
            created_at: entry.created_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Effects",
    summary = "List work in the background",
    description = "Effects that are still to be done, and effects that were given up after all their \
                   attempts.",
    params(EffectQuery),
    responses((status = 200, description = "A page", body = Page<EffectOut>)),
)]
#[get("/api/v1/effects")]
async fn list_effects(
    caller: Authenticated,
    Query(query): Query<EffectQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = authorise(&caller, Action::ManageEffects, query.company_id.map(|id| CompanyId(id.0)))?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("effects", sort, query.limit, query.cursor.as_deref())?;
    let kind = query.kind.as_deref().map(kind_named).transpose()?;
    let dead = query.state.map(|state| state == EffectState::Dead);
    let filter = EntryFilter { dead, kind };
    let read = move |tx: &mut Tx<'_>, part: &Part<EffectId>| effects::list(tx, &permit, &filter, part);
    let place = |entry: &OutboxEntry| (entry.id, None);
    rows::list(&request, &db, asked, read, place, EffectOut::from).await
}

fn kind_named(name: &str) -> Result<EffectKind, Problem> {
    EffectKind::named(&name.to_ascii_lowercase()).ok_or_else(|| {
        let known: Vec<&str> = EffectKind::ALL.iter().map(|kind| kind.name()).collect();
        let detail = format!("{name} is no kind; there are: {}", known.join(", "));
        Problem::malformed_query("kind", detail)
    })
}

#[utoipa::path(
    tag = "Effects",
    summary = "Replay an effect that was given up",
    description = "It starts again with its first attempt. A waiting effect stays as it is, so repeating the request is safe; what \
                   was done meanwhile is 404.",
    params(("id" = Uuid, Path, description = "The effect's id"), Place),
    responses((status = 200, description = "The effect, waiting", body = EffectOut)),
)]
#[post("/api/v1/effects/{id}/replay")]
async fn replay_effect(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageEffects)?;
    let id = EffectId(*id);
    let work = move |tx: &mut Tx<'_>| effects::replay(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |entry| Answer::ok(EffectOut::from(entry))).await
}

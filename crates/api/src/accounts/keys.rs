//! `/api/v1/api-keys`.

use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::fields::{NAME, line, note_all};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::users::role_problem;
use crate::wire::role::RoleName;
use actix_web::{HttpRequest, Responder, web};
use app::accounts::{Token, TokenKind, keys};
use domain::access::{Action, ApiKey, ApiKeyDetails, Caller, Permit, actions, authorise};
use domain::directory::CompanyLimits;
use domain::{ApiKeyId, CompanyId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, InstantIn, InstantOut, Json, NoContent, Now, Page,
    Problem, Query, WholeNumber, delete, get, post,
};
use persistence::store::collection::Part;
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_keys).service(create_key).service(revoke_key);
}

/// A new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyIn {
    /// 1 to 200 characters: what the key is for.
    name: String,
    /// Not above the role of the caller; `admin` without a company.
    role: RoleName,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// From when on it is no longer good (never).
    expires_at: Option<InstantIn>,
}

impl KeyIn {
    fn details(&self, caller: &Caller, permit: &Permit, now: Timestamp) -> Result<ApiKeyDetails, Problem> {
        let mut checks = Checks::new();
        let role = self.role.into();
        let name = line(&mut checks, "/name", &self.name, NAME);
        note_all(&mut checks, role_problem(caller, permit, role));
        let expires_at = self.expires_at.and_then(|given| checks.instant("/expires_at", given));
        if expires_at.is_some_and(|expires| expires <= now) {
            checks.note("/expires_at", "must be in the future");
        }
        let (true, Some(name)) = (checks.is_clean(), name) else { return Err(checks.refuse()) };
        Ok(ApiKeyDetails { name, role, expires_at })
    }
}

/// A key, without what is secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
struct KeyOut {
    id: i64,
    /// Null for keys of the platform's administrators.
    company_id: Option<i64>,
    name: String,
    role: RoleName,
    /// Null where it never expires.
    expires_at: Option<InstantOut>,
    created_at: InstantOut,
}

impl From<ApiKey> for KeyOut {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id.0,
            company_id: key.company.map(|company| company.0),
            name: key.details.name,
            role: key.details.role.into(),
            expires_at: key.details.expires_at.map(InstantOut::from),
            created_at: key.created_at.into(),
        }
    }
}

/// A new key, with the key itself.
#[derive(Serialize, ToSchema)]
#[schema(as = NewApiKey)]
struct NewKeyOut {
    #[serde(flatten)]
    about: KeyOut,
    /// Shown this once; send it as `Authorization: Bearer <key>`.
    key: String,
}

/// The query string of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct KeysQuery {
    /// Only keys of this company; for all but the platform's administrators it is their own.
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

#[utoipa::path(
    tag = "Accounts",
    summary = "List API keys",
    description = "Never the keys themselves. Expired ones are listed until they are revoked.",
    params(KeysQuery),
    responses((status = 200, description = "A page", body = Page<KeyOut>)),
)]
#[get("/api/v1/api-keys")]
async fn list_keys(
    caller: Authenticated,
    Query(query): Query<KeysQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = authorise(&caller, Action::ManageKeys, query.company_id.map(|id| CompanyId(id.0)))?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("api-keys", sort, query.limit, query.cursor.as_deref())?;
    let read = move |tx: &mut Tx<'_>, part: &Part<ApiKeyId>| keys::list(tx, &permit, part);
    rows::list(&request, &db, asked, read, |key| (key.id, None), KeyOut::from).await
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Make an API key",
    description = "The answer shows the key this once; it is stored hashed. A company has so many keys at most (409 \
                   `limit-reached`).",
    params(Place),
    request_body = KeyIn,
    responses((status = 201, description = "The key", body = NewKeyOut)),
)]
#[post("/api/v1/api-keys")]
async fn create_key(
    caller: Allowed<actions::ManageKeys>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    limits: Data<CompanyLimits>,
    Json(body): Json<KeyIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageKeys, body.company_id)?;
    let details = body.details(&caller, &permit, now)?;
    let token = Token::new(TokenKind::Key).map_err(|error| Problem::internal(&error))?;
    let kept = token.clone();
    let limits = *limits;
    let work = move |tx: &mut Tx<'_>| keys::make(tx, &permit, &details, &kept, limits, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |made: ApiKey| {
        let path = format!("/api/v1/api-keys/{}", made.id);
        Answer::created(path, NewKeyOut { about: made.into(), key: token.reveal().to_owned() }).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Accounts",
    summary = "Revoke an API key",
    description = "From the next request on it is refused (401).",
    params(("id" = i64, Path, description = "The key's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/api-keys/{id}")]
async fn revoke_key(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageKeys)?;
    let id = ApiKeyId(*id);
    db.write(move |tx| keys::revoke(tx, &permit, id)).await.map_err(failure::problem)?;
    Ok(NoContent)
}

//! `/api/v1/companies/{id}/identity-provider`.

use crate::kit::allowed::Allowed;
use crate::kit::failure;
use crate::kit::fields::{NAME, URL, line};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::wire::role::RoleName;
use actix_web::{Responder, web};
use app::accounts::sso::{SingleSignOn, provider};
use app::directory::Precondition;
use domain::CompanyId;
use domain::access::{
    Action, Caller, IdentityProvider, IdentityProviderDetails, Permit, Role, actions, authorise,
};
use http_kit::pointer::escape;
use http_kit::{
    Answer, Authenticated, Checks, Data, EmptyQuery, Idempotency, IfMatch, InstantOut, Json, NoContent, Now,
    Problem, delete, get, post, put,
};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Groups that may have a role, at most.
const GROUPS: usize = IdentityProviderDetails::MOST_GROUPS;
/// Characters of a client's id or secret, at most.
const CLIENT: usize = IdentityProviderDetails::LONGEST_CLIENT;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_identity_provider)
        .service(put_identity_provider)
        .service(delete_identity_provider)
        .service(test_identity_provider);
}

/// A company's log-in provider (OpenID Connect).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProviderIn {
    /// Its issuer, exactly as it writes it itself: an https URL without query.
    issuer: String,
    /// As what this server is registered there, with the redirect URI `{PUBLIC_URL}/auth/oidc/callback`.
    client_id: String,
    /// The secret that the provider gave for it. Without one the stored one stays, as long as issuer and client are the
    /// same; public clients have none.
    #[schema(write_only)]
    client_secret: Option<String>,
    /// The claim that lists somebody's groups (`groups`): its name, names with dots between them
    /// (`realm_access.roles`), or a JSON Pointer (`/realm_access/roles`). Where it is absent, nobody's role changes.
    group_claim: Option<String>,
    /// What the members of each group may do; the highest role counts. Never `admin`.
    group_roles: Option<BTreeMap<String, RoleName>>,
    /// What everybody else may do; null keeps them out. Never `admin`.
    default_role: Option<RoleName>,
    /// Whether an e-mail address counts as verified where the provider does not say whether it is (false). Set it for a
    /// provider that never says, and whose people can't choose their address.
    trust_unverified_email: Option<bool>,
    /// Whether anybody is let in through it (true).
    active: Option<bool>,
}

impl ProviderIn {
    fn details(
        self,
        caller: &Caller,
        sso: &SingleSignOn,
    ) -> Result<(IdentityProviderDetails, Option<String>), Problem> {
        let mut checks = Checks::new();
        let issuer = line(&mut checks, "/issuer", &self.issuer, URL);
        if let Some(Err(detail)) = issuer.as_deref().map(|issuer| sso.check_issuer(issuer)) {
            checks.note("/issuer", detail);
        }
        let client_id = line(&mut checks, "/client_id", &self.client_id, CLIENT);
        let claim = self.group_claim.unwrap_or_else(|| IdentityProviderDetails::USUAL_CLAIM.to_owned());
        let group_claim = line(&mut checks, "/group_claim", &claim, NAME);
        let group_roles = roles(&mut checks, caller, self.group_roles.unwrap_or_default());
        let default_role = self.default_role.map(Role::from);
        if let Some(role) = default_role {
            check_role(&mut checks, caller, "/default_role", role);
        }
        if self.client_secret.as_ref().is_some_and(|secret| !(1..=CLIENT).contains(&secret.chars().count())) {
            checks.note("/client_secret", format!("must have 1 to {CLIENT} characters"));
        }
        let (true, Some(issuer), Some(client_id), Some(group_claim)) =
            (checks.is_clean(), issuer, client_id, group_claim)
        else {
            return Err(checks.refuse());
        };
        let active = self.active.unwrap_or(true);
        let details = IdentityProviderDetails {
            issuer,
            client_id,
            group_claim,
            group_roles,
            default_role,
            trust_unverified_email: self.trust_unverified_email.unwrap_or(false),
            active,
        };
        Ok((details, self.client_secret))
    }
}

fn roles(checks: &mut Checks, caller: &Caller, given: BTreeMap<String, RoleName>) -> BTreeMap<String, Role> {
    if given.len() > GROUPS {
        checks.note("/group_roles", format!("must have {GROUPS} groups at most"));
        return BTreeMap::new();
    }
    let mut roles = BTreeMap::new();
    for (group, role) in given {
        let pointer = format!("/group_roles/{}", escape(&group));
        check_role(checks, caller, &pointer, role.into());
        // The name as the provider writes it, spaces and all.
        if line(checks, &pointer, &group, NAME).is_some() {
            roles.insert(group, role.into());
        }
    }
    roles
}

fn check_role(checks: &mut Checks, caller: &Caller, pointer: &str, role: Role) {
    if !IdentityProviderDetails::may_grant(role) {
        checks.note(pointer, "must be a role of a company");
    } else if !caller.role.may_grant(role) {
        checks.note(pointer, "is above your own role");
    }
}

/// A company's log-in provider, without what is secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IdentityProvider)]
struct ProviderOut {
    company_id: i64,
    issuer: String,
    client_id: String,
    /// Whether a secret is stored.
    has_client_secret: bool,
    group_claim: String,
    group_roles: BTreeMap<String, RoleName>,
    /// Null where users in none of the groups are refused.
    default_role: Option<RoleName>,
    trust_unverified_email: bool,
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<IdentityProvider> for ProviderOut {
    fn from(provider: IdentityProvider) -> Self {
        let (details, metadata) = (provider.details, provider.metadata);
        Self {
            company_id: provider.company.0,
            issuer: details.issuer,
            client_id: details.client_id,
            has_client_secret: provider.client_secret.is_some(),
            group_claim: details.group_claim,
            group_roles: details.group_roles.into_iter().map(|(group, role)| (group, role.into())).collect(),
            default_role: details.default_role.map(RoleName::from),
            trust_unverified_email: details.trust_unverified_email,
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Companies",
    summary = "Read a company's log-in provider",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The provider, without its secret", body = ProviderOut)),
)]
#[get("/api/v1/companies/{id}/identity-provider")]
async fn get_identity_provider(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let id = CompanyId(*id);
    let found = db.read(move |tx| provider::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = found.metadata.version;
    Ok(Answer::ok(ProviderOut::from(found)).version(version))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Set a company's log-in provider",
    description = "Any OpenID Connect provider that knows discovery, the authorization code flow and PKCE. Replaces what is \
                   there; honours `If-Match`. The provider is not asked; `POST …/test` does that.",
    params(("id" = i64, Path, description = "The company's id")),
    request_body = ProviderIn,
    responses(
        (status = 200, description = "The provider after the change", body = ProviderOut),
        (status = 201, description = "The provider, where there was none", body = ProviderOut),
    ),
)]
#[put("/api/v1/companies/{id}/identity-provider")]
async fn put_identity_provider(
    caller: Allowed<actions::ChangeCompany>,
    place: (web::Path<i64>, EmptyQuery),
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    sso: Data<SingleSignOn>,
    Json(body): Json<ProviderIn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let (id, expected) = (CompanyId(*place.0), Precondition::new(if_match.into_versions()));
    let (details, secret) = body.details(&caller, &sso)?;
    let sealed = secret.map(|secret| sso.seal(id, &secret)).transpose();
    let sealed = sealed.map_err(|error| Problem::internal(&error))?;
    let work =
        move |tx: &mut Tx<'_>| provider::put(tx, &permit, id, &details, sealed.as_ref(), &expected, now);
    let (stored, made) = db.write(work).await.map_err(failure::problem)?;
    let version = stored.metadata.version;
    let out = ProviderOut::from(stored);
    Ok(match made {
        true => Answer::created(format!("/api/v1/companies/{id}/identity-provider"), out),
        false => Answer::ok(out),
    }
    .version(version))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Delete a company's log-in provider",
    description = "Nobody can log in through it any more; users and open sessions stay. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/companies/{id}/identity-provider")]
async fn delete_identity_provider(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let (id, expected) = (CompanyId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| provider::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(NoContent)
}

/// Whether people could be sent to the provider.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = IdentityProviderTest)]
struct TestOut {
    /// Whether the provider answered as one has to.
    ok: bool,
    /// What stands in the way; null where nothing does.
    error: Option<String>,
    /// Where people are sent to log in.
    authorization_endpoint: Option<String>,
    /// The keys that it publishes.
    signing_keys: usize,
    /// What has to be registered there as the redirect URI.
    redirect_uri: String,
}

#[utoipa::path(
    tag = "Companies",
    summary = "Try a company's log-in provider",
    description = "Asks the stored provider for its discovery document and its keys, as the first step of a log-in does. The \
                   answer is 200 whether or not that works, and says what stands in the way. The client's id and secret \
                   show with the first log-in alone.",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "What the provider answered", body = TestOut)),
)]
#[post("/api/v1/companies/{id}/identity-provider/test")]
async fn test_identity_provider(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    sso: Data<SingleSignOn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let once = Once::new(&key, &caller, now);
    if let Some(answer) = once.earlier(&db).await? {
        return Ok(answer);
    }
    let tried = tried(&db, &sso, permit, CompanyId(*id), now).await;
    idempotent(&db, once, move |_| tried.clone(), Answer::ok).await
}

/// What the stored provider answers, asked before the transaction that keeps the answer.
async fn tried(
    db: &Database,
    sso: &SingleSignOn,
    permit: Permit,
    id: CompanyId,
    now: Timestamp,
) -> Result<TestOut, StoreError> {
    let found = db.read(move |tx| provider::get(tx, &permit, id)).await?;
    let redirect_uri = sso.callback().to_owned();
    Ok(match sso.test(&found.details.issuer, now).await {
        Ok(report) => TestOut {
            ok: true,
            error: None,
            authorization_endpoint: Some(report.authorization_endpoint),
            signing_keys: report.signing_keys,
            redirect_uri,
        },
        Err(error) => TestOut {
            ok: false,
            error: Some(error.to_string()),
            authorization_endpoint: None,
            signing_keys: 0,
            redirect_uri,
        },
    })
}

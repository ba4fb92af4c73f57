//! Companies' log-in providers: at most one of each company.

use super::{Result, changed};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::DbTimestamp;
use crate::schema::identity_providers as providers;
use diesel::prelude::*;
use domain::Metadata;
use domain::access::{IdentityProvider, IdentityProviderDetails, Role, Sealed};
use domain::{CompanyId, Refusal};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

const WHAT: &str = "identity provider";

#[derive(Queryable)]
struct Row {
    company_id: i64,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    group_claim: String,
    group_roles: Value,
    default_role: Option<String>,
    active: bool,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    trust_unverified_email: bool,
}

impl Row {
    fn provider(self) -> Result<IdentityProvider> {
        let details = IdentityProviderDetails {
            issuer: self.issuer,
            client_id: self.client_id,
            group_claim: self.group_claim,
            group_roles: roles(&self.group_roles)?,
            default_role: self.default_role.as_deref().map(role).transpose()?,
            trust_unverified_email: self.trust_unverified_email,
            active: self.active,
        };
        Ok(IdentityProvider {
            company: CompanyId(self.company_id),
            details,
            client_secret: self.client_secret.map(Sealed),
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

fn role(name: &str) -> Result<Role> {
    Ok(Role::named(name).ok_or_else(|| DbError::corrupt("identity_providers.default_role", name))?)
}

fn roles(stored: &Value) -> Result<BTreeMap<String, Role>> {
    let corrupt = || DbError::corrupt("identity_providers.group_roles", stored);
    let groups = stored.as_object().ok_or_else(corrupt)?;
    let pair = |(group, name): (&String, &Value)| {
        let role = name.as_str().and_then(Role::named).ok_or_else(corrupt)?;
        Ok((group.clone(), role))
    };
    groups.iter().map(pair).collect()
}

fn encoded(roles: &BTreeMap<String, Role>) -> Value {
    roles.iter().map(|(group, role)| (group.clone(), Value::from(role.name()))).collect()
}

/// The provider of the scope's company, where it has one.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn find(scope: &mut Scope<'_>) -> Result<Option<IdentityProvider>> {
    let company = scope.home()?;
    let row: Option<Row> = providers::table.find(company.0).first(scope.connection()).optional()?;
    row.map(Row::provider).transpose()
}

/// The same where there has to be one.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none.
pub fn get(scope: &mut Scope<'_>) -> Result<IdentityProvider> {
    Ok(find(scope)?.ok_or_else(|| Refusal::not_found(WHAT))?)
}

/// Makes the provider of the scope's company.
///
/// # Errors
/// [`Refusal::Duplicate`] where there is one meanwhile.
pub fn insert(
    scope: &mut Scope<'_>,
    details: &IdentityProviderDetails,
    secret: Option<&Sealed>,
    now: Timestamp,
) -> Result<IdentityProvider> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(providers::table)
        .values((
            providers::company_id.eq(company.0),
            providers::issuer.eq(&details.issuer),
            providers::client_id.eq(&details.client_id),
            providers::client_secret.eq(secret.map(|secret| secret.0.as_str())),
            providers::group_claim.eq(&details.group_claim),
            providers::group_roles.eq(encoded(&details.group_roles)),
            providers::default_role.eq(details.default_role.map(Role::name)),
            providers::active.eq(details.active),
            providers::trust_unverified_email.eq(details.trust_unverified_email),
            providers::version.eq(1),
            providers::created_at.eq(DbTimestamp::from(now)),
            providers::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(providers::all_columns)
        .get_result(scope.connection())?;
    row.provider()
}

/// Replaces the provider of the scope's company, whose version is still this one.
///
/// # Errors
/// [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    details: &IdentityProviderDetails,
    secret: Option<&Sealed>,
    version: i64,
    now: Timestamp,
) -> Result<IdentityProvider> {
    let company = scope.home()?;
    let row: Option<Row> =
        diesel::update(providers::table.find(company.0).filter(providers::version.eq(version)))
            .set((
                providers::issuer.eq(&details.issuer),
                providers::client_id.eq(&details.client_id),
                providers::client_secret.eq(secret.map(|secret| secret.0.as_str())),
                providers::group_claim.eq(&details.group_claim),
                providers::group_roles.eq(encoded(&details.group_roles)),
                providers::default_role.eq(details.default_role.map(Role::name)),
                providers::active.eq(details.active),
                providers::trust_unverified_email.eq(details.trust_unverified_email),
                providers::version.eq(providers::version + 1),
                providers::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(providers::all_columns)
            .get_result(scope.connection())
            .optional()?;
    changed(WHAT, row)?.provider()
}

/// Deletes the provider of the scope's company.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn delete(scope: &mut Scope<'_>) -> Result<()> {
    let company = scope.home()?;
    let deleted = diesel::delete(providers::table.find(company.0)).execute(scope.connection())?;
    if deleted == 0 { Err(Refusal::not_found(WHAT).into()) } else { Ok(()) }
}

//! Companies' providers of online rooms: the one in use, and those whose rooms may still have to be synchronised.

use super::{Result, changed, uuid_at};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{provider_rooms, room_providers as providers};
use diesel::prelude::*;
use domain::Metadata;
use domain::access::Sealed;
use domain::room::{ProviderKind, RoomAccount, RoomProvider};
use domain::{CompanyId, RoomProviderId};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

const WHAT: &str = "room provider";

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    kind: String,
    account: Value,
    credentials: Option<String>,
    in_use: bool,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    fn provider(self) -> Result<RoomProvider> {
        let kind = ProviderKind::named(&self.kind);
        let kind = kind.ok_or_else(|| DbError::corrupt("room_providers.kind", &self.kind))?;
        Ok(RoomProvider {
            id: RoomProviderId(self.id.0),
            company: CompanyId(self.company_id),
            account: RoomAccount { kind, fields: fields(&self.account)? },
            credentials: self.credentials.map(Sealed),
            in_use: self.in_use,
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

fn fields(stored: &Value) -> Result<BTreeMap<String, String>> {
    let corrupt = || DbError::corrupt("room_providers.account", stored);
    let object = stored.as_object().ok_or_else(corrupt)?;
    let pair =
        |(name, value): (&String, &Value)| Ok((name.clone(), value.as_str().ok_or_else(corrupt)?.to_owned()));
    object.iter().map(pair).collect()
}

fn encoded(account: &RoomAccount) -> Value {
    account.fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}

/// The provider at which new rooms of the scope's company are made, where it has one.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn in_use(scope: &mut Scope<'_>) -> Result<Option<RoomProvider>> {
    let company = scope.home()?;
    let query =
        providers::table.filter(providers::company_id.eq(company.0)).filter(providers::in_use.eq(true));
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.map(Row::provider).transpose()
}

/// The provider that was put last, whether or not it is in use.
///
/// # Errors
/// As [`in_use`].
pub fn latest(scope: &mut Scope<'_>) -> Result<Option<RoomProvider>> {
    let company = scope.home()?;
    let query = providers::table.filter(providers::company_id.eq(company.0)).order(providers::version.desc());
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.map(Row::provider).transpose()
}

/// One provider of the scope's company.
///
/// # Errors
/// As [`in_use`].
pub fn find(scope: &mut Scope<'_>, id: RoomProviderId) -> Result<Option<RoomProvider>> {
    let company = scope.home()?;
    let row: Option<Row> =
        providers::table.find((company.0, DbUuid(id.0))).first(scope.connection()).optional()?;
    row.map(Row::provider).transpose()
}

/// Puts a provider into use; `version` is one more than that of the one before.
///
/// # Errors
/// [`Refusal::Duplicate`](domain::Refusal::Duplicate) where another one is meanwhile.
pub fn insert(
    scope: &mut Scope<'_>,
    account: &RoomAccount,
    credentials: &Sealed,
    version: i64,
    now: Timestamp,
) -> Result<RoomProvider> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(providers::table)
        .values((
            providers::id.eq(DbUuid(uuid_at(now))),
            providers::company_id.eq(company.0),
            providers::kind.eq(account.kind.name()),
            providers::account.eq(encoded(account)),
            providers::credentials.eq(&credentials.0),
            providers::in_use.eq(true),
            providers::version.eq(version),
            providers::created_at.eq(DbTimestamp::from(now)),
            providers::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(providers::all_columns)
        .get_result(scope.connection())?;
    row.provider()
}

/// Replaces what is said about a provider, whose version is still that one.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch).
pub fn update(scope: &mut Scope<'_>, provider: &RoomProvider, now: Timestamp) -> Result<RoomProvider> {
    let row = providers::table.find((provider.company.0, DbUuid(provider.id.0)));
    let row: Option<Row> = diesel::update(row.filter(providers::version.eq(provider.metadata.version)))
        .set((
            providers::account.eq(encoded(&provider.account)),
            providers::credentials.eq(provider.credentials.as_ref().map(|sealed| sealed.0.as_str())),
            providers::in_use.eq(provider.in_use),
            providers::version.eq(providers::version + 1),
            providers::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(providers::all_columns)
        .get_result(scope.connection())
        .optional()?;
    changed(WHAT, row)?.provider()
}

/// Forgets the credentials of those providers of the scope's company that are not in use and have no rooms.
///
/// # Errors
/// As [`in_use`].
pub fn forget_credentials(scope: &mut Scope<'_>) -> Result<()> {
    let company = scope.home()?;
    let rooms = provider_rooms::table
        .filter(provider_rooms::company_id.eq(providers::company_id))
        .filter(provider_rooms::provider_id.eq(providers::id));
    let unused = providers::table
        .filter(providers::company_id.eq(company.0))
        .filter(providers::in_use.eq(false))
        .filter(providers::credentials.is_not_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(rooms)));
    diesel::update(unused).set(providers::credentials.eq(None::<String>)).execute(scope.connection())?;
    Ok(())
}

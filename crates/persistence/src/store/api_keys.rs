//! API keys: what programs show instead of a session.

use super::Result;
use super::collection::{Part, by_id};
use crate::db::DbError;
use crate::db::types::DbTimestamp;
use crate::schema::{api_keys, companies};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::access::{ApiKey, ApiKeyDetails, Bearer, Caller, KeyName, Reach, Role, TokenHash, check_company};
use domain::{ApiKeyId, CompanyId, Refusal};
use scheduling_core::time::Timestamp;

const WHAT: &str = "API key";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: Option<i64>,
    name: String,
    role: String,
    expires_at: Option<DbTimestamp>,
    created_at: DbTimestamp,
}

/// All but the hash, which nobody has to see.
const COLUMNS: (
    api_keys::id,
    api_keys::company_id,
    api_keys::name,
    api_keys::role,
    api_keys::expires_at,
    api_keys::created_at,
) = (
    api_keys::id,
    api_keys::company_id,
    api_keys::name,
    api_keys::role,
    api_keys::expires_at,
    api_keys::created_at,
);

impl Row {
    fn key(self) -> Result<ApiKey> {
        let details = ApiKeyDetails {
            name: self.name,
            role: role(&self.role)?,
            expires_at: self.expires_at.map(DbTimestamp::instant),
        };
        Ok(ApiKey {
            id: ApiKeyId(self.id),
            company: self.company_id.map(CompanyId),
            details,
            created_at: self.created_at.instant(),
        })
    }
}

fn role(name: &str) -> Result<Role> {
    Ok(Role::named(name).ok_or_else(|| DbError::corrupt("api_keys.role", name))?)
}

/// A page of keys, expired ones too.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, part: &Part<ApiKeyId>) -> Result<Vec<ApiKey>> {
    let query = api_keys::table.select(COLUMNS).limit(part.limit).into_boxed();
    let after = part.after.as_ref().map(|position| position.id.0);
    let mut query = by_id(query, api_keys::id, part.sort.descending, after);
    if let Some(company) = scope.company() {
        query = query.filter(api_keys::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::key).collect()
}

/// Makes a key: of the scope's company, or of the platform where the scope reaches all.
///
/// # Errors
/// [`Refusal::Invalid`] where role and scope don't go together.
pub fn insert(
    scope: &mut Scope<'_>,
    details: &ApiKeyDetails,
    token: &TokenHash,
    now: Timestamp,
) -> Result<ApiKey> {
    let company = match (scope.reach(), details.role) {
        (Reach::Platform, Role::Admin) => None,
        (Reach::Company(_), Role::Admin) => {
            return Err(Refusal::invalid("/role", "an admin belongs to no company").into());
        }
        _ => Some(scope.home()?),
    };
    let row: Row = diesel::insert_into(api_keys::table)
        .values((
            api_keys::company_id.eq(company.map(|company| company.0)),
            api_keys::name.eq(&details.name),
            api_keys::role.eq(details.role.name()),
            api_keys::token_hash.eq(&token.0),
            api_keys::expires_at.eq(details.expires_at.map(DbTimestamp::from)),
            api_keys::created_at.eq(DbTimestamp::from(now)),
        ))
        .returning(COLUMNS)
        .get_result(scope.connection())?;
    row.key()
}

/// Revokes a key: it is gone, and the next request that shows it is refused.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such key.
pub fn delete(scope: &mut Scope<'_>, id: ApiKeyId) -> Result<()> {
    let key = api_keys::table.find(id.0);
    let deleted = match scope.company() {
        Some(company) => {
            diesel::delete(key.filter(api_keys::company_id.eq(company.0))).execute(scope.connection())
        }
        None => diesel::delete(key).execute(scope.connection()),
    }?;
    if deleted == 0 { Err(Refusal::not_found(WHAT).into()) } else { Ok(()) }
}

/// Who is behind a key that has not expired. One read of one row; before it nobody knows whose the key is, so it takes
/// no scope.
///
/// # Errors
/// [`Refusal::Closed`] (`company-suspended`).
pub fn bearer(tx: &mut Tx<'_>, token: &TokenHash, now: Timestamp) -> Result<Option<Bearer>> {
    let good = api_keys::expires_at.is_null().or(api_keys::expires_at.gt(DbTimestamp::from(now)));
    let suspended = companies::table
        .filter(companies::id.nullable().eq(api_keys::company_id))
        .select(companies::suspended)
        .single_value();
    type Row = (i64, String, Option<i64>, String, Option<DbTimestamp>, Option<bool>);
    let row: Option<Row> = api_keys::table
        .filter(api_keys::token_hash.eq(&token.0))
        .filter(good.assume_not_null())
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::company_id,
            api_keys::role,
            api_keys::expires_at,
            suspended,
        ))
        .first(tx.connection())
        .optional()?;
    let Some((id, name, company, role_name, expires_at, suspended)) = row else { return Ok(None) };
    check_company(suspended)?;
    let key = Some(KeyName { id: ApiKeyId(id), name });
    let caller = Caller { role: role(&role_name)?, company: company.map(CompanyId), user: None, key };
    Ok(Some(Bearer { caller, expires_at: expires_at.map(DbTimestamp::instant) }))
}

//! Companies' providers of payments: the one in use, and those that hold money of earlier payments.

use super::{Result, changed, uuid_at};
use crate::Scope;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{payment_providers as providers, services};
use diesel::prelude::*;
use domain::access::Sealed;
use domain::money::{Currency, Money, PaymentProvider};
use domain::{CompanyId, Metadata, PaymentProviderId};
use scheduling_core::time::Timestamp;

const WHAT: &str = "payment provider";
/// The one kind that there is.
const STRIPE: &str = "stripe";

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    _kind: String,
    live: Option<bool>,
    credentials: String,
    in_use: bool,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    fn provider(self) -> PaymentProvider {
        PaymentProvider {
            id: PaymentProviderId(self.id.0),
            company: CompanyId(self.company_id),
            live: self.live,
            credentials: Sealed(self.credentials),
            in_use: self.in_use,
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        }
    }
}

/// The provider that takes new payments of the scope's company, where it has one.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn in_use(scope: &mut Scope<'_>) -> Result<Option<PaymentProvider>> {
    Ok(latest(scope)?.filter(|provider| provider.in_use))
}

/// The provider that was put last, whether or not it is in use.
///
/// # Errors
/// As [`in_use`].
pub fn latest(scope: &mut Scope<'_>) -> Result<Option<PaymentProvider>> {
    let company = scope.home()?;
    let query = providers::table.filter(providers::company_id.eq(company.0)).order(providers::version.desc());
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.map(Row::provider))
}

/// All of the scope's company, the newest first.
///
/// # Errors
/// As [`in_use`].
pub fn all(scope: &mut Scope<'_>) -> Result<Vec<PaymentProvider>> {
    let company = scope.home()?;
    let query = providers::table.filter(providers::company_id.eq(company.0)).order(providers::version.desc());
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::provider).collect())
}

/// One provider of the scope's company.
///
/// # Errors
/// As [`in_use`].
pub fn find(scope: &mut Scope<'_>, id: PaymentProviderId) -> Result<Option<PaymentProvider>> {
    let company = scope.home()?;
    let query = providers::table.find((company.0, DbUuid(id.0)));
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.map(Row::provider))
}

/// Puts a provider into use; `version` is one more than that of the one before.
///
/// # Errors
/// [`Refusal::Duplicate`](domain::Refusal::Duplicate) where another one is meanwhile.
pub fn insert(
    scope: &mut Scope<'_>,
    live: Option<bool>,
    credentials: &Sealed,
    version: i64,
    now: Timestamp,
) -> Result<PaymentProvider> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(providers::table)
        .values((
            providers::id.eq(DbUuid(uuid_at(now))),
            providers::company_id.eq(company.0),
            providers::kind.eq(STRIPE),
            providers::live.eq(live),
            providers::credentials.eq(&credentials.0),
            providers::in_use.eq(true),
            providers::version.eq(version),
            providers::created_at.eq(DbTimestamp::from(now)),
            providers::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(providers::all_columns)
        .get_result(scope.connection())?;
    Ok(row.provider())
}

/// Replaces what is said about a provider, whose version is still the one that was read; `version` is its new one, above those of
/// all providers of the company.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch); [`Refusal::Duplicate`](domain::Refusal::Duplicate) where another
/// one is in use meanwhile.
pub fn update(
    scope: &mut Scope<'_>,
    provider: &PaymentProvider,
    version: i64,
    now: Timestamp,
) -> Result<PaymentProvider> {
    let row = providers::table.find((provider.company.0, DbUuid(provider.id.0)));
    let row: Option<Row> = diesel::update(row.filter(providers::version.eq(provider.metadata.version)))
        .set((
            providers::live.eq(provider.live),
            providers::credentials.eq(&provider.credentials.0),
            providers::in_use.eq(provider.in_use),
            providers::version.eq(version),
            providers::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(providers::all_columns)
        .get_result(scope.connection())
        .optional()?;
    Ok(changed(WHAT, row)?.provider())
}

/// The prices and down payments of all services of the scope's company, each with the name of its service.
///
/// # Errors
/// As [`in_use`].
pub fn amounts_of_services(scope: &mut Scope<'_>) -> Result<Vec<ServiceAmount>> {
    type Row = (String, Option<i64>, Option<i64>, Option<String>);
    let company = scope.home()?;
    let rows: Vec<Row> = services::table
        .select((
            services::name,
            services::price_amount,
            services::down_payment_amount,
            services::price_currency,
        ))
        .filter(services::company_id.eq(company.0))
        .filter(services::price_currency.is_not_null())
        .order(services::id)
        .load(scope.connection())?;
    let mut found = Vec::new();
    for (service, price, part, code) in rows {
        let Some(currency) = code.as_deref().and_then(Currency::of_code) else { continue };
        let amounts = [price, part].into_iter().flatten().filter_map(|one| Money::new(one, currency).ok());
        found.extend(amounts.map(|amount| ServiceAmount { service: service.clone(), amount }));
    }
    Ok(found)
}

/// What is asked for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAmount {
    pub service: String,
    pub amount: Money,
}

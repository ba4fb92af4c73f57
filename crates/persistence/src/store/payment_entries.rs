//! Entries of payments. The table refuses to change or delete one.

use super::{Result, changes, uuid_at};
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::payment_entries::{self, self as entries};
use crate::{Scope, Writes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::effect::Topic;
use domain::money::entry::{Entry, EntryKind, NewEntry};
use domain::money::{Currency, Money, Payment};
use domain::{CompanyId, PaymentId};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

bulk_rows! {
    /// An entry as it is stored.
    #[derive(Queryable)]
    Row, payment_entries, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        payment_id: SqlUuid => DbUuid,
        kind: Text => String,
        status: Text => String,
        amount: BigInt => i64,
        provider_id: Nullable<Text> => Option<String>,
        number: BigInt => i64,
        refund_id: Nullable<SqlUuid> => Option<DbUuid>,
        charge_id: Nullable<Text> => Option<String>,
        reason: Nullable<Text> => Option<String>,
        link: Nullable<Text> => Option<String>,
        until: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        fact: Nullable<Text> => Option<String>,
        at: SqlTimestamp => DbTimestamp,
    }
}

impl Row {
    fn new(payment: &Payment, said: &NewEntry, now: Timestamp) -> Self {
        Self {
            id: DbUuid(uuid_at(now)),
            company_id: payment.company.0,
            payment_id: DbUuid(payment.id.0),
            kind: said.kind.kind().into(),
            status: said.kind.status().into(),
            amount: said.amount.amount(),
            provider_id: said.provider_id.clone(),
            number: said.number,
            refund_id: said.refund.map(DbUuid),
            charge_id: said.charge.clone(),
            reason: said.reason.clone(),
            link: said.link.clone(),
            until: said.until.map(DbTimestamp::from),
            fact: said.key(),
            at: now.into(),
        }
    }

    fn entry(self, currency: Currency) -> Result<Entry> {
        let kind = EntryKind::named(&self.kind, &self.status);
        let corrupt = || DbError::corrupt("payment_entries.status", &self.status);
        let amount = Money::new(self.amount, currency);
        Ok(Entry {
            id: self.id.0,
            at: self.at.instant(),
            said: NewEntry {
                kind: kind.ok_or_else(corrupt)?,
                amount: amount.map_err(|_| DbError::corrupt("payment_entries.amount", self.amount))?,
                provider_id: self.provider_id,
                number: self.number,
                refund: self.refund_id.map(|id| id.0),
                charge: self.charge_id,
                reason: self.reason,
                link: self.link,
                until: self.until.map(DbTimestamp::instant),
            },
        })
    }
}

/// The entries of these payments, those of each in the order in which they were written; one query however
/// many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of(scope: &mut Scope<'_>, payments: &[Payment]) -> Result<HashMap<PaymentId, Vec<Entry>>> {
    let mut found: HashMap<PaymentId, Vec<Entry>> = HashMap::new();
    if payments.is_empty() {
        return Ok(found);
    }
    let companies: BTreeSet<i64> = payments.iter().map(|payment| payment.company.0).collect();
    let companies: Ids = companies.into_iter().collect();
    let ids: Uuids = payments.iter().map(|payment| payment.id.0).collect();
    let mut query = entries::table
        .filter(id_in(entries::company_id, &companies))
        .filter(uuid_in(entries::payment_id, &ids))
        .order(entries::id)
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(entries::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    let currencies: HashMap<PaymentId, Currency> =
        payments.iter().map(|payment| (payment.id, payment.currency)).collect();
    for row in rows {
        let id = PaymentId(row.payment_id.0);
        let Some(currency) = currencies.get(&id) else { continue };
        found.entry(id).or_default().push(row.entry(*currency)?);
    }
    Ok(found)
}

/// Appends an entry; `None` where the same fact is there already.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn append(
    scope: &mut Scope<'_>,
    payment: &Payment,
    said: &NewEntry,
    now: Timestamp,
) -> Result<Option<Entry>> {
    let row = Row::new(payment, said, now);
    let id = row.id.0;
    let written = on_backend!(scope.connection(), |connection| diesel::insert_into(entries::table)
        .values(row)
        .on_conflict((entries::company_id, entries::payment_id, entries::fact))
        .do_nothing()
        .execute(connection))?;
    if written == 0 {
        return Ok(None);
    }
    changes::note(scope, payment.company, Topic::Payments, now)?;
    Ok(Some(Entry { id, at: now, said: said.clone() }))
}

/// Has the first entry of a payment appended that is made in the same writes.
pub fn begin_with(writes: &mut Writes, payment: &Payment, said: &NewEntry, now: Timestamp) {
    writes.add(Row::new(payment, said, now));
    changes::note_with(writes, payment.company, Topic::Payments, now);
}

/// The payment of a company that has an entry about what its provider calls this.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn payment_about(
    scope: &mut Scope<'_>,
    company: CompanyId,
    provider_id: &str,
) -> Result<Option<PaymentId>> {
    let found: Option<DbUuid> = entries::table
        .select(entries::payment_id)
        .filter(entries::company_id.eq(company.0))
        .filter(entries::provider_id.eq(Some(provider_id)))
        .first(scope.connection())
        .optional()?;
    Ok(found.map(|id| PaymentId(id.0)))
}

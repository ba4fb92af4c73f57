//! What is to be paid for appointments. What came of it is in `payment_entries`.

use super::appointment_keys::AppointmentKeys;
use super::collection::{Part, by_id};
use super::{Result, payment_entries, uuid_at};
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::{appointments, effects, payments};
use crate::{Scope, Tx, Writes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::effect::EffectKind;
use domain::money::{Bill, Currency, Payment};
use domain::{AppointmentId, CompanyId, PaymentId, PaymentProviderId, Refusal};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

const WHAT: &str = "payment";
/// When the sweep comes to a payment whose effect was to be done at once, in seconds.
const WAKE: i64 = 15;

bulk_rows! {
    /// A payment as it is stored.
    #[derive(Clone, Queryable)]
    Row, payments, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        appointment_id: SqlUuid => DbUuid,
        place: BigInt => i64,
        currency: Text => String,
        provider_id: Nullable<SqlUuid> => Option<DbUuid>,
        title: Text => String,
        pay_until: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        looked_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        look_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        leased_until: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        version: BigInt => i64,
        created_at: SqlTimestamp => DbTimestamp,
        updated_at: SqlTimestamp => DbTimestamp,
    }
}

impl Row {
    fn payment(self) -> Result<Payment> {
        let currency = Currency::of_code(&self.currency);
        Ok(Payment {
            id: PaymentId(self.id.0),
            company: CompanyId(self.company_id),
            appointment: AppointmentId(self.appointment_id.0),
            place: self.place,
            currency: currency.ok_or_else(|| DbError::corrupt("payments.currency", &self.currency))?,
            provider: self.provider_id.map(|id| PaymentProviderId(id.0)),
            title: self.title,
            pay_until: self.pay_until.map(DbTimestamp::instant),
            looked_at: self.looked_at.map(DbTimestamp::instant),
            look_at: self.look_at.map(DbTimestamp::instant),
            leased_until: self.leased_until.map(DbTimestamp::instant),
            version: self.version,
            created_at: self.created_at.instant(),
            updated_at: self.updated_at.instant(),
        })
    }
}

/// Which payments are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub appointment: Option<AppointmentId>,
}

/// All that the scope shows: of somebody who sees what is their own, the payments of the appointments that they hold.
macro_rules! visible {
    ($scope:expr) => {{
        let mut query = payments::table.into_boxed();
        if let Some(company) = $scope.company() {
            query = query.filter(payments::company_id.eq(company.0));
        }
        if let Some(user) = $scope.sees().only() {
            let own = appointments::table
                .filter(appointments::company_id.eq(payments::company_id))
                .filter(appointments::id.eq(payments::appointment_id))
                .filter(appointments::user_id.eq(user.0));
            query = query.filter(diesel::dsl::exists(own));
        }
        query
    }};
}

/// A page of payments with their entries, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<PaymentId>) -> Result<Vec<Bill>> {
    let query = visible!(scope).limit(part.limit);
    let mut query = by_id(query, payments::id, part.sort.descending, part.after_id());
    if let Some(appointment) = filter.appointment {
        query = query.filter(payments::appointment_id.eq(DbUuid(appointment.0)));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    bills(scope, rows)
}

/// One payment with its entries.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn get(scope: &mut Scope<'_>, id: PaymentId) -> Result<Bill> {
    let query = visible!(scope).filter(payments::id.eq(DbUuid(id.0)));
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    let row = row.ok_or_else(|| Refusal::not_found(WHAT))?;
    bills(scope, vec![row])?.pop().ok_or_else(|| Refusal::not_found(WHAT).into())
}

/// The payments of these appointments, as far as the scope reaches, in order of appointment and place.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_appointments(scope: &mut Scope<'_>, keys: &AppointmentKeys) -> Result<Vec<Bill>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = payments::table
        .filter(id_in(payments::company_id, &keys.companies))
        .filter(uuid_in(payments::appointment_id, &keys.ids))
        .order((payments::appointment_id, payments::place))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(payments::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    bills(scope, rows)
}

/// The payment of the first place of an appointment of the scope's company, which nobody else changes before this transaction
/// ends, where they ask for this too or [`lock`] it.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn locked_of(scope: &mut Scope<'_>, appointment: AppointmentId) -> Result<Option<Bill>> {
    let company = scope.home()?;
    let first = payments::table
        .filter(payments::company_id.eq(company.0))
        .filter(payments::appointment_id.eq(DbUuid(appointment.0)))
        .filter(payments::place.eq(1));
    let row: Option<Row> = match scope.connection() {
        AnyConnection::Pg(connection) => first.for_no_key_update().first(connection).optional()?,
        // Where there is one writer, nobody else changes it anyway.
        AnyConnection::Sqlite(connection) => first.first(connection).optional()?,
    };
    Ok(bills(scope, row.into_iter().collect())?.pop())
}

fn bills(scope: &mut Scope<'_>, rows: Vec<Row>) -> Result<Vec<Bill>> {
    let payments = rows.into_iter().map(Row::payment).collect::<Result<Vec<_>>>()?;
    let mut entries = payment_entries::of(scope, &payments)?;
    let bill = |payment: Payment| {
        let entries = entries.remove(&payment.id).unwrap_or_default();
        Bill { payment, entries }
    };
    Ok(payments.into_iter().map(bill).collect())
}

/// A payment that is to be made.
#[derive(Debug, Clone)]
pub struct NewPayment<'a> {
    pub appointment: AppointmentId,
    pub currency: Currency,
    pub provider: Option<PaymentProviderId>,
    pub title: &'a str,
    pub pay_until: Option<Timestamp>,
}

/// Has the payment of the first place of an appointment made. Should nobody else ask its provider, the sweep does so soon.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn insert_with(
    writes: &mut Writes,
    company: CompanyId,
    new: &NewPayment<'_>,
    now: Timestamp,
) -> Result<Payment> {
    let row = Row {
        id: DbUuid(uuid_at(now)),
        company_id: company.0,
        appointment_id: DbUuid(new.appointment.0),
        place: 1,
        currency: new.currency.code().to_owned(),
        provider_id: new.provider.map(|id| DbUuid(id.0)),
        title: new.title.to_owned(),
        pay_until: new.pay_until.map(DbTimestamp::from),
        looked_at: None,
        look_at: new.provider.map(|_| now.plus_seconds(WAKE).into()),
        leased_until: None,
        version: 1,
        created_at: now.into(),
        updated_at: now.into(),
    };
    writes.add(row.clone());
    row.payment()
}

/// Stores a payment as it is to be from now on; `None` where somebody else was faster.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn update(scope: &mut Scope<'_>, payment: &Payment, now: Timestamp) -> Result<Option<Payment>> {
    let row = payments::table.find((payment.company.0, DbUuid(payment.id.0)));
    let row: Option<Row> = diesel::update(row.filter(payments::version.eq(payment.version)))
        .set((
            payments::pay_until.eq(payment.pay_until.map(DbTimestamp::from)),
            payments::looked_at.eq(payment.looked_at.map(DbTimestamp::from)),
            payments::look_at.eq(payment.look_at.map(DbTimestamp::from)),
            payments::leased_until.eq(payment.leased_until.map(DbTimestamp::from)),
            payments::version.eq(payments::version + 1),
            payments::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(payments::all_columns)
        .get_result(scope.connection())
        .optional()?;
    row.map(Row::payment).transpose()
}

/// Keeps everybody else from changing a payment before this transaction ends, where they ask for this too. Entries can be
/// appended all the same. Who needs the appointment's lock as well takes that first. Where there is one writer, all of this is so
/// anyway.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lock(scope: &mut Scope<'_>, payment: &Payment) -> Result<()> {
    let row = payments::table.select(payments::id).find((payment.company.0, DbUuid(payment.id.0)));
    if let AnyConnection::Pg(connection) = scope.connection() {
        let _: Option<DbUuid> = row.for_no_key_update().first(connection).optional()?;
    }
    Ok(())
}

/// Has the sweep find a payment at once, should nobody else.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn wake(scope: &mut Scope<'_>, payment: &Payment, now: Timestamp) -> Result<()> {
    let soon = DbTimestamp::from(now.plus_seconds(WAKE));
    diesel::update(payments::table.find((payment.company.0, DbUuid(payment.id.0))))
        .set((payments::look_at.eq(Some(soon)), payments::version.eq(payments::version + 1)))
        .execute(scope.connection())?;
    Ok(())
}

/// Has the provider asked for all that it knows, when it is next asked at all.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn forget_look(scope: &mut Scope<'_>, payment: &Payment, now: Timestamp) -> Result<()> {
    let none: Option<DbTimestamp> = None;
    diesel::update(payments::table.find((payment.company.0, DbUuid(payment.id.0))))
        .set((payments::looked_at.eq(none), payments::version.eq(payments::version + 1)))
        .execute(scope.connection())?;
    wake(scope, payment, now)
}

/// The company whose payment it is: all that its id alone tells.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn company_of(tx: &mut Tx<'_>, id: PaymentId) -> Result<Option<CompanyId>> {
    let row = payments::table.select(payments::company_id).filter(payments::id.eq(DbUuid(id.0)));
    let company: Option<i64> = row.first(tx.connection()).optional()?;
    Ok(company.map(CompanyId))
}

/// A payment about which its provider is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuePayment {
    pub company: CompanyId,
    pub id: PaymentId,
    pub asking: Asking,
}

/// Whether an effect is to ask about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    None,
    /// One waits, now or after a pause.
    Waits,
    /// All of them were given up.
    GivenUp,
}

/// Payments about which their providers are to be asked, those first that have waited longest; each is found again only
/// after `pause` seconds. For the sweep, which has no company of its own.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn take_due(tx: &mut Tx<'_>, now: Timestamp, pause: i64, limit: i64) -> Result<Vec<DuePayment>> {
    let due = payments::table
        .select((payments::company_id, payments::id))
        .filter(payments::look_at.le(DbTimestamp::from(now)))
        .order((payments::look_at, payments::id))
        .limit(limit);
    let rows: Vec<(i64, DbUuid)> = match tx.connection() {
        AnyConnection::Pg(connection) => due.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => due.load(connection)?,
    };
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let companies: Ids = rows.iter().map(|(company, _)| *company).collect();
    let ids: Uuids = rows.iter().map(|(_, id)| id.0).collect();
    let later = DbTimestamp::from(now.plus_seconds(pause));
    let taken =
        payments::table.filter(id_in(payments::company_id, &companies)).filter(uuid_in(payments::id, &ids));
    diesel::update(taken).set(payments::look_at.eq(Some(later))).execute(tx.connection())?;
    let asking = asking(tx, &companies, &ids)?;
    let payment = |(company, id): (i64, DbUuid)| DuePayment {
        company: CompanyId(company),
        id: PaymentId(id.0),
        asking: asking.get(&id.0).copied().unwrap_or(Asking::None),
    };
    Ok(rows.into_iter().map(payment).collect())
}

/// Whether effects are to ask about these payments; those of which there is none are left out.
fn asking(tx: &mut Tx<'_>, companies: &Ids, payments: &Uuids) -> Result<HashMap<Uuid, Asking>> {
    let found: Vec<(Option<DbUuid>, Option<DbTimestamp>)> = effects::table
        .select((effects::about, effects::dead_at))
        .filter(id_in(effects::company_id, companies))
        .filter(uuid_in(effects::about.assume_not_null(), payments))
        .filter(effects::kind.eq(EffectKind::SyncPayment.name()))
        .load(tx.connection())?;
    let mut asking = HashMap::new();
    for (about, dead_at) in found {
        let Some(id) = about else { continue };
        let one = if dead_at.is_some() { Asking::GivenUp } else { Asking::Waits };
        let known = asking.entry(id.0).or_insert(one);
        if one == Asking::Waits {
            *known = one;
        }
    }
    Ok(asking)
}

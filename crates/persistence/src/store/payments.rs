//! What is to be paid for appointments. What came of it is in `payment_entries`.

use super::collection::{Part, by_id};
use super::{Result, payment_entries, uuid_at};
use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::payments;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::money::{Bill, Currency, Payment};
use domain::{AppointmentId, CompanyId, PaymentId, PaymentProviderId, Refusal};
use scheduling_core::time::Timestamp;

const WHAT: &str = "payment";
/// When the sweep comes to a payment whose effect was to be done at once, in seconds.
const WAKE: i64 = 15;

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    appointment_id: DbUuid,
    place: i64,
    currency: String,
    provider_id: Option<DbUuid>,
    title: String,
    pay_until: Option<DbTimestamp>,
    looked_at: Option<DbTimestamp>,
    look_at: Option<DbTimestamp>,
    leased_until: Option<DbTimestamp>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
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

/// A page of payments with their entries, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<PaymentId>) -> Result<Vec<Bill>> {
    let query = payments::table.limit(part.limit).into_boxed();
    let mut query = by_id(query, payments::id, part.sort.descending, part.after_id());
    if let Some(company) = scope.company() {
        query = query.filter(payments::company_id.eq(company.0));
    }
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
    let mut query = payments::table.filter(payments::id.eq(DbUuid(id.0))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(payments::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    let row = row.ok_or_else(|| Refusal::not_found(WHAT))?;
    bills(scope, vec![row])?.pop().ok_or_else(|| Refusal::not_found(WHAT).into())
}

/// The payments of these appointments of the scope's company, in order of appointment and place.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_appointments(scope: &mut Scope<'_>, appointments: &[AppointmentId]) -> Result<Vec<Bill>> {
    if appointments.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DbUuid> = appointments.iter().map(|id| DbUuid(id.0)).collect();
    let mut query = payments::table
        .filter(payments::appointment_id.eq_any(ids))
        .order((payments::appointment_id, payments::place))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(payments::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    bills(scope, rows)
}

/// The payment of the first place of an appointment.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_appointment(scope: &mut Scope<'_>, appointment: AppointmentId) -> Result<Option<Bill>> {
    Ok(of_appointments(scope, &[appointment])?.into_iter().find(|bill| bill.payment.place == 1))
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

/// Makes the payment of the first place of an appointment of the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(scope: &mut Scope<'_>, new: &NewPayment<'_>, now: Timestamp) -> Result<Payment> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(payments::table)
        .values((
            payments::id.eq(DbUuid(uuid_at(now))),
            payments::company_id.eq(company.0),
            payments::appointment_id.eq(DbUuid(new.appointment.0)),
            payments::place.eq(1),
            payments::currency.eq(new.currency.code()),
            payments::provider_id.eq(new.provider.map(|id| DbUuid(id.0))),
            payments::title.eq(new.title),
            payments::pay_until.eq(new.pay_until.map(DbTimestamp::from)),
            payments::look_at.eq(new.provider.map(|_| DbTimestamp::from(now))),
            payments::version.eq(1),
            payments::created_at.eq(DbTimestamp::from(now)),
            payments::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(payments::all_columns)
        .get_result(scope.connection())?;
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

/// Payments about which their providers are to be asked, those first that have waited longest; each is found again only
/// after `pause` seconds. For the sweep, which has no company of its own.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn take_due(
    tx: &mut Tx<'_>,
    now: Timestamp,
    pause: i64,
    limit: i64,
) -> Result<Vec<(CompanyId, PaymentId)>> {
    let due = payments::table
        .select((payments::company_id, payments::id))
        .filter(payments::look_at.le(DbTimestamp::from(now)))
        .order((payments::look_at, payments::id))
        .limit(limit);
    let rows: Vec<(i64, DbUuid)> = match tx.connection() {
        AnyConnection::Pg(connection) => due.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => due.load(connection)?,
    };
    let later = DbTimestamp::from(now.plus_seconds(pause));
    for (company, id) in &rows {
        diesel::update(payments::table.find((*company, *id)))
            .set(payments::look_at.eq(Some(later)))
            .execute(tx.connection())?;
    }
    Ok(rows.into_iter().map(|(company, id)| (CompanyId(company), PaymentId(id.0))).collect())
}

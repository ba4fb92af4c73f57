//! Booking in one call, one or many at once.
//!
//! Many are booked as one after another would be, but read and written together: the time that a booking holds its locks is mostly
//! that of statements, which many share.

use super::booking::{Booking, Concerned};
use super::booking_batch::{BookingBatch, Entry};
use super::people;
use super::record::Booked;
use super::shop::Shop;
use super::shops::Wish;
use crate::kit::Precondition;
use crate::kit::together::Outcomes;
use domain::commitment::Subject;
use domain::{CompanyId, Refusal};
use persistence::store::appointments;
use persistence::{Scope, StoreError, Tx, Writes};
use std::collections::{BTreeMap, BTreeSet};

/// Books an appointment at once.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers; `Unavailable` (`slot-not-available`).
pub fn book(tx: &mut Tx<'_>, booking: &Booking) -> Result<Booked, StoreError> {
    let mut booked = book_many(tx, std::slice::from_ref(booking), |_, _, _| Ok(()))?;
    Ok(booked.pop().ok_or_else(|| Refusal::not_found("service"))??)
}

/// Books as [`book`] would one after another; the answers are in the order asked. All permits reach equally far.
///
/// `also` is called for each booking that is made, and adds what is to be written with it.
///
/// # Errors
/// Failures of the database, and whatever it refuses that only it can know: nothing is booked then, and each booking is better
/// tried alone.
pub fn book_many(
    tx: &mut Tx<'_>,
    asked: &[Booking],
    mut also: impl FnMut(usize, &Booked, &mut Writes) -> Result<(), StoreError>,
) -> Result<Vec<Result<Booked, Refusal>>, StoreError> {
    let Some(first) = asked.first() else { return Ok(Vec::new()) };
    let scope = &mut tx.scope(&first.permit);
    let wishes = asked.iter().map(wish).collect();
    let shops = Shop::read_all(scope, &wishes)?;
    let scope = &mut scope.everybodys();
    let mut outcomes = Outcomes::of(asked.len());
    for (company, entries) in of_companies(asked, &shops, &mut outcomes) {
        let scope = &mut scope.for_company(company)?;
        let concerned = Precondition::default().retry(|| locked(scope, company, &entries))?;
        let mut batch = BookingBatch::open(scope, entries, concerned)?;
        batch.judge(scope, &mut outcomes)?;
        batch.write(scope, &mut outcomes, &mut also)?;
    }
    Ok(outcomes.all())
}

fn wish(booking: &Booking) -> Wish {
    Wish { service: booking.new.service, staff: booking.new.staff }
}

/// The bookings of each company; those that can't be made whatever else is booked are refused.
fn of_companies<'a>(
    asked: &'a [Booking],
    shops: &'a BTreeMap<Wish, Result<Shop, Refusal>>,
    outcomes: &mut Outcomes<Result<Booked, Refusal>>,
) -> BTreeMap<CompanyId, Vec<Entry<'a>>> {
    let mut companies: BTreeMap<CompanyId, Vec<Entry<'a>>> = BTreeMap::new();
    for (index, booking) in asked.iter().enumerate() {
        match entry(index, booking, shops) {
            Ok(entry) => companies.entry(entry.shop.company.id).or_default().push(entry),
            Err(refusal) => outcomes.set(index, Err(refusal)),
        }
    }
    companies
}

fn entry<'a>(
    index: usize,
    booking: &'a Booking,
    shops: &'a BTreeMap<Wish, Result<Shop, Refusal>>,
) -> Result<Entry<'a>, Refusal> {
    let shop = shops.get(&wish(booking)).ok_or_else(|| Refusal::not_found("service"))?;
    let shop = shop.as_ref().map_err(Refusal::clone)?;
    let terms = shop.offer().terms(booking.new.payment_type)?;
    let time = shop.time_from(booking.new.start)?;
    Ok(Entry { index, booking, shop, terms, time })
}

/// Takes the locks of everybody who is asked for or may be concerned, in the one order of all; answers who is concerned.
///
/// # Errors
/// `VersionMismatch` where somebody became a client before the locks were had: another attempt locks them.
fn locked(scope: &mut Scope<'_>, company: CompanyId, entries: &[Entry<'_>]) -> Result<Concerned, StoreError> {
    let clients = || entries.iter().map(|entry| &entry.booking.new.client);
    let seen = people::of_clients(scope, company, clients())?;
    let staff = entries.iter().flat_map(|entry| entry.shop.users()).map(Subject::User);
    let locks: BTreeSet<Subject> = staff.chain(seen.values().flatten().cloned()).collect();
    appointments::lock_people(scope, company, &Vec::from_iter(locks))?;
    let concerned = people::of_clients(scope, company, clients())?;
    match concerned == seen {
        true => Ok(concerned),
        false => Err(Refusal::VersionMismatch { what: "client" }.into()),
    }
}

//! How much visitors may hold, and how often they may ask: counted in the transaction that holds.

use super::requests::holder;
use crate::free_busy;
use crate::sealed::Vault;
use crate::shop::{Asked, AskedShop, gather};
use domain::access::Permit;
use domain::appointment::visitor::{check_day, check_network, since};
use domain::appointment::{Client, Counted, ServiceId, StaffId};
use domain::{CompanyId, Refusal};
use persistence::store::visitors as store;
use persistence::store::{companies, requests as stored};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Somebody without an account.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub company: CompanyId,
    /// Their browser, hashed.
    pub browser: String,
    /// Their network, hashed; `None` where it is not known.
    pub network: Option<String>,
}

impl Visitor {
    /// What the use cases for visitors need.
    #[must_use]
    pub fn permit(&self) -> Permit {
        Permit::visitor(self.company, self.browser.clone())
    }
}

/// What a visitor wants.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub service: ServiceId,
    pub staff: Option<StaffId>,
    pub start: Timestamp,
}

/// The date of a start on the clock of the company.
pub(super) fn day(scope: &mut Scope<'_>, company: CompanyId, start: Timestamp) -> Result<Date, StoreError> {
    let zone = free_busy::zone(&companies::get(scope, company)?.details.time_zone);
    Ok(zone.local(start).date())
}

/// Refuses a visitor whose network holds enough. What a hold takes the place of does not count.
///
/// The inner refusal is that enough of the day is held by visitors whom nobody has verified: one may not be held then, and may be booked.
pub(super) fn admit(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let permit = visitor.permit();
    let company = visitor.company;
    let own = stored::live_of(&mut tx.scope(&permit), company, &holder(&permit), wanted.service)?;
    let own = own.filter(|one| one.status(now).holds());
    if let Some(network) = &visitor.network {
        count(tx, visitor, Counted::Network, network, now)?;
        let held = store::held_by_network(&mut tx.scope(&permit), company, network, now)?;
        check_network(held - i64::from(own.is_some()))?;
    }
    let scope = &mut tx.scope(&permit);
    let on = day(scope, company, wanted.start)?;
    let own_on_day = match &own {
        Some(own) => day(scope, company, own.time.start())? == on,
        None => false,
    };
    count(tx, visitor, Counted::Day, &format!("{} {on}", wanted.service), now)?;
    let held = store::held_on_day(&mut tx.scope(&permit), company, wanted.service, on, now)?;
    match held - i64::from(own_on_day) {
        // Less than none where the visitor's own is one that does not count.
        ..=0 => Ok(Ok(())),
        held => Ok(check_day(held, offered_on(tx, visitor, wanted.service, on, now)?)),
    }
}

/// How many starts of a service are offered on a day of the company.
fn offered_on(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    service: ServiceId,
    day: Date,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let permit = visitor.permit();
    let company = companies::get(&mut tx.scope(&permit), visitor.company)?;
    let zone = Some(free_busy::zone(&company.details.time_zone));
    let asked = AskedShop { service, staff: None, zone, when: Asked::Date(day), explain: false };
    let answer = gather(tx, &permit, &asked, now)?.answer(false, Arc::new(AtomicBool::new(false)))?;
    let starts: BTreeSet<Timestamp> = answer.slots().map(|slot| slot.time.start()).collect();
    Ok(i64::try_from(starts.len()).unwrap_or(i64::MAX))
}

/// Refuses a client in whose name was asked often enough.
pub(super) fn admit_client(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    client: &Client,
    vault: &Vault,
    now: Timestamp,
) -> Result<(), StoreError> {
    admit_code(tx, visitor, client, vault, now)?;
    let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    match client.phone.as_ref().map(digits).filter(|digits| !digits.is_empty()) {
        Some(phone) => count(tx, visitor, Counted::Phone, &vault.tag("visitor's phone", &phone), now),
        None => Ok(()),
    }
}

/// Counts once more, and refuses where that is too often.
fn count(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    what: Counted,
    value: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(&visitor.permit());
    let times = store::count(scope, visitor.company, what, value, since(now))?;
    let checked: Result<(), Refusal> = what.check(times, now);
    Ok(checked?)
}

/// Refuses a code for a client to whom enough of them were sent.
pub(super) fn admit_code(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    client: &Client,
    vault: &Vault,
    now: Timestamp,
) -> Result<(), StoreError> {
    count(tx, visitor, Counted::Mail, &vault.tag("visitor's mail", &client.key()), now)
}

//! How much visitors may hold, and how often they may ask: counted in the transaction that holds.

use super::requests::holder;
use crate::free_busy;
use crate::sealed::Vault;
use crate::shop::{Asked, AskedShop, GatheredShop, gather};
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
    /// How many starts are offered on its day, as [`day_of`] asks before the transaction that holds. `None` where nothing on it was held
    /// a moment ago: then the first visitor may hold one, and who is slower shows a code.
    pub offered: Option<i64>,
}

/// The date of a start on the clock of the company.
pub(super) fn day(scope: &mut Scope<'_>, company: CompanyId, start: Timestamp) -> Result<Date, StoreError> {
    let zone = free_busy::zone(&companies::get(scope, company)?.details.time_zone);
    Ok(zone.local(start).date())
}

/// Refuses a visitor whose network asks too often.
///
/// The inner refusal is that enough of the day, or by the network, is held by visitors who have shown no code: then a time is not held, and
/// is booked once a code was shown. What a hold takes the place of does not count.
pub(super) fn admit(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let permit = visitor.permit();
    let company = visitor.company;
    // The hold that the new one takes the place of.
    let own = stored::live_of(&mut tx.scope(&permit), company, &holder(&permit), wanted.service)?;
    let own = own.map(|own| own.id);
    let by_network = match &visitor.network {
        Some(network) => {
            count(tx, visitor, Counted::Network, network, now)?;
            check_network(store::held_by_network(&mut tx.scope(&permit), company, network, own, now)?)
        }
        None => Ok(()),
    };
    let scope = &mut tx.scope(&permit);
    let on = day(scope, company, wanted.start)?;
    count(tx, visitor, Counted::Day, &format!("{} {on}", wanted.service), now)?;
    let held = store::held_on_day(&mut tx.scope(&permit), company, wanted.service, on, own, now)?;
    Ok(by_network.and(check_day(held, wanted.offered)))
}

/// What is read to count the starts of the day that a visitor wants: for [`starts_of`], before the transaction that holds. `None` where
/// nobody whom nobody has verified holds any of it.
///
/// # Errors
/// `NotFound`.
pub fn day_of(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Option<GatheredShop>, StoreError> {
    let permit = visitor.permit();
    let company = companies::get(&mut tx.scope(&permit), visitor.company)?;
    let zone = free_busy::zone(&company.details.time_zone);
    let day = zone.local(wanted.start).date();
    if store::held_on_day(&mut tx.scope(&permit), visitor.company, wanted.service, day, None, now)? == 0 {
        return Ok(None);
    }
    let (service, when) = (wanted.service, Asked::Date(day));
    let asked = AskedShop { service, staff: None, zone: Some(zone), when, booked: None, explain: false };
    gather(tx, &permit, &asked, now).map(Some)
}

/// How many starts that day has. It takes a while.
///
/// # Errors
/// `Invalid` for a date that is too far away.
pub fn starts_of(day: GatheredShop) -> Result<i64, Refusal> {
    let answer = day.answer(false, Arc::new(AtomicBool::new(false)))?;
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

/// Refuses one more code that is mailed because somebody of this network asks for it.
pub(super) fn admit_mail(tx: &mut Tx<'_>, visitor: &Visitor, now: Timestamp) -> Result<(), StoreError> {
    match &visitor.network {
        Some(network) => count(tx, visitor, Counted::Code, network, now),
        None => Ok(()),
    }
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

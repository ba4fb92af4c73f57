//! The mail about money that goes back because it is not kept: it came too late, and these times are free; or more is there than is
//! asked for.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::context::MeetingContext;
use super::recipients::{CompanyProfile, found_or_none};
use super::subject::Subject;
use crate::shop::{Asked, AskedShop, gather};
use domain::PaymentId;
use domain::access::Permit;
use domain::appointment::ServiceId;
use domain::message::{About, MessageKind, Person};
use domain::money::Money;
use integrations::mail::notices::{Kind, TemplateData};
use persistence::store::{appointments as stored, payments};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Free times that are named.
const OFFERED: usize = 5;

/// Writes the mail that so many minor units of a payment go back.
///
/// # Errors
/// Failures of the database.
pub fn money_returned(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    id: PaymentId,
    amount: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(bill) = found_or_none(payments::get(&mut tx.scope(permit), id))? else { return Ok(()) };
    let payment = bill.payment;
    let Some(appointment) = found_or_none(stored::get(&mut tx.scope(permit), payment.appointment))? else {
        return Ok(());
    };
    let late = appointment.is_given_up_unpaid();
    let offered = if late { free_times(tx, permit, appointment.service, now)? } else { Vec::new() };
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(payment.company)?;
    let profile = CompanyProfile::of(scope, payment.company)?;
    let person = Person::Client(appointment.id);
    let Some(recipient) = profile.recipients(scope, &[person])?.pop() else { return Ok(()) };
    let context = MeetingContext::of_appointment(scope, identity, &appointment, now)?;
    let kind = MessageKind::MoneyReturned;
    let data = context.data(&profile, &recipient, kind, appointment.time, None);
    let returned = Money::new(amount, payment.currency).ok().map(|money| money.to_string());
    let data = TemplateData { returned, offered, link: None, reason: None, ..data };
    let about =
        About::Meeting { of: appointment.id.into(), sequence: appointment.sequence, time: appointment.time };
    let words = if late { context.words(kind, true) } else { Subject { kind, words: Kind::ExcessReturned } };
    let content = write(&profile, &recipient, words, about, &data, None)?;
    let dedupe = format!("returned:{id}:{amount}:{}", now.unix());
    enqueue(scope, identity, payment.company, &content, &dedupe, now).map(drop)
}

/// The next times at which the service can be had; none where that can't be told.
fn free_times(
    tx: &mut Tx<'_>,
    permit: &Permit,
    service: ServiceId,
    now: Timestamp,
) -> Result<Vec<Interval>, StoreError> {
    let asked = AskedShop {
        service,
        staff: None,
        zone: None,
        when: Asked::NextFrom(None),
        booked: None,
        explain: false,
    };
    let gathered = match gather(tx, permit, &asked, now) {
        Err(StoreError::Refused(_)) => return Ok(Vec::new()),
        gathered => gathered?,
    };
    let Ok(answer) = gathered.answer(false, Arc::new(AtomicBool::new(false))) else { return Ok(Vec::new()) };
    let mut times: Vec<Interval> = answer.slots().map(|slot| slot.time).collect();
    times.dedup();
    times.truncate(OFFERED);
    Ok(times)
}

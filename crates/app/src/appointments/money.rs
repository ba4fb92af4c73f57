//! What appointments ask of payments.

use super::change::locked;
use super::tally::Sums;
use crate::payments::{self, Asking, Online};
use domain::AppointmentId;
use domain::access::Permit;
use domain::appointment::{Appointment, MarkKind, Terms};
use domain::effect::{Due, Effect, EffectKind};
use domain::money::{Money, Percent};
use persistence::store::appointments::AppointmentKeys;
use persistence::store::shop::settings;
use persistence::{Scope, StoreError, Tx, Writes, outbox};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What comes back to a client.
pub use crate::payments::RefundMade as Refunded;

/// What was paid for an appointment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paid {
    /// Whether all that the booking asks for is paid.
    pub in_full: bool,
}

/// How the money of a booking on these terms is taken online; `None` where the company takes it itself or none is asked for, and the
/// appointment is confirmed at once.
pub(super) fn online(
    scope: &mut Scope<'_>,
    terms: &Terms,
    now: Timestamp,
) -> Result<Option<Online>, StoreError> {
    if terms.asks_for_money() { payments::online(scope, now) } else { Ok(None) }
}

/// Has the payment of a new appointment begun; answers where it is paid, where that is online.
pub(super) fn begin_with(
    writes: &mut Writes,
    appointment: &Appointment,
    online: Option<Online>,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(to_pay) = appointment.terms.amount_to_pay else { return Ok(None) };
    let begun = payments::begin_with(writes, &Asking { appointment, to_pay, online }, now)?;
    Ok(begun.filter(|_| online.is_some()).map(payments::path))
}

/// Gives that part of what was paid back, and asks for nothing more; `None` where nothing comes back.
pub(super) fn cancel(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    percent: i64,
    reason: &str,
    now: Timestamp,
) -> Result<Option<Refunded>, StoreError> {
    payments::cancel(scope, appointment.id, whole(percent), reason, now)
}

/// What of the money would come back by [`cancel`].
pub(super) fn would_refund(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    percent: i64,
) -> Result<Option<Refunded>, StoreError> {
    payments::would_refund(scope, appointment, whole(percent))
}

/// The money of an appointment did not come in time: all that came goes back, and its client is told.
pub(super) fn give_up(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<Option<Refunded>, StoreError> {
    payments::give_up(scope, appointment.id, now)
}

pub(super) fn whole(percent: i64) -> Percent {
    u8::try_from(percent).ok().and_then(Percent::new).unwrap_or(Percent::NONE)
}

/// A client was marked as not having come, or not any more: what comes back follows once that can't be undone any more, and not
/// twice where it was undone and marked again.
pub(super) fn marked(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    outbox::withdraw(scope, appointment.company, EffectKind::RefundNoShow, appointment.id.0)?;
    let Some(mark) = appointment.mark.filter(|mark| mark.kind == MarkKind::NoShow) else { return Ok(()) };
    let effect = Effect::RefundNoShow { appointment: appointment.id, marked_at: mark.at };
    Ok(outbox::enqueue(scope, appointment.company, &[Due { effect, at: mark.undone_until() }], now)?)
}

/// Gives back what the company gives to clients who did not come, unless the mark was undone.
///
/// # Errors
/// Failures of the database.
pub fn refund_no_show(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    marked_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = locked(scope, id)?;
    let same = |mark: &domain::appointment::Mark| mark.kind == MarkKind::NoShow && mark.at == marked_at;
    if stored.mark.as_ref().is_none_or(|mark| !same(mark)) {
        return Ok(());
    }
    let scope = &mut scope.for_company(stored.company)?;
    let percent = settings::get(scope, stored.company)?.details.no_show_refund_percent;
    payments::refund(scope, id, whole(percent), "no-show", now).map(drop)
}

/// What was paid for each of these appointments.
pub(super) fn paid(
    scope: &mut Scope<'_>,
    keys: &AppointmentKeys,
) -> Result<HashMap<AppointmentId, Paid>, StoreError> {
    let bills = payments::of_appointments(&mut scope.everybodys(), keys)?;
    let paid = bills.iter().map(|bill| {
        let account = bill.account();
        let in_full = !account.charged().is_zero() && account.to_pay().is_zero();
        (bill.payment.appointment, Paid { in_full })
    });
    Ok(paid.collect())
}

/// Adds what these appointments asked for, and what was paid and given back.
pub(super) fn sums(
    scope: &mut Scope<'_>,
    rows: &[Appointment],
    sums: &mut BTreeMap<String, Sums>,
) -> Result<(), StoreError> {
    let mut add = |money: Money, to: fn(&mut Sums) -> &mut i64| {
        if money.is_zero() {
            return;
        }
        let sum = to(sums.entry(money.currency().code().to_owned()).or_default());
        *sum = sum.saturating_add(money.amount());
    };
    for amount in rows.iter().filter_map(|one| one.terms.amount_to_pay) {
        add(amount, |sum| &mut sum.booked);
    }
    let keys = rows.iter().map(|one| (one.company, one.id)).collect();
    for bill in payments::of_appointments(scope, &keys)? {
        let account = bill.account();
        add(account.charged(), |sum| &mut sum.paid);
        add(account.refunded(), |sum| &mut sum.refunded);
        add(account.to_pay(), |sum| &mut sum.due);
    }
    Ok(())
}

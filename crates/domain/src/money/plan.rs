//! The next thing to ask a provider about a payment, from what is known of it.
//!
//! Nothing is remembered but entries, and the time when to look next. So a step may be taken twice, late, or by another worker.

use super::account::{Account, MOST_ATTEMPTS, Refund, RefundStatus, Session};
use super::{Money, Payment};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// How long the page is open on which the client pays, in seconds: Stripe wants thirty minutes by its own clock.
pub const SESSION_SECONDS: i64 = 31 * 60;
/// How long the time is held for a client who pays online, in seconds.
pub const HOLD_SECONDS: i64 = 30 * 60;
/// Pages that are refused before nobody asks for another.
const MOST_REFUSALS: i64 = 5;
/// How long a charge is looked after, in seconds: refunds fail and banks take money back for months.
const WATCHED: i64 = 130 * 86_400;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing, ever.
    Nothing,
    /// Nothing before then.
    Wait(Timestamp),
    /// Note that the page of that number is asked for.
    StartSession { number: i64, amount: Money },
    /// Ask for a page: for the first time, or because nobody heard the answer.
    MakeSession { number: i64, amount: Money, until: Timestamp },
    /// Close a page.
    EndSession { number: i64, id: String },
    /// Note that another attempt at a refund begins.
    StartRefund { refund: Uuid, number: i64 },
    /// Ask for a refund, unless it is there: for the first time, or because nobody heard the answer.
    MakeRefund { refund: Uuid, number: i64, charge: String, amount: Money },
    /// Fetch all that the provider knows.
    Look,
}

/// The next step.
#[must_use]
pub fn next(payment: &Payment, account: &Account, now: Timestamp) -> Step {
    if payment.provider.is_none() {
        return Step::Nothing;
    }
    let wanted = payment.pay_until.is_some_and(|until| now < until) && !account.to_pay().is_zero();
    if let Some(step) = of_sessions(account, wanted) {
        return step;
    }
    if let Some(step) = account.refunds().find_map(|refund| of_refund(account, refund, now)) {
        return step;
    }
    match next_look(payment, account, now) {
        Some(at) if at <= now => Step::Look,
        _ => wake_at(payment, account, now).map_or(Step::Nothing, Step::Wait),
    }
}

fn of_sessions(account: &Account, wanted: bool) -> Option<Step> {
    for session in account.sessions().filter(|session| session.is_live()) {
        let Some(open) = &session.open else {
            // It may be there: only its answer says whether, and what it is called.
            let until = session.until?;
            return Some(Step::MakeSession { number: session.number, amount: session.amount, until });
        };
        // One that asks for another amount is replaced.
        if !wanted || session.amount != account.to_pay() {
            return Some(Step::EndSession { number: session.number, id: open.id.clone() });
        }
    }
    let refused = account.sessions().rev().take_while(|session| session.refused).count();
    let may_ask = i64::try_from(refused).is_ok_and(|refused| refused < MOST_REFUSALS);
    if wanted && may_ask && !account.sessions().any(Session::is_live) {
        let number = account.sessions().next_back().map_or(1, |session| session.number + 1);
        return Some(Step::StartSession { number, amount: account.to_pay() });
    }
    None
}

fn of_refund(account: &Account, refund: &Refund, now: Timestamp) -> Option<Step> {
    let charge = refund.charge.as_str();
    if !account.provider_charges().any(|known| known == charge) || account.is_disputed(charge) {
        return None;
    }
    let (number, last) = refund.attempts.iter().next_back()?;
    let again_at = again_at(*number, last.since()?);
    match refund.status() {
        RefundStatus::Succeeded => None,
        RefundStatus::Pending if last.is_at_provider() => None,
        RefundStatus::Pending => Some(Step::MakeRefund {
            refund: refund.id,
            number: *number,
            charge: refund.charge.clone(),
            amount: refund.amount,
        }),
        RefundStatus::Failed if refund.is_given_up() || now < again_at => None,
        RefundStatus::Failed => Some(Step::StartRefund { refund: refund.id, number: number + 1 }),
    }
}

/// When a refund is tried again after its attempt of that number has failed: within a minute at first, at last once a day.
#[must_use]
pub fn again_at(number: i64, failed_at: Timestamp) -> Timestamp {
    let doublings = u32::try_from(number.clamp(1, MOST_ATTEMPTS) - 1).unwrap_or_default();
    failed_at.plus_seconds(20_i64.saturating_mul(4_i64.saturating_pow(doublings)).min(86_400))
}

/// When to look at the provider again, where anything may change there.
fn next_look(payment: &Payment, account: &Account, now: Timestamp) -> Option<Timestamp> {
    let age = account.latest().map_or(0, |latest| now.unix().saturating_sub(latest.unix()));
    let soon = match age {
        ..120 => 5,
        120..3600 => 30,
        _ => 600,
    };
    let open = account.sessions().any(Session::is_live);
    let pending = of_provider(account).any(|refund| refund.status() == RefundStatus::Pending);
    let watched = account.provider_charges().next().is_some() && age < WATCHED;
    let pause = match (open || pending, watched) {
        (true, _) => soon,
        (false, true) => 86_400,
        (false, false) => return None,
    };
    Some(payment.looked_at.map_or(now, |looked_at| looked_at.plus_seconds(pause)))
}

/// Refunds that the provider has to send.
fn of_provider(account: &Account) -> impl Iterator<Item = &Refund> {
    account.refunds().filter(|refund| account.provider_charges().any(|charge| charge == refund.charge))
}

/// When there is something to do next, where there is: a look, another attempt, or a page to be closed.
fn wake_at(payment: &Payment, account: &Account, now: Timestamp) -> Option<Timestamp> {
    let failed = of_provider(account).filter(|refund| refund.status() == RefundStatus::Failed);
    let retries = failed.filter(|refund| !refund.is_given_up()).filter_map(|refund| {
        let (number, last) = refund.attempts.iter().next_back()?;
        Some(again_at(*number, last.since()?))
    });
    let closing = payment.pay_until.filter(|_| account.sessions().any(Session::is_live));
    let times = next_look(payment, account, now).into_iter().chain(retries).chain(closing);
    times.filter(|at| now < *at).min()
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

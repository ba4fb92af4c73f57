//! Asks the provider of a payment what is to be asked, a step at a time.

use super::{HandlerError, Report, Task};
use crate::in_flight::Receiver;
use crate::outcome::{Outcome, jitter};
use app::payments::PaymentFailure;
use app::payments::sync::{self, Facts, NextStep, PaymentTask};
use domain::PaymentId;
use integrations::payments::PaymentError;
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// Requests in flight to one company's provider, so that one that hangs does not block the others.
const AT_ONCE: usize = 8;
/// When to retry a provider that is at its limit, in seconds.
const WHEN_BUSY: i64 = 3;
/// Waits up to so many seconds stay with the effect; the sweep has longer ones.
const SHORT: i64 = 60;

pub(super) async fn outside(task: &Task<'_>, payment: PaymentId) -> Result<Report, HandlerError> {
    let (worker, now, permit) = (task.worker, (task.worker.clock)(), task.permit.clone());
    let Some(_guard) = worker.in_flight.try_acquire(Receiver::Payments(task.claimed.company), AT_ONCE) else {
        let seconds = WHEN_BUSY + jitter(task.claimed) / 20;
        return Ok(Report::Settled(Outcome::Postpone(seconds, "the provider of payments is busy".into())));
    };
    match worker.db.write(move |tx| sync::begin(tx, &permit, payment, now)).await? {
        NextStep::Ask(asking) => {
            let reply = sync::run(&worker.payments, &asking).await;
            Ok(record(task, *asking, reply))
        }
        rest => Ok(Report::Settled(after(&rest, now))),
    }
}

fn record(task: &Task<'_>, asking: PaymentTask, reply: Result<Facts, PaymentFailure>) -> Report {
    let permit = task.permit.clone();
    Report::Write(Arc::new(move |tx, now| {
        let arrived: sync::Arrived<'_> = &app::appointments::money_arrived;
        let next = sync::settle(tx, &permit, &asking, reply.as_ref().ok(), arrived, now)?;
        Ok(match &reply {
            Ok(_) => after(&next, now),
            Err(error) => failed(error),
        })
    }))
}

fn after(next: &NextStep, now: Timestamp) -> Outcome {
    match next {
        NextStep::Nothing => Outcome::Done,
        NextStep::Wait(until) => {
            let seconds = until.unix().saturating_sub(now.unix()).max(0);
            match seconds {
                ..=SHORT => Outcome::Postpone(seconds, "there is nothing to ask before then".into()),
                _ => Outcome::Done,
            }
        }
        NextStep::Ask(_) => Outcome::Postpone(0, "the provider is to be asked something else".into()),
    }
}

/// Nothing is given up while money may be on its way: who can mend it needs time, and the sweep comes again.
fn failed(error: &PaymentFailure) -> Outcome {
    let why = error.to_string();
    match error {
        PaymentFailure::Provider(PaymentError::TryAgain { after: Some(after), .. }) => {
            Outcome::RetryAfter(i64::try_from(after.as_secs()).unwrap_or(i64::MAX), why)
        }
        _ => Outcome::Retry(why),
    }
}

//! One attempt to deliver an event to one webhook.

use super::{HandlerError, Report, Task};
use crate::in_flight::Receiver;
use crate::outcome::{Outcome, jitter};
use app::webhooks::sending::{self, Outgoing};
use domain::webhook::{Attempt, Delivery};
use integrations::webhooks::{Message, Reply, SendError};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// Requests in flight to one webhook, so that one that hangs does not block the others.
const AT_ONCE: usize = 8;
/// Requests in flight to all slow webhooks of one company.
const SLOW_AT_ONCE: usize = 8;
/// When to retry a slow webhook that others are before, in seconds.
const WHEN_SLOW: i64 = 10;
/// When to retry a webhook that is at its limit, in seconds.
const WHEN_BUSY: i64 = 3;

pub(super) async fn outside(task: &Task<'_>, delivery: Uuid) -> Result<Report, HandlerError> {
    let permit = task.permit.clone();
    let found = task.worker.db.read(move |tx| sending::prepare(tx, &permit, delivery)).await?;
    let Some(outgoing) = found else { return Ok(Report::Settled(Outcome::Done)) };
    if !outgoing.webhook.details.active {
        return Ok(give_up(task, outgoing.delivery));
    }
    let (receiver, in_flight) = (Receiver::Webhook(outgoing.webhook()), &task.worker.in_flight);
    let busy = |pause: i64| {
        let seconds = pause + jitter(task.claimed) / 20;
        Ok(Report::Settled(Outcome::Postpone(seconds, "the webhook is busy".into())))
    };
    // The slow ones of a company share a few of its seats, so that its quick ones do not wait behind them.
    let slow = in_flight
        .is_slow(receiver)
        .then(|| in_flight.try_acquire(Receiver::Slow(task.claimed.company), SLOW_AT_ONCE));
    if matches!(slow, Some(None)) {
        return busy(WHEN_SLOW);
    }
    let Some(guard) = in_flight.try_acquire(receiver, AT_ONCE) else { return busy(WHEN_BUSY) };
    let began = Instant::now();
    let attempt = attempt(task, &outgoing).await?;
    in_flight.took(receiver, began.elapsed());
    drop((guard, slow));
    Ok(record(task, outgoing.delivery, attempt))
}

async fn attempt(task: &Task<'_>, outgoing: &Outgoing) -> Result<Attempt, HandlerError> {
    let worker = task.worker;
    let now = (worker.clock)();
    let (body, secrets) = (outgoing.body(&worker.vault)?, outgoing.secrets(&worker.vault, now)?);
    let id = outgoing.delivery.event.to_string();
    let url = &outgoing.webhook.details.url;
    let shows_token = outgoing.delivery.token.is_some();
    let message =
        Message { url, id: &id, timestamp: now.unix(), body: &body, shows_token, secrets: &secrets };
    Ok(attempt_of(worker.webhooks.send(&message).await))
}

fn attempt_of(answer: Result<Reply, SendError>) -> Attempt {
    match answer {
        Ok(reply) => {
            let attempt = Attempt { status: Some(reply.status), response: Some(reply.body), error: None };
            let refused = (!attempt.succeeded()).then(|| match reply.status {
                300..400 => format!("status {}: redirects are not followed", reply.status),
                status => format!("status {status}"),
            });
            Attempt { error: refused, ..attempt }
        }
        Err(error) => Attempt { error: Some(error.to_string()), ..Attempt::default() },
    }
}

fn record(task: &Task<'_>, delivery: Delivery, attempt: Attempt) -> Report {
    let permit = task.permit.clone();
    let (number, spread) = (task.claimed.attempts, jitter(task.claimed));
    Report::Write(Arc::new(move |tx, now| {
        let next = sending::record(&mut tx.scope(&permit), &delivery, &attempt, number, spread, now)?;
        let why = attempt.error.clone().unwrap_or_default();
        Ok(next.map_or(Outcome::Done, |at| Outcome::RetryAt(at, why)))
    }))
}

fn give_up(task: &Task<'_>, delivery: Delivery) -> Report {
    let permit = task.permit.clone();
    Report::Write(Arc::new(move |tx, _| {
        sending::give_up(&mut tx.scope(&permit), &delivery)?;
        Ok(Outcome::Done)
    }))
}

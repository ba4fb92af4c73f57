//! Runs due effects: claims them, handles them, and settles them.
//!
//! Each queue runs on its own. A local effect is handled in the same transaction that removes it, with many others:
//! exactly once. An effect that calls another server runs outside of any transaction, many at once; its result is written
//! in the transaction that settles it: at least once, with an id that never changes. When the result can't be written, the
//! worker keeps it in memory and tries again, because repeating the effect would send its message twice.

use crate::handlers::{self, Report};
use crate::outcome::{Outcome, log, outcome_without_trying, settle};
use crate::seats::Seats;
use crate::{Worker, stops_within};
use domain::effect::{EffectKind, EffectQueue};
use domain::seating::Seating;
use persistence::outbox::{self, ClaimedEffect, Key, LeaseToken};
use persistence::{StoreError, Tx};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often an idle queue looks for due effects.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to wait when the database is unreachable.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Local effects that one claim takes.
const CLAIMED: usize = 500;
/// Local effects that one transaction handles.
const TOGETHER: usize = 100;
/// Effects of a remote queue that run at once.
const AT_ONCE: usize = 64;
/// How long to wait before writing a result again that could not be written.
const SETTLE_AGAIN: Duration = Duration::from_secs(1);
/// How long a worker leases an effect, in seconds: several times what any handler takes.
const LEASE: i64 = 120;

/// Runs a queue until it is stopped, then finishes what it has begun.
pub(crate) async fn run(worker: Worker, queue: EffectQueue, mut stopped: watch::Receiver<bool>) {
    let (mut running, seats) = (JoinSet::new(), Seats::default());
    loop {
        while running.try_join_next().is_some() {}
        let pause = match step(&worker, queue, &seats, &mut running, &stopped).await {
            Ok(Next::More) => Duration::ZERO,
            Ok(Next::Nothing) => PAUSE,
            Ok(Next::Full) => {
                tokio::select! {
                    _ = running.join_next() => {}
                    _ = stopped.changed() => {}
                    // Something of another company may be due by then.
                    () = tokio::time::sleep(PAUSE) => {}
                }
                Duration::ZERO
            }
            Err(error) => {
                tracing::warn!(%error, queue = queue.name(), "the worker could not look for due effects");
                AFTER_FAILURE
            }
        };
        if stops_within(&mut stopped, pause).await {
            break;
        }
    }
    while running.join_next().await.is_some() {}
}

/// What a queue does next.
enum Next {
    /// Look again at once: more may be due.
    More,
    /// Wait: as many effects run as may, or those that are due are of companies that have their share.
    Full,
    /// Wait: no effect is due.
    Nothing,
}

/// Has one message try a mail server that took none of late.
async fn probe(worker: &Worker) -> Result<(), StoreError> {
    let now = (worker.clock)();
    worker.db.write(move |tx| Ok(outbox::hasten(tx, EffectKind::Send, Some(1), now)?)).await
}

/// Claims due effects and starts them.
async fn step(
    worker: &Worker,
    queue: EffectQueue,
    seats: &Seats,
    running: &mut JoinSet<()>,
    stopped: &watch::Receiver<bool>,
) -> Result<Next, StoreError> {
    if worker.skew.is_too_large() {
        return Ok(Next::Nothing);
    }
    let seating = match queue {
        EffectQueue::Local => Seating::empty(CLAIMED),
        EffectQueue::Webhooks | EffectQueue::Mail | EffectQueue::Providers => seats.seating(AT_ONCE),
    };
    if seating.free() == 0 {
        return Ok(Next::Full);
    }
    if queue == EffectQueue::Mail && worker.mail.health.is_probe_due((worker.clock)()) {
        probe(worker).await?;
    }
    if !anything_due(worker, queue).await? {
        return Ok(Next::Nothing);
    }
    let (lease, claimed) = claim(worker, queue, seating).await?;
    // What is due of a company that has its share waits until one of its seats is free.
    let next = match claimed.is_empty() {
        true if running.is_empty() => Next::Nothing,
        true => Next::Full,
        false => Next::More,
    };
    match queue {
        EffectQueue::Local => do_local(worker, lease, claimed, stopped).await,
        EffectQueue::Webhooks | EffectQueue::Mail | EffectQueue::Providers => {
            for one in claimed {
                let seat = seats.take(one.company);
                let work = do_outside(worker.clone(), lease, one, stopped.clone());
                running.spawn(async move {
                    work.await;
                    drop(seat);
                });
            }
        }
    }
    Ok(next)
}

/// Runs one batch of a queue to its end. Answers whether more may be due.
pub(crate) async fn run_once(worker: &Worker, queue: EffectQueue) -> Result<bool, StoreError> {
    let (mut running, seats) = (JoinSet::new(), Seats::default());
    let (_running, stopped) = watch::channel(false);
    let next = step(worker, queue, &seats, &mut running, &stopped).await?;
    while running.join_next().await.is_some() {}
    Ok(matches!(next, Next::More | Next::Full))
}

/// Reads one row, which is all that an idle queue costs.
async fn anything_due(worker: &Worker, queue: EffectQueue) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let next = worker.db.read(move |tx| outbox::next_due(tx, queue)).await?;
    Ok(next.is_some_and(|next| next <= now))
}

async fn claim(
    worker: &Worker,
    queue: EffectQueue,
    seating: Seating,
) -> Result<(LeaseToken, Vec<ClaimedEffect>), StoreError> {
    let now = (worker.clock)();
    let lease = LeaseToken(outbox::new_id(now).0);
    let until = now.plus_seconds(LEASE);
    let claimed =
        worker.db.write(move |tx| outbox::claim(tx, queue, lease, now, until, seating.clone())).await?;
    Ok((lease, claimed))
}

/// Handles local effects, many to a transaction. When one fails, its batch is handled one by one instead.
async fn do_local(
    worker: &Worker,
    lease: LeaseToken,
    claimed: Vec<ClaimedEffect>,
    stopped: &watch::Receiver<bool>,
) {
    for together in claimed.chunks(TOGETHER) {
        if do_together(worker, lease, together.to_vec()).await.is_ok() {
            continue;
        }
        for one in together {
            if let Err(error) = do_together(worker, lease, vec![one.clone()]).await {
                let again = Outcome::Retry(error.to_string());
                settle_alone(worker, lease, one.clone(), again, stopped.clone()).await;
            }
        }
    }
}

/// Handles effects and settles them in one transaction.
async fn do_together(
    worker: &Worker,
    lease: LeaseToken,
    claimed: Vec<ClaimedEffect>,
) -> Result<(), StoreError> {
    let now = (worker.clock)();
    let inner = worker.clone();
    let logged = claimed.clone();
    let work = move |tx: &mut Tx<'_>| {
        let keys: Vec<Key> = claimed.iter().map(ClaimedEffect::key).collect();
        let still: HashSet<Key> = outbox::lock_leased(tx, lease, &keys)?.into_iter().collect();
        let (mut done, mut outcomes) = (Vec::with_capacity(claimed.len()), Vec::new());
        for one in &claimed {
            if !still.contains(&one.key()) {
                outcomes.push(None);
                continue;
            }
            let outcome = match outcome_without_trying(one) {
                Some(outcome) => outcome,
                None => handlers::in_transaction(tx, &inner, one, now)?,
            };
            match &outcome {
                Outcome::Done => done.push(one.key()),
                other => settle(tx, lease, one, other, now)?,
            }
            outcomes.push(Some(outcome));
        }
        outbox::complete(tx, lease, &done)?;
        Ok::<_, StoreError>(outcomes)
    };
    let outcomes = worker.db.write(work).await?;
    for (one, outcome) in logged.iter().zip(outcomes) {
        match outcome {
            Some(outcome) => log(one, &outcome),
            None => {
                tracing::debug!(effect = %one.id, "the lease expired; another worker handles this effect");
            }
        }
    }
    Ok(())
}

/// Handles one effect of a remote queue. A panic counts as a failed attempt.
async fn do_outside(
    worker: Worker,
    lease: LeaseToken,
    claimed: ClaimedEffect,
    stopped: watch::Receiver<bool>,
) {
    if let Some(outcome) = outcome_without_trying(&claimed) {
        return settle_alone(&worker, lease, claimed, outcome, stopped).await;
    }
    let (inner, one) = (worker.clone(), claimed.clone());
    let report = tokio::spawn(async move { handlers::outside(&inner, &one).await }).await;
    let again = match report {
        Ok(Ok(Report::Settled(outcome))) => outcome,
        Ok(Ok(Report::Write(write))) => return settle_with(&worker, lease, claimed, write, stopped).await,
        Ok(Err(error)) => Outcome::Retry(error.to_string()),
        Err(error) => Outcome::Retry(error.to_string()),
    };
    settle_alone(&worker, lease, claimed, again, stopped).await;
}

/// Writes the result of an attempt and settles its effect in one transaction, if the lease is still good. Waits for an
/// unavailable database until the lease is lost or the worker stops.
async fn settle_with(
    worker: &Worker,
    lease: LeaseToken,
    claimed: ClaimedEffect,
    write: handlers::Write,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let (now, one, write) = ((worker.clock)(), claimed.clone(), Arc::clone(&write));
        let work = move |tx: &mut Tx<'_>| {
            if outbox::lock_leased(tx, lease, &[one.key()])?.is_empty() {
                return Ok(None);
            }
            let outcome = write(tx, now)?;
            settle(tx, lease, &one, &outcome, now)?;
            Ok::<_, StoreError>(Some(outcome))
        };
        match worker.db.write(work).await {
            Ok(Some(outcome)) => return log(&claimed, &outcome),
            Ok(None) => {
                return tracing::debug!(effect = %claimed.id, "the lease expired; another worker handles this effect");
            }
            Err(error) => tracing::warn!(effect = %claimed.id, %error, "the effect could not be settled yet"),
        }
        if stops_within(&mut stopped, SETTLE_AGAIN).await {
            return tracing::warn!(effect = %claimed.id, "the effect was not settled; its lease expires");
        }
    }
}

async fn settle_alone(
    worker: &Worker,
    lease: LeaseToken,
    claimed: ClaimedEffect,
    outcome: Outcome,
    stopped: watch::Receiver<bool>,
) {
    let write: handlers::Write = Arc::new(move |_, _| Ok(outcome.clone()));
    settle_with(worker, lease, claimed, write, stopped).await;
}

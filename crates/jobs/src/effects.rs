//! Effects that are due: claimed, done, and settled.
//!
//! Each lane is worked on by itself. Effects that need nothing outside are done many to a transaction, each removed in the
//! transaction that does it: exactly once. Those that go outside are done many at the same time, and what became of each
//! is written in the transaction that settles it: at least once, with an id that stays the same. Where that can't be written
//! now, it is kept in mind until it can: to send something again is for those alone who do not know that it was sent.

use crate::handlers::{self, Report};
use crate::outcome::{Outcome, foregone, settle, tell};
use crate::{Worker, stops_within};
use domain::effect::Lane;
use persistence::outbox::{self, Claimed, Held, Key};
use persistence::{StoreError, Tx};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often a lane looks for what is due while nothing is.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to wait for a database that is out of reach.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Local effects that are claimed at once.
const CLAIMED: i64 = 500;
/// Local effects that one transaction does.
const TOGETHER: usize = 100;
/// Effects of a lane that goes outside, at the same time.
const AT_ONCE: usize = 64;
/// How long to wait before what became of an attempt is written again that could not be.
const SETTLE_AGAIN: Duration = Duration::from_secs(1);
/// Whoever claimed an effect has so long, in seconds, before another worker may: several times what any handler takes.
const LEASE: i64 = 120;

/// Works on a lane until it is told to stop, and finishes what it began.
pub(crate) async fn run(worker: Worker, lane: Lane, mut stopped: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    loop {
        while running.try_join_next().is_some() {}
        let pause = match step(&worker, lane, &mut running, &stopped).await {
            Ok(Next::More) => Duration::ZERO,
            Ok(Next::Nothing) => PAUSE,
            Ok(Next::Full) => {
                tokio::select! {
                    _ = running.join_next() => {}
                    _ = stopped.changed() => {}
                }
                Duration::ZERO
            }
            Err(error) => {
                tracing::warn!(%error, lane = lane.name(), "the worker could not look for what is due");
                AFTER_FAILURE
            }
        };
        if stops_within(&mut stopped, pause).await {
            break;
        }
    }
    while running.join_next().await.is_some() {}
}

/// How a lane goes on.
enum Next {
    /// There may be more that is due.
    More,
    /// As many are being done as may be at once.
    Full,
    Nothing,
}

/// Claims what is due and begins it.
async fn step(
    worker: &Worker,
    lane: Lane,
    running: &mut JoinSet<()>,
    stopped: &watch::Receiver<bool>,
) -> Result<Next, StoreError> {
    let room = room(lane, running.len());
    if room == 0 {
        return Ok(Next::Full);
    }
    if !anything_due(worker, lane).await? {
        return Ok(Next::Nothing);
    }
    let (held, claimed) = claim(worker, lane, room).await?;
    let more = i64::try_from(claimed.len()).is_ok_and(|count| count >= room);
    match lane {
        Lane::Local => do_local(worker, held, claimed, stopped).await,
        Lane::Webhooks | Lane::Mail | Lane::Providers => {
            for one in claimed {
                running.spawn(do_outside(worker.clone(), held, one, stopped.clone()));
            }
        }
    }
    Ok(if more { Next::More } else { Next::Nothing })
}

/// How many effects of a lane may be claimed while so many are being done.
fn room(lane: Lane, running: usize) -> i64 {
    match lane {
        Lane::Local => CLAIMED,
        Lane::Webhooks | Lane::Mail | Lane::Providers => {
            i64::try_from(AT_ONCE.saturating_sub(running)).unwrap_or_default()
        }
    }
}

/// Does what of a lane is due, or a part of it, and waits for its end; whether there may be more at once.
pub(crate) async fn round(worker: &Worker, lane: Lane) -> Result<bool, StoreError> {
    let mut running = JoinSet::new();
    let (_running, stopped) = watch::channel(false);
    let next = step(worker, lane, &mut running, &stopped).await?;
    while running.join_next().await.is_some() {}
    Ok(matches!(next, Next::More | Next::Full))
}

/// One read of one row: all that a lane costs while nothing is due.
async fn anything_due(worker: &Worker, lane: Lane) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let next = worker.db.read(move |tx| outbox::next_due(tx, lane)).await?;
    Ok(next.is_some_and(|next| next <= now))
}

async fn claim(worker: &Worker, lane: Lane, limit: i64) -> Result<(Held, Vec<Claimed>), StoreError> {
    let now = (worker.clock)();
    let held = Held(outbox::new_id(now).0);
    let times = (now, now.plus_seconds(LEASE));
    let claimed = worker.db.write(move |tx| outbox::claim(tx, lane, held, times, limit)).await?;
    Ok((held, claimed))
}

/// Does local effects, many to a transaction. Where one of them breaks, its company does without the others' speed, not
/// without their being done.
async fn do_local(worker: &Worker, held: Held, claimed: Vec<Claimed>, stopped: &watch::Receiver<bool>) {
    for together in claimed.chunks(TOGETHER) {
        if do_together(worker, held, together.to_vec()).await.is_ok() {
            continue;
        }
        for one in together {
            if let Err(error) = do_together(worker, held, vec![one.clone()]).await {
                let again = Outcome::Again(error.to_string());
                settle_alone(worker, held, one.clone(), again, stopped.clone()).await;
            }
        }
    }
}

/// One transaction that does effects and settles them.
async fn do_together(worker: &Worker, held: Held, claimed: Vec<Claimed>) -> Result<(), StoreError> {
    let now = (worker.clock)();
    let inner = worker.clone();
    let told = claimed.clone();
    let work = move |tx: &mut Tx<'_>| {
        let keys: Vec<Key> = claimed.iter().map(Claimed::key).collect();
        let still: HashSet<Key> = outbox::hold(tx, held, &keys)?.into_iter().collect();
        let (mut done, mut outcomes) = (Vec::with_capacity(claimed.len()), Vec::new());
        for one in &claimed {
            if !still.contains(&one.key()) {
                outcomes.push(None);
                continue;
            }
            let outcome = match foregone(one) {
                Some(outcome) => outcome,
                None => handlers::within(tx, &inner, one, now)?,
            };
            match &outcome {
                Outcome::Done => done.push(one.key()),
                other => settle(tx, held, one, other, now)?,
            }
            outcomes.push(Some(outcome));
        }
        outbox::done(tx, held, &done)?;
        Ok::<_, StoreError>(outcomes)
    };
    let outcomes = worker.db.write(work).await?;
    for (one, outcome) in told.iter().zip(outcomes) {
        match outcome {
            Some(outcome) => tell(one, &outcome),
            None => tracing::debug!(effect = %one.id, "its lease ran out; another worker does it"),
        }
    }
    Ok(())
}

/// Does one effect that goes outside. A panic in it is a failed attempt.
async fn do_outside(worker: Worker, held: Held, claimed: Claimed, stopped: watch::Receiver<bool>) {
    if let Some(outcome) = foregone(&claimed) {
        return settle_alone(&worker, held, claimed, outcome, stopped).await;
    }
    let (inner, one) = (worker.clone(), claimed.clone());
    let report = tokio::spawn(async move { handlers::outside(&inner, &one).await }).await;
    let again = match report {
        Ok(Ok(Report::Settled(outcome))) => outcome,
        Ok(Ok(Report::Write(write))) => return settle_with(&worker, held, claimed, write, stopped).await,
        Ok(Err(error)) => Outcome::Again(error.to_string()),
        Err(error) => Outcome::Again(error.to_string()),
    };
    settle_alone(&worker, held, claimed, again, stopped).await;
}

/// Writes what became of an attempt and settles its effect, in one transaction, where the effect is still held. A database
/// that can't be written to now is waited for, as long as nobody else has the effect and the worker is not to stop.
async fn settle_with(
    worker: &Worker,
    held: Held,
    claimed: Claimed,
    write: handlers::Write,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let (now, one, write) = ((worker.clock)(), claimed.clone(), Arc::clone(&write));
        let work = move |tx: &mut Tx<'_>| {
            if outbox::hold(tx, held, &[one.key()])?.is_empty() {
                return Ok(None);
            }
            let outcome = write(tx, now)?;
            settle(tx, held, &one, &outcome, now)?;
            Ok::<_, StoreError>(Some(outcome))
        };
        match worker.db.write(work).await {
            Ok(Some(outcome)) => return tell(&claimed, &outcome),
            Ok(None) => {
                return tracing::debug!(effect = %claimed.id, "its lease ran out; another worker does it");
            }
            Err(error) => tracing::warn!(effect = %claimed.id, %error, "could not be settled yet"),
        }
        if stops_within(&mut stopped, SETTLE_AGAIN).await {
            return tracing::warn!(effect = %claimed.id, "was not settled; its lease runs out");
        }
    }
}

async fn settle_alone(
    worker: &Worker,
    held: Held,
    claimed: Claimed,
    outcome: Outcome,
    stopped: watch::Receiver<bool>,
) {
    let write: handlers::Write = Arc::new(move |_, _| Ok(outcome.clone()));
    settle_with(worker, held, claimed, write, stopped).await;
}

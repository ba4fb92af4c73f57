//! Ends what is over: holds, questions, appointments. Each in a transaction of its own, so that one that can't be ended stops no
//! other.

use super::change::locked;
use super::record::{self, Cause};
use super::{ask, asked, cancel, requests};
use crate::history::Actor;
use domain::access::{Permit, Reach};
use domain::appointment::{Cancelling, transitions};
use domain::event::EventKind;
use domain::{AppointmentId, CompanyId, RequestId};
use persistence::store::appointments::{self, Overdue};
use persistence::store::{appointment_moves, requests as stored_requests};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is read at once.
const BATCH: i64 = 200;

/// Completes all appointments within `reach` that are over at `now`; answers how many.
///
/// # Errors
/// Where the list of them can't be read.
pub async fn end_over(
    db: &Database,
    reach: Reach,
    permit: impl Fn(CompanyId) -> Permit,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (mut ended, mut after) = (0, None::<Overdue>);
    loop {
        let batch = db.read(move |tx| appointments::over(tx, reach, after, now, BATCH)).await?;
        let Some(last) = batch.last().copied() else { return Ok(ended) };
        after = Some(last);
        for over in batch {
            let permit = permit(over.company);
            match db.write(move |tx| complete(tx, &permit, over.id, now)).await {
                Ok(done) => ended += usize::from(done),
                Err(error) => tracing::warn!(appointment = %over.id, %error, "an appointment can't be ended"),
            }
        }
    }
}

fn complete(tx: &mut Tx<'_>, permit: &Permit, id: AppointmentId, now: Timestamp) -> Result<bool, StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = locked(scope, id)?;
    let Some(ended) = transitions::end(&stored, now) else { return Ok(false) };
    let saved = appointments::update(scope, &ended, now)?;
    let kind = EventKind::AppointmentCompleted;
    let cause = Cause { actor: &Actor::of(permit), kind, reason: None };
    record::change(scope, &cause, &stored, &saved, None, now)?;
    Ok(true)
}

/// Notes that holds have ended whose time has come: of requests, of questions to clients, and of appointments that wait for
/// their money. Their time was free from that instant on.
///
/// # Errors
/// Where the lists of them can't be read.
pub async fn end_holds(
    db: &Database,
    permit: impl Fn(CompanyId) -> Permit,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let requests = db.read(move |tx| stored_requests::ended(tx, now, BATCH)).await?;
    let questions = db.read(move |tx| appointment_moves::ended(tx, now, BATCH)).await?;
    let unpaid = db.read(move |tx| appointments::unpaid(tx, now, BATCH)).await?;
    let mut ended = 0;
    for (company, id) in requests {
        let permit = permit(company);
        let done = db.write(move |tx| expire(tx, &permit, id, now)).await;
        ended += count(done, "a hold");
    }
    for (company, id) in questions {
        let permit = permit(company);
        let done = db.write(move |tx| {
            let actor = Actor::of(&permit);
            ask::expire(&mut tx.scope(&permit), id, &actor, now)
        });
        ended += count(done.await, "a question");
    }
    for one in unpaid {
        let permit = permit(one.company);
        let done = db.write(move |tx| {
            let actor = Actor::of(&permit);
            cancel::give_up(&mut tx.scope(&permit), one.id, &actor, Cancelling::Unpaid, now)
        });
        ended += count(done.await, "an appointment that was not paid");
    }
    Ok(ended)
}

fn count(done: Result<bool, StoreError>, what: &str) -> usize {
    done.map_or_else(
        |error| {
            tracing::warn!(%error, what, "what is over can't be ended");
            0
        },
        usize::from,
    )
}

fn expire(tx: &mut Tx<'_>, permit: &Permit, id: RequestId, now: Timestamp) -> Result<bool, StoreError> {
    let scope = &mut tx.scope(permit);
    let request = asked::locked(scope, id)?;
    if !request.noted.holds() || request.status(now).holds() {
        return Ok(false);
    }
    requests::give_back(scope, &request, now)?;
    Ok(true)
}

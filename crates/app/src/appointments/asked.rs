//! Requests as they are read.

use crate::kit::page;
use domain::RequestId;
use domain::access::Permit;
use domain::appointment::{Move, Request};
use persistence::store::appointment_moves;
use persistence::store::collection::Part;
use persistence::store::requests::{self as store, Filter};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// A request with what is known of its appointment.
#[derive(Debug, Clone)]
pub struct RequestView {
    pub request: Request,
    /// How often its appointment was moved.
    pub reschedule_attempts: i64,
}

/// A request with the locks of everybody whose time it takes.
pub(super) fn locked(scope: &mut Scope<'_>, id: RequestId) -> Result<Request, StoreError> {
    let seen = store::get(scope, id)?;
    let scope = &mut scope.for_company(seen.company)?;
    let locks = match &seen.client {
        Some(client) => super::people::of_client(scope, seen.company, client)?,
        None => BTreeSet::new(),
    };
    store::lock(scope, id, &Vec::from_iter(locks))
}

/// A page of requests.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<RequestId>,
    now: Timestamp,
) -> Result<Vec<RequestView>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, filter, part)?;
    let rows = page(scope, rows)?;
    let keys = rows.iter().filter_map(|request| Some((request.company, request.appointment?))).collect();
    let counts: HashMap<_, _> = appointment_moves::of_all(scope, &keys)?
        .into_iter()
        .map(|(id, moves)| (id, attempts(&moves, now)))
        .collect();
    let view = |request: Request| {
        let counted = request.appointment.and_then(|id| counts.get(&id).copied());
        RequestView { request, reschedule_attempts: counted.unwrap_or_default() }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One request.
///
/// # Errors
/// `NotFound`.
pub fn get(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    now: Timestamp,
) -> Result<RequestView, StoreError> {
    let scope = &mut tx.scope(permit);
    let request = store::get(scope, id)?;
    let moves = match request.appointment {
        Some(id) => {
            let key = [(request.company, id)].into_iter().collect();
            appointment_moves::of_all(scope, &key)?.remove(&id).unwrap_or_default()
        }
        None => Vec::new(),
    };
    Ok(RequestView { request, reschedule_attempts: attempts(&moves, now) })
}

/// How many of these moves count at `now`.
fn attempts(moves: &[Move], now: Timestamp) -> i64 {
    i64::try_from(moves.iter().filter(|one| one.counts(now)).count()).unwrap_or(i64::MAX)
}

//! What a change would break: the change itself is made, looked at, and undone, so that there is no second computation.

use domain::access::Permit;
use domain::conflict::{Conflict, ConflictOrigin};
use persistence::store::conflicts::{self, Filter};
use persistence::store::{candidates, interviews, slots};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::{Instant, Interval};

/// Conflicts that are told at most.
const MOST: i64 = 1000;

/// A booking that a change would break.
#[derive(Debug, Clone)]
pub struct Broken {
    pub conflict: Conflict,
    pub time: Option<Interval>,
    pub candidate_name: String,
}

/// Why the savepoint is rolled back.
enum Stop {
    Seen(Vec<Broken>),
    Failed(StoreError),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What `work` would break. Nothing that it writes stays.
///
/// # Errors
/// Those of `work`.
pub fn would_break<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    now: Instant,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<Vec<Broken>, StoreError> {
    // Ids of conflicts rise with time, and within one process always: what comes after this one was made by `work`.
    let before = conflicts::new_id(now);
    let done: Result<(), Stop> = tx.savepoint(|tx| {
        work(tx)?;
        let scope = &mut tx.scope(permit);
        let found = conflicts::list(scope, &Filter::default(), Some(before), MOST)?;
        let broken = found.into_iter().filter(|conflict| conflict.origin == ConflictOrigin::Broken);
        let told = broken.map(|conflict| tell(scope, conflict)).collect::<Result<_, StoreError>>()?;
        Err(Stop::Seen(told))
    });
    match done {
        Err(Stop::Seen(broken)) => Ok(broken),
        Err(Stop::Failed(error)) => Err(error),
        Ok(()) => Ok(Vec::new()),
    }
}

fn tell(scope: &mut Scope<'_>, conflict: Conflict) -> Result<Broken, StoreError> {
    let interview = interviews::get(scope, conflict.primary_interview)?;
    let slot = conflict.slot.map(|id| slots::get(scope, id)).transpose()?;
    let candidate = candidates::get(scope, interview.candidate)?;
    Ok(Broken {
        time: slot.map(|slot| slot.details.time).or(interview.time),
        candidate_name: candidate.details.name,
        conflict,
    })
}

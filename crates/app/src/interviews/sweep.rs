//! Sets the final status of interviews that are over, for the worker and on request.

use super::record::{self, Cause};
use crate::history::Actor;
use domain::CompanyId;
use domain::InterviewId;
use domain::access::{Permit, Reach};
use domain::event::EventKind;
use domain::interview::{InterviewStatus, transitions};
use persistence::store::interviews::{self, Over};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Interviews that are read at once.
const BATCH: i64 = 200;

/// How many interviews were ended, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    pub completed: i64,
    pub no_show: i64,
}

/// Ends all interviews within `reach` that are over at `now`, each in a transaction of its own, so that one that can't
/// be ended stops no other. `permit` makes the permit for a company.
///
/// # Errors
/// Where the list of them can't be read.
pub async fn end_over(
    db: &Database,
    reach: Reach,
    permit: impl Fn(CompanyId) -> Permit,
    now: Timestamp,
) -> Result<Ended, StoreError> {
    let (mut ended, mut after) = (Ended::default(), None::<Over>);
    loop {
        let batch = db.read(move |tx| interviews::over(tx, reach, after, now, BATCH)).await?;
        let Some(last) = batch.last().copied() else { return Ok(ended) };
        after = Some(last);
        for over in batch {
            let permit = permit(over.company);
            match db.write(move |tx| end_one(tx, &permit, over.company, over.id, now)).await {
                Ok(Some(InterviewStatus::NoShow)) => ended.no_show += 1,
                Ok(Some(_)) => ended.completed += 1,
                Ok(None) => {}
                Err(error) => tracing::warn!(interview = %over.id, %error, "an interview can't be ended"),
            }
        }
    }
}

/// Ends one; `None` where somebody was faster. Its time stays in the ledger: it is what the time was spent on.
fn end_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    id: InterviewId,
    now: Timestamp,
) -> Result<Option<InterviewStatus>, StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(company)?;
    let stored = interviews::lock(scope, id, &[])?;
    let Some(ended) = transitions::end(&stored, now) else { return Ok(None) };
    let saved = interviews::update(scope, &ended, now)?;
    let kind = match saved.status {
        InterviewStatus::NoShow => EventKind::InterviewNoShow,
        _ => EventKind::InterviewCompleted,
    };
    let cause = Cause { actor: &Actor::of(permit), kind, reason: None };
    record::change(scope, &cause, Some(&stored), &saved, now)?;
    Ok(Some(saved.status))
}

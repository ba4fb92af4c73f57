//! Candidates: one per address, many at a time from a table, merged, exported and erased.

mod erase;
mod export;
mod merge;

pub use erase::erase;
pub use export::{export, export_appointments};
pub use merge::merge;

use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use crate::kit::renamed::{Shown, renamed};
use crate::kit::{Precondition, require_company};
use domain::Refusal;
use domain::access::Permit;
use domain::directory::{
    Candidate, CandidateDetails, ImportPlan, ImportedCandidate, check_not_erased, needs_own_address,
    plan_import,
};
use domain::effect::{Named, Topic};
use persistence::store::candidate_merge::settle_doubles;
use persistence::store::{candidate_import, candidates, changes, persons};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

impl Rules for CandidateDetails {
    fn deleted(scope: &mut Scope<'_>, old: &Stored<Self>, _: Timestamp) -> Result<(), StoreError> {
        settle_doubles(scope, old.company, &old.details.email_key())
    }

    /// Of the candidates of a company each has an address of their own.
    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        before.map_or(Ok(()), check_not_erased)?;
        let Some(company) = before.map(|before| before.company).or_else(|| scope.company()) else {
            return Ok(());
        };
        if !needs_own_address(before, self) {
            return Ok(());
        }
        let scope = &mut scope.for_company(company)?;
        persons::lock(scope)?;
        let but = before.map(|before| before.id);
        match candidates::with_address(scope, company, &self.email_key(), but)? {
            Some(other) => Err(Refusal::SameAddress(other.0).into()),
            None => Ok(()),
        }
    }

    /// Where they turn out to be a user, or are one no more, their bookings are compared with what is known of that user's time.
    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if !before.details.shows_the_same(&after.details) {
            renamed(scope, after.company, &[Named::Candidate(after.id)], now)?;
        }
        if before.details.email_key() != after.details.email_key() {
            settle_doubles(scope, after.company, &before.details.email_key())?;
        }
        let (old, new) = (before.kept.user, after.kept.user);
        old.into_iter()
            .chain(new)
            .filter(|_| old != new)
            .try_for_each(|user| conflicts::recheck(scope, user, now))
    }
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub created: usize,
    /// Candidates who were there; those of whom nothing changed are counted too.
    pub updated: usize,
}

/// Has the permit's company know these candidates, all of them or none. The lines have different addresses
/// ([`domain::directory::repeated_lines`]).
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named.
pub fn import(
    tx: &mut Tx<'_>,
    permit: &Permit,
    lines: &[ImportedCandidate],
    now: Timestamp,
) -> Result<Imported, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    persons::lock(scope)?;
    let plan = Precondition::default().retry(|| update_known(scope, lines, now))?;
    candidate_import::insert_all(scope, &plan.create, now)?;
    if let Some(company) = scope.company() {
        changes::note(scope, company, Topic::Directory, now)?;
    }
    Ok(Imported { created: plan.create.len(), updated: plan.known })
}

/// Changes the candidates who are there. Where somebody was faster at one of them, this is done once more: those that
/// were changed already are as the lines say then.
fn update_known(
    scope: &mut Scope<'_>,
    lines: &[ImportedCandidate],
    now: Timestamp,
) -> Result<ImportPlan, StoreError> {
    let known = candidate_import::by_emails(scope, lines.iter().map(|line| line.email.as_str()))?;
    let plan = plan_import(lines, &known);
    candidate_import::update_all(scope, &plan.update, now)?;
    if let Some(company) = plan.update.first().map(|candidate| candidate.company) {
        let shown = |candidate: &&Candidate| {
            let before = known.iter().find(|known| known.id == candidate.id);
            before.is_none_or(|before| !before.details.shows_the_same(&candidate.details))
        };
        let new: Vec<Named> =
            plan.update.iter().filter(shown).map(|candidate| Named::Candidate(candidate.id)).collect();
        renamed(scope, company, &new, now)?;
    }
    Ok(plan)
}

//! Candidates many at a time: an import from a table.

use crate::kit::{Precondition, require_company};
use domain::access::Permit;
use domain::directory::{ImportPlan, ImportedCandidate, plan_import};
use persistence::store::candidate_import;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

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
    candidate_import::lock(scope)?;
    let plan = Precondition::default().retry(|| update_known(scope, lines, now))?;
    candidate_import::insert_all(scope, &plan.create, now)?;
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
    Ok(plan)
}

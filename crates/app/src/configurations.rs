//! AI configurations: slots are generated from them; those that are made by hand need not keep to them.

use crate::kit::{Precondition, page};
use crate::patterns::{self, PatternChange};
use crate::slots::require_named_company;
use domain::access::Permit;
use domain::slot::{AiKind, Configuration, ConfigurationDetails};
use domain::{ConfigurationId, FieldProblem, Refusal};
use persistence::store::configurations as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a configuration; `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct ConfigurationChange {
    pub kind: Option<AiKind>,
    pub week: PatternChange,
    /// `Some(None)` takes the settings away.
    pub settings: Option<Option<String>>,
}

impl ConfigurationChange {
    fn apply(&self, old: &ConfigurationDetails) -> ConfigurationDetails {
        ConfigurationDetails {
            kind: self.kind.unwrap_or(old.kind),
            week: self.week.apply(&old.week),
            settings: self.settings.clone().unwrap_or_else(|| old.settings.clone()),
        }
    }
}

/// A page of configurations, of one type or of all.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    kind: Option<AiKind>,
    after: Option<ConfigurationId>,
    limit: i64,
) -> Result<Vec<Configuration>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, kind, after, limit)?;
    page(scope, rows)
}

/// One configuration.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: ConfigurationId) -> Result<Configuration, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a configuration in the permit's company.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named, and for values that don't go together.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &ConfigurationDetails,
    now: Timestamp,
) -> Result<Configuration, StoreError> {
    patterns::check(&details.week)?;
    let scope = &mut tx.scope(permit);
    require_named_company(scope)?;
    if scope.company().is_none() {
        return Err(Refusal::Invalid(vec![FieldProblem::new("/company", "name the company")]).into());
    }
    store::insert(scope, details, now)
}

/// Changes a configuration.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `Invalid` for values that don't go together.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ConfigurationId,
    change: &ConfigurationChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Configuration, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("AI configuration", stored.metadata.version)?;
        let details = change.apply(&stored.details);
        patterns::check(&details.week)?;
        store::update(scope, id, &details, Some(stored.metadata.version), now)
    })
}

/// Deletes a configuration. Slots that were generated from it stay.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ConfigurationId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("AI configuration", store::get(scope, id)?.metadata.version)?;
    store::delete(scope, id, None)
}

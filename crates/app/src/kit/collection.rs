//! The five use cases of a collection, once: list, get, create, update, delete.
//!
//! A collection that has rules of its own says them in [`Rules`]; one that has none says so in one line.

use crate::kit::renamed::{Shown, renamed};
use crate::kit::{Precondition, require_company_at};
use domain::Refusal;
use domain::access::{Permit, Sees};
use domain::directory::{JobDetails, LocationDetails};
use domain::effect::{Named, Topic};
use persistence::store::changes;
pub use persistence::store::collection::Stored;
use persistence::store::collection::{Collection, ListRequest, Listed};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What holds for the records of one collection beyond what holds for all.
///
/// Each function runs in the transaction of the change; what it refuses undoes the change.
pub trait Rules: Collection {
    /// The field in which a body names the company.
    const COMPANY: &'static str = "/company_id";
    /// Whether the records, which belong to nobody, are shown also to those whose permit shows what is their own.
    const FOR_EVERYBODY: bool = false;

    /// Whether one statement reads a record, or a page of them, as a rule: then it takes no transaction.
    const READ_BY_ONE: bool = true;

    /// Refuses a filter that names what is not there: an empty list would say that there is nothing.
    ///
    /// # Errors
    /// `NotFound` with a pointer.
    fn check_filter(_scope: &mut Scope<'_>, _filter: &mut Self::Filter) -> Result<(), StoreError> {
        Ok(())
    }

    /// Refuses values that don't go together, or that name what is not there. Asked before a record is stored; `before` is
    /// the record that is to become so, and `None` where it is a new one.
    ///
    /// # Errors
    /// `Invalid`, `NotFound` with a pointer.
    fn check(&self, _scope: &mut Scope<'_>, _before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        Ok(())
    }

    /// Refuses to delete a record that has to stay.
    ///
    /// # Errors
    /// `WrongState`.
    fn check_deletion(_scope: &mut Scope<'_>, _record: &Stored<Self>) -> Result<(), StoreError> {
        Ok(())
    }

    /// What follows alike from a new record, a change and a deletion, for collections that do not tell these apart: the
    /// record as it is now, or as it was last.
    ///
    /// # Errors
    /// Whatever must not be left half done.
    fn touched(_scope: &mut Scope<'_>, _record: &Stored<Self>, _now: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }

    /// What follows from a new record.
    ///
    /// # Errors
    /// Whatever must not be left half done.
    fn created(scope: &mut Scope<'_>, new: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        Self::touched(scope, new, now)
    }

    /// What follows from a change.
    ///
    /// # Errors
    /// Whatever must not be left half done.
    fn updated(
        scope: &mut Scope<'_>,
        _before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        Self::touched(scope, after, now)
    }

    /// What follows from a deletion.
    ///
    /// # Errors
    /// Whatever must not be left half done.
    fn deleted(scope: &mut Scope<'_>, old: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        Self::touched(scope, old, now)
    }
}

impl Rules for JobDetails {
    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if before.details.shows_the_same(&after.details) {
            return Ok(());
        }
        renamed(scope, after.company, &[Named::Job(after.id)], now)
    }
}

// Collections without rules of their own.
impl Rules for LocationDetails {}

/// The permit's scope. A permit for what is one's own shows nothing of a collection whose records belong to nobody.
fn scope<'t, D: Rules>(tx: &'t mut Tx<'_>, permit: &Permit) -> Result<Scope<'t>, StoreError> {
    if !D::OWNED && !D::FOR_EVERYBODY && permit.sees() != Sees::Everything {
        return Err(Refusal::not_found(D::NAME).into());
    }
    Ok(tx.scope(permit))
}

/// Notes for pages that are open that a record of a company changed.
fn note<D: Rules>(scope: &mut Scope<'_>, record: &Stored<D>, now: Timestamp) -> Result<(), StoreError> {
    match record.company.into() {
        Some(company) => changes::note(scope, company, Topic::Directory, now),
        None => Ok(()),
    }
}

/// A page of records.
///
/// # Errors
/// `NotFound` where the company that was named is not there, or what the filter names.
pub fn list<D: Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    request: &ListRequest<D>,
) -> Result<Listed<D>, StoreError> {
    let scope = &mut scope::<D>(tx, permit)?;
    let mut request = request.clone();
    D::check_filter(scope, &mut request.filter)?;
    let listed = D::list(scope, &request)?;
    // An empty page may mean that the company is not there.
    if listed.records.is_empty() {
        require_company_at(scope, "/company_id")?;
    }
    Ok(listed)
}

/// One record.
///
/// # Errors
/// `NotFound`.
pub fn get<D: Rules>(tx: &mut Tx<'_>, permit: &Permit, id: D::Id) -> Result<Stored<D>, StoreError> {
    D::get(&mut scope::<D>(tx, permit)?, id)
}

/// Creates a record in the permit's company.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named; what the collection's rules refuse.
pub fn create<D: Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &D,
    now: Timestamp,
) -> Result<Stored<D>, StoreError> {
    let scope = &mut scope::<D>(tx, permit)?;
    require_company_at(scope, D::COMPANY)?;
    details.check(scope, None)?;
    let record = D::insert(scope, details, now)?;
    note(scope, &record, now)?;
    D::created(scope, &record, now)?;
    Ok(record)
}

/// Changes a record: it is read once, changed in memory, and written where nobody else has changed it meanwhile. A caller
/// who takes any version is not told of others; the change is applied to what they wrote.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; what `change` and the collection's rules refuse.
pub fn update<D: Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: D::Id,
    precondition: &Precondition,
    change: impl Fn(&mut D) -> Result<(), Refusal>,
    now: Timestamp,
) -> Result<Stored<D>, StoreError> {
    let scope = &mut scope::<D>(tx, permit)?;
    let (before, after) = precondition.retry(|| {
        let before = D::get(scope, id)?;
        precondition.check(D::NAME, before.metadata.version)?;
        let mut wanted = before.details.clone();
        change(&mut wanted)?;
        wanted.check(scope, Some(&before))?;
        let after = D::update(scope, &before, &wanted, now)?;
        Ok((before, after))
    })?;
    note(scope, &after, now)?;
    D::updated(scope, &before, &after, now)?;
    Ok(after)
}

/// Deletes a record that nothing names.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `StillReferenced`; what the collection's rules refuse.
pub fn delete<D: Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: D::Id,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut scope::<D>(tx, permit)?;
    let old = precondition.retry(|| {
        let old = D::get(scope, id)?;
        precondition.check(D::NAME, old.metadata.version)?;
        D::check_deletion(scope, &old)?;
        note(scope, &old, now)?;
        D::delete(scope, &old, now)?;
        Ok(old)
    })?;
    D::deleted(scope, &old, now)
}

//! The rows of subjects: a lock for changes of a subject's time, and a version by which callers notice a change.

use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::{Texts, id_in, text_in};
use crate::db::statements::TouchSubjects;
use crate::schema::{commitments, subjects};
use diesel::prelude::*;
use domain::CompanyId;
use domain::commitment::Subject;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Raises the version of these subjects, once in a transaction, and holds their locks until it ends.
pub(crate) fn touch(
    scope: &mut Scope<'_>,
    company: CompanyId,
    subjects: impl IntoIterator<Item = Subject>,
) -> Result<(), DbError> {
    // Sorted and each once: the order of locks is the same for everybody.
    let names: BTreeSet<String> = subjects.into_iter().map(|subject| subject.to_string()).collect();
    let names = scope.without_lock(company, names);
    if names.is_empty() {
        return Ok(());
    }
    let touch = TouchSubjects { company: company.0, subjects: names.iter().cloned().collect() };
    on_backend!(scope.connection(), |connection| touch.execute(connection))?;
    scope.note_locked(company, names);
    Ok(())
}

/// Whether the transaction has the locks of all of these.
pub(super) fn are_locked<'s>(
    scope: &Scope<'_>,
    company: CompanyId,
    subjects: impl IntoIterator<Item = &'s Subject>,
) -> bool {
    scope.without_lock(company, subjects.into_iter().map(Subject::to_string)).is_empty()
}

/// Removes the rows of those of these subjects who have no time taken: they were made for their locks, which stay until the
/// transaction ends.
///
/// # Errors
/// [`DbError`] only.
pub fn forget_unused(scope: &mut Scope<'_>, company: CompanyId, of: &[Subject]) -> Result<(), DbError> {
    let names: Texts = of.iter().map(Subject::to_string).collect();
    let used: Vec<String> = commitments::table
        .select(commitments::subject)
        .filter(commitments::company_id.eq(company.0))
        .filter(text_in(commitments::subject, &names))
        .distinct()
        .load(scope.connection())?;
    let used: HashSet<String> = used.into_iter().collect();
    let unused: Texts = names.list.into_iter().filter(|name| !used.contains(name)).collect();
    let rows = subjects::table
        .filter(subjects::company_id.eq(company.0))
        .filter(text_in(subjects::subject, &unused));
    diesel::delete(rows).execute(scope.connection())?;
    scope.forget_locks();
    Ok(())
}

/// Removes the versions of a company that goes, but those of subjects who have time taken: these keep it.
pub(crate) fn forget_versions(scope: &mut Scope<'_>, company: CompanyId) -> Result<(), DbError> {
    let used = commitments::table.select(commitments::subject).filter(commitments::company_id.eq(company.0));
    let rows = subjects::table
        .filter(subjects::company_id.eq(company.0))
        .filter(diesel::dsl::not(subjects::subject.eq_any(used)));
    diesel::delete(rows).execute(scope.connection())?;
    scope.forget_locks();
    Ok(())
}

/// The versions of these subjects in the scope's company. A subject whose version has not moved has the time that it
/// had; one without a version has never had any taken or imported.
///
/// # Errors
/// [`DbError`] only.
pub fn versions(scope: &mut Scope<'_>, of: &[Subject]) -> Result<HashMap<Subject, i64>, DbError> {
    let Some(company) = scope.company() else {
        return Err(DbError::other("the versions of subjects were asked for without a company"));
    };
    let names: Texts = of.iter().map(Subject::to_string).collect();
    let rows: Vec<(String, i64)> = subjects::table
        .select((subjects::subject, subjects::version))
        .filter(id_in(subjects::company_id, &[company.0].into_iter().collect()))
        .filter(text_in(subjects::subject, &names))
        .load(scope.connection())?;
    let parse = |(name, version): (String, i64)| {
        let subject = Subject::parse(&name).ok_or_else(|| DbError::corrupt("subjects.subject", &name))?;
        Ok((subject, version))
    };
    rows.into_iter().map(parse).collect()
}

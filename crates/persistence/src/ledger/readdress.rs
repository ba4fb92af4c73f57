//! The time of a client who is to be known by another address.

use super::hand_over::pass;
use super::read::of_subject;
use super::subjects;
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::commitments;
use diesel::prelude::*;
use domain::CompanyId;
use domain::appointment::booked_by;
use domain::commitment::{Commitment, Subject};
use scheduling_core::time::Timestamp;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A record that has the address of a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Namesake<'a> {
    /// Whose time its bookings take.
    pub(crate) subject: &'a Subject,
    pub(crate) made_at: Timestamp,
}

/// What a client has in the ledger, by whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sorted {
    own: HashSet<Uuid>,
    others: HashSet<Uuid>,
}

impl Sorted {
    /// Whether a booking is that of the record. Of what the ledger has nothing of, such as what was cancelled, the rest says whose
    /// it is.
    pub(crate) fn is_own(&self, source: Uuid) -> bool {
        self.own.contains(&source) || self.others.is_empty()
    }
}

/// Sorts what a client has by whether the person of a record has booked it. Whose time that is has to be locked.
///
/// # Errors
/// [`DbError`] only.
pub(crate) fn sorted(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Subject,
    record: Namesake<'_>,
) -> Result<Sorted, DbError> {
    let of = |subject: &Subject| {
        commitments::table
            .select((commitments::source_id, commitments::created_at))
            .filter(commitments::company_id.eq(company.0))
            .filter(commitments::subject.eq(subject.to_string()))
    };
    let booked: Vec<(DbUuid, DbTimestamp)> = of(client).load(scope.connection())?;
    let sources: Uuids = booked.iter().map(|(source, _)| source.0).collect();
    let had: Vec<(DbUuid, DbTimestamp)> =
        of(record.subject).filter(uuid_in(commitments::source_id, &sources)).load(scope.connection())?;
    let had: HashMap<Uuid, Timestamp> =
        had.into_iter().map(|(source, at)| (source.0, at.instant())).collect();
    let mut sorted = Sorted::default();
    for (source, at) in booked {
        match booked_by(record.made_at, at.instant(), had.get(&source.0).copied()) {
            true => sorted.own.insert(source.0),
            false => sorted.others.insert(source.0),
        };
    }
    Ok(sorted)
}

/// Has a client be known by another name from now on, with what of their time is theirs by what was sorted. Where the other name has
/// something at the same time, what is over at `now` stays where it is, and anything else refuses all.
///
/// # Errors
/// [`DbError`] only. A refusal is no error: it is what the other name has.
pub(crate) fn readdress(
    scope: &mut Scope<'_>,
    company: CompanyId,
    [old, new]: [&Subject; 2],
    sorted: &Sorted,
    now: Timestamp,
) -> Result<Result<(), Commitment>, DbError> {
    subjects::touch(scope, company, [old.clone(), new.clone()])?;
    let mut own = of_subject(scope, company, old)?;
    own.retain(|one| sorted.is_own(one.source.id));
    pass(scope, company, own, new, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ledger_does_not_know_goes_with_the_rest() {
        let (one, other, unknown) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let mut sorted = Sorted { own: HashSet::from([one]), others: HashSet::new() };
        assert_eq!([one, other, unknown].map(|id| sorted.is_own(id)), [true, true, true]);
        sorted.others.insert(other);
        assert_eq!([one, other, unknown].map(|id| sorted.is_own(id)), [true, false, false]);
        assert!(Sorted::default().is_own(unknown));
    }
}

//! One person's time, known under the name of a client and under that of the user or the candidate who has the same address.
//!
//! An appointment takes the time of all who are that person when it is booked. Who comes to be that person later takes over what
//! lies ahead, and gives it back when they part. What is over stays where it is, as the record that it is. A copy has the source of
//! what it was made of, and so is confirmed, released and taken anew with it.

use super::asked::{Claim, ClaimConflict};
use super::claim::window;
use super::read::expired;
use super::rows::{COLUMNS, Row};
use super::{LedgerSnapshot, subjects};
use crate::db::DbError;
use crate::db::fragments::{Texts, Uuids, text_in, uuid_in};
use crate::db::types::DbTimestamp;
use crate::schema::commitments;
use crate::{Scope, Writes};
use diesel::prelude::*;
use domain::CompanyId;
use domain::commitment::{Commitment, Subject};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// A client, and the user or the candidate who is the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SamePerson {
    pub(crate) client: Subject,
    pub(crate) to: Subject,
}

/// Has the one have what the other has ahead as a client, but for the sources that they have already: for all of these, or for
/// none. Some statements, however many. The scope is that of the company.
///
/// A caller that needs the locks of several subjects takes them before.
///
/// # Errors
/// [`DbError`] only. A refusal is no error: it is what is in the way of the first that can't be had.
pub(crate) fn share(
    scope: &mut Scope<'_>,
    company: CompanyId,
    same: &[SamePerson],
    now: Timestamp,
) -> Result<Result<(), Commitment>, DbError> {
    let clients: Vec<Subject> = same.iter().map(|one| one.client.clone()).collect();
    subjects::touch(scope, company, clients.iter().cloned())?;
    let mut booked: HashMap<Subject, Vec<Commitment>> = HashMap::new();
    for one in ahead(scope, company, &clients, now)? {
        booked.entry(one.subject.clone()).or_default().push(one);
    }
    let of = |one: &SamePerson| {
        let booked = booked.get(&one.client).into_iter().flatten();
        booked.map(|other| copy(other, &one.to)).collect::<Vec<Claim>>()
    };
    let mut copies: Vec<Claim> = same.iter().flat_map(of).collect();
    let Some(window) = window(&copies) else { return Ok(Ok(())) };
    let people: BTreeSet<Subject> = copies.iter().map(|copy| copy.subject.clone()).collect();
    subjects::touch(scope, company, people.iter().cloned())?;
    let people = Vec::from_iter(people);
    let mut snapshot = LedgerSnapshot::read(scope, company, &people, window, now)?;
    copies.retain(|copy| !snapshot.has(&copy.subject, copy.source));
    if let Err(refused) = snapshot.claim(&copies) {
        return match in_the_way(refused, &copies, &booked) {
            Some(other) => Ok(Err(other)),
            None => Err(DbError::other("a claim was refused that nobody made")),
        };
    }
    let mut writes = Writes::default();
    snapshot.write(&mut writes);
    writes.run(scope)?;
    Ok(Ok(()))
}

fn copy(of: &Commitment, to: &Subject) -> Claim {
    Claim { subject: to.clone(), span: of.span, source: of.source, hold: of.hold }
}

/// What a copy was refused for: what is there, or what the client has booked beside it.
fn in_the_way(
    refused: ClaimConflict,
    copies: &[Claim],
    booked: &HashMap<Subject, Vec<Commitment>>,
) -> Option<Commitment> {
    if let Some(other) = refused.with {
        return Some(*other);
    }
    let source = copies.get(refused.which)?.source;
    booked.values().flatten().find(|one| one.source == source).cloned()
}

/// Takes from somebody again what they have ahead as this client, who is somebody else now.
///
/// # Errors
/// [`DbError`] only.
pub(crate) fn unshare(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Subject,
    from: &Subject,
    now: Timestamp,
) -> Result<(), DbError> {
    let copies = copies(scope, company, client, from, now)?;
    remove(scope, company, &copies)
}

/// Leaves to another what somebody has ahead as this client, where both were one person and the other is the client still. The other
/// has nothing else at these times then.
///
/// # Errors
/// [`DbError`] only.
pub(crate) fn leave_to(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Subject,
    [from, to]: [&Subject; 2],
    now: Timestamp,
) -> Result<(), DbError> {
    subjects::touch(scope, company, [client.clone(), from.clone(), to.clone()])?;
    let copies = copies(scope, company, client, from, now)?;
    diesel::update(
        commitments::table
            .filter(commitments::company_id.eq(company.0))
            .filter(uuid_in(commitments::id, &copies)),
    )
    .set((commitments::subject.eq(to.to_string()), commitments::user_id.eq(to.user().map(|user| user.0))))
    .execute(scope.connection())?;
    Ok(())
}

/// What somebody has ahead as this client.
fn copies(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Subject,
    of: &Subject,
    now: Timestamp,
) -> Result<Uuids, DbError> {
    subjects::touch(scope, company, [client.clone(), of.clone()])?;
    let theirs = ahead(scope, company, std::slice::from_ref(client), now)?;
    let sources: Uuids = theirs.iter().map(|one| one.source.id).collect();
    if sources.list.is_empty() {
        return Ok(sources);
    }
    let rows: Vec<Row> = commitments::table
        .select(COLUMNS)
        .filter(commitments::company_id.eq(company.0))
        .filter(uuid_in(commitments::source_id, &sources))
        .load(scope.connection())?;
    let all = rows.into_iter().map(Row::commitment).collect::<Result<Vec<_>, _>>()?;
    Ok(as_client(&all, of).map(|one| one.id.0).collect())
}

/// Those of these commitments that somebody has as the client: another user offers what is booked.
fn as_client<'c>(all: &'c [Commitment], who: &'c Subject) -> impl Iterator<Item = &'c Commitment> {
    let offered_by_another = move |one: &Commitment| {
        let another = |other: &&Commitment| other.source == one.source && other.subject != *who;
        all.iter().filter(another).any(|other| other.subject.user().is_some())
    };
    all.iter().filter(move |one| one.subject == *who && offered_by_another(one))
}

/// Has a client be known by another name from now on, with all time that they ever took.
///
/// # Errors
/// [`DbError`] only.
pub(crate) fn rename(
    scope: &mut Scope<'_>,
    company: CompanyId,
    old: &Subject,
    new: &Subject,
) -> Result<(), DbError> {
    subjects::touch(scope, company, [old.clone(), new.clone()])?;
    diesel::update(
        commitments::table
            .filter(commitments::company_id.eq(company.0))
            .filter(commitments::subject.eq(old.to_string())),
    )
    .set(commitments::subject.eq(new.to_string()))
    .execute(scope.connection())?;
    subjects::forget_unused(scope, company, &[old.clone(), new.clone()])
}

/// What these have that is not over at `now`, expired holds left out; in order of start.
fn ahead(
    scope: &mut Scope<'_>,
    company: CompanyId,
    of: &[Subject],
    now: Timestamp,
) -> Result<Vec<Commitment>, DbError> {
    let names: Texts = of.iter().map(Subject::to_string).collect();
    let rows: Vec<Row> = commitments::table
        .select(COLUMNS)
        .filter(commitments::company_id.eq(company.0))
        .filter(text_in(commitments::subject, &names))
        .filter(commitments::ends_at.gt(DbTimestamp::from(now)))
        .order(commitments::starts_at)
        .load(scope.connection())?;
    let mut all = rows.into_iter().map(Row::commitment).collect::<Result<Vec<_>, _>>()?;
    all.retain(|one| !expired(one, now));
    Ok(all)
}

/// Removes these commitments.
pub(super) fn remove(scope: &mut Scope<'_>, company: CompanyId, ids: &Uuids) -> Result<(), DbError> {
    if ids.list.is_empty() {
        return Ok(());
    }
    let these = commitments::table
        .filter(commitments::company_id.eq(company.0))
        .filter(uuid_in(commitments::id, ids));
    diesel::delete(these).execute(scope.connection())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::commitment::{Hold, Source, SourceKind, Span};
    use domain::{CandidateId, CommitmentId, UserId};
    use scheduling_core::time::Interval;

    fn taken(subject: Subject, source: u128) -> Commitment {
        let start = Timestamp::saturating_from_unix(1_800_000_000);
        Commitment {
            id: CommitmentId(uuid::Uuid::nil()),
            subject,
            span: Span::bare(Interval::new(start, start.plus_minutes(60)).expect("an hour")),
            source: Source { kind: SourceKind::Appointment, id: uuid::Uuid::from_u128(source) },
            hold: Hold::Booked,
        }
    }

    #[test]
    fn who_offers_a_service_does_not_lose_its_time_as_its_client() {
        let client = || Subject::Customer("ann@example.com".into());
        let (ann, bob, candidate) =
            (Subject::User(UserId(1)), Subject::User(UserId(2)), Subject::Candidate(CandidateId(3)));
        let all = [
            taken(client(), 1),
            taken(bob, 1),
            taken(ann.clone(), 1),
            taken(candidate.clone(), 1),
            // Ann offers this one herself.
            taken(client(), 2),
            taken(ann.clone(), 2),
        ];
        let check = |who: &Subject, expected: &[u128]| {
            let sources: Vec<u128> = as_client(&all, who).map(|one| one.source.id.as_u128()).collect();
            assert_eq!(sources, expected, "{who}");
        };
        check(&ann, &[1]);
        check(&candidate, &[1]);
        check(&Subject::User(UserId(9)), &[]);
    }
}

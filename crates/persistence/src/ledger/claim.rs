//! Claims, confirms and releases time.

use super::asked::{Claim, ClaimConflict, Claimed};
use super::{LedgerSnapshot, read, subjects};
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::commitments;
use crate::{Scope, Writes};
use diesel::prelude::*;
use domain::CompanyId;
use domain::commitment::{Source, Subject};
use scheduling_core::time::{Interval, Timestamp};

/// The constraint that refuses two meetings of one subject at once, on both databases.
const NO_OVERLAP: &str = "commitments_no_overlap";

/// How a claim ends early.
enum Stop {
    Refused(ClaimConflict),
    Db(DbError),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// Takes the time of all claims or of none.
///
/// A claim is refused where its meeting, or the buffer that it asks for, meets another meeting of the subject, or its
/// meeting another's buffer; buffers may overlap each other. Holds that have expired at `now` give way.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails; nothing was taken then. A
/// refusal is no error: what the caller writes about it must not be rolled back.
pub fn claim(
    scope: &mut Scope<'_>,
    now: Timestamp,
    claims: &[Claim],
) -> Result<Result<Claimed, ClaimConflict>, DbError> {
    claimed(scope, now, claims, None)
}

/// The same of a meeting that is to take the place of another source's: where that has the time of a subject, it is not taken
/// again, and its buffers do not count. A caller that gives the other source's time back has to release this one too, or claim it anew.
///
/// # Errors
/// As [`claim`].
pub fn claim_beside(
    scope: &mut Scope<'_>,
    now: Timestamp,
    claims: &[Claim],
    other: Source,
) -> Result<Result<Claimed, ClaimConflict>, DbError> {
    claimed(scope, now, claims, Some(other))
}

fn claimed(
    scope: &mut Scope<'_>,
    now: Timestamp,
    claims: &[Claim],
    beside: Option<Source>,
) -> Result<Result<Claimed, ClaimConflict>, DbError> {
    let company = one_company(scope)?;
    let claiming = Claiming { company, now, claims, beside };
    // A transaction that has the locks of all needs no savepoint: a refusal has written nothing.
    let locked = subjects::are_locked(scope, company, claims.iter().map(|claim| &claim.subject));
    let taken = match locked {
        true => claiming.take(scope),
        false => scope.savepoint(|scope| claiming.take(scope)),
    };
    match taken {
        Ok(claimed) => Ok(Ok(claimed)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        // Another transaction wrote without the locks, between check and insert. The constraint refuses this one, which
        // can't see the other's rows yet; without a savepoint all of it fails, and may go well another time.
        Err(Stop::Db(error)) if error.is_constraint(NO_OVERLAP) => match locked {
            true => Err(DbError::Conflict),
            false => Ok(Err(ClaimConflict { which: 0, with: None })),
        },
        Err(Stop::Db(error)) => Err(error),
    }
}

/// Claims that are to be met together.
#[derive(Clone, Copy)]
struct Claiming<'a> {
    company: CompanyId,
    now: Timestamp,
    claims: &'a [Claim],
    beside: Option<Source>,
}

impl Claiming<'_> {
    fn take(self, scope: &mut Scope<'_>) -> Result<Claimed, Stop> {
        let Self { company, now, claims, beside } = self;
        let subjects: Vec<Subject> = claims.iter().map(|claim| claim.subject.clone()).collect();
        subjects::touch(scope, company, subjects.iter().cloned())?;
        let Some(window) = window(claims) else { return Ok(Claimed { ids: Vec::new() }) };
        let mut snapshot = LedgerSnapshot::read(scope, company, &subjects, window, now)?;
        let claimed = match beside {
            Some(other) => snapshot.claim_beside(claims, other),
            None => snapshot.claim(claims),
        };
        let claimed = claimed.map_err(Stop::Refused)?;
        let mut writes = Writes::default();
        snapshot.write(&mut writes);
        writes.run(scope)?;
        Ok(claimed)
    }
}

fn one_company(scope: &Scope<'_>) -> Result<CompanyId, DbError> {
    scope.company().ok_or_else(|| DbError::other("the ledger was asked to write without a company"))
}

/// The time from the first to the last claim, with their buffers; `None` without claims.
pub(super) fn window(claims: &[Claim]) -> Option<Interval> {
    let asked = claims.iter().map(|claim| claim.span.buffered());
    Interval::new(asked.clone().map(Interval::start).min()?, asked.map(Interval::end).max()?).ok()
}

/// Turns the holds of a source into bookings. Answers how many commitments are booked now: none when a hold has expired at
/// `now`, because its time may have been given to another booking.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails.
pub fn confirm(scope: &mut Scope<'_>, source: Source, now: Timestamp) -> Result<usize, DbError> {
    let company = one_company(scope)?;
    lock(scope, company, source)?;
    let held = read::of_source(scope, source)?;
    if held.iter().any(|commitment| read::expired(commitment, now)) {
        return Ok(0);
    }
    let changed: Vec<String> = diesel::update(of(company, source))
        .set((commitments::state.eq("booked"), commitments::expires_at.eq(None::<DbTimestamp>)))
        .returning(commitments::subject)
        .get_results(scope.connection())?;
    raise(scope, company, &changed)?;
    Ok(changed.len())
}

/// Gives back all time of a source. Answers how many commitments that were.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails.
pub fn release(scope: &mut Scope<'_>, source: Source) -> Result<usize, DbError> {
    let company = one_company(scope)?;
    lock(scope, company, source)?;
    give_back(scope, company, source)
}

/// Gives the time of a source back, whose subjects are locked as far as they are known.
fn give_back(scope: &mut Scope<'_>, company: CompanyId, source: Source) -> Result<usize, DbError> {
    let gone: Vec<String> = diesel::delete(of(company, source))
        .returning(commitments::subject)
        .get_results(scope.connection())?;
    raise(scope, company, &gone)?;
    Ok(gone.len())
}

/// The same of a source whose subjects are these, as far as the caller knows.
///
/// # Errors
/// As [`release`].
pub fn release_of(scope: &mut Scope<'_>, source: Source, subjects: &[Subject]) -> Result<usize, DbError> {
    let company = one_company(scope)?;
    subjects::touch(scope, company, subjects.iter().cloned())?;
    give_back(scope, company, source)
}

/// Locks the subjects of a source, as a claim would.
fn lock(scope: &mut Scope<'_>, company: CompanyId, source: Source) -> Result<(), DbError> {
    let subjects = read::of_source(scope, source)?.into_iter().map(|commitment| commitment.subject);
    subjects::touch(scope, company, subjects)
}

/// Raises the versions of those whose time has changed, which were raised already but for those who came to have time of the source
/// while their locks were waited for.
fn raise(scope: &mut Scope<'_>, company: CompanyId, changed: &[String]) -> Result<(), DbError> {
    let parse =
        |name: &String| Subject::parse(name).ok_or_else(|| DbError::corrupt("commitments.subject", name));
    let changed = changed.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    subjects::touch(scope, company, changed)
}

/// The rows of a source.
#[diesel::dsl::auto_type]
fn of(company: CompanyId, source: Source) -> _ {
    let company: i64 = company.0;
    let kind: &'static str = source.kind.name();
    let id: DbUuid = DbUuid(source.id);
    commitments::table
        .filter(commitments::company_id.eq(company))
        .filter(commitments::source_kind.eq(kind))
        .filter(commitments::source_id.eq(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_without_claims_has_no_window() {
        assert_eq!(window(&[]), None);
    }
}

//! Taking time, and giving it back.

use super::rows::NewRow;
use super::{read, subjects};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::each;
use crate::db::fragments::Texts;
use crate::db::types::{At, Id};
use crate::schema::commitments;
use crate::store::uuid_at;
use diesel::prelude::*;
use domain::commitment::{Commitment, Hold, Source, Span, Subject};
use domain::{CommitmentId, CompanyId};
use scheduling_core::time::{Instant, Interval};

/// The constraint that refuses two meetings of one subject at once, on both databases.
const NO_OVERLAP: &str = "commitments_no_overlap";

/// Time that somebody is to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub subject: Subject,
    pub span: Span,
    pub source: Source,
    pub hold: Hold,
}

/// The time is taken: one commitment per claim, in the order of the claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub ids: Vec<CommitmentId>,
}

/// Nothing was taken, because of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The index of the claim that can't be met; the first one, where it is several.
    pub which: usize,
    /// What stands against it. `None` where it is another claim of the same call.
    pub with: Option<Box<Commitment>>,
}

/// How a claim ends early: what [`claim`] rolls back for.
enum Stop {
    Refused(Refused),
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
    now: Instant,
    claims: &[Claim],
) -> Result<Result<Claimed, Refused>, DbError> {
    let company = one_company(scope)?;
    match scope.savepoint(|scope| take(scope, company, now, claims)) {
        Ok(claimed) => Ok(Ok(claimed)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        // Somebody wrote past the locks between check and insert. This is what the constraint is for; the transaction
        // can't see what the other wrote, but a later one will.
        Err(Stop::Db(error)) if error.is_constraint(NO_OVERLAP) => Ok(Err(Refused { which: 0, with: None })),
        Err(Stop::Db(error)) => Err(error),
    }
}

fn one_company(scope: &Scope<'_>) -> Result<CompanyId, DbError> {
    scope.company().ok_or_else(|| DbError::other("the ledger was asked to write without a company"))
}

fn take(scope: &mut Scope<'_>, company: CompanyId, now: Instant, claims: &[Claim]) -> Result<Claimed, Stop> {
    let Some(window) = window(claims) else { return Ok(Claimed { ids: Vec::new() }) };
    subjects::touch(scope, company, claims.iter().map(|claim| claim.subject.clone()))?;
    let names: Texts = claims.iter().map(|claim| claim.subject.to_string()).collect();
    let there = read::of_subjects(scope, company, &names, window)?;
    let (expired, live): (Vec<_>, Vec<_>) =
        there.into_iter().partition(|commitment| read::expired(commitment, now));
    check(claims, &live).map_err(Stop::Refused)?;
    for hold in expired {
        diesel::delete(commitments::table.find((company.0, Id(hold.id.0))))
            .execute(scope.connection())
            .map_err(DbError::from)?;
    }
    let rows: Vec<NewRow> = claims.iter().map(|claim| row(company, now, claim)).collect();
    let ids = rows.iter().map(|row| CommitmentId(row.id.0)).collect();
    each!(scope.connection(), |connection| diesel::insert_into(commitments::table)
        .values(&rows)
        .execute(connection))
    .map_err(DbError::from)?;
    Ok(Claimed { ids })
}

/// The time from the first to the last claim; `None` where there is no claim.
fn window(claims: &[Claim]) -> Option<Interval> {
    let meetings = claims.iter().map(|claim| claim.span.meeting);
    Interval::new(meetings.clone().map(Interval::start).min()?, meetings.map(Interval::end).max()?)
}

/// The rule, for each claim against what is there and against the claims before it.
fn check(claims: &[Claim], there: &[Commitment]) -> Result<(), Refused> {
    for (which, claim) in claims.iter().enumerate() {
        let same = |other: &&Commitment| other.subject == claim.subject;
        if let Some(other) = there.iter().filter(same).find(|other| claim.span.conflicts(&other.span)) {
            return Err(Refused { which, with: Some(Box::new(other.clone())) });
        }
        let mut before = claims.iter().take(which).filter(|other| other.subject == claim.subject);
        if before.any(|other| claim.span.conflicts(&other.span)) {
            return Err(Refused { which, with: None });
        }
    }
    Ok(())
}

fn row(company: CompanyId, now: Instant, claim: &Claim) -> NewRow {
    let (state, expires_at) = match claim.hold {
        Hold::Booked => ("booked", None),
        Hold::Until(end) => ("held", Some(At::from(end))),
    };
    NewRow {
        id: Id(uuid_at(now)),
        company_id: company.0,
        subject: claim.subject.to_string(),
        user_id: claim.subject.user().map(|user| user.0),
        starts_at: claim.span.meeting.start().into(),
        ends_at: claim.span.meeting.end().into(),
        buffer_before: claim.span.buffer_before,
        buffer_after: claim.span.buffer_after,
        source_kind: claim.source.kind.name(),
        source_id: Id(claim.source.id),
        state,
        expires_at,
        created_at: now.into(),
    }
}

/// Makes the holds of a source bookings; answers how many commitments are booked now. Where a hold has expired at
/// `now`, none is: its time may have been promised to somebody else.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails.
pub fn confirm(scope: &mut Scope<'_>, source: Source, now: Instant) -> Result<usize, DbError> {
    let company = one_company(scope)?;
    lock(scope, company, source)?;
    let held = read::of_source(scope, source)?;
    if held.iter().any(|commitment| read::expired(commitment, now)) {
        return Ok(0);
    }
    diesel::update(of(company, source))
        .set((commitments::state.eq("booked"), commitments::expires_at.eq(None::<At>)))
        .execute(scope.connection())
        .map_err(DbError::from)
}

/// Gives back all time of a source; answers how many commitments that were.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails.
pub fn release(scope: &mut Scope<'_>, source: Source) -> Result<usize, DbError> {
    let company = one_company(scope)?;
    lock(scope, company, source)?;
    diesel::delete(of(company, source)).execute(scope.connection()).map_err(DbError::from)
}

/// Locks the subjects of a source, as a claim would.
fn lock(scope: &mut Scope<'_>, company: CompanyId, source: Source) -> Result<(), DbError> {
    let subjects = read::of_source(scope, source)?.into_iter().map(|commitment| commitment.subject);
    subjects::touch(scope, company, subjects)
}

/// The rows of a source.
#[diesel::dsl::auto_type]
fn of(company: CompanyId, source: Source) -> _ {
    let company: i64 = company.0;
    let kind: &'static str = source.kind.name();
    let id: Id = Id(source.id);
    commitments::table
        .filter(commitments::company_id.eq(company))
        .filter(commitments::source_kind.eq(kind))
        .filter(commitments::source_id.eq(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;
    use domain::commitment::SourceKind;

    fn claim_of(user: i64, start: i64, end: i64) -> Claim {
        let at = |hour: i64| Instant::clamped(1_800_000_000 + hour * 3_600);
        let meeting = Interval::new(at(start), at(end)).expect("start before end");
        Claim {
            subject: Subject::User(UserId(user)),
            span: Span::bare(meeting),
            source: Source { kind: SourceKind::Interview, id: uuid::Uuid::nil() },
            hold: Hold::Booked,
        }
    }

    fn refused(claims: &[Claim]) -> Option<usize> {
        check(claims, &[]).err().map(|refused| refused.which)
    }

    #[test]
    fn claims_of_one_call_must_not_overlap_each_other() {
        assert_eq!(refused(&[claim_of(1, 0, 1), claim_of(1, 1, 2)]), None);
        assert_eq!(refused(&[claim_of(1, 0, 2), claim_of(2, 1, 2)]), None);
        assert_eq!(refused(&[claim_of(1, 0, 2), claim_of(2, 0, 2), claim_of(1, 1, 3)]), Some(2));
    }

    #[test]
    fn a_call_without_claims_has_no_window() {
        assert_eq!(window(&[]), None);
    }
}

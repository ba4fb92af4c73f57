//! Who is the same person: a candidate and a user of one company who have one address.
//!
//! `candidates.user_id` says so. It is kept true in the transaction of each change of an address, and the candidate's bookings
//! move with it in the ledger, so that one person's time is taken once.

use super::Result;
use super::collection::Collection;
use crate::Scope;
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Texts, text_in};
use crate::ledger::{self, HandOver};
use crate::schema::{candidates as table, companies, users};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::{Candidate, CandidateDetails, User};
use domain::{CandidateId, CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;

/// Has those who write addresses in the scope's company wait for each other until the transaction ends: two at once would
/// both find nobody there. SQLite has one writer anyway.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn lock(scope: &mut Scope<'_>) -> Result<()> {
    let company = scope.home()?;
    lock_company(scope, company)
}

fn lock_company(scope: &mut Scope<'_>, company: CompanyId) -> Result<()> {
    if let AnyConnection::Pg(connection) = scope.connection() {
        let row = companies::table.find(company.0).select(companies::id).for_no_key_update();
        row.first::<i64>(connection).optional()?;
    }
    Ok(())
}

/// Notes who a candidate is whose address was just written.
///
/// # Errors
/// [`Refusal::Overlap`] where both records have bookings at the same time.
pub(super) fn of_candidate(scope: &mut Scope<'_>, candidate: &mut Candidate, now: Timestamp) -> Result<()> {
    lock_company(scope, candidate.company)?;
    let user: Option<i64> = users::table
        .select(users::id)
        .filter(users::company_id.eq(candidate.company.0))
        .filter(users::email_key.eq(candidate.details.email_key()))
        .first(scope.connection())
        .optional()?;
    let user = user.map(UserId);
    turn_into(scope, candidate, user, now)?;
    candidate.kept.user = user;
    Ok(())
}

/// Notes which candidates are a user whose address was just written, and which are not any more who had the address that the
/// user had before.
///
/// # Errors
/// [`Refusal::Overlap`] where both records have bookings at the same time.
pub(super) fn of_user(
    scope: &mut Scope<'_>,
    user: &User,
    before: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let Some(company) = user.company else { return Ok(()) };
    lock_company(scope, company)?;
    if let Some(key) = before {
        part(scope, company, user.id, key, now)?;
    }
    for candidate in with_address(scope, company, &user.details.email_key())? {
        turn_into(scope, &candidate, Some(user.id), now)?;
    }
    Ok(())
}

/// Has the candidates who are a user who goes be themselves again.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn part_from(scope: &mut Scope<'_>, company: CompanyId, user: &User) -> Result<()> {
    lock_company(scope, company)?;
    part(scope, company, user.id, &user.details.email_key(), Timestamp::MAX)
}

fn part(scope: &mut Scope<'_>, company: CompanyId, user: UserId, key: &str, now: Timestamp) -> Result<()> {
    for candidate in with_address(scope, company, key)? {
        if candidate.kept.user == Some(user) {
            turn_into(scope, &candidate, None, now)?;
        }
    }
    Ok(())
}

/// The company's candidates of that address: one, or more of old.
fn with_address(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<Vec<Candidate>> {
    let ids: Vec<i64> = table::table
        .select(table::id)
        .filter(table::company_id.eq(company.0))
        .filter(table::email_key.eq(key))
        .load(scope.connection())?;
    let ids: Vec<CandidateId> = ids.into_iter().map(CandidateId).collect();
    CandidateDetails::by_ids(scope, &ids)
}

/// Has a candidate be nobody else's record.
pub(super) fn forget(scope: &mut Scope<'_>, candidate: &Candidate, now: Timestamp) -> Result<()> {
    turn_into(scope, candidate, None, now)
}

/// Notes who the candidates are that were just made with these addresses. They have no bookings yet. One statement, however
/// many.
pub(super) fn of_new(scope: &mut Scope<'_>, company: CompanyId, keys: &Texts) -> Result<()> {
    let same = users::table
        .filter(users::company_id.eq(table::company_id.nullable()))
        .filter(users::email_key.eq(table::email_key))
        .select(users::id)
        .single_value();
    diesel::update(
        table::table
            .filter(table::company_id.eq(company.0))
            .filter(table::user_id.is_null())
            .filter(text_in(table::email_key, keys)),
    )
    .set(table::user_id.eq(same))
    .execute(scope.connection())?;
    Ok(())
}

/// Has a candidate be this user, or nobody but themselves, with the time that their bookings take.
fn turn_into(
    scope: &mut Scope<'_>,
    candidate: &Candidate,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<()> {
    if candidate.kept.user == user {
        return Ok(());
    }
    let (old, new) =
        (Subject::of_candidate(candidate.id, candidate.kept.user), Subject::of_candidate(candidate.id, user));
    hand_over(scope, candidate, &old, &new, now)?;
    diesel::update(
        table::table.filter(table::company_id.eq(candidate.company.0)).filter(table::id.eq(candidate.id.0)),
    )
    .set(table::user_id.eq(user.map(|user| user.0)))
    .execute(scope.connection())?;
    Ok(())
}

/// Moves what a candidate's bookings take from one subject to another.
///
/// # Errors
/// [`Refusal::Overlap`] where the other has something booked at that time.
pub(super) fn hand_over(
    scope: &mut Scope<'_>,
    candidate: &Candidate,
    from: &Subject,
    to: &Subject,
    now: Timestamp,
) -> Result<()> {
    let wanted = HandOver { candidate: candidate.id, from, to };
    let moved = ledger::hand_over(scope, candidate.company, wanted, now)?;
    let Err(other) = moved else { return Ok(()) };
    let (start, end) = (other.span.meeting.start().to_string(), other.span.meeting.end().to_string());
    let who = format!("the same person, as {},", to.to_string().replace(':', " "));
    Err(Refusal::Overlap { who, start, end }.into())
}

//! Who is the same person: a candidate and a user of one company who have one address, and the client who books by it.
//!
//! `candidates.user_id` says so of the first two. It is kept true in the transaction of each change of an address, and the
//! candidate's bookings move with it in the ledger. What the client has booked is shared with both, so that one person's time is
//! taken once, and goes along to another address (`take_along`).

use super::client_addresses::{NewAddress, take_along};
use super::same_address::{client, overlap, user_of, with_address};
use super::{Result, appointments};
use crate::Scope;
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Texts, text_in};
use crate::ledger::{self, HandOver, SamePerson};
use crate::schema::{candidates as table, companies, users};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::{Candidate, CandidateDetails, User};
use domain::{CandidateId, CompanyId, UserId};
use scheduling_core::time::Timestamp;

/// Has those who write addresses in the scope's company wait for each other until the transaction ends: two at once would
/// both find nobody there. SQLite has one writer anyway.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
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

fn subject(candidate: &Candidate) -> Subject {
    Subject::of_candidate(candidate.id, candidate.kept.user)
}

/// Notes who a candidate is whose address was just written, in place of the one before.
///
/// # Errors
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where both records have bookings at the same time, or the clients of both addresses have.
pub(super) fn of_candidate(
    scope: &mut Scope<'_>,
    candidate: &mut Candidate,
    before: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let company = candidate.company;
    lock_company(scope, company)?;
    let key = candidate.details.email_key();
    let user = user_of(scope, company, &key)?;
    let (old, new) = (subject(candidate), Subject::of_candidate(candidate.id, user));
    let clients: Vec<Subject> = before.into_iter().chain([key.as_str()]).map(client).collect();
    let people = [Subject::Candidate(candidate.id), old.clone(), new.clone()];
    ledger::touch(scope, company, clients.iter().cloned().chain(people))?;
    // The user whom they were has that address still.
    if let (Some(before), None) = (before, candidate.kept.user) {
        let (made_at, email) = (Some(candidate.metadata.created_at), candidate.details.email.as_str());
        let candidate = Some(candidate.id);
        take_along(scope, &NewAddress { company, subject: &old, made_at, candidate, before, email }, now)?;
        ledger::unshare(scope, company, &client(before), &old, now)?;
    }
    turn_into(scope, candidate, user, now)?;
    candidate.kept.user = user;
    share(scope, company, &key, new, now)?;
    Ok(ledger::forget_unused(scope, company, &clients)?)
}

/// Notes which candidates are a user whose address was just written, and which are not any more who had the address that the
/// user had before.
///
/// # Errors
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where both records have bookings at the same time, or the clients of both addresses have.
pub(super) fn of_user(
    scope: &mut Scope<'_>,
    user: &User,
    before: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let Some(company) = user.company else { return Ok(()) };
    lock_company(scope, company)?;
    let (key, own) = (user.details.email_key(), Subject::User(user.id));
    let parting = match before {
        Some(before) => who_are(scope, company, user.id, before)?,
        None => Vec::new(),
    };
    let joining = with_address(scope, company, &key)?;
    let clients: Vec<Subject> = before.into_iter().chain([key.as_str()]).map(client).collect();
    let people = parting.iter().chain(&joining).map(|one| Subject::Candidate(one.id));
    let people = clients.iter().cloned().chain(people).chain([own.clone()]);
    ledger::touch(scope, company, people)?;
    if let Some(before) = before {
        leave(scope, user, &parting, before, now)?;
    }
    for candidate in &joining {
        turn_into(scope, candidate, Some(user.id), now)?;
    }
    share(scope, company, &key, own, now)?;
    Ok(ledger::forget_unused(scope, company, &clients)?)
}

/// Has a user part from the address that they had: from the candidates who keep it, who are the client still, or with what they have
/// booked as the client.
fn leave(
    scope: &mut Scope<'_>,
    user: &User,
    parting: &[Candidate],
    before: &str,
    now: Timestamp,
) -> Result<()> {
    let Some(company) = user.company else { return Ok(()) };
    let own = Subject::User(user.id);
    for candidate in parting {
        turn_into(scope, candidate, None, now)?;
    }
    if let Some(heir) = parting.first() {
        let heir = Subject::Candidate(heir.id);
        ledger::leave_to(scope, company, &client(before), [&own, &heir], now)?;
    }
    for candidate in parting {
        share(scope, company, before, Subject::Candidate(candidate.id), now)?;
    }
    let (made_at, email) = (Some(user.metadata.created_at), user.details.email.as_str());
    let candidate = None;
    take_along(scope, &NewAddress { company, subject: &own, made_at, candidate, before, email }, now)?;
    ledger::unshare(scope, company, &client(before), &own, now).map_err(Into::into)
}

/// Has the candidates who are a user who goes be themselves again. A user who goes has no bookings, and so no client of the address
/// has any ahead.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn part_from(
    scope: &mut Scope<'_>,
    company: CompanyId,
    user: &User,
    now: Timestamp,
) -> Result<()> {
    lock_company(scope, company)?;
    for candidate in who_are(scope, company, user.id, &user.details.email_key())? {
        turn_into(scope, &candidate, None, now)?;
    }
    Ok(())
}

/// The candidates of that address who are that user.
fn who_are(scope: &mut Scope<'_>, company: CompanyId, user: UserId, key: &str) -> Result<Vec<Candidate>> {
    let mut found = with_address(scope, company, key)?;
    found.retain(|candidate| candidate.kept.user == Some(user));
    Ok(found)
}

/// Has a candidate whose record is about to be erased be nobody else's, and the client of their address be known by what the
/// address is from then on. What they have booked as a client stays theirs, and is no other's any more.
pub(super) fn forget(scope: &mut Scope<'_>, candidate: &Candidate, now: Timestamp) -> Result<()> {
    let (company, key) = (candidate.company, candidate.details.email_key());
    let (own, booked) = (Subject::Candidate(candidate.id), client(&key));
    let others = with_address(scope, company, &key)?;
    let others = others.iter().filter(|other| other.id != candidate.id).map(subject);
    let others: Vec<Subject> = others.chain(candidate.kept.user.map(Subject::User)).collect();
    let people = others.iter().cloned().chain([own.clone(), booked.clone()]);
    ledger::touch(scope, company, people)?;
    turn_into(scope, candidate, None, now)?;
    let same = SamePerson { client: booked.clone(), to: own };
    // What can't be had beside old bookings is the client's own all the same.
    let shared = ledger::share(&mut scope.for_company(company)?, company, &[same], now)?;
    shared.unwrap_or_default();
    for other in &others {
        ledger::unshare(scope, company, &booked, other, now)?;
    }
    let left = client(&CandidateDetails::erased(candidate.id.0).email_key());
    Ok(ledger::rename(scope, company, &booked, &left)?)
}

/// Whether a candidate has that address. Nobody gets it until the transaction ends.
pub(super) fn is_candidates(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<bool> {
    lock_company(scope, company)?;
    Ok(!with_address(scope, company, key)?.is_empty())
}

/// Whether a candidate of the scope's company has that address, in the form that is compared, or a client who has booked by it. No
/// candidate gets it until the transaction ends.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn has_record(scope: &mut Scope<'_>, key: &str) -> Result<bool> {
    let company = scope.home()?;
    Ok(is_candidates(scope, company, key)? || appointments::is_known(scope, company, key)?)
}

/// Has nobody book as the client of that address until the transaction ends.
pub(super) fn hold_client(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<()> {
    Ok(ledger::touch(scope, company, [client(key)])?)
}

/// Has a client who is no candidate and is about to be erased be known by what their address is from then on. What they have booked
/// is no longer the time of the user who has the address.
pub(super) fn forget_client(
    scope: &mut Scope<'_>,
    company: CompanyId,
    key: &str,
    left: &str,
    now: Timestamp,
) -> Result<()> {
    let booked = client(key);
    let user = user_of(scope, company, key)?.map(Subject::User);
    ledger::touch(scope, company, user.iter().cloned().chain([booked.clone(), client(left)]))?;
    if let Some(user) = user {
        ledger::unshare(scope, company, &booked, &user, now)?;
    }
    Ok(ledger::rename(scope, company, &booked, &client(left))?)
}

/// Notes who the candidates are that were just made with these addresses. They have no bookings yet, but what they have booked as
/// clients. Some statements, however many.
pub(super) fn of_new(scope: &mut Scope<'_>, company: CompanyId, keys: &Texts, now: Timestamp) -> Result<()> {
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
    // What a user has booked as a client is the user's already.
    let made: Vec<(i64, String)> = table::table
        .select((table::id, table::email_key))
        .filter(table::company_id.eq(company.0))
        .filter(table::user_id.is_null())
        .filter(text_in(table::email_key, keys))
        .load(scope.connection())?;
    let same = made
        .iter()
        .map(|(id, key)| SamePerson { client: client(key), to: Subject::Candidate(CandidateId(*id)) });
    let same: Vec<SamePerson> = same.collect();
    share_all(scope, company, &same, now)?;
    let clients: Vec<Subject> = same.into_iter().map(|one| one.client).collect();
    Ok(ledger::forget_unused(scope, company, &clients)?)
}

/// Has somebody have what the client of that address has ahead, too.
///
/// # Errors
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where they have something else booked at that time.
fn share(scope: &mut Scope<'_>, company: CompanyId, key: &str, to: Subject, now: Timestamp) -> Result<()> {
    share_all(scope, company, &[SamePerson { client: client(key), to }], now)
}

fn share_all(scope: &mut Scope<'_>, company: CompanyId, same: &[SamePerson], now: Timestamp) -> Result<()> {
    let shared = ledger::share(&mut scope.for_company(company)?, company, same, now)?;
    let Err(other) = shared else { return Ok(()) };
    Err(overlap(&other).into())
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
    let (old, new) = (subject(candidate), Subject::of_candidate(candidate.id, user));
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
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where the other has something booked at that time.
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
    Err(overlap(&other).into())
}

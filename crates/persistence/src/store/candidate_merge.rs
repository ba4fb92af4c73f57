//! Joins two records of one person: what names the one comes to name the other.

use super::client_addresses::{NewAddress, take_along};
use super::{Result, match_results, persons, scheduling_links};
use crate::db::DbError;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{
    candidates, interview_answers as answers, interviews, match_results as matches, messages,
    notification_preferences as preferences,
};
use crate::{Scope, ledger};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::Candidate;
use domain::interview::MatchResult;
use domain::message::Person;
use domain::{CandidateId, CompanyId, InterviewId, JobId};
use scheduling_core::time::Timestamp;

/// Locks both candidates until the transaction ends, and others who write addresses.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn lock(scope: &mut Scope<'_>, company: CompanyId, both: [CandidateId; 2]) -> Result<()> {
    persons::lock(scope)?;
    Ok(ledger::touch(scope, company, both.map(Subject::Candidate))?)
}

/// Has everything that names `from` name `into`: interviews, whose ids it answers, what they take of the ledger, what `from` has
/// booked as a client, which has the address of `into` from then on, match results, messages and preferences. Both are of one
/// company and locked.
///
/// # Errors
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where both have something booked at the same time.
pub fn join(
    scope: &mut Scope<'_>,
    from: &Candidate,
    into: &Candidate,
    now: Timestamp,
) -> Result<Vec<InterviewId>> {
    let (old, new) =
        (Subject::of_candidate(from.id, from.kept.user), Subject::of_candidate(into.id, into.kept.user));
    readdress(scope, from, into, [&old, &new], now)?;
    if old != new {
        persons::hand_over(scope, from, &old, &new, now)?;
    }
    join_matches(scope, from, into, now)?;
    scheduling_links::hand_over(scope, from.company, from.id, into.id, now)?;
    let company = from.company.0;
    let (name, new_name) = (Person::Candidate(from.id).to_string(), Person::Candidate(into.id).to_string());
    let sent = messages::table.filter(messages::company_id.eq(company)).filter(messages::person.eq(&name));
    diesel::update(sent).set(messages::person.eq(&new_name)).execute(scope.connection())?;
    let given = answers::table.filter(answers::company_id.eq(company)).filter(answers::person.eq(&name));
    diesel::update(given).set(answers::person.eq(&new_name)).execute(scope.connection())?;
    // What the one who stays has said of how they want to be told holds.
    let of = |person: &str| preferences::table.find((company, person.to_owned()));
    let said: i64 = of(&new_name).count().get_result(scope.connection())?;
    if said == 0 {
        let person = (preferences::person.eq(&new_name), preferences::candidate_id.eq(into.id.0));
        diesel::update(of(&name)).set(person).execute(scope.connection())?;
    }
    let own = interviews::table
        .filter(interviews::company_id.eq(company))
        .filter(interviews::candidate_id.eq(from.id.0));
    let ids: Vec<DbUuid> = own.select(interviews::id).order(interviews::id).load(scope.connection())?;
    diesel::update(own)
        .set((
            interviews::candidate_id.eq(into.id.0),
            interviews::version.eq(interviews::version + 1),
            interviews::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(ids.into_iter().map(|id| InterviewId(id.0)).collect())
}

/// Has what `from` has booked as a client be booked by the address of `into`. A user who has that address is the client still.
fn readdress(
    scope: &mut Scope<'_>,
    from: &Candidate,
    into: &Candidate,
    [old, new]: [&Subject; 2],
    now: Timestamp,
) -> Result<()> {
    let before = from.details.email_key();
    let address = NewAddress {
        company: from.company,
        subject: old,
        made_at: None,
        candidate: Some(from.id),
        before: &before,
        email: &into.details.email,
    };
    let clients = address.clients();
    let people = clients.iter().cloned().chain([old.clone(), new.clone()]);
    ledger::touch(scope, from.company, people)?;
    take_along(scope, &address, now)?;
    Ok(ledger::forget_unused(scope, from.company, &clients)?)
}

/// For each job, both have got as far as the one who has got farther.
fn join_matches(scope: &mut Scope<'_>, from: &Candidate, into: &Candidate, now: Timestamp) -> Result<()> {
    let (company, both) = (from.company, [from.id.0, into.id.0]);
    let jobs: Vec<i64> = matches::table
        .select(matches::job_id)
        .filter(matches::company_id.eq(company.0))
        .filter(matches::candidate_id.eq(from.id.0))
        .order(matches::job_id)
        .load(scope.connection())?;
    let mut joined: Vec<MatchResult> = Vec::with_capacity(jobs.len());
    for job in jobs.into_iter().map(JobId) {
        let [one, other] =
            both.map(|candidate| match_results::get(scope, company, CandidateId(candidate), job));
        joined.push(other?.joined(&one?));
    }
    match_results::put(scope, &joined, now)?;
    diesel::delete(
        matches::table.filter(matches::company_id.eq(company.0)).filter(matches::candidate_id.eq(from.id.0)),
    )
    .execute(scope.connection())?;
    Ok(())
}

/// Has somebody own an address that several candidates share of old, after its owner has gone or has another: the eldest who is
/// left.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn settle_doubles(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<()> {
    type Sharer = (i64, Option<i64>);
    let sharers: Vec<Sharer> = candidates::table
        .select((candidates::id, candidates::double_of))
        .filter(candidates::company_id.eq(company.0))
        .filter(candidates::email_key.eq(key))
        .order(candidates::id)
        .load(scope.connection())?;
    let owner = sharers.iter().find(|(_, double_of)| double_of.is_none()).or(sharers.first());
    let Some((owner, _)) = owner.copied() else { return Ok(()) };
    let others: Ids = sharers.iter().map(|(id, _)| *id).filter(|id| *id != owner).collect();
    let of = |ids: &Ids| {
        candidates::table.filter(candidates::company_id.eq(company.0)).filter(id_in(candidates::id, ids))
    };
    let owners: Ids = std::iter::once(owner).collect();
    diesel::update(of(&owners)).set(candidates::double_of.eq(None::<i64>)).execute(scope.connection())?;
    diesel::update(of(&others))
        .set(candidates::double_of.eq(owner))
        .execute(scope.connection())
        .map_err(DbError::from)?;
    Ok(())
}

//! Erases what tells who a candidate is, also as the client of appointments. Interviews and appointments, what they took of the
//! ledger, and all counts stay.

use super::appointment_erasure::{self, Booked};
use super::document_erasure::{self, Told};
use super::erased_words::wordless;
use super::message_erasure::{self, Whose};
use super::{Result, persons, scheduling_links};
use crate::Scope;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{
    ai_results, candidates, conflict_history, conflicts, interview_logs as logs, interviews,
    notification_preferences as preferences, schedules,
};
use diesel::prelude::*;
use domain::directory::{Candidate, CandidateDetails, ERASED, Replacement, Traces};
use domain::message::Person;
use domain::text::folded;
use domain::{CompanyId, InterviewId};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many records something was taken out of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    pub interviews: usize,
    pub schedules: usize,
    pub log_lines: usize,
    pub conflicts: usize,
    pub ai_results: usize,
    pub messages: usize,
    pub deliveries: usize,
    /// Answers that were kept under keys of clients.
    pub kept_answers: usize,
}

/// What of a line of a log people write in their own words.
const WORDS: [&str; 3] = ["notes", "location", "name"];

/// Erases a candidate whom the caller has locked. Answers the ids of their interviews, and what was erased.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn erase(
    scope: &mut Scope<'_>,
    candidate: &Candidate,
    now: Timestamp,
) -> Result<(Vec<InterviewId>, Erased)> {
    let company = candidate.company;
    persons::forget(scope, candidate, now)?;
    let booked = appointment_erasure::of_client(scope, company, &candidate.details.email_key())?;
    record(scope, candidate, now)?;
    scheduling_links::forget(scope, company, candidate.id, now)?;
    let ids: Vec<DbUuid> = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::candidate_id.eq(candidate.id.0))
        .order(interviews::id)
        .load(scope.connection())?;
    let whom = Whom {
        company,
        known: &candidate.details,
        address: CandidateDetails::erased(candidate.id.0).email,
        person: Some(Person::Candidate(candidate.id)),
        interviews: ids.iter().map(|id| id.0).collect(),
        booked,
    };
    let erased = everything(scope, &whom, now)?;
    Ok((ids.into_iter().map(|id| InterviewId(id.0)).collect(), erased))
}

/// Somebody of whom nothing is to be told any more.
pub(super) struct Whom<'a> {
    pub(super) company: CompanyId,
    /// By what they are known, wherever it stands.
    pub(super) known: &'a CandidateDetails,
    /// What is left of their address.
    pub(super) address: String,
    /// As messages name them, beside the clients that they are.
    pub(super) person: Option<Person>,
    pub(super) interviews: Uuids,
    pub(super) booked: Booked,
}

/// Takes out what tells who that is of all that was booked, said, sent and kept.
pub(super) fn everything(scope: &mut Scope<'_>, whom: &Whom<'_>, now: Timestamp) -> Result<Erased> {
    let Whom { company, booked, interviews: own, .. } = whom;
    let company = *company;
    let traces = Traces::of(whom.known, booked.texts.iter().map(String::as_str));
    let lines = appointment_erasure::erase(scope, company, booked, &whom.address, now)?;
    let people: BTreeSet<String> =
        booked.people().chain(whom.person.as_ref().map(ToString::to_string)).collect();
    let whose = Whose {
        company,
        people: &people,
        interviews: own,
        appointments: &booked.appointments,
        address: &whom.address,
        traces: &traces,
    };
    let mut conflicts = appointment_erasure::conflicts_of(scope, company, booked)?;
    conflicts.extend(conflicts_of(scope, company, own)?);
    let schedules = schedules_of(scope, company, own)?;
    let of_bookings = [&booked.appointments.list, &booked.requests.list, &own.list, &schedules, &conflicts];
    let ids: BTreeSet<String> = of_bookings.into_iter().flatten().map(|id| id.0.to_string()).collect();
    let wiped = everywhere(whom.known, &traces);
    let documents = document_erasure::erase(scope, &Told { company, ids: &ids, wiped: &wiped })?;
    Ok(Erased {
        interviews: of_interviews(scope, company, own, &traces, now)?,
        schedules: of_schedules(scope, company, own)?,
        log_lines: lines + of_logs(scope, company, own)?,
        conflicts: of_conflicts(scope, company, &conflicts)?,
        ai_results: of_results(scope, company, own)?,
        messages: message_erasure::erase(scope, &whose)?,
        deliveries: documents.deliveries,
        kept_answers: documents.kept_answers,
    })
}

/// What is taken out of documents that are about many people: what the record of somebody says wherever it stands, and what was
/// said of them as a client where it stands by itself.
fn everywhere(known: &CandidateDetails, traces: &Traces) -> Vec<Replacement> {
    let own = Traces::of(known, []);
    let own = own.texts().iter().map(|text| Replacement { text: text.clone(), instead: ERASED.to_owned() });
    own.chain(traces.values()).collect()
}

fn schedules_of(scope: &mut Scope<'_>, company: CompanyId, own: &Uuids) -> Result<Vec<DbUuid>> {
    Ok(schedules::table
        .select(schedules::id)
        .filter(schedules::company_id.eq(company.0))
        .filter(uuid_in(schedules::interview_id, own))
        .load(scope.connection())?)
}

fn record(scope: &mut Scope<'_>, candidate: &Candidate, now: Timestamp) -> Result<()> {
    let (left, at) = (CandidateDetails::erased(candidate.id.0), DbTimestamp::from(now));
    diesel::update(candidates::table.filter(candidates::id.eq(candidate.id.0)))
        .filter(candidates::company_id.eq(candidate.company.0))
        .set((
            (candidates::name.eq(&left.name), candidates::name_key.eq(folded(&left.name))),
            (candidates::email.eq(&left.email), candidates::email_key.eq(left.email_key())),
            (candidates::phone.eq(None::<String>), candidates::time_zone.eq(None::<String>)),
            (candidates::active.eq(false), candidates::double_of.eq(None::<i64>)),
            (candidates::erased_at.eq(at), candidates::updated_at.eq(at)),
            candidates::version.eq(candidates::version + 1),
        ))
        .execute(scope.connection())?;
    let person = Person::Candidate(candidate.id).to_string();
    diesel::delete(preferences::table.find((candidate.company.0, person))).execute(scope.connection())?;
    Ok(())
}

fn of_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    own: &Uuids,
    traces: &Traces,
    now: Timestamp,
) -> Result<usize> {
    type Words = (DbUuid, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Words> = interviews::table
        .select((interviews::id, interviews::notes, interviews::location, interviews::cancellation_reason))
        .filter(interviews::company_id.eq(company.0))
        .filter(uuid_in(interviews::id, own))
        .load(scope.connection())?;
    let mut changed = 0;
    for (id, notes, location, reason) in rows {
        let wiped = location.as_deref().map(|text| traces.wiped(text));
        if notes.is_none() && reason.is_none() && wiped == location {
            continue;
        }
        changed += diesel::update(interviews::table.find((company.0, id)))
            .set((
                interviews::notes.eq(None::<String>),
                interviews::location.eq(wiped),
                interviews::cancellation_reason.eq(reason.map(|_| ERASED)),
                interviews::version.eq(interviews::version + 1),
                interviews::updated_at.eq(DbTimestamp::from(now)),
            ))
            .execute(scope.connection())?;
    }
    Ok(changed)
}

fn of_schedules(scope: &mut Scope<'_>, company: CompanyId, own: &Uuids) -> Result<usize> {
    let of_own = || {
        schedules::table
            .filter(schedules::company_id.eq(company.0))
            .filter(uuid_in(schedules::interview_id, own))
    };
    let reasons = of_own().filter(schedules::cancellation_reason.is_not_null());
    let reasons =
        diesel::update(reasons).set(schedules::cancellation_reason.eq(ERASED)).execute(scope.connection())?;
    let notes = of_own().filter(schedules::booking_notes.is_not_null());
    let notes =
        diesel::update(notes).set(schedules::booking_notes.eq(None::<String>)).execute(scope.connection())?;
    Ok(reasons.max(notes))
}

fn of_logs(scope: &mut Scope<'_>, company: CompanyId, own: &Uuids) -> Result<usize> {
    type Line = (DbUuid, DbUuid, Option<Value>, Option<Value>, Option<String>);
    let lines: Vec<Line> = logs::table
        .select((logs::interview_id, logs::id, logs::old_values, logs::new_values, logs::reason))
        .filter(logs::company_id.eq(company.0))
        .filter(uuid_in(logs::interview_id, own))
        .load(scope.connection())?;
    let mut changed = 0;
    for (interview, id, old, new, reason) in lines {
        let (bare_old, bare_new) = (wordless(old.as_ref(), &WORDS), wordless(new.as_ref(), &WORDS));
        if (&bare_old, &bare_new, &reason) == (&old, &new, &None) {
            continue;
        }
        changed += diesel::update(logs::table.find((company.0, interview, id)))
            .set((
                logs::old_values.eq(bare_old),
                logs::new_values.eq(bare_new),
                logs::reason.eq(reason.map(|_| ERASED)),
            ))
            .execute(scope.connection())?;
    }
    Ok(changed)
}

fn conflicts_of(scope: &mut Scope<'_>, company: CompanyId, own: &Uuids) -> Result<Vec<DbUuid>> {
    Ok(conflicts::table
        .select(conflicts::id)
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::primary_interview.assume_not_null(), own))
        .load(scope.connection())?)
}

fn of_conflicts(scope: &mut Scope<'_>, company: CompanyId, ids: &[DbUuid]) -> Result<usize> {
    let ids: Uuids = ids.iter().map(|id| id.0).collect();
    let noted = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::id, &ids))
        .filter(conflicts::resolution_notes.is_not_null());
    let changed =
        diesel::update(noted).set(conflicts::resolution_notes.eq(ERASED)).execute(scope.connection())?;
    let steps = conflict_history::table
        .filter(conflict_history::company_id.eq(company.0))
        .filter(uuid_in(conflict_history::conflict_id, &ids))
        .filter(conflict_history::notes.is_not_null());
    diesel::update(steps).set(conflict_history::notes.eq(ERASED)).execute(scope.connection())?;
    Ok(changed)
}

fn of_results(scope: &mut Scope<'_>, company: CompanyId, own: &Uuids) -> Result<usize> {
    let of_own = ai_results::table
        .filter(ai_results::company_id.eq(company.0))
        .filter(uuid_in(ai_results::interview_id, own));
    let nothing = json!({"erased": true});
    Ok(diesel::update(of_own).set(ai_results::details.eq(nothing)).execute(scope.connection())?)
}

//! Candidates: the people who are interviewed.

use super::Result;
use super::collection::{Beside, Columns, KeptColumns, Stored, collection, reached};
use super::persons;
use crate::db::fragments::{Texts, id_in, text_in};
use crate::db::types::DbTimestamp;
use crate::schema::{candidates, jobs, match_results};
use crate::{Scope, ledger};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::{Candidate, CandidateDetails, CandidateNotes};
use domain::text::{email_key, folded};
use domain::{CandidateId, CompanyId, JobId, UserId};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = candidates, treat_none_as_null = true)]
pub(super) struct Values {
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) phone: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) active: bool,
}

impl Columns for Values {
    type Details = CandidateDetails;

    fn of(candidate: &CandidateDetails) -> Result<Self> {
        Ok(Self {
            name: candidate.name.clone(),
            name_key: folded(&candidate.name),
            email: candidate.email.clone(),
            email_key: candidate.email_key(),
            phone: candidate.phone.clone(),
            time_zone: candidate.time_zone.clone(),
            active: candidate.active,
        })
    }

    fn details(self) -> Result<CandidateDetails> {
        Ok(CandidateDetails {
            name: self.name,
            email: self.email,
            phone: self.phone,
            time_zone: self.time_zone,
            active: self.active,
        })
    }
}

/// What the product notes.
#[derive(Queryable, Insertable)]
#[diesel(table_name = candidates)]
pub(super) struct Kept {
    user_id: Option<i64>,
    double_of: Option<i64>,
    erased_at: Option<DbTimestamp>,
}

/// A candidate who gets another address has it alone.
#[derive(AsChangeset)]
#[diesel(table_name = candidates, treat_none_as_null = true)]
pub(super) struct OwnAddress {
    double_of: Option<i64>,
}

impl KeptColumns for Kept {
    type Details = CandidateDetails;
    type Kept = CandidateNotes;
    type Change = Option<OwnAddress>;

    fn of(_: &CandidateDetails, _: Timestamp) -> Self {
        Self { user_id: None, double_of: None, erased_at: None }
    }

    fn change(before: &Candidate, details: &CandidateDetails, _: Timestamp) -> Option<OwnAddress> {
        (before.details.email_key() != details.email_key()).then_some(OwnAddress { double_of: None })
    }

    fn kept(self) -> Result<CandidateNotes> {
        Ok(CandidateNotes {
            user: self.user_id.map(UserId),
            double_of: self.double_of.map(CandidateId),
            erased_at: self.erased_at.map(DbTimestamp::instant),
        })
    }
}

/// What a list of candidates can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct CandidateFilter {
    /// The whole address, whatever its case.
    pub email: Option<String>,
    /// Only those who have to do with this job; what follows is said of this job.
    pub job: Option<JobId>,
    pub shortlisted: Option<bool>,
    pub interview_enabled: Option<bool>,
    pub active: Option<bool>,
}

collection! {
    CandidateDetails "candidate", CandidateId(i64);
    table: candidates as Values { name, name_key, email, email_key, phone, time_zone, active }
        keeps CandidateNotes as Kept { user_id, double_of, erased_at };
    owner: none;
    sort: Name by name_key (String);
    search: name_key, email_key in search_candidates;
    list: CandidateFilter, |query, request, few| {
        let filter = &request.filter;
        if let Some(email) = &filter.email {
            query = query.filter(candidates::email_key.eq(email_key(email)));
            *few = true;
        }
        if let Some(active) = filter.active {
            query = query.filter(candidates::active.eq(active));
        }
        if let Some(job) = filter.job {
            let either = |asked: Option<bool>| (asked.unwrap_or(false), asked.unwrap_or(true));
            let (listed, enabled) = (either(filter.shortlisted), either(filter.interview_enabled));
            // From the job to its candidates, who are few beside all.
            let company = jobs::table.find(job.0).select(jobs::company_id).single_value();
            let of_job = match_results::table
                .select(match_results::candidate_id)
                .filter(match_results::company_id.nullable().eq(company))
                .filter(match_results::job_id.eq(job.0))
                .filter(match_results::shortlisted.between(listed.0, listed.1))
                .filter(match_results::interview_enabled.between(enabled.0, enabled.1));
            query = query.filter(candidates::id.eq_any(of_job));
            *few = true;
        }
    };
    beside: own;
}

impl Beside for CandidateDetails {
    /// A candidate who has the address of a user or of a client is the same person. Bookings wait for a change of whether they can
    /// be booked.
    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        now: Timestamp,
    ) -> Result<()> {
        let key = before.map(|before| before.details.email_key());
        if key.as_ref() != Some(&details.email_key()) {
            persons::of_candidate(scope, after, key.as_deref(), now)?;
        }
        if before.is_some_and(|before| before.details.active != details.active) {
            ledger::touch(scope, after.company, [Subject::Candidate(after.id)])?;
        }
        Ok(())
    }
}

/// The candidates with one of these e-mails, in the form of [`email_key`], each as who has their time taken; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn subjects_by_emails(scope: &mut Scope<'_>, keys: &BTreeSet<String>) -> Result<Vec<(String, Subject)>> {
    let keys: Texts = keys.iter().cloned().collect();
    let query = candidates::table
        .select((candidates::email_key, candidates::id, candidates::user_id))
        .filter(text_in(candidates::email_key, &keys))
        .into_boxed();
    let rows: Vec<(String, i64, Option<i64>)> =
        reached(scope, candidates::company_id, query).load(scope.connection())?;
    let subject = |(key, id, user): (String, i64, Option<i64>)| {
        (key, Subject::of_candidate(CandidateId(id), user.map(UserId)))
    };
    Ok(rows.into_iter().map(subject).collect())
}

/// The candidate of this company who has that address, in the form that is compared, if it is not `but`; of several, as there
/// may be of old, the eldest.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn with_address(
    scope: &mut Scope<'_>,
    company: CompanyId,
    key: &str,
    but: Option<CandidateId>,
) -> Result<Option<CandidateId>> {
    let found: Option<i64> = candidates::table
        .select(candidates::id)
        .filter(candidates::company_id.eq(company.0))
        .filter(candidates::email_key.eq(key))
        .filter(candidates::id.ne(but.map_or(0, |id| id.0)))
        .order(candidates::id)
        .first(scope.connection())
        .optional()?;
    Ok(found.map(CandidateId))
}

/// The names of those of these candidates that the scope reaches; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn names(scope: &mut Scope<'_>, wanted: &[CandidateId]) -> Result<Vec<(CandidateId, String)>> {
    let ids = wanted.iter().map(|id| id.0).collect();
    let query = candidates::table
        .select((candidates::id, candidates::name))
        .filter(id_in(candidates::id, &ids))
        .into_boxed();
    let rows: Vec<(i64, String)> = reached(scope, candidates::company_id, query).load(scope.connection())?;
    Ok(rows.into_iter().map(|(id, name)| (CandidateId(id), name)).collect())
}

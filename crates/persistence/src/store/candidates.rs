//! Candidates: the people who are interviewed.

use super::Result;
use super::collection::{Columns, collection, contains, reached};
use crate::Scope;
use crate::db::fragments::id_in;
use crate::schema::{candidates, match_results};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::directory::CandidateDetails;
use domain::text::folded;
use domain::{CandidateId, JobId};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = candidates, treat_none_as_null = true)]
pub(super) struct Values {
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) phone: Option<String>,
    pub(super) time_zone: Option<String>,
}

impl Columns for Values {
    type Details = CandidateDetails;

    fn of(candidate: &CandidateDetails) -> Result<Self> {
        Ok(Self {
            name: candidate.name.clone(),
            name_key: folded(&candidate.name),
            email: candidate.email.clone(),
            email_key: folded(&candidate.email),
            phone: candidate.phone.clone(),
            time_zone: candidate.time_zone.clone(),
        })
    }

    fn details(self) -> Result<CandidateDetails> {
        Ok(CandidateDetails {
            name: self.name,
            email: self.email,
            phone: self.phone,
            time_zone: self.time_zone,
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
}

collection! {
    CandidateDetails "candidate", CandidateId(i64);
    table: candidates as Values { name, name_key, email, email_key, phone, time_zone };
    owner: none;
    sort: Name by name_key (String);
    list: CandidateFilter, |query, request| {
        let filter = &request.filter;
        if let Some(email) = &filter.email {
            query = query.filter(candidates::email_key.eq(folded(email)));
        }
        if let Some(job) = filter.job {
            let either = |asked: Option<bool>| (asked.unwrap_or(false), asked.unwrap_or(true));
            let (listed, enabled) = (either(filter.shortlisted), either(filter.interview_enabled));
            let of_job = match_results::table
                .filter(match_results::company_id.eq(candidates::company_id))
                .filter(match_results::candidate_id.eq(candidates::id))
                .filter(match_results::job_id.eq(job.0))
                .filter(match_results::shortlisted.between(listed.0, listed.1))
                .filter(match_results::interview_enabled.between(enabled.0, enabled.1));
            query = query.filter(exists(of_job));
        }
        if let Some(text) = &request.search {
            let found = contains(candidates::name_key, text).or(contains(candidates::email_key, text));
            query = query.filter(found);
        }
    };
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

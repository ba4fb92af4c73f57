//! Jobs: what candidates are interviewed for.

use super::Result;
use super::collection::{Columns, collection};
use crate::schema::jobs;
use diesel::prelude::*;
use domain::JobId;
use domain::directory::JobDetails;
use domain::text::folded;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_null = true)]
pub(super) struct Values {
    title: String,
    title_key: String,
    active: bool,
}

impl Columns for Values {
    type Details = JobDetails;

    fn of(job: &JobDetails) -> Result<Self> {
        Ok(Self { title: job.title.clone(), title_key: folded(&job.title), active: job.active })
    }

    fn details(self) -> Result<JobDetails> {
        Ok(JobDetails { title: self.title, active: self.active })
    }
}

/// What a list of jobs can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    pub active: Option<bool>,
}

collection! {
    JobDetails "job", JobId(i64);
    table: jobs as Values { title, title_key, active };
    owner: none;
    sort: Name by title_key (String);
    search: title_key in search_jobs;
    list: JobFilter, |query, request| {
        if let Some(active) = request.filter.active {
            query = query.filter(jobs::active.eq(active));
        }
    };
}

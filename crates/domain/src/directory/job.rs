//! Jobs: what candidates are interviewed for.

use super::Stamp;
use crate::{CompanyId, JobId};

/// A stored job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub company: CompanyId,
    pub details: JobDetails,
    pub stamp: Stamp,
}

/// What may be changed about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobDetails {
    /// Not empty.
    pub title: String,
    /// An inactive job stays in history.
    pub active: bool,
}

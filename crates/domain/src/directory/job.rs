//! Jobs: what candidates are interviewed for.

use crate::Record;
use crate::ids::integer_ids;

integer_ids! {
    /// What a candidate is interviewed for.
    JobId,
}

/// A stored job.
pub type Job = Record<JobId, JobDetails>;

/// What may be changed about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobDetails {
    /// Not empty.
    pub title: String,
    /// An inactive job stays in history.
    pub active: bool,
}

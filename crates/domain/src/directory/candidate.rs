//! Candidates: the people who are interviewed.

use crate::Record;
use crate::ids::integer_ids;

integer_ids! {
    /// Somebody who is interviewed.
    CandidateId,
}

/// A stored candidate.
pub type Candidate = Record<CandidateId, CandidateDetails>;

/// What may be changed about a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateDetails {
    /// Not empty.
    pub name: String,
    /// Where mail goes; two candidates may share it.
    pub email: String,
    /// As it was written.
    pub phone: Option<String>,
    /// An IANA name; `None` where it is not known.
    pub time_zone: Option<String>,
}

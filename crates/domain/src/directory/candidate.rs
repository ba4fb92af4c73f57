//! Candidates: the people who are interviewed.

use super::Stamp;
use crate::{CandidateId, CompanyId};

/// A stored candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: CandidateId,
    pub company: CompanyId,
    pub details: CandidateDetails,
    pub stamp: Stamp,
}

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

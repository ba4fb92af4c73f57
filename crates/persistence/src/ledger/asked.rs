//! What is asked of somebody's time, and how that ends.

use domain::CommitmentId;
use domain::commitment::{Commitment, Hold, Source, Span, Subject};

/// A request for a subject's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub subject: Subject,
    pub span: Span,
    pub source: Source,
    pub hold: Hold,
}

/// The claims were met: one commitment each, in the order of the claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub ids: Vec<CommitmentId>,
}

/// Why no claim was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimConflict {
    /// The index of the first claim that can't be met.
    pub which: usize,
    /// The commitment in the way; `None` when it is another claim of the same call.
    pub with: Option<Box<Commitment>>,
}

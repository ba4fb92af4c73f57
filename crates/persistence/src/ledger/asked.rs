//! What is asked of somebody's time, and how that ends.

use domain::CommitmentId;
use domain::commitment::{Commitment, Hold, Source, Span, Subject};

/// Time that somebody is to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub subject: Subject,
    pub span: Span,
    pub source: Source,
    pub hold: Hold,
}

/// The time is taken: one commitment per claim, in the order of the claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub ids: Vec<CommitmentId>,
}

/// Nothing was taken, because of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The index of the claim that can't be met; the first one, where it is several.
    pub which: usize,
    /// What stands against it. `None` where it is another claim of the same call.
    pub with: Option<Box<Commitment>>,
}

//! What is in the way of an interview, on the wire.

use domain::conflict::ConflictType;
use http_kit::wire_enum;

wire_enum! {
    /// What is in the way.
    pub(crate) enum ConflictTypeName {
        /// The interview has a time or a schedule already.
        Overlap = "overlap",
        InterviewerUnavailable = "interviewer_unavailable",
        CandidateUnavailable = "candidate_unavailable",
        /// The AI service reported a failure of the slot.
        AiSystemError = "ai_system_error",
        /// The slot is full, was cancelled, or has begun.
        SlotUnavailable = "slot_unavailable",
    }
}

impl From<ConflictTypeName> for ConflictType {
    fn from(name: ConflictTypeName) -> Self {
        match name {
            ConflictTypeName::Overlap => Self::Overlap,
            ConflictTypeName::InterviewerUnavailable => Self::InterviewerUnavailable,
            ConflictTypeName::CandidateUnavailable => Self::CandidateUnavailable,
            ConflictTypeName::AiSystemError => Self::AiSystemError,
            ConflictTypeName::SlotUnavailable => Self::SlotUnavailable,
        }
    }
}

impl From<ConflictType> for ConflictTypeName {
    fn from(kind: ConflictType) -> Self {
        match kind {
            ConflictType::Overlap => Self::Overlap,
            ConflictType::InterviewerUnavailable => Self::InterviewerUnavailable,
            ConflictType::CandidateUnavailable => Self::CandidateUnavailable,
            ConflictType::AiSystemError => Self::AiSystemError,
            ConflictType::SlotUnavailable => Self::SlotUnavailable,
        }
    }
}

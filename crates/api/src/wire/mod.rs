//! Words of the wire that several resources share.

pub(crate) mod ai_interview_type;
pub(crate) mod cancellation_policy;
pub(crate) mod conflict_type;
pub(crate) mod erased;
pub(crate) mod money;
pub(crate) mod reply;
pub(crate) mod required;
pub(crate) mod role;
pub(crate) mod slot_status;

//! What the endpoints of every resource are made with.

pub(crate) mod blocking;
pub(crate) mod company_param;
pub(crate) mod dry_run;
pub(crate) mod failure;
pub(crate) mod fields;
pub(crate) mod idempotent;
pub(crate) mod permits;

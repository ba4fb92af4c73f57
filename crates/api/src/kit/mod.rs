//! What the endpoints of every resource are made with.

pub(crate) mod allowed;
pub(crate) mod batched;
pub(crate) mod blocking;
pub(crate) mod collection;
pub(crate) mod company_param;
mod csv;
pub(crate) mod dry_run;
pub(crate) mod endpoints;
pub(crate) mod failure;
pub(crate) mod fields;
pub(crate) mod granted;
pub(crate) mod idempotent;
pub(crate) mod kept;
pub(crate) mod list;
pub(crate) mod permits;
pub(crate) mod prelude;
pub(crate) mod public_url;
pub(crate) mod routes;
pub(crate) mod rows;

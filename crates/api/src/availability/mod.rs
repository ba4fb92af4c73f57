//! Availability: the stateless query of `contracts/availability-query.md` and its explanation, the slots of a
//! template, and free/busy.

mod answer;
mod free_busy;
mod params;
mod question;
mod stateless;
mod template;
mod template_answer;
mod told;

pub(crate) use free_busy::list_free_busy;
pub(crate) use question::{RequiredDoc, RequiredIn};
pub(crate) use stateless::{explain_availability, query_availability};
pub(crate) use template::template_availability;

use actix_web::web;
use http_kit::Problem;

/// Runs a computation off the threads that serve connections: the largest questions take seconds, and nobody else
/// should wait for them.
pub(crate) async fn apart<T: Send + 'static>(
    compute: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    web::block(compute).await.map_err(|error| Problem::internal(&error))?
}

//! Availability: the stateless query of `docs/api/availability-query.md` and its explanation, the slots of a
//! template, and free/busy.

mod answer;
mod explanation_wire;
mod free_busy;
mod params;
mod question;
mod slots_out;
mod stateless;
mod template;
mod template_answer;

use crate::kit::routes::ServiceConfig;

/// Registers the endpoints.
pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(stateless::query_availability)
        .service(stateless::explain_availability)
        .service(template::template_availability)
        .service(free_busy::list_free_busy);
}

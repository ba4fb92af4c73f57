//! The JSON API: parse, call one use case, render.
//!
//! [`mount`] puts it on a server: the endpoints, the OpenAPI document that is collected from the same
//! registration, and the page to browse it.

mod accounts;
mod availability;
mod calendars;
mod directory;
mod docs;
mod dry_run;
mod effects;
mod failure;
mod idempotent;
mod interviews;
mod interviews_v1;
mod notifications;
mod openapi;
mod rooms;
mod webhooks;

pub use accounts::StoredCredentials;
pub use interviews::Bookings;

use http_kit::Server;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every endpoint, once: what is mounted here is what the document lists. A request is held against one path
/// after the other, so what is asked for most comes first.
fn routes(config: &mut ServiceConfig<'_>) {
    interviews::routes(config);
    config
        .service(availability::query_availability)
        .service(availability::explain_availability)
        .service(availability::template_availability)
        .service(availability::list_free_busy)
        .service(calendars::import_calendar)
        .service(calendars::sync_calendar);
    accounts::routes(config);
    directory::routes(config);
    webhooks::routes(config);
    effects::routes(config);
    interviews_v1::routes(config);
    notifications::routes(config);
    rooms::routes(config);
}

/// The OpenAPI document of what [`mount`] puts on a server.
#[must_use]
pub fn document(public_url: &str) -> OpenApi {
    openapi::document(public_url, routes)
}

/// Puts the API on a server. `public_url` is the server's address as its clients see it.
#[must_use]
pub fn mount(server: Server, public_url: &str) -> Server {
    let document = document(public_url);
    let server = openapi::methods(&document)
        .into_iter()
        .fold(server, |server, (pattern, methods)| server.methods(pattern, methods));
    let docs = docs::Docs::new(&document);
    let server = server.provide(interviews_v1::PublicUrl::new(public_url));
    server.routes(|config| routes(&mut ServiceConfig::new(config))).routes(move |config| docs.routes(config))
}

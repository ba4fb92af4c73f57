//! The JSON API: parse, call one use case, render.
//!
//! [`mount`] puts it on a server: the endpoints, the OpenAPI document that is collected from the same
//! registration, and the page to browse it.

mod accounts;
mod ai_results;
mod availability;
mod bookings;
mod busy_periods;
mod calendars;
mod candidates;
mod companies;
mod configurations;
mod conflicts;
mod docs;
mod effects;
mod interview_calendar;
mod interviews;
mod jobs;
mod kit;
mod locations;
mod notifications;
mod openapi;
mod patterns;
mod payments;
mod rooms;
mod schedules;
mod shop;
mod slots;
mod templates;
mod users;
mod webhooks;
mod wire;

pub use accounts::StoredCredentials;
pub use bookings::AppointmentBookings;
pub use schedules::Bookings;

use crate::kit::routes::ServiceConfig;
use http_kit::Server;
use utoipa::openapi::OpenApi;

/// Registers every endpoint, once: what is mounted here is what the document lists.
fn routes(config: &mut ServiceConfig<'_>) {
    schedules::routes(config);
    slots::routes(config);
    patterns::routes(config);
    ai_results::routes(config);
    configurations::routes(config);
    conflicts::routes(config);
    interview_calendar::routes(config);
    availability::routes(config);
    accounts::routes(config);
    companies::routes(config);
    users::routes(config);
    templates::routes(config);
    busy_periods::routes(config);
    calendars::routes(config);
    jobs::routes(config);
    locations::routes(config);
    shop::routes(config);
    candidates::routes(config);
    webhooks::routes(config);
    effects::routes(config);
    interviews::routes(config);
    notifications::routes(config);
    rooms::routes(config);
    bookings::routes(config);
    payments::routes(config);
}

/// The OpenAPI document of what [`mount`] puts on a server.
#[must_use]
pub fn document(public_url: &str) -> OpenApi {
    openapi::document(public_url, routes)
}

/// Puts the API on a server. `public_url` is the server's address as its clients see it.
#[must_use]
pub fn mount(server: Server, public_url: &str) -> Server {
    let url = public_url.to_owned();
    let docs = docs::Docs::new(move || document(&url));
    let server = server.public_url(public_url).provide(kit::public_url::PublicUrl::new(public_url));
    server
        .routes(|mounted| routes(&mut ServiceConfig::Mounts(mounted)))
        .routes(move |mounted| docs.routes(mounted))
}

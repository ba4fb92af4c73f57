//! The OpenAPI 3.1 document, collected from the registration that mounts the routes, so that the two can't
//! differ, and completed by what is the same for many operations: refusals, headers, keys, versions, trials.

mod dry_run;
mod examples;
mod headers;
mod lists;
mod named;
mod own;
mod refusals;
mod requests;
mod samples;
mod tagged;
mod tags;
#[cfg(test)]
mod tests;
mod walk;

use crate::kit::routes::{Described, ServiceConfig};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server};

/// Markdown; the page at `/api/docs` renders it.
const DESCRIPTION: &str = include_str!("description.md");
const BEARER: &str = "bearer";

/// The document of the endpoints that `routes` registers.
pub(crate) fn document(public_url: &str, routes: fn(&mut ServiceConfig<'_>)) -> OpenApi {
    let mut described = Described::default();
    routes(&mut ServiceConfig::Describes(&mut described));
    let mut document = frame(public_url);
    document.paths.merge(described.paths);
    document.components.get_or_insert_default().schemas.extend(described.schemas);
    named::complete(&mut document);
    requests::complete(&mut document);
    dry_run::add(&mut document);
    lists::add(&mut document);
    tagged::add(&mut document);
    headers::add(&mut document);
    refusals::add(&mut document);
    examples::add(&mut document);
    samples::add(&mut document);
    document
}

/// Everything but the endpoints.
fn frame(public_url: &str) -> OpenApi {
    let license =
        LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Meridian API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(public_url)]))
        .tags(Some(tags::all()))
        .components(Some(components()))
        .security(Some([SecurityRequirement::new(BEARER, Vec::<String>::new())]))
        .build()
}

fn components() -> Components {
    let mut components = Components::new();
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components
}

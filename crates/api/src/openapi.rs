//! The OpenAPI 3.1 document, collected from the registration that mounts the routes, so that the two can't
//! differ.

use actix_web::App;
use actix_web::http::Method;
use http_kit::ProblemSchema;
use http_kit::problem::PROBLEM_JSON;
use std::collections::BTreeMap;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required, Response, ResponseBuilder, Server,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

#[cfg(test)]
mod tests;

const DESCRIPTION: &str = "Interviews and appointments: who is free when, and who is booked.\n\n\
     Send `Authorization: Bearer <token>`. Instants are RFC 3339 with any offset and come back in UTC. Answers that \
     are no success are `application/problem+json` (RFC 9457); each `type` is a page on this server.";
const IDEMPOTENCY_KEY: &str = "Names this request, so that it can be sent again without being done again: within 24 \
     hours the same request under the same key gets the first answer, with `Idempotent-Replayed: true`, and another \
     request under it is refused (422 `idempotency-key-reused`). Keys belong to caller and path. Answers of 5xx are \
     not kept, and neither is anything for requests without credentials.";
const BEARER: &str = "bearer";
const PROBLEM: &str = "Problem";

/// The document of the endpoints that `routes` registers.
pub(crate) fn document(public_url: &str, routes: fn(&mut ServiceConfig<'_>)) -> OpenApi {
    // This app is never served: it exists to collect what the registration says about itself.
    let app = App::new().into_utoipa_app().openapi(frame(public_url)).configure(routes);
    let (_, mut document) = app.split_for_parts();
    for (path, item) in &mut document.paths.paths {
        if keeps_answers(path) {
            add_idempotency_key(item);
        }
        add_problems(item);
    }
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
        .components(Some(components()))
        .security(Some([SecurityRequirement::new(BEARER, Vec::<String>::new())]))
        .build()
}

fn components() -> Components {
    let mut components = Components::new();
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.schemas.insert(PROBLEM.to_owned(), ProblemSchema::schema());
    let mut parts = Vec::new();
    ProblemSchema::schemas(&mut parts);
    components.schemas.extend(parts);
    components.responses.insert(PROBLEM.to_owned(), RefOr::T(problem()));
    components
}

fn problem() -> Response {
    let schema = Ref::from_schema_name(PROBLEM);
    ResponseBuilder::new()
        .description("Not done, and why. Each `type` is explained at `/problems`.")
        .content(PROBLEM_JSON, ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

/// Answers with secrets are never kept: log-in, API keys, reset tokens, secrets of webhooks.
fn keeps_answers(path: &str) -> bool {
    !(path.starts_with("/api/v1/auth/")
        || path == "/api/v1/api-keys"
        || path == "/api/v1/webhooks"
        || path.ends_with("/rotate-secret")
        || path.ends_with("/password-reset-token"))
}

/// Every other `POST` takes a key (`http_kit::Idempotency`).
fn add_idempotency_key(item: &mut PathItem) {
    let Some(operation) = &mut item.post else { return };
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(255))
        .pattern(Some("^[!-~]+$"))
        .build();
    let parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(IDEMPOTENCY_KEY))
        .schema(Some(schema))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

/// Every operation may say no; handlers need not repeat it. Those that are told in more detail stay.
fn add_problems(item: &mut PathItem) {
    for (_, operation) in operations_mut(item) {
        for class in ["4XX", "5XX"] {
            let responses = &mut operation.responses.responses;
            responses.entry(class.to_owned()).or_insert_with(|| RefOr::Ref(Ref::from_response_name(PROBLEM)));
        }
    }
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// The methods that each path takes, for the header `Allow`.
pub(crate) fn methods(document: &OpenApi) -> BTreeMap<String, Vec<Method>> {
    let methods = |item: &PathItem| {
        let known = [
            (Method::GET, item.get.is_some()),
            (Method::PUT, item.put.is_some()),
            (Method::POST, item.post.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ];
        known.into_iter().filter(|(_, taken)| *taken).map(|(method, _)| method).collect()
    };
    document.paths.paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

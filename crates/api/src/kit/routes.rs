//! The registration of endpoints, which three ask: the server, which mounts them; the OpenAPI document, which describes them; and who
//! wants to know which methods a path takes.
//!
//! One registration serves all three, so that they can't differ. A server's threads mount without describing: what an endpoint says of
//! itself is some ten kilobytes, which each thread would make and throw away.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::web;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Takes the endpoints, for one of those who ask.
pub(crate) enum ServiceConfig<'s> {
    Mounts(&'s mut web::ServiceConfig),
    Describes(&'s mut Described),
    Names(&'s mut Vec<(String, Method)>),
}

/// What endpoints say of themselves.
#[derive(Default)]
pub(crate) struct Described {
    pub(crate) paths: Paths,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
}

impl ServiceConfig<'_> {
    /// An endpoint.
    pub(crate) fn service<F>(&mut self, endpoint: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + utoipa::Path + 'static,
    {
        match self {
            Self::Mounts(config) => {
                config.service(endpoint);
            }
            Self::Describes(described) => {
                described.paths.merge(endpoint.paths());
                endpoint.schemas(&mut described.schemas);
            }
            Self::Names(names) => {
                names.extend(F::methods().into_iter().map(|taken| (F::path(), method(&taken))));
            }
        }
        self
    }
}

fn method(taken: &HttpMethod) -> Method {
    match taken {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

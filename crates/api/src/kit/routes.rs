//! The registration of endpoints, which two ask: the server, which mounts them, and the OpenAPI document, which describes them.
//!
//! One registration serves both, so that they can't differ. A server's threads mount without describing: what an endpoint says of
//! itself is some ten kilobytes, which each thread would make and throw away.

use http_kit::{Endpoint, Routes};
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Takes the endpoints, for one of those who ask.
pub(crate) enum ServiceConfig<'s> {
    Mounts(&'s mut Routes),
    Describes(&'s mut Described),
}

/// What endpoints say of themselves.
#[derive(Default)]
pub(crate) struct Described {
    pub(crate) paths: Paths,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
}

impl ServiceConfig<'_> {
    /// An endpoint.
    pub(crate) fn service<E: Endpoint + OpenApiFactory>(&mut self, endpoint: E) -> &mut Self {
        match self {
            Self::Mounts(routes) => {
                routes.endpoint(endpoint);
            }
            Self::Describes(described) => {
                described.paths.merge(endpoint.paths());
                endpoint.schemas(&mut described.schemas);
            }
        }
        self
    }
}

//! `/api/v1/interviews` and what goes before them at `/api/v1/candidates/{id}`.

mod actions;
mod collection;
mod join;
mod logs;
mod shortlist;
mod wire;

use app::interviews::RoomSeed;
use http_kit::Problem;
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the endpoints. Paths with a word come before those with an id in its place.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    actions::routes(config);
    join::routes(config);
    logs::routes(config);
    collection::routes(config);
    shortlist::routes(config);
}

/// The server's address as its clients see it: where links lead.
#[derive(Debug, Clone)]
pub(crate) struct PublicUrl(Arc<str>);

impl PublicUrl {
    pub(crate) fn new(url: &str) -> Self {
        Self(url.into())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// Random bits for the rooms that a change may make.
pub(crate) fn seed() -> Result<RoomSeed, Problem> {
    RoomSeed::new().map_err(|error| Problem::internal(&error))
}

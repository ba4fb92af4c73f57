//! `/api/v1/interviews` and what goes before them at `/api/v1/candidates/{id}`.

mod actions;
mod answers;
mod book_many;
mod collection;
mod job_candidates;
mod join;
mod links;
mod logs;
mod shortlist;
mod shown;
mod wire;

use crate::kit::routes::ServiceConfig;

/// Registers the endpoints. Paths with a word come before those with an id in its place.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    actions::routes(config);
    join::routes(config);
    logs::routes(config);
    collection::routes(config);
    shortlist::routes(config);
    job_candidates::routes(config);
    book_many::routes(config);
    links::routes(config);
}

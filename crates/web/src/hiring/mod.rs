//! The recruiter's pages: jobs, candidates, interviews, slots and conflicts.

mod candidate;
mod candidates;
mod conflict;
mod conflict_sides;
mod conflicts;
mod hourless;
mod interview;
mod interview_forms;
mod interview_link;
mod interviews;
mod jobs;
mod links;
mod moving;
mod names;
mod proposed;
mod slot_edit;
mod slot_forms;
mod slots;
mod times;

use actix_web::web;

pub(crate) use candidates::{back, seed};
pub(crate) use interview::read as read_interview;
pub(crate) use interviews::{WrongDate, window};
pub(crate) use jobs::{search_filter, state_filter};
pub(crate) use names::{
    Badge, Line, Named, Seen, actor, choosing, directory, options, panel, people, seen, status, user_of,
};
pub(crate) use times::{FreeDay, days, wish};

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    jobs::routes(config);
    candidates::routes(config);
    candidate::routes(config);
    links::routes(config);
    interviews::routes(config);
    interview_forms::routes(config);
    interview_link::routes(config);
    interview::routes(config);
    moving::routes(config);
    proposed::routes(config);
    slots::routes(config);
    slot_forms::routes(config);
    slot_edit::routes(config);
    conflicts::routes(config);
    conflict::routes(config);
}

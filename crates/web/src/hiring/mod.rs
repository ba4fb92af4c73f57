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
mod slots_made;
mod times;

use http_kit::Routes;

pub(crate) use candidates::{back, seed};
pub(crate) use interview::read as read_interview;
pub(crate) use interviews::{WrongDate, window};
pub(crate) use jobs::{search_filter, state_filter};
pub(crate) use names::{
    Badge, Line, Named, Seen, actor, choosing, directory, options, panel, people, seen, status, user_of,
};
pub(crate) use slots_made::{list_of, none_made};
pub(crate) use times::{FreeDay, days, wish};

pub(crate) fn routes(routes: &mut Routes) {
    jobs::routes(routes);
    candidates::routes(routes);
    candidate::routes(routes);
    links::routes(routes);
    interviews::routes(routes);
    interview_forms::routes(routes);
    interview_link::routes(routes);
    interview::routes(routes);
    moving::routes(routes);
    proposed::routes(routes);
    slots::routes(routes);
    slot_forms::routes(routes);
    slot_edit::routes(routes);
    conflicts::routes(routes);
    conflict::routes(routes);
}

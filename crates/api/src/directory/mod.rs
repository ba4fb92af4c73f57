//! The directory: companies, users, jobs, candidates, interview templates, busy periods and calendars, each at a path
//! of its own.
//!
//! All are the same five calls: list, make, read, change, delete. A handler decides who may (`authorise`), checks
//! each value of the body and names every bad one at once (422), and runs one use case of `app::directory` in one
//! transaction. What only the database can know (who is there, whose e-mail it is) is found out there.

mod busy_periods;
mod calendars;
mod candidates;
mod companies;
pub(crate) mod fields;
mod jobs;
pub(crate) mod place;
mod templates;
mod users;

pub(crate) use calendars::CalendarOut;
pub(crate) use fields::{NAME, URL, email, line, note_all, password};
pub(crate) use place::{ListQuery, Place};
pub(crate) use users::{RoleName, UserOut, role_problem};

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the endpoints of the directory.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    companies::routes(config);
    users::routes(config);
    templates::routes(config);
    busy_periods::routes(config);
    calendars::routes(config);
    jobs::routes(config);
    candidates::routes(config);
}

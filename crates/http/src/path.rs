//! Ids in paths.

use crate::problem::{Problem, catalogue};
use actix_web::web;

/// What a path can't be read as is not there: `/users/abc` is no user, so it is 404 and not 400.
pub(crate) fn config() -> web::PathConfig {
    web::PathConfig::default()
        .error_handler(|_, _| Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path").into())
}

//! The switch between hours to 12 and to 24.

use crate::kit::hours::{self, named};
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::visitor::{Passerby, sent_to};
use actix_web::http::StatusCode;
use actix_web::web;
use http_kit::{Problem, cookies};

/// Keeps the choice, and leads back to where it was made.
pub(super) async fn choose(Passerby(visitor): Passerby, wanted: web::Path<String>) -> Answered {
    let Some(wanted) = named(&wanted) else {
        return Err(Refused::plain(&visitor, StatusCode::NOT_FOUND, "not-found"));
    };
    let mut response = sent_to(visitor.param("next").and_then(cookies::own_path).unwrap_or("/"));
    let kept = response.add_cookie(&visitor.choice(hours::COOKIE, hours::name(wanted)));
    kept.map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    Ok(response)
}

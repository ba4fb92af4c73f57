//! Calendars as bodies.

use super::{IMPORT_LIMIT, read};
use crate::idempotency;
use crate::problem::Problem;
use crate::state::Data;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

/// Bytes that an imported calendar may have, where a server [provides](crate::Server::provide) it.
#[derive(Debug, Clone, Copy)]
pub struct CalendarMaxBytes(pub usize);

/// A `text/calendar` body (RFC 5545) of at most [`CalendarMaxBytes`], else 25 MiB, as bytes: files from the wild are not always UTF-8,
/// and what can't be read in them is the reader's business.
#[derive(Debug, Clone)]
pub struct CalendarText(pub Bytes);

impl FromRequest for CalendarText {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let most = request.app_data::<Data<CalendarMaxBytes>>().map_or(IMPORT_LIMIT, |most| most.0.0);
        let admitted = read::admit(request, "text/calendar", most);
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            Ok(Self(bytes.freeze()))
        })
    }
}

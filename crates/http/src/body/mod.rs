//! Bodies of requests: strict, bounded, and explained when they can't be read.

mod calendar;
mod explain;
mod form;
mod image;
mod mail;
mod optional;
mod read;
mod repair;
mod report;
mod strict;
mod table;
mod wording;

pub use calendar::{CalendarMaxBytes, CalendarText};
pub use form::Form;
pub use image::{IMAGE_LIMIT, ImageFile, ImageForm};
pub use mail::MailText;
pub use optional::OptionalJson;
pub use report::SignedJson;
pub use table::{TABLE_LIMIT, TableLine, TableShape, TableText};
pub(crate) use wording::words;

use crate::idempotency;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

/// Bytes that a path takes where it says nothing else: 1 MiB.
pub const DEFAULT_LIMIT: usize = 1 << 20;
/// Bytes that the stateless availability query takes: 16 MiB.
pub const QUERY_LIMIT: usize = 16 << 20;
/// Bytes that an imported calendar may have where the server says nothing else: 25 MiB.
pub const IMPORT_LIMIT: usize = 25 << 20;

/// A JSON body of at most `LIMIT` bytes.
///
/// The content type must be `application/json` (415), the size is judged by `Content-Length` before the first
/// byte is read and by what arrives where there is none (413), and what can't be read is 400 with the field's
/// name in plain words. Wire structs need `#[serde(deny_unknown_fields)]`; the test of the OpenAPI document
/// fails for one that has it not.
#[derive(Debug, Clone)]
pub struct Json<T, const LIMIT: usize = DEFAULT_LIMIT>(pub T);

impl<T: DeserializeOwned, const LIMIT: usize> Json<T, LIMIT> {
    /// Reads a body that has arrived.
    ///
    /// # Errors
    /// 400 for what can't be read, 422 for numbers out of range and lists that are too long.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        parse(bytes).map(Self)
    }
}

impl<T: DeserializeOwned + 'static, const LIMIT: usize> FromRequest for Json<T, LIMIT> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = match read::is_absent(request) {
            true => Err(absent::<T>()),
            false => read::admit(request, "application/json", LIMIT),
        };
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            Self::read(&bytes)
        })
    }
}

/// What is missing where there is no body at all: the fields that one must have.
fn absent<T: DeserializeOwned>() -> Problem {
    match parse::<T>(b"{}") {
        Err(problem) => problem,
        Ok(_) => explain::empty(),
    }
}

/// Reads JSON. The path of a mistake costs time to track, so it is looked for only when there is one. That all is UTF-8 is
/// found out at once: text by text it takes four times as long.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| explain::not_utf8(bytes, error.valid_up_to()))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = T::deserialize(strict::Strict(&mut reader)).and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| explain::problem::<T>(bytes, &error))
}

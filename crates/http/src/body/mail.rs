//! Mail as a body.

use super::{DEFAULT_LIMIT, read};
use crate::idempotency;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

/// A `message/rfc822` body (RFC 5322) of up to 1 MiB, as bytes: what can't be read in it is the reader's business.
#[derive(Debug, Clone)]
pub struct MailText(pub Bytes);

impl FromRequest for MailText {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = read::admit(request, "message/rfc822", DEFAULT_LIMIT);
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            Ok(Self(bytes.freeze()))
        })
    }
}

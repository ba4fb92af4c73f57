//! JSON as a body whose bytes somebody has signed.

use super::{DEFAULT_LIMIT, read};
use crate::idempotency;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

/// An `application/json` body of up to 1 MiB, as the bytes that came: a signature is over these, and not over what they mean.
#[derive(Debug, Clone)]
pub struct SignedJson(pub Bytes);

impl FromRequest for SignedJson {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = read::admit(request, "application/json", DEFAULT_LIMIT);
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            Ok(Self(bytes.freeze()))
        }
        .boxed_local()
    }
}

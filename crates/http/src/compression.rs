//! Pages, style sheets and scripts are sent compressed (gzip) to clients that take it.
//!
//! Answers of the API are not: a proxy does that where somebody wants it.

use actix_web::HttpRequest;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Less is not worth it.
const LEAST: usize = 1024;
/// What compresses well.
const KINDS: [&str; 4] = ["text/html", "text/css", "text/javascript", "image/svg+xml"];

/// The answer as it goes to the client.
pub(crate) fn compressed(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    if !is_text(response.headers()) {
        return response;
    }
    let wanted = takes_gzip(response.request());
    let mut is_small = false;
    let mut response = response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) => match wanted.then(|| gzip(&bytes)).flatten() {
            Some(packed) => {
                is_small = true;
                BoxBody::new(packed)
            }
            None => BoxBody::new(bytes),
        },
        Err(stream) => stream,
    });
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_small {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    KINDS.iter().any(|text| kind.starts_with(text))
}

/// Whether gzip is among what the client takes, and not with `q=0`.
fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn gzip(bytes: &Bytes) -> Option<Bytes> {
    if bytes.len() < LEAST {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let check = |line: &str, takes: bool| {
            let request =
                TestRequest::default().insert_header((header::ACCEPT_ENCODING, line)).to_http_request();
            assert_eq!(takes_gzip(&request), takes, "{line}");
        };
        check("gzip, deflate, br", true);
        check("br;q=1.0, GZIP;q=0.5", true);
        check("gzip;q=0, br", false);
        check("br", false);
        check("", false);
    }

    #[test]
    fn short_texts_stay_as_they_are() {
        assert_eq!(gzip(&Bytes::from("a".repeat(LEAST - 1))), None);
        assert!(gzip(&Bytes::from("a".repeat(LEAST))).is_some_and(|packed| packed.len() < 100));
    }
}

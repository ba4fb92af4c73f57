//! Answers that are pages for people, with the policy that keeps them to this server.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;

/// Only what this server itself sends is loaded, no script that stands in the page runs, nobody frames it,
/// and forms go nowhere else.
///
/// Pictures may be `data:`, because style sheets hold small ones.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page. `html` must have been escaped, which templates do.
#[must_use]
pub fn page(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html)
}

/// A file that is part of the program. `forever` is for paths that change when the file does.
#[must_use]
pub fn asset(content_type: &str, bytes: impl Into<Bytes>, forever: bool) -> HttpResponse {
    let cache = if forever { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, cache))
        .body(bytes.into())
}

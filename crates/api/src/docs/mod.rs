//! `/api/openapi.json`, and a page to browse it at `/api/docs`.
//!
//! The page is Swagger UI from files that are part of the program; nothing is fetched from elsewhere. The
//! HTML and the start script are our own, because Swagger UI's own page expects to stand below a path that
//! ends with a slash, and starts a script that stands in the page, which our policy forbids.

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use flate2::read::GzDecoder;
use http_kit::problem::catalogue;
use http_kit::{Anonymous, Problem, Routes, html, resource};
use std::io::Read;
use std::sync::{Arc, LazyLock, OnceLock};
use utoipa::openapi::OpenApi;

const PAGE: &str = include_str!("index.html");
const START: &str = include_str!("start.js");
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A file of the page. What comes from Swagger UI is a part of the program as the build script has packed it, and is unpacked once
/// somebody asks for it.
struct File {
    name: &'static str,
    content_type: &'static str,
    packed: &'static [u8],
    unpacked: OnceLock<Bytes>,
}

macro_rules! packed {
    ($name:literal, $content_type:expr) => {
        File {
            name: $name,
            content_type: $content_type,
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")),
            unpacked: OnceLock::new(),
        }
    };
}

static FILES: [File; 3] = [
    packed!("swagger-ui.css", "text/css; charset=utf-8"),
    packed!("swagger-ui-bundle.js", SCRIPT),
    packed!("favicon-32x32.png", "image/png"),
];

impl File {
    fn bytes(&self) -> Bytes {
        let unpack = || {
            let mut bytes = Vec::new();
            if let Err(error) = GzDecoder::new(self.packed).read_to_end(&mut bytes) {
                tracing::error!(%error, name = self.name, "a file of the documentation page can't be unpacked");
            }
            bytes.into()
        };
        self.unpacked.get_or_init(unpack).clone()
    }
}

type Written = LazyLock<Bytes, Box<dyn FnOnce() -> Bytes + Send>>;

/// The document, made once somebody asks for it: a server that nobody asks does without its memory, and is ready sooner.
#[derive(Clone)]
pub(crate) struct Docs {
    document: Arc<Written>,
}

impl Docs {
    pub(crate) fn new(document: impl FnOnce() -> OpenApi + Send + 'static) -> Self {
        let write = move || {
            let written = document().to_pretty_json().unwrap_or_else(|error| {
                tracing::error!(%error, "the OpenAPI document can't be written");
                String::new()
            });
            written.into()
        };
        Self { document: Arc::new(LazyLock::new(Box::new(write))) }
    }

    pub(crate) fn routes(&self, routes: &mut Routes) {
        let document = Arc::clone(&self.document);
        let json = move |_: Anonymous| {
            let document = Bytes::clone(&document);
            let answer = HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "application/json"))
                .insert_header((header::CACHE_CONTROL, "no-cache"))
                .body(document);
            async { answer }
        };
        let page = |_: Anonymous| async { html::page(StatusCode::OK, PAGE.to_owned()) };
        let file = |_: Anonymous, name: web::Path<String>| {
            let answer = answer(&name);
            async { answer }
        };
        routes
            .service(resource("/api/openapi.json").get(json))
            .service(resource("/api/docs").get(page))
            .service(resource("/api/docs/{file}").get(file));
    }
}

fn answer(name: &str) -> Result<HttpResponse, Problem> {
    if name == "start.js" {
        return Ok(html::asset(SCRIPT, START, false));
    }
    let file = FILES.iter().find(|file| file.name == name);
    let file = file.ok_or_else(|| Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"))?;
    Ok(html::asset(file.content_type, file.bytes(), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_finds_all_its_files_here() {
        let mut linked = 0;
        for attribute in ["href=\"", "src=\""] {
            for rest in PAGE.split(attribute).skip(1) {
                let target = rest.split('"').next().unwrap_or_default();
                let name =
                    target.strip_prefix("/api/docs/").unwrap_or_else(|| panic!("{target} is elsewhere"));
                assert!(answer(name).is_ok(), "{name} is missing");
                linked += 1;
            }
        }
        assert_eq!(linked, FILES.len() + 1, "a file is embedded that nothing uses");
        assert!(answer("index.html").is_err());
        for (name, begin) in
            [("swagger-ui.css", ".swagger-ui".as_bytes()), ("favicon-32x32.png", b"\x89PNG".as_slice())]
        {
            let file = FILES.iter().find(|file| file.name == name).expect("a file");
            assert!(file.bytes().starts_with(begin), "{name}");
        }
    }

    #[test]
    fn the_page_has_no_script_or_style_of_its_own() {
        for forbidden in ["<style", "style=", "onload=", "<script>", "http://", "https://"] {
            assert!(!PAGE.contains(forbidden), "{forbidden}");
        }
    }
}

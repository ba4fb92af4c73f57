//! `/api/openapi.json`, and a page to browse it at `/api/docs`.
//!
//! The page is Swagger UI from files that are part of the program; nothing is fetched from elsewhere. The
//! HTML and the start script are our own, because Swagger UI's own page expects to stand below a path that
//! ends with a slash, and starts a script that stands in the page, which our policy forbids.

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use http_kit::problem::catalogue;
use http_kit::{Anonymous, Problem, html};
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::Config;

const PAGE: &str = include_str!("index.html");
const START: &str = include_str!("start.js");
/// The files of Swagger UI that the page uses.
const FILES: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/// The document and the files of the page, made once at start.
#[derive(Clone)]
pub(crate) struct Docs {
    document: Bytes,
    files: Arc<Vec<File>>,
}

struct File {
    name: &'static str,
    content_type: String,
    bytes: Bytes,
}

impl Docs {
    pub(crate) fn new(document: &OpenApi) -> Self {
        let document = document.to_pretty_json().unwrap_or_else(|error| {
            tracing::error!(%error, "the OpenAPI document can't be written");
            String::new()
        });
        let mut files: Vec<File> = FILES.into_iter().filter_map(vendored).collect();
        files.push(File {
            name: "start.js",
            content_type: "text/javascript; charset=utf-8".to_owned(),
            bytes: Bytes::from_static(START.as_bytes()),
        });
        Self { document: document.into(), files: Arc::new(files) }
    }

    pub(crate) fn routes(&self, config: &mut web::ServiceConfig) {
        let (document, files) = (self.document.clone(), self.files.clone());
        let json = move |_: Anonymous| {
            let answer = HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "application/json"))
                .insert_header((header::CACHE_CONTROL, "no-cache"))
                .body(document.clone());
            async { answer }
        };
        let page = |_: Anonymous| async { html::page(StatusCode::OK, PAGE.to_owned()) };
        let file = move |_: Anonymous, name: web::Path<String>| {
            let answer = answer(&files, &name);
            async { answer }
        };
        config
            .service(web::resource("/api/openapi.json").route(web::get().to(json)))
            .service(web::resource("/api/docs").route(web::get().to(page)))
            .service(web::resource("/api/docs/{file}").route(web::get().to(file)));
    }
}

fn answer(files: &[File], name: &str) -> Result<HttpResponse, Problem> {
    let file = files.iter().find(|file| file.name == name);
    let file = file.ok_or_else(|| Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"))?;
    Ok(html::asset(&file.content_type, file.bytes.clone(), false))
}

fn vendored(name: &'static str) -> Option<File> {
    let config = Arc::new(Config::from("/api/openapi.json"));
    let file = utoipa_swagger_ui::serve(name, config).ok().flatten();
    if file.is_none() {
        tracing::error!(name, "a file of the documentation page is missing");
    }
    file.map(|file| File { name, content_type: file.content_type, bytes: file.bytes.into_owned().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_finds_all_its_files_here() {
        let document = crate::openapi::document("http://localhost", crate::routes);
        let docs = Docs::new(&document);
        let mut linked = 0;
        for attribute in ["href=\"", "src=\""] {
            for rest in PAGE.split(attribute).skip(1) {
                let target = rest.split('"').next().unwrap_or_default();
                let name =
                    target.strip_prefix("/api/docs/").unwrap_or_else(|| panic!("{target} is elsewhere"));
                assert!(answer(&docs.files, name).is_ok(), "{name} is missing");
                linked += 1;
            }
        }
        assert_eq!(linked, docs.files.len(), "a file is embedded that nothing uses");
        assert!(answer(&docs.files, "index.html").is_err());
    }

    #[test]
    fn the_page_has_no_script_or_style_of_its_own() {
        for forbidden in ["<style", "style=", "onload=", "<script>", "http://", "https://"] {
            assert!(!PAGE.contains(forbidden), "{forbidden}");
        }
    }
}

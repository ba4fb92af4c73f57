//! Pages for people: the front page, and what each problem means.
//!
//! Pages are templates that escape whatever they are given. They load nothing but this server's own style
//! sheet and run no script.

mod assets;
mod pages;
mod text;

use http_kit::Server;

/// Puts the pages on a server.
#[must_use]
pub fn mount(server: Server) -> Server {
    server.routes(pages::routes).routes(assets::routes)
}

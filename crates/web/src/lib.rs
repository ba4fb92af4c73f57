//! Pages for people: the front page, what each problem means, and the outbox.
//!
//! Pages are templates that escape whatever they are given. They load nothing but what this server itself has, and run no
//! script but the outbox's: a shell without data, which asks the API with credentials that are typed into it.

mod assets;
mod pages;
mod text;

use http_kit::Server;

/// Puts the pages on a server.
#[must_use]
pub fn mount(server: Server) -> Server {
    server.routes(pages::routes).routes(assets::routes)
}

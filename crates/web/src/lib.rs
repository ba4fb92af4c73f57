//! Pages for people: the front page, what each problem means, the outbox, setting a new password, the rooms of
//! interviews, answers to invitations, and a client's booking.
//!
//! Pages are templates that escape whatever they are given. They load nothing but what this server itself has. Three have a
//! script: the outbox and new passwords, shells without data, which ask the API with what is typed into them; and rooms,
//! whose script says times in the viewer's zone.

mod answers;
mod assets;
mod booked;
mod pages;
mod pay;
mod rooms;
mod text;
mod when;

use http_kit::Server;

/// Puts the pages on a server.
#[must_use]
pub fn mount(server: Server) -> Server {
    server
        .routes(pages::routes)
        .routes(rooms::routes)
        .routes(answers::routes)
        .routes(pay::routes)
        .routes(booked::routes)
        .routes(assets::routes)
}

//! Pages for people: log-in, the pages of a company's people, the front page, what each problem means, the rooms of interviews,
//! answers to invitations, and a client's booking.
//!
//! Pages are templates that escape whatever they are given. They load nothing but what this server itself has, and work
//! without their scripts. They call the same use cases as the API, and grant by the same matrix (`kit::page`).

mod answers;
mod assets;
mod book;
mod booked;
mod calendar;
mod calendars;
mod charts;
mod companies;
mod dashboard;
mod first;
mod hiring;
mod home;
mod kit;
mod linked;
mod live;
mod login;
mod me;
mod missing;
mod pages;
mod pay;
mod pick;
mod rooms;
mod search;
mod settings;
mod shop;
mod text;
mod why;

use http_kit::Server;

/// Puts the pages on a server.
#[must_use]
pub fn mount(server: Server) -> Server {
    server
        .provide(rooms::Rooms::default())
        .provide(live::Pages::default())
        .routes(home::routes)
        .routes(login::routes)
        .routes(dashboard::routes)
        .routes(first::routes)
        .routes(live::routes)
        .routes(calendar::routes)
        .routes(hiring::routes)
        .routes(calendars::routes)
        .routes(settings::routes)
        .routes(shop::routes)
        .routes(search::routes)
        .routes(why::routes)
        .routes(companies::routes)
        .routes(missing::routes)
        .routes(pages::routes)
        .routes(rooms::routes)
        .routes(answers::routes)
        .routes(pay::routes)
        .routes(booked::routes)
        .routes(me::routes)
        .routes(book::routes)
        .routes(pick::routes)
        .routes(assets::routes)
}

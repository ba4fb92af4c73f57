//! Pages for people: log-in, the pages of a company's people, the front page, what each problem means, the rooms of interviews,
//! answers to invitations, and a client's booking.
//!
//! Pages are templates that escape whatever they are given. They load nothing but what this server itself has, and work
//! without their scripts. They call the same use cases as the API, and grant by the same matrix (`kit::page`).

mod answers;
mod assets;
mod book;
mod booked;
mod busy;
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
mod patterns;
mod pay;
mod pick;
mod reset;
mod rooms;
mod search;
mod settings;
mod shop;
mod text;
mod why;

use http_kit::{NowherePage, Routes, Server};

/// The pages, each module's.
const ROUTES: [fn(&mut Routes); 25] = [
    home::routes,
    login::routes,
    dashboard::routes,
    first::routes,
    live::routes,
    calendar::routes,
    busy::routes,
    hiring::routes,
    calendars::routes,
    settings::routes,
    shop::routes,
    search::routes,
    why::routes,
    companies::routes,
    missing::routes,
    pages::routes,
    reset::routes,
    rooms::routes,
    answers::routes,
    pay::routes,
    booked::routes,
    me::routes,
    book::routes,
    pick::routes,
    assets::routes,
];

/// Puts the pages on a server.
#[must_use]
pub fn mount(server: Server) -> Server {
    let server = server.provide(rooms::Rooms::default()).provide(live::Pages::default());
    let server = server.provide(NowherePage(missing::nowhere));
    ROUTES.into_iter().fold(server, Server::routes)
}

pub use kit::visitor::Mail;
pub use patterns::patterns;

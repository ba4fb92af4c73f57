//! The pages of a company's people: who sees which, and what their forms do.

mod access;
mod bad_input;
mod book;
mod booked;
mod calendar;
mod demo;
mod forms;
mod hiring;
mod live;
mod me;
mod offered;
mod routes;
mod sheets;
mod shop;
pub(crate) mod visit;
mod walk;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access::cases();
    cases.extend(bad_input::cases());
    cases.extend(book::cases());
    cases.extend(booked::cases());
    cases.extend(calendar::cases());
    cases.extend(demo::cases());
    cases.extend(forms::cases());
    cases.extend(hiring::cases());
    cases.extend(live::cases());
    cases.extend(me::cases());
    cases.extend(offered::cases());
    cases.extend(shop::cases());
    cases.extend(walk::cases());
    cases
}

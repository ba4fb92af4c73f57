//! The pages of a company's people: who sees which, and what their forms do.

mod access;
mod book;
mod booked;
mod demo;
mod forms;
mod hiring;
mod languages;
mod limits;
mod live;
mod me;
mod offered;
mod shop;
pub(crate) mod visit;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access::cases();
    cases.extend(book::cases());
    cases.extend(booked::cases());
    cases.extend(demo::cases());
    cases.extend(forms::cases());
    cases.extend(hiring::cases());
    cases.extend(languages::cases());
    cases.extend(limits::cases());
    cases.extend(live::cases());
    cases.extend(me::cases());
    cases.extend(offered::cases());
    cases.extend(shop::cases());
    cases
}

//! The pages of a company's people: who sees which, and what their forms do.

mod access;
mod bad_input;
mod book;
mod booked;
mod calendar;
mod charts;
mod demo;
mod finds;
mod first;
mod forms;
pub(crate) mod held;
mod hiring;
mod interview_hours;
mod languages;
mod limits;
mod live;
mod me;
mod offered;
mod other_times;
mod parts;
mod providers;
mod routes;
mod sheets;
mod shop;
mod stale;
mod told;
mod typed;
mod undone;
pub(crate) mod visit;
mod walk;
mod why;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access::cases();
    cases.extend(bad_input::cases());
    cases.extend(book::cases());
    cases.extend(booked::cases());
    cases.extend(calendar::cases());
    cases.extend(charts::cases());
    cases.extend(demo::cases());
    cases.extend(finds::cases());
    cases.extend(first::cases());
    cases.extend(forms::cases());
    cases.extend(hiring::cases());
    cases.extend(interview_hours::cases());
    cases.extend(languages::cases());
    cases.extend(limits::cases());
    cases.extend(live::cases());
    cases.extend(me::cases());
    cases.extend(offered::cases());
    cases.extend(other_times::cases());
    cases.extend(parts::cases());
    cases.extend(providers::cases());
    cases.extend(shop::cases());
    cases.extend(stale::cases());
    cases.extend(told::cases());
    cases.extend(typed::cases());
    cases.extend(undone::cases());
    cases.extend(why::cases());
    cases.extend(walk::cases());
    cases
}

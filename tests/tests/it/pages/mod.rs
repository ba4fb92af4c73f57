//! The pages of a company's people: who sees which, and what their forms do.

mod access;
mod demo;
mod forms;
mod hiring;
mod shop;
mod visit;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access::cases();
    cases.extend(demo::cases());
    cases.extend(forms::cases());
    cases.extend(hiring::cases());
    cases.extend(shop::cases());
    cases
}

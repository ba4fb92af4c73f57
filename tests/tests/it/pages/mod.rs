//! The pages of a company's people: who sees which, and what their forms do.

mod access;
mod forms;
mod hiring;
pub(crate) mod visit;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access::cases();
    cases.extend(forms::cases());
    cases.extend(hiring::cases());
    cases
}

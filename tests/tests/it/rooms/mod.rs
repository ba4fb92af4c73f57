//! Online rooms at companies' providers, and the page that leads to them.

mod calls;
mod link;
mod moved;
mod page;
mod provider_failures;
mod settings;
mod syncing;
mod world;
mod wrong;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = settings::cases();
    cases.extend(syncing::cases());
    cases.extend(provider_failures::cases());
    cases.extend(link::cases());
    cases.extend(page::cases());
    cases.extend(wrong::cases());
    cases.extend(calls::cases());
    cases.extend(moved::cases());
    cases
}

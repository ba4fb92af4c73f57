//! Online rooms at companies' providers, and the page that leads to them.

mod moods;
mod page;
mod settings;
mod tending;
mod world;
mod wrong;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = settings::cases();
    cases.extend(tending::cases());
    cases.extend(moods::cases());
    cases.extend(page::cases());
    cases.extend(wrong::cases());
    cases
}

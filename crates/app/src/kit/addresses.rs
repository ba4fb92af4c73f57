//! Addresses of mail, as people type them.

use integrations::mail::Address;

/// Whether mail can be sent there: one mailbox at a full domain name, without a display name.
#[must_use]
pub fn is_address(text: &str) -> bool {
    Address::of_person(text).is_ok()
}

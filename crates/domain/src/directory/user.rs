//! Users: everybody with an account or a calendar.

use crate::access::Role;
use crate::{CompanyId, Record, UserId};

/// A stored user. The company is `None` for the platform's administrators and for nobody else. It never changes: history
/// names the user together with the company.
pub type User = Record<UserId, UserDetails, (), Option<CompanyId>>;

/// What may be changed about a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDetails {
    /// As the user writes it; unique over the platform, whatever its case.
    pub email: String,
    /// Not empty.
    pub name: String,
    pub role: Role,
    /// An IANA name; `None` where the company's counts.
    pub time_zone: Option<String>,
    /// An inactive user stays in history and can't be booked.
    pub active: bool,
}

impl UserDetails {
    /// An active user with no zone of their own.
    pub fn new(email: impl Into<String>, name: impl Into<String>, role: Role) -> Self {
        Self { email: email.into(), name: name.into(), role, time_zone: None, active: true }
    }

    /// The form of the e-mail that is compared: two spellings that differ in case are the same address.
    #[must_use]
    pub fn email_key(&self) -> String {
        self.email.trim().to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(email: &str, key: &str) {
        assert_eq!(UserDetails::new(email, "A", Role::Staff).email_key(), key, "{email}");
    }

    #[test]
    fn the_case_of_an_email_does_not_count() {
        check("Ana@Example.com", "ana@example.com");
        check(" ana@example.com ", "ana@example.com");
        check("ÄNA@example.com", "äna@example.com");
    }
}

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
        crate::text::email_key(&self.email)
    }

    /// Whether they can be booked for meetings: they are active, in a role that interviews.
    #[must_use]
    pub fn takes_bookings(&self) -> bool {
        self.active && self.role.may_interview()
    }
}

/// Whether somebody who owns their company does so no more when they are as `after` says, or are gone. A company in use keeps an
/// active owner.
#[must_use]
pub fn stops_owning(before: &UserDetails, after: Option<&UserDetails>) -> bool {
    let owns = |user: &UserDetails| user.role == Role::Owner && user.active;
    owns(before) && !after.is_some_and(owns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(email: &str, key: &str) {
        assert_eq!(UserDetails::new(email, "A", Role::Staff).email_key(), key, "{email}");
    }

    #[test]
    fn owners_own_while_they_are_active() {
        let user = |role, active| UserDetails { active, ..UserDetails::new("a@example.com", "A", role) };
        let check = |before: &UserDetails, after: Option<&UserDetails>, expected| {
            assert_eq!(stops_owning(before, after), expected, "{before:?} {after:?}");
        };
        let owner = user(Role::Owner, true);
        check(&owner, Some(&owner), false);
        check(&owner, Some(&user(Role::HrManager, true)), true);
        check(&owner, Some(&user(Role::Owner, false)), true);
        check(&owner, None, true);
        check(&user(Role::Owner, false), None, false);
        check(&user(Role::HrManager, true), None, false);
    }

    #[test]
    fn the_case_of_an_email_does_not_count() {
        check("Ana@Example.com", "ana@example.com");
        check(" ana@example.com ", "ana@example.com");
        check("ÄNA@example.com", "äna@example.com");
    }
}

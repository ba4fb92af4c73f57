//! Who somebody is who logs in through a company's provider. They are the person whom the provider names by its subject
//! (OpenID Connect Core 1.0, section 5.7): an e-mail address changes hands, a subject never does.

use super::Role;
use crate::UserId;

/// Characters of a subject, at most (OpenID Connect Core 1.0, section 2).
pub const SUBJECT_LENGTH: usize = 255;

/// Why nobody is known or made by an address that the provider does not vouch for.
pub const UNVERIFIED_ADDRESS: &str = "the provider has not verified the e-mail address";

/// What is known here of somebody whom a provider sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acquaintance {
    /// The user who logged in under this issuer and subject before.
    pub known: Option<UserId>,
    /// The user of the company who has their e-mail address.
    pub namesake: Option<Namesake>,
    /// Whether a candidate of the company has that address, or a client who booked by it: a user of that address shares what they
    /// have. Of no account for who is known, or vouched for.
    pub has_record: bool,
    /// Whether the provider vouches for that address.
    pub email_vouched: bool,
}

/// The user who has an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Namesake {
    pub user: UserId,
    /// Whether this issuer knows them under another subject.
    pub is_another: bool,
}

/// How somebody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// As the user they were before. `new_email` says whether their address follows the provider's.
    Known { user: UserId, new_email: bool },
    /// As the user who has their address, and from now on under their subject.
    Bound(UserId),
    /// As a new user.
    New,
}

impl Acquaintance {
    /// How they get in.
    ///
    /// # Errors
    /// Why they do not.
    pub fn admission(self) -> Result<Admission, &'static str> {
        match (self.known, self.namesake) {
            // Where another has the new address, they keep their old one.
            (Some(user), namesake) => {
                Ok(Admission::Known { user, new_email: self.email_vouched && namesake.is_none() })
            }
            (None, None) if self.has_record && !self.email_vouched => Err(UNVERIFIED_ADDRESS),
            (None, None) => Ok(Admission::New),
            (None, Some(Namesake { is_another: true, .. })) => {
                Err("the e-mail address is that of a user whom the provider knows under another subject")
            }
            (None, Some(_)) if !self.email_vouched => {
                Err("the e-mail address is that of a user, and the provider does not say that it is verified")
            }
            (None, Some(namesake)) => Ok(Admission::Bound(namesake.user)),
        }
    }
}

/// Whether somebody new may have a role by their address. What a customer sees is whatever is booked by that address, also
/// what is booked later: it has to be theirs.
///
/// # Errors
/// Why they may not.
pub fn check_newcomer(role: Role, email_vouched: bool) -> Result<(), &'static str> {
    if role == Role::Customer && !email_vouched { Err(UNVERIFIED_ADDRESS) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEA: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    fn check(
        known: Option<UserId>,
        namesake: Option<(UserId, bool)>,
        vouched: bool,
        expected: Option<Admission>,
    ) {
        let namesake = namesake.map(|(user, is_another)| Namesake { user, is_another });
        let seen = Acquaintance { known, namesake, has_record: false, email_vouched: vouched }.admission();
        assert_eq!(seen.ok(), expected, "{known:?} {namesake:?} {vouched}");
    }

    #[test]
    fn the_subject_says_who_somebody_is() {
        let known = |new_email| Some(Admission::Known { user: LEA, new_email });
        check(Some(LEA), None, true, known(true));
        check(Some(LEA), None, false, known(false));
        check(Some(LEA), Some((LEA, false)), true, known(false));
        check(Some(LEA), Some((BOB, false)), true, known(false));
        check(Some(LEA), Some((BOB, true)), true, known(false));
    }

    #[test]
    fn an_address_binds_once_and_only_where_it_is_vouched_for() {
        check(None, Some((LEA, false)), true, Some(Admission::Bound(LEA)));
        check(None, Some((LEA, false)), false, None);
        check(None, Some((LEA, true)), true, None);
        check(None, None, true, Some(Admission::New));
        check(None, None, false, Some(Admission::New));
    }

    #[test]
    fn an_address_that_a_record_has_is_nobodys_without_proof() {
        let check = |known, email_vouched, expected: Result<Admission, &str>| {
            let somebody = Acquaintance { known, namesake: None, has_record: true, email_vouched };
            assert_eq!(somebody.admission(), expected, "{known:?} {email_vouched}");
        };
        check(None, false, Err(UNVERIFIED_ADDRESS));
        check(None, true, Ok(Admission::New));
        check(Some(LEA), false, Ok(Admission::Known { user: LEA, new_email: false }));
    }

    #[test]
    fn a_new_customer_has_an_address_that_is_proven() {
        let check = |role, vouched, good: bool| {
            assert_eq!(check_newcomer(role, vouched).is_ok(), good, "{role:?} {vouched}");
        };
        check(Role::Customer, false, false);
        check(Role::Customer, true, true);
        check(Role::Viewer, false, true);
    }
}

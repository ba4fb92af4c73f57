//! Who somebody is who logs in through a company's provider. They are the person whom the provider names by its subject
//! (OpenID Connect Core 1.0, section 5.7): an e-mail address changes hands, a subject never does.

use crate::UserId;

/// Characters of a subject, at most (OpenID Connect Core 1.0, section 2).
pub const SUBJECT_LENGTH: usize = 255;

/// What is known here of somebody whom a provider sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acquaintance {
    /// The user who logged in under this issuer and subject before.
    pub known: Option<UserId>,
    /// The user of the company who has their e-mail address.
    pub namesake: Option<Namesake>,
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
        let seen = Acquaintance { known, namesake, email_vouched: vouched }.admission();
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
}

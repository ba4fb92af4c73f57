//! Letting somebody in whom the provider knows: as the user they are, or as a new one.

use super::{SsoFailure, stranger};
use crate::accounts::SESSION_SECONDS;
use crate::accounts::is_last_owner;
use crate::accounts::login::LoggedIn;
use crate::kit::collection::Rules;
use crate::tokens::{Token, TokenKind};
use domain::Refusal;
use domain::access::{
    Acquaintance, Admission, IdentityProvider, IdentityProviderDetails, Namesake, Role, SUBJECT_LENGTH,
    TokenHash, UNVERIFIED_ADDRESS, check_newcomer,
};
use domain::directory::{User, UserDetails};
use integrations::mail::Address;
use integrations::sso::{Groups, Identity};
use persistence::store::collection::Collection;
use persistence::store::sessions::NewSession;
use persistence::store::{companies, persons, sessions, user_identities, users};
use persistence::{Database, Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Characters of an e-mail address, at most (RFC 5321, section 4.5.3.1, less the angle brackets).
const EMAIL: usize = 254;
/// Characters of a name, at most.
const NAME: usize = 200;

/// Somebody as the company's provider names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    subject: String,
    /// Their address, or why nobody is known or made by it.
    email: Result<Email, &'static str>,
    name: String,
    groups: Option<Vec<String>>,
}

/// An address that the provider gives.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Email {
    text: String,
    /// Whether it is theirs, by what the provider says.
    vouched: bool,
}

/// Who this is, or why they are kept out.
pub(super) fn person(provider: &IdentityProviderDetails, said: Identity) -> Result<Person, String> {
    let plain = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
    if said.subject.is_empty() || !plain(&said.subject, SUBJECT_LENGTH) {
        return Err("the provider gives no subject, or one that is too long".into());
    }
    let text = said.email.unwrap_or_default().trim().to_owned();
    let name = name(said.name.as_deref(), &text);
    let is_address = plain(&text, EMAIL) && Address::of_person(&text).is_ok();
    let email = match said.email_verified {
        _ if !is_address => Err("the provider gives no e-mail address"),
        Some(false) => Err(UNVERIFIED_ADDRESS),
        verified => Ok(Email { text, vouched: provider.vouches(verified) }),
    };
    if said.groups == Groups::Unreadable {
        let (issuer, claim) = (&provider.issuer, &provider.group_claim);
        tracing::warn!(%issuer, ?claim, "groups of a log-in provider can't be read: they are no list of names; roles stay");
    }
    Ok(Person { subject: said.subject, email, name, groups: said.groups.listed() })
}

/// The name on one line, as long as names may be; where there is none, what stands before the `@`.
fn name(said: Option<&str>, email: &str) -> String {
    let plain: String = said.unwrap_or_default().chars().filter(|c| !c.is_control()).take(NAME).collect();
    match plain.trim() {
        "" => email.split('@').next().unwrap_or(email).to_owned(),
        name => name.to_owned(),
    }
}

/// Finds or makes the user, and begins a session.
pub(super) async fn admit(
    db: &Database,
    provider: &IdentityProvider,
    person: Person,
    now: Timestamp,
) -> Result<LoggedIn, SsoFailure> {
    let token = Token::new(TokenKind::Session)?;
    let entrance = Entering { provider: provider.clone(), person, token: token.hash(), now };
    // Of two first log-ins of one person at once, the second finds what the first made.
    let entered = match entrance.clone().run(db).await {
        Err(StoreError::Refused(Refusal::Duplicate { .. })) => entrance.run(db).await,
        entered => entered,
    };
    match entered {
        Ok(Ok(user)) => Ok(LoggedIn { user, token }),
        Ok(Err(reason)) => Err(SsoFailure::NotLetIn(reason.into())),
        // Somebody has this address who is of another company, or of the platform: this provider has no say over them.
        Err(StoreError::Refused(Refusal::Duplicate { .. })) => {
            Err(SsoFailure::NotLetIn("the e-mail address is that of a user elsewhere".into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody on their way in.
#[derive(Debug, Clone)]
struct Entering {
    provider: IdentityProvider,
    person: Person,
    token: TokenHash,
    now: Timestamp,
}

impl Entering {
    async fn run(self, db: &Database) -> Result<Result<User, &'static str>, StoreError> {
        let permit = stranger(self.provider.company)?;
        db.write(move |tx| self.enter(&mut tx.scope(&permit))).await
    }

    /// The user whose session began, or why none did. What the user is called is theirs to change; the role follows the
    /// provider.
    fn enter(&self, scope: &mut Scope<'_>) -> Result<Result<User, &'static str>, StoreError> {
        if companies::get(scope, self.provider.company)?.details.suspended {
            return Ok(Err("the company is suspended"));
        }
        let admission = match self.admission(scope)? {
            Ok(admission) => admission,
            Err(reason) => return Ok(Err(reason)),
        };
        let (stored, new_email) = match admission {
            Admission::Known { user, new_email } => (Some(users::get(scope, user)?), new_email),
            Admission::Bound(user) => (Some(users::get(scope, user)?), false),
            Admission::New => (None, false),
        };
        if stored.as_ref().is_some_and(|user| !user.details.active) {
            return Ok(Err("the user is inactive"));
        }
        let current = stored.as_ref().map(|user| user.details.role);
        let issuer = self.provider.details.issuer.as_str();
        let Some(role) = self.provider.details.role_after(current, self.person.groups.as_deref()) else {
            // Whom the provider lets in no more is not in any more either, as far as it let them in.
            if let Admission::Known { user, .. } = admission {
                sessions::end_through(scope, user, issuer)?;
            }
            return Ok(Err("no group of theirs has a role, and there is none for the others"));
        };
        let user = match stored {
            Some(stored) => self.renewed(scope, stored, role, new_email)?,
            None => match self.newcomer(role) {
                Ok(details) => UserDetails::insert(scope, &details, self.now)?,
                Err(reason) => return Ok(Err(reason)),
            },
        };
        if !matches!(admission, Admission::Known { .. }) {
            user_identities::bind(scope, user.id, issuer, &self.person.subject, self.now)?;
        }
        let expires = self.now.plus_seconds(SESSION_SECONDS);
        let session = NewSession { user: user.id, token: &self.token, issuer: Some(issuer), expires };
        sessions::begin(scope, &session, self.now)?;
        Ok(Ok(user))
    }

    /// The user to be made of somebody who is new, or why none is.
    fn newcomer(&self, role: Role) -> Result<UserDetails, &'static str> {
        let email = self.person.email.as_ref().map_err(|reason| *reason)?;
        check_newcomer(role, email.vouched)?;
        Ok(self.details(email, role))
    }

    fn details(&self, email: &Email, role: Role) -> UserDetails {
        UserDetails::new(email.text.clone(), self.person.name.clone(), role)
    }

    /// How they get in. Who is known by their subject needs no address: one that is missing or not verified is no news of them.
    fn admission(&self, scope: &mut Scope<'_>) -> Result<Result<Admission, &'static str>, StoreError> {
        let issuer = &self.provider.details.issuer;
        Ok(match &self.person.email {
            Ok(email) => self.acquaintance(scope, email)?.admission(),
            Err(reason) => match user_identities::user(scope, issuer, &self.person.subject)? {
                Some(user) => Ok(Admission::Known { user, new_email: false }),
                None => Err(*reason),
            },
        })
    }

    /// What is known here of somebody with that address.
    fn acquaintance(&self, scope: &mut Scope<'_>, email: &Email) -> Result<Acquaintance, StoreError> {
        let issuer = &self.provider.details.issuer;
        let key = self.details(email, Role::Viewer).email_key();
        let found = users::by_email(scope, &key)?;
        let is_bound = match &found {
            Some(user) => user_identities::is_bound(scope, user.id, issuer)?,
            None => false,
        };
        // Last, so that whom another log-in of theirs bound meanwhile is known as them, and not taken for somebody else.
        let known = user_identities::user(scope, issuer, &self.person.subject)?;
        let namesake =
            found.map(|user| Namesake { user: user.id, is_another: is_bound && known != Some(user.id) });
        // Asked where it says something, because the company's addresses are held for it.
        let is_open = known.is_none() && namesake.is_none() && !email.vouched;
        let has_record = is_open && persons::has_record(scope, &key)?;
        Ok(Acquaintance { known, namesake, has_record, email_vouched: email.vouched })
    }

    /// The user with the role and the address that the provider says; a company keeps its last owner.
    fn renewed(
        &self,
        scope: &mut Scope<'_>,
        stored: User,
        role: Role,
        new_email: bool,
    ) -> Result<User, StoreError> {
        let mut details = stored.details.clone();
        details.role = role;
        if let (true, Ok(email)) = (new_email, &self.person.email) {
            details.email = email.text.clone();
        }
        if is_last_owner(scope, &stored, Some(&details))? {
            tracing::warn!(user = stored.id.0, role = role.name(), "the last owner of a company stays one");
            details.role = Role::Owner;
        }
        if details == stored.details {
            return Ok(stored);
        }
        let updated = match scope.savepoint(|scope| UserDetails::update(scope, &stored, &details, self.now)) {
            // Somebody of another company has the new address, or a candidate or a client who has something booked when they
            // have: they keep their old one.
            Err(StoreError::Refused(Refusal::Duplicate { .. } | Refusal::Overlap { .. })) if new_email => {
                let details = UserDetails { email: stored.details.email.clone(), ..details };
                UserDetails::update(scope, &stored, &details, self.now)
            }
            updated => updated,
        }?;
        // What follows from a change follows at every door.
        UserDetails::updated(scope, &stored, &updated, self.now)?;
        Ok(updated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(email: Option<&str>, verified: Option<bool>, name: Option<&str>, seen: Result<&str, &str>) {
        let provider = IdentityProviderDetails {
            issuer: "https://login.example.com".into(),
            client_id: "meridian".into(),
            group_claim: "groups".into(),
            group_roles: [("hr".to_owned(), Role::HrManager)].into(),
            default_role: None,
            trust_unverified_email: false,
            active: true,
        };
        let said = Identity {
            subject: "ann".into(),
            email: email.map(str::to_owned),
            email_verified: verified,
            name: name.map(str::to_owned),
            groups: Groups::Unstated,
        };
        let person = person(&provider, said).expect("a subject");
        match (&person.email, seen) {
            (Ok(email), Ok(expected)) => {
                assert_eq!(format!("{} <{}>", person.name, email.text), expected);
                assert_eq!(email.vouched, verified == Some(true));
            }
            (Err(reason), Err(expected)) => assert!(reason.contains(expected), "{reason}"),
            (email, expected) => panic!("{email:?}, not {expected:?}"),
        }
    }

    #[test]
    fn whoever_has_an_address_that_is_not_unverified_is_somebody() {
        let (ann, verified) = (Some("Ann@example.com"), Some(true));
        check(ann, verified, Some("Ann Lee"), Ok("Ann Lee <Ann@example.com>"));
        check(ann, verified, Some(" Ann\r\nLee "), Ok("AnnLee <Ann@example.com>"));
        check(ann, verified, Some("  "), Ok("Ann <Ann@example.com>"));
        check(ann, verified, None, Ok("Ann <Ann@example.com>"));
        check(ann, None, None, Ok("Ann <Ann@example.com>"));
        check(ann, Some(false), None, Err("not verified"));
        check(None, verified, None, Err("no e-mail"));
        check(Some("ann"), verified, None, Err("no e-mail"));
        check(Some("Ann <ann@example.com>"), verified, None, Err("no e-mail"));
        check(Some("ann@example.com\nx"), verified, None, Err("no e-mail"));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(name(Some(&"ä".repeat(300)), "a@example.com").chars().count(), NAME);
    }
}

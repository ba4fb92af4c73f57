//! Letting somebody in whom the provider knows: as the user they are, or as a new one.

use super::{SsoFailure, stranger};
use crate::accounts::SESSION_SECONDS;
use crate::accounts::login::LoggedIn;
use crate::tokens::{Token, TokenKind};
use domain::access::{IdentityProvider, Role, TokenHash};
use domain::directory::{User, UserDetails};
use domain::{CompanyId, Refusal};
use email_address::{EmailAddress, Options};
use integrations::sso::Identity;
use persistence::store::collection::Collection;
use persistence::store::{sessions, users};
use persistence::{Database, Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Characters of an e-mail address, at most (RFC 5321, section 4.5.3.1, less the angle brackets).
const EMAIL: usize = 254;
/// Characters of a name, at most.
const NAME: usize = 200;

/// Somebody as the company sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    email: String,
    name: String,
    role: Role,
}

/// Who this is, or why they are kept out.
pub(super) fn person(provider: &IdentityProvider, said: Identity) -> Result<Person, String> {
    let email = said.email.unwrap_or_default().trim().to_owned();
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    let plain = email.chars().count() <= EMAIL && !email.chars().any(char::is_control);
    if !plain || EmailAddress::parse_with_options(&email, options).is_err() {
        return Err("the provider gives no e-mail address".into());
    }
    if !said.email_verified {
        return Err("the provider has not verified the e-mail address".into());
    }
    let role = provider.details.role_of(&said.groups);
    let role = role.ok_or("no group of theirs has a role, and there is none for the others")?;
    Ok(Person { name: name(said.name.as_deref(), &email), email, role })
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
    company: CompanyId,
    person: Person,
    now: Timestamp,
) -> Result<LoggedIn, SsoFailure> {
    let token = Token::new(TokenKind::Session)?;
    let (permit, hash) = (stranger(company)?, token.hash());
    let entered = db.write(move |tx| enter(&mut tx.scope(&permit), &person, &hash, now)).await;
    match entered {
        Ok(Some(user)) => Ok(LoggedIn { user, token }),
        Ok(None) => Err(SsoFailure::NotLetIn("the user is inactive".into())),
        // Somebody has this address who is of another company, or of the platform: this provider has no say over them.
        Err(StoreError::Refused(Refusal::Duplicate { .. })) => {
            Err(SsoFailure::NotLetIn("the e-mail address is that of a user elsewhere".into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// `None` for an inactive user. What the user is called is theirs to change; only the role follows the provider.
fn enter(
    scope: &mut Scope<'_>,
    person: &Person,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<User>, StoreError> {
    let details = UserDetails::new(person.email.clone(), person.name.clone(), person.role);
    let user = match users::by_email(scope, &details.email_key())? {
        None => UserDetails::insert(scope, &details, now)?,
        Some(user) if !user.details.active => return Ok(None),
        Some(user) if user.details.role == person.role => user,
        Some(user) => {
            let details = UserDetails { role: person.role, ..user.details.clone() };
            UserDetails::update(scope, &user, &details, now)?
        }
    };
    sessions::begin(scope, user.id, token, now, now.plus_seconds(SESSION_SECONDS))?;
    Ok(Some(user))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Metadata;
    use domain::access::IdentityProviderDetails;

    fn provider() -> IdentityProvider {
        let now = Timestamp::saturating_from_unix(0);
        IdentityProvider {
            company: CompanyId(1),
            details: IdentityProviderDetails {
                issuer: "https://login.example.com".into(),
                client_id: "meridian".into(),
                group_claim: "groups".into(),
                group_roles: [("hr".to_owned(), Role::HrManager)].into(),
                default_role: None,
                active: true,
            },
            client_secret: None,
            metadata: Metadata { version: 1, created_at: now, updated_at: now },
        }
    }

    fn check(email: Option<&str>, verified: bool, name: Option<&str>, group: &str, seen: Result<&str, &str>) {
        let said = Identity {
            email: email.map(str::to_owned),
            email_verified: verified,
            name: name.map(str::to_owned),
            groups: vec![group.to_owned()],
        };
        match (person(&provider(), said), seen) {
            (Ok(person), Ok(expected)) => {
                assert_eq!(format!("{} <{}>", person.name, person.email), expected);
            }
            (Err(reason), Err(expected)) => assert!(reason.contains(expected), "{reason}"),
            (person, expected) => panic!("{person:?}, not {expected:?}"),
        }
    }

    #[test]
    fn whoever_has_a_verified_address_and_a_group_is_somebody() {
        let ann = Some("Ann@example.com");
        check(ann, true, Some("Ann Lee"), "hr", Ok("Ann Lee <Ann@example.com>"));
        check(ann, true, Some(" Ann\r\nLee "), "hr", Ok("AnnLee <Ann@example.com>"));
        check(ann, true, Some("  "), "hr", Ok("Ann <Ann@example.com>"));
        check(ann, true, None, "hr", Ok("Ann <Ann@example.com>"));
        check(ann, false, None, "hr", Err("not verified"));
        check(ann, true, None, "sales", Err("no group"));
        check(None, true, None, "hr", Err("no e-mail"));
        check(Some("ann"), true, None, "hr", Err("no e-mail"));
        check(Some("Ann <ann@example.com>"), true, None, "hr", Err("no e-mail"));
        check(Some("ann@example.com\nx"), true, None, "hr", Err("no e-mail"));
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(name(Some(&"ä".repeat(300)), "a@example.com").chars().count(), NAME);
    }
}

//! Logging in through a company's own provider (OpenID Connect): the provider says who somebody is, and the company's table
//! of groups says what they may do.
//!
//! A log-in has two halves, with a visit to the provider between them. What ties them together is kept in the database, so
//! that any server can finish what another began, and is used up by the first who comes back with it.

mod admit;
pub mod provider;

use super::login::LoggedIn;
use crate::sealed::{Vault, VaultError, places};
use crate::tokens::{NoRandomness, hash_of, random_text};
use domain::access::{Action, Caller, IdentityProvider, Permit, Role, Sealed, TokenHash, authorise};
use domain::{CompanyId, Refusal};
pub use integrations::sso::SsoError;
use integrations::sso::{ProviderReport, Registration, SsoClient, Ties};
use persistence::store::identity_providers;
use persistence::store::oidc_logins::{self, OidcLogin};
use persistence::{Database, DbError, StoreError};
use scheduling_core::time::Timestamp;
use url::Url;

/// How long somebody may take at the provider.
pub const SSO_SECONDS: i64 = 10 * 60;

/// What all log-ins through providers share. Clones are the same.
#[derive(Debug, Clone)]
pub struct SingleSignOn {
    client: SsoClient,
    vault: Vault,
    callback: String,
}

/// A log-in that was begun.
#[derive(Clone)]
pub struct Begun {
    /// Where to send the user to log in.
    pub authorization_url: String,
    /// What comes back with them.
    pub state: String,
    /// What the browser has to show then, as a cookie; only where a browser began it.
    pub browser: Option<String>,
}

/// Who wants to log in, and how they come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entrance {
    /// A browser, which comes back to this server, and is tied to the log-in. `known` is what it was tied by before, so that
    /// several log-ins of one browser go on side by side.
    Browser { known: Option<String> },
    /// A program, which looks after the state by itself; it may have an address of its own.
    Program { redirect_uri: Option<String> },
}

/// What comes back from the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub state: String,
    /// The code, or the provider's word for why there is none (RFC 6749, section 4.1.2.1).
    pub outcome: Result<String, String>,
    /// Who the provider says that it is (RFC 9207), where it does.
    pub issuer: Option<String>,
    /// What the browser shows, where it shows something.
    pub browser: Option<String>,
}

/// Somebody who got in.
#[derive(Debug)]
pub struct Finished {
    pub session: LoggedIn,
    /// Whether a browser began it.
    pub by_browser: bool,
}

/// Why somebody did not get in.
#[derive(Debug, thiserror::Error)]
pub enum SsoFailure {
    /// Nobody began this log-in, or not in this browser, or it took too long, or it was finished before.
    #[error("the log-in was not begun, or is over")]
    NotBegun,
    /// The company does not let them in. The reason is for the log: to them all reasons look alike.
    #[error("not let in: {0}")]
    NotLetIn(String),
    #[error(transparent)]
    Provider(SsoError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Seal(#[from] VaultError),
}

impl From<DbError> for SsoFailure {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl From<SsoError> for SsoFailure {
    /// A code that the provider does not accept is the fault of the one who brings it.
    fn from(error: SsoError) -> Self {
        match error {
            SsoError::Refused { code } if code == "invalid_grant" => {
                Self::NotLetIn("the provider does not accept the code".into())
            }
            other => Self::Provider(other),
        }
    }
}

impl SingleSignOn {
    /// Of one server, whose clients see it at `public_url`.
    #[must_use]
    pub fn new(client: SsoClient, vault: Vault, public_url: &str) -> Self {
        Self { client, vault, callback: format!("{}/auth/oidc/callback", public_url.trim_end_matches('/')) }
    }

    /// Judges an issuer, as far as that can be done without asking it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_issuer(&self, issuer: &str) -> Result<(), &'static str> {
        self.client.check_issuer(issuer)
    }

    /// Where providers send people back to.
    #[must_use]
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// Whether browsers see this server over TLS, so that their cookies need it too.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.callback.starts_with("https://")
    }

    /// Asks a company's provider, as a log-in would, whether people could be sent there.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn test(&self, issuer: &str, now: Timestamp) -> Result<ProviderReport, SsoError> {
        self.client.test(issuer, now).await
    }

    /// Seals the secret that a company has been given by its provider.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn seal(&self, company: CompanyId, secret: &str) -> Result<Sealed, VaultError> {
        self.vault.seal(&places::of_client_secret(company), secret).map(Sealed)
    }

    /// The first half.
    ///
    /// # Errors
    /// `NotFound` where the company has no provider that lets anybody in; failures of the provider.
    pub async fn begin(
        &self,
        db: &Database,
        company: CompanyId,
        entrance: Entrance,
        now: Timestamp,
    ) -> Result<Begun, SsoFailure> {
        let permit = stranger(company)?;
        let provider = db.read(move |tx| identity_providers::get(&mut tx.scope(&permit))).await?;
        if !provider.details.active {
            return Err(StoreError::from(Refusal::not_found("identity provider")).into());
        }
        let browser = match &entrance {
            Entrance::Browser { known: Some(known) } if is_tie(known) => Some(known.clone()),
            Entrance::Browser { .. } => Some(random_text::<32>()?),
            Entrance::Program { .. } => None,
        };
        let redirect_uri = match entrance {
            Entrance::Program { redirect_uri: Some(own) } => own,
            _ => self.callback.clone(),
        };
        let ties =
            Ties { state: random_text::<32>()?, nonce: random_text::<32>()?, verifier: random_text::<32>()? };
        let ours = self.registration(&provider, redirect_uri)?;
        let authorization_url = self.client.begin(&ours, &ties, now).await?;
        let state = hash_of(&ties.state);
        let login = OidcLogin {
            company,
            issuer: ours.issuer,
            redirect_uri: ours.redirect_uri,
            nonce: ties.nonce,
            verifier: Sealed(self.vault.seal(&verifier_place(&state), &ties.verifier)?),
            browser: browser.as_deref().map(hash_of),
        };
        let permit = stranger(company)?;
        let expires = now.plus_seconds(SSO_SECONDS);
        db.write(move |tx| oidc_logins::begin(&mut tx.scope(&permit), &login, &state, now, expires)).await?;
        Ok(Begun { authorization_url, state: ties.state, browser })
    }

    /// The second half. The state is used up by it, however it ends.
    ///
    /// # Errors
    /// [`SsoFailure`].
    pub async fn finish(&self, db: &Database, back: Return, now: Timestamp) -> Result<Finished, SsoFailure> {
        let state = hash_of(&back.state);
        let taken = state.clone();
        let login =
            db.write(move |tx| oidc_logins::take(tx, &taken, now)).await?.ok_or(SsoFailure::NotBegun)?;
        let provider = self.provider_of(db, &login, &back).await?;
        let code = back.outcome.map_err(|word| SsoFailure::NotLetIn(format!("the provider says: {word}")))?;
        let ties = Ties {
            verifier: self.vault.open(&verifier_place(&state), &login.verifier.0)?,
            state: back.state,
            nonce: login.nonce,
        };
        let ours = self.registration(&provider, login.redirect_uri)?;
        let identity = self.client.finish(&ours, &ties, code, now).await?;
        let person = admit::person(&provider.details, identity).map_err(SsoFailure::NotLetIn)?;
        let session = admit::admit(db, &provider, person, now).await?;
        Ok(Finished { session, by_browser: login.browser.is_some() })
    }

    /// The provider to which somebody was sent, as far as they are who was sent there.
    async fn provider_of(
        &self,
        db: &Database,
        login: &OidcLogin,
        back: &Return,
    ) -> Result<IdentityProvider, SsoFailure> {
        if login.browser.is_some() && login.browser != back.browser.as_deref().map(hash_of) {
            return Err(SsoFailure::NotBegun);
        }
        let permit = stranger(login.company)?;
        let provider = db.read(move |tx| identity_providers::find(&mut tx.scope(&permit))).await?;
        let same =
            provider.filter(|provider| provider.details.active && provider.details.issuer == login.issuer);
        let provider = same.ok_or(SsoFailure::NotBegun)?;
        // Codes of one provider must not be carried to another (RFC 9207).
        match &back.issuer {
            Some(issuer) if *issuer != provider.details.issuer => Err(SsoFailure::NotBegun),
            _ => Ok(provider),
        }
    }

    fn registration(
        &self,
        provider: &IdentityProvider,
        redirect_uri: String,
    ) -> Result<Registration, VaultError> {
        let place = places::of_client_secret(provider.company);
        let secret = provider.client_secret.as_ref().map(|sealed| self.vault.open(&place, &sealed.0));
        Ok(Registration {
            issuer: provider.details.issuer.clone(),
            client_id: provider.details.client_id.clone(),
            client_secret: secret.transpose()?,
            group_claim: provider.details.group_claim.clone(),
            redirect_uri,
        })
    }
}

/// Judges the address that a program wants to come back to: `https`, or `http` on the user's own machine (RFC 8252,
/// section 7.3). Whether it is this program's own is for the provider to say, where it is registered.
///
/// # Errors
/// What is wrong with it.
pub fn check_redirect_uri(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "must be an https URL without a fragment, or http to localhost";
    let url = Url::parse(text).map_err(|_| FORM)?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let good = url.scheme() == "https" || (url.scheme() == "http" && local);
    if good && url.has_host() && url.fragment().is_none() { Ok(()) } else { Err(FORM) }
}

/// Whether this could be what a browser was tied by: 32 bytes in base64url.
fn is_tie(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The permit of somebody who says that they belong to a company, and has not shown it yet.
fn stranger(company: CompanyId) -> Result<Permit, StoreError> {
    let caller = Caller { role: Role::Viewer, company: Some(company), user: None, key: None };
    Ok(authorise(&caller, Action::UseOwnAccount, None)?)
}

fn verifier_place(state: &TokenHash) -> String {
    format!("oidc_logins.verifier:{}", state.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_come_back_over_tls_or_to_their_own_machine() {
        let check = |text: &str, good: bool| assert_eq!(check_redirect_uri(text).is_ok(), good, "{text}");
        check("https://app.example.com/back?a=1", true);
        check("http://localhost:4000/", true);
        check("http://127.0.0.1:4000/back", true);
        check("http://[::1]:4000/back", true);
        check("http://app.example.com/back", false);
        check("http://localhost.example.com/", false);
        check("https://app.example.com/back#a", false);
        check("javascript:alert(1)", false);
        check("/back", false);
    }
}

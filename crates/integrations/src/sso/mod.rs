//! Log-in through somebody else's provider: OpenID Connect Core 1.0, the authorization code flow with PKCE (RFC 7636).
//!
//! The protocol's checks (signature, issuer, audience, nonce, times) are the library's, which speaks through our own HTTP
//! client. Random values come in from above, and so does the time.

mod address;
mod claims;
mod error;
mod groups;
mod provider;
mod requests;
mod signature;

pub use error::SsoError;
pub use groups::Groups;

use crate::outbound::{Limits, Networks};
use address::PRIVATE;
use claims::{Others, Said, TokenClaims, UserClaims};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AuthType, AuthUrl, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenUrl, UserInfoError, UserInfoUrl,
};
use provider::{Provider, Providers};
use requests::Requests;
use scheduling_core::time::Timestamp;
use signature::{Signed, is_by_no_key};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
>;

/// What asking a provider may cost: 10 seconds for one step of a log-in, 1 MiB, public addresses only. Where private ones are
/// allowed, a provider may be on this machine without TLS.
pub const LIMITS: Limits =
    Limits { total: Duration::from_secs(10), bytes: 1024 * 1024, redirects: 0, networks: Networks::NONE };

/// As what a company has registered this product with its provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Registration {
    /// The provider's issuer, to the letter.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// What we prove it with; `None` for a public client.
    pub client_secret: Option<String>,
    /// Which claim lists somebody's groups.
    pub group_claim: String,
    /// Where the provider sends people back to.
    pub redirect_uri: String,
}

impl fmt::Debug for Registration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Registration({}, {}, ..)", self.issuer, self.client_id)
    }
}

/// What ties the two halves of one log-in together, all random.
#[derive(Clone, PartialEq, Eq)]
pub struct Ties {
    /// Comes back with the code.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Of PKCE: 43 to 128 characters of base64url.
    pub verifier: String,
}

impl fmt::Debug for Ties {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Ties(***)")
    }
}

/// Who somebody is, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who it is, at this issuer and for ever. Not checked for its form.
    pub subject: String,
    /// Not checked for its form.
    pub email: Option<String>,
    /// `None` where the provider does not say.
    pub email_verified: Option<bool>,
    /// Not checked for its form.
    pub name: Option<String>,
    /// Which groups they are in.
    pub groups: Groups,
}

/// What a provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderReport {
    /// Where people are sent to log in.
    pub authorization_endpoint: String,
    /// How many keys it publishes.
    pub signing_keys: usize,
    /// Whether it can be asked for claims that its tokens leave out.
    pub has_userinfo: bool,
}

/// Asks providers; one for all of a server. Clones share connections and what is known of providers.
#[derive(Debug, Clone)]
pub struct SsoClient {
    requests: Requests,
    providers: Providers,
}

impl SsoClient {
    /// Prepares the client.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: Limits) -> Result<Self, SsoError> {
        Ok(Self { requests: Requests::new(limits)?, providers: Providers::default() })
    }

    /// Judges an issuer, as far as that can be done without asking it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_issuer(&self, issuer: &str) -> Result<(), &'static str> {
        address::check_issuer(issuer, &self.requests.outbound.limits().networks).map(drop)
    }

    /// Where somebody is to be sent to log in.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn begin(&self, ours: &Registration, ties: &Ties, now: Timestamp) -> Result<String, SsoError> {
        let provider =
            self.limited(&ours.issuer, self.providers.get(&self.requests, &ours.issuer, now)).await?;
        let client = client(&provider, ours)?;
        let (state, nonce) = (ties.state.clone(), ties.nonce.clone());
        let verifier = PkceCodeVerifier::new(ties.verifier.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if provider.groups_scope {
            request = request.add_scope(Scope::new("groups".into()));
        }
        Ok(request.url().0.into())
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn finish(
        &self,
        ours: &Registration,
        ties: &Ties,
        code: String,
        now: Timestamp,
    ) -> Result<Identity, SsoError> {
        self.limited(&ours.issuer, self.redeem(ours, ties, code, now)).await
    }

    /// Asks the provider afresh what it says of itself, as a log-in would.
    ///
    /// # Errors
    /// [`SsoError`].
    pub async fn test(&self, issuer: &str, now: Timestamp) -> Result<ProviderReport, SsoError> {
        let provider = self.limited(issuer, self.providers.ask(&self.requests, issuer, now)).await?;
        Ok(ProviderReport {
            authorization_endpoint: provider.authorization.to_string(),
            signing_keys: provider.keys.keys().len(),
            has_userinfo: provider.userinfo.is_some(),
        })
    }

    async fn limited<T>(
        &self,
        issuer: &str,
        work: impl Future<Output = Result<T, SsoError>>,
    ) -> Result<T, SsoError> {
        self.requests.outbound.within(work).await.unwrap_or_else(|_| {
            let host = url::Url::parse(issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
            Err(SsoError::Unreachable { host: host.unwrap_or_default(), reason: "it takes too long".into() })
        })
    }

    async fn redeem(
        &self,
        ours: &Registration,
        ties: &Ties,
        code: String,
        now: Timestamp,
    ) -> Result<Identity, SsoError> {
        let provider = self.providers.get(&self.requests, &ours.issuer, now).await?;
        let asked = client(&provider, ours)?;
        let http = |request| self.requests.send(request);
        let tokens = asked
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.clone()))
            .request_async(&http)
            .await
            .map_err(of_exchange)?;
        let nonce = Nonce::new(ties.nonce.clone());
        let signed = Signed { tokens: &tokens, nonce: &nonce, now };
        let (provider, claims) = match signed.claims(&provider, ours)? {
            // The provider may have new keys since it was asked, also under an old name, or under none.
            Err(error) if is_by_no_key(&error) => {
                let renewed = self.providers.renewed(&self.requests, &provider, now).await?;
                let provider = renewed.ok_or_else(|| SsoError::answer(&error))?;
                let claims = signed.claims(&provider, ours)?.map_err(SsoError::answer)?;
                (provider, claims)
            }
            claims => (provider, claims.map_err(SsoError::answer)?),
        };
        let asked = client(&provider, ours)?;
        let said = self.with_userinfo(&provider, ours, &asked, claims, &tokens).await?;
        Ok(said.identity())
    }

    /// What the token says, and what the userinfo endpoint adds: many providers keep the token short (section 5.4).
    async fn with_userinfo(
        &self,
        provider: &Provider,
        ours: &Registration,
        client: &Client,
        claims: &TokenClaims,
        tokens: &Tokens,
    ) -> Result<Said, SsoError> {
        let said = Said::by_token(claims, &ours.group_claim);
        let (false, Some(url)) = (said.is_whole(), &provider.userinfo) else { return Ok(said) };
        let access: &AccessToken = tokens.access_token();
        if !access.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SsoError::answer("its access token is none (RFC 6750, section 2.1)"));
        }
        let http = |request| self.requests.send(request);
        let asked = client.clone().set_user_info_url(UserInfoUrl::from_url(url.clone()));
        let request = asked.user_info(access.clone(), Some(claims.subject().clone()));
        let more: UserClaims = request.request_async(&http).await.map_err(|error| match error {
            UserInfoError::Request(error) => error,
            error => SsoError::answer(error),
        })?;
        Ok(said.or(Said::by_userinfo(&more, &ours.group_claim)))
    }
}

fn client(provider: &Provider, ours: &Registration) -> Result<Client, SsoError> {
    client_with(provider, ours, provider.keys.clone())
}

/// The client of a provider that has these keys alone.
fn client_with(
    provider: &Provider,
    ours: &Registration,
    keys: CoreJsonWebKeySet,
) -> Result<Client, SsoError> {
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(SsoError::answer)?;
    let redirect = RedirectUrl::new(ours.redirect_uri.clone()).map_err(SsoError::answer)?;
    let client = openidconnect::Client::new(ClientId::new(ours.client_id.clone()), issuer, keys)
        .set_auth_uri(AuthUrl::from_url(provider.authorization.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token.clone()))
        .set_redirect_uri(redirect)
        .set_auth_type(if provider.secret_in_body { AuthType::RequestBody } else { AuthType::BasicAuth });
    Ok(match &ours.client_secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.clone())),
        None => client,
    })
}

/// An error's code as the RFCs write them; anything else is the provider's own text, which belongs into no log.
#[must_use]
pub fn word(error: &str) -> String {
    let plain = error.len() <= 64 && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain { error.to_owned() } else { "an error".to_owned() }
}

fn of_exchange(error: RequestTokenError<SsoError, StandardErrorResponse<CoreErrorResponseType>>) -> SsoError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(said) => SsoError::Refused { code: word(said.error().as_ref()) },
        // Its text would repeat the answer, with tokens in it.
        RequestTokenError::Parse(error, _) => {
            SsoError::Answer { reason: format!("at {}", Cow::from(error.path().to_string())) }
        }
        RequestTokenError::Other(reason) => SsoError::Answer { reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_provider_are_not_repeated() {
        assert_eq!(word("invalid_client"), "invalid_client");
        for text in ["x\n2026-01-01T00:00:00Z ERROR forged", "\u{1b}[31m", &"a".repeat(65), "Two words"] {
            assert_eq!(word(text), "an error");
        }
    }
}

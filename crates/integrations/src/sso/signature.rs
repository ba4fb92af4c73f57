//! Whether a token is signed by its provider, and says what a token for this log-in has to say.

use super::claims::TokenClaims;
use super::error::SsoError;
use super::provider::Provider;
use super::{Client, Registration, Tokens, client, client_with};
use chrono::DateTime;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{ClaimsVerificationError, Nonce, SignatureVerificationError, TokenResponse};
use scheduling_core::time::Timestamp;

/// How far a provider's clock may be from ours, in seconds.
const SKEW: i64 = 60;

/// Signatures that are taken. None of them is made with a secret that we know too.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Keys that are tried on a token at most, where it names none of them.
const MOST_KEYS: usize = 20;

/// What the provider gave for a code, before anything of it is believed.
#[derive(Clone, Copy)]
pub(super) struct Signed<'t> {
    pub(super) tokens: &'t Tokens,
    /// What this log-in was begun with.
    pub(super) nonce: &'t Nonce,
    pub(super) now: Timestamp,
}

impl<'t> Signed<'t> {
    /// The claims of the ID token. Where its head leaves open which key of the provider signed it, each is tried.
    pub(super) fn claims(
        self,
        provider: &Provider,
        ours: &Registration,
    ) -> Result<Result<&'t TokenClaims, ClaimsVerificationError>, SsoError> {
        let claims = self.verified(&client(provider, ours)?);
        if !is_open(&claims) {
            return Ok(claims);
        }
        for key in provider.keys.keys().iter().take(MOST_KEYS) {
            let one = client_with(provider, ours, CoreJsonWebKeySet::new(vec![key.clone()]))?;
            match self.verified(&one) {
                Err(error) if is_by_no_key(&error) => {}
                claims => return Ok(claims),
            }
        }
        Ok(Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)))
    }

    /// The claims of the ID token, after every check of OpenID Connect Core 1.0, section 3.1.3.7.
    fn verified(self, client: &Client) -> Result<&'t TokenClaims, ClaimsVerificationError> {
        let Self { tokens, nonce, now } = self;
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let token =
            tokens.id_token().ok_or_else(|| ClaimsVerificationError::Other("there is no ID token".into()))?;
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || at(now.unix() - SKEW))
            .set_issue_time_verifier_fn(move |issued| match issued > at(now.unix() + SKEW) {
                true => Err("issued in the future".into()),
                false => Ok(()),
            });
        let claims = token.claims(&verifier, nonce)?;
        match claims.authorized_party() {
            Some(party) if party.as_str() != client.client_id().as_str() => {
                Err(ClaimsVerificationError::InvalidAudience("it was made for another client".into()))
            }
            _ => Ok(claims),
        }
    }
}

/// Whether several keys may have signed the token.
fn is_open(claims: &Result<&TokenClaims, ClaimsVerificationError>) -> bool {
    use SignatureVerificationError::AmbiguousKeyId;
    matches!(claims, Err(ClaimsVerificationError::SignatureVerification(AmbiguousKeyId(_))))
}

/// Whether no key that is known verifies the signature, so that a newer one may.
pub(super) fn is_by_no_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{CryptoError, InvalidKey, NoMatchingKey};
    let ClaimsVerificationError::SignatureVerification(error) = error else { return false };
    matches!(error, NoMatchingKey | CryptoError(_) | InvalidKey(_))
}

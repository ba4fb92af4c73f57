//! What a provider says about itself (OpenID Connect Discovery 1.0), and its keys: kept for a while, and asked for again
//! when no key that is known verifies a token.
//!
//! The document is read by a struct of our own: the library's refuses it as a whole where it lists an algorithm that the
//! library does not know, which is no reason not to log in with another.

use super::address::{check_endpoint, check_issuer};
use super::error::SsoError;
use super::requests::Requests;
use openidconnect::core::CoreJsonWebKeySet;
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::Url;

/// Providers that are kept at most; each company may have one.
const MOST: usize = 1000;
/// How long a provider's document and keys are kept, in seconds.
const KEPT_SECONDS: i64 = 600;
/// How long a provider that is out of reach is not asked again, in seconds: anybody may begin a log-in.
const LEFT_ALONE_SECONDS: i64 = 30;
/// How long a provider is not asked for new keys again, in seconds.
const KEYS_SECONDS: i64 = 60;

/// The members of the document that are of use here.
#[derive(Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    #[serde(default)]
    scopes_supported: Vec<String>,
    /// Absent means `client_secret_basic` (section 3).
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// A provider.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) authorization: Url,
    pub(super) token: Url,
    pub(super) userinfo: Option<Url>,
    pub(super) keys: CoreJsonWebKeySet,
    /// Whether groups have a scope of their own there.
    pub(super) groups_scope: bool,
    /// Whether it takes the client's secret in the body alone.
    pub(super) secret_in_body: bool,
}

impl Provider {
    async fn discover(requests: &Requests, issuer: &str) -> Result<Self, SsoError> {
        let networks = &requests.outbound.limits().networks;
        check_issuer(issuer, networks).map_err(|reason| SsoError::Address { reason })?;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let address = Url::parse(&address).map_err(SsoError::answer)?;
        let document: Document =
            serde_json::from_slice(&requests.document(&address).await?).map_err(SsoError::answer)?;
        if document.issuer != issuer {
            return Err(SsoError::answer("the discovery document is of another issuer"));
        }
        check_endpoint(&document.authorization_endpoint, networks)
            .map_err(|reason| SsoError::Address { reason })?;
        let keys = requests.document(&document.jwks_uri).await?;
        let methods = document.token_endpoint_auth_methods_supported.unwrap_or_default();
        let takes = |method: &str| methods.iter().any(|listed| listed == method);
        Ok(Self {
            issuer: document.issuer,
            authorization: document.authorization_endpoint,
            token: document.token_endpoint,
            userinfo: document.userinfo_endpoint,
            keys: serde_json::from_slice(&keys).map_err(SsoError::answer)?,
            groups_scope: document.scopes_supported.iter().any(|scope| scope == "groups"),
            secret_in_body: takes("client_secret_post") && !takes("client_secret_basic"),
        })
    }
}

/// The providers that were asked lately. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Providers(Arc<Mutex<HashMap<String, Known>>>);

#[derive(Debug, Clone)]
struct Known {
    answer: Result<Arc<Provider>, SsoError>,
    at: Timestamp,
    /// When it was asked for new keys.
    renewed: Option<Timestamp>,
}

impl Known {
    /// Whether it still counts. A clock that was put back makes nothing fresh for ever.
    fn is_fresh(&self, now: Timestamp) -> bool {
        let kept = if self.answer.is_ok() { KEPT_SECONDS } else { LEFT_ALONE_SECONDS };
        is_within(kept, self.at, now)
    }
}

fn is_within(seconds: i64, since: Timestamp, now: Timestamp) -> bool {
    (0..seconds).contains(&(now.unix() - since.unix()))
}

impl Providers {
    /// The provider as it was not long ago, or as it is now.
    pub(super) async fn get(
        &self,
        requests: &Requests,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Arc<Provider>, SsoError> {
        let known = self.lock().get(issuer).cloned();
        match known.filter(|known| known.is_fresh(now)) {
            Some(known) => known.answer,
            None => self.ask(requests, issuer, now).await,
        }
    }

    /// The provider as it is now.
    pub(super) async fn ask(
        &self,
        requests: &Requests,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Arc<Provider>, SsoError> {
        let answer = Provider::discover(requests, issuer).await.map(Arc::new);
        self.keep(issuer, Known { answer: answer.clone(), at: now, renewed: None });
        answer
    }

    /// The provider with the keys that it has now, for a token that no key verifies of those that were `seen`. `None` where it
    /// was asked for them less than a minute ago.
    pub(super) async fn renewed(
        &self,
        requests: &Requests,
        seen: &Arc<Provider>,
        now: Timestamp,
    ) -> Result<Option<Arc<Provider>>, SsoError> {
        let known = self.lock().get(&seen.issuer).cloned();
        if let Some(Known { answer: Ok(newer), .. }) = &known
            && !Arc::ptr_eq(newer, seen)
        {
            return Ok(Some(newer.clone()));
        }
        let asked = known.and_then(|known| known.renewed);
        if asked.is_some_and(|asked| is_within(KEYS_SECONDS, asked, now)) {
            return Ok(None);
        }
        let answer = Provider::discover(requests, &seen.issuer).await.map(Arc::new);
        self.keep(&seen.issuer, Known { answer: answer.clone(), at: now, renewed: Some(now) });
        answer.map(Some)
    }

    fn keep(&self, issuer: &str, known: Known) {
        let now = known.at;
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, known| known.is_fresh(now));
        }
        if all.len() < MOST && matches!(known.answer, Ok(_) | Err(SsoError::Unreachable { .. })) {
            all.insert(issuer.to_owned(), known);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

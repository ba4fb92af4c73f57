//! Asking providers of payments, with what a company says about its own.

use crate::sealed::{Vault, VaultError, places};
use domain::CompanyId;
use domain::access::Sealed;
use domain::money::PaymentProvider as Account;
use integrations::payments::{PaymentClient, PaymentError, Stripe, StripeKey};
use serde_json::json;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// Why a provider could not be asked, or did not do it.
#[derive(Debug, thiserror::Error)]
pub enum PaymentFailure {
    #[error(transparent)]
    Provider(#[from] PaymentError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the stored key of the provider can't be used")]
    Key,
    /// The provider says what can't be: somebody has to look at it.
    #[error("{0}")]
    Contradiction(String),
}

/// What is secret of an account.
pub(super) struct Secrets {
    pub(super) key: String,
    pub(super) webhook: String,
}

/// What all companies' providers share. Clones are the same.
#[derive(Clone)]
pub struct Payments {
    client: PaymentClient,
    vault: Vault,
    /// Where Stripe is.
    stripe: Url,
    /// The base of links to this server, without a slash at its end.
    public_url: Arc<str>,
}

impl fmt::Debug for Payments {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Payments({})", self.stripe)
    }
}

impl Payments {
    /// Providers asked by this client.
    #[must_use]
    pub fn new(client: PaymentClient, vault: Vault, stripe: Url, public_url: &str) -> Self {
        Self { client, vault, stripe, public_url: public_url.into() }
    }

    pub(super) fn back(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    pub(super) fn seal(&self, company: CompanyId, secrets: &Secrets) -> Result<Sealed, VaultError> {
        let document = json!({ "secret_key": secrets.key, "webhook_secret": secrets.webhook }).to_string();
        Ok(Sealed(self.vault.seal(&places::of_payment_provider(company), &document)?))
    }

    pub(super) fn open(&self, account: &Account) -> Result<Secrets, VaultError> {
        let text = self.vault.open(&places::of_payment_provider(account.company), &account.credentials.0)?;
        let document: serde_json::Value = serde_json::from_str(&text).map_err(|_| VaultError::Sealed)?;
        let field = |name: &str| document[name].as_str().map(str::to_owned).ok_or(VaultError::Sealed);
        Ok(Secrets { key: field("secret_key")?, webhook: field("webhook_secret")? })
    }

    /// The provider as it is asked.
    pub(super) fn provider(&self, account: &Account) -> Result<Stripe, PaymentFailure> {
        let key = StripeKey::parse(&self.open(account)?.key).ok_or(PaymentFailure::Key)?;
        Ok(Stripe::new(self.client.clone(), key, self.stripe.clone()))
    }
}

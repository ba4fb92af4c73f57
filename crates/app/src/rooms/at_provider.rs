//! Asking providers, with what a company says about its own.

use crate::sealed::{Vault, VaultError, places};
use domain::access::Sealed;
use domain::room::{ProviderKind, RoomAccount, RoomProvider};
use domain::{CompanyId, FieldProblem, RoomProviderId};
use integrations::rooms::{
    GoogleMeet, GoogleSettings, Link, LinkSettings, RoomClient, RoomError, RoomProvider as Provider,
    SettingsError, Teams, TeamsSettings, Zoom, ZoomSettings,
};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Accounts whose access tokens are kept between two rooms.
const KNOWN: usize = 1000;
/// What Google's key file says about itself; the rest of it is the secret.
pub(super) const OF_KEY_FILE: [&str; 2] = ["client_email", "private_key_id"];

/// Where a provider is, where it is not where the whole world finds it, as in a national cloud: its name, the name of its
/// setting, and the address.
pub type RoomUrl = (&'static str, &'static str, String);

/// Why a provider could not be asked, or did not do it.
#[derive(Debug, thiserror::Error)]
pub enum ProvisioningError {
    #[error(transparent)]
    Provider(#[from] RoomError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the stored settings of the provider can't be used: {0}")]
    Settings(#[from] SettingsError),
    #[error("the credentials of the provider are not kept any more")]
    NoCredentials,
}

type Known = HashMap<(CompanyId, RoomProviderId), (i64, Arc<dyn Provider>)>;

/// What all companies' providers share. Clones are the same.
#[derive(Clone)]
pub struct Rooms {
    client: RoomClient,
    vault: Vault,
    urls: Arc<[RoomUrl]>,
    /// By version: changed settings are used at once.
    known: Arc<Mutex<Known>>,
}

impl fmt::Debug for Rooms {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Rooms({:?})", self.urls)
    }
}

impl Rooms {
    /// Providers at these addresses, asked by this client.
    #[must_use]
    pub fn new(client: RoomClient, vault: Vault, urls: Vec<RoomUrl>) -> Self {
        Self { client, vault, urls: urls.into(), known: Arc::default() }
    }

    pub(super) fn seal(&self, company: CompanyId, credentials: &Value) -> Result<Sealed, VaultError> {
        Ok(Sealed(self.vault.seal(&places::of_room_provider(company), &credentials.to_string())?))
    }

    /// The credentials as they were given.
    pub(super) fn open(&self, company: CompanyId, sealed: &Sealed) -> Result<Value, VaultError> {
        let text = self.vault.open(&places::of_room_provider(company), &sealed.0)?;
        serde_json::from_str(&text).map_err(|_| VaultError::Sealed)
    }

    /// What is wrong with settings, as far as that can be told without asking the provider.
    pub(super) fn check(&self, account: &RoomAccount, credentials: &Value) -> Result<(), FieldProblem> {
        let document = self.document(account, credentials);
        let checked = match account.kind {
            ProviderKind::Zoom => ZoomSettings::parse(&document).map(drop),
            ProviderKind::GoogleMeet => GoogleSettings::parse(&document).map(drop),
            ProviderKind::Teams => TeamsSettings::parse(&document).map(drop),
            ProviderKind::Link => LinkSettings::parse(&document).map(drop),
        };
        checked.map_err(|fault| {
            let pointer = format!("/{}/{}", account.kind.name(), fault.field.replace('.', "/"));
            FieldProblem::new(pointer, fault.reason)
        })
    }

    /// The provider as it is asked. It keeps its access token for as long as its settings stay the same.
    pub(super) fn provider(&self, provider: &RoomProvider) -> Result<Arc<dyn Provider>, ProvisioningError> {
        let (key, version) = ((provider.company, provider.id), provider.metadata.version);
        if let Some((_, known)) = self.known().get(&key).filter(|(of, _)| *of == version) {
            return Ok(Arc::clone(known));
        }
        let sealed = provider.credentials.as_ref().ok_or(ProvisioningError::NoCredentials)?;
        let document = self.document(&provider.account, &self.open(provider.company, sealed)?);
        let client = self.client.clone();
        let made: Arc<dyn Provider> = match provider.account.kind {
            ProviderKind::Zoom => Arc::new(Zoom::new(ZoomSettings::parse(&document)?, client)),
            ProviderKind::GoogleMeet => Arc::new(GoogleMeet::new(GoogleSettings::parse(&document)?, client)),
            ProviderKind::Teams => Arc::new(Teams::new(TeamsSettings::parse(&document)?, client)),
            ProviderKind::Link => Arc::new(Link::new(LinkSettings::parse(&document)?)),
        };
        let mut known = self.known();
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(key, (version, Arc::clone(&made)));
        Ok(made)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is no secret, what is one, and where the provider is, in one document.
    fn document(&self, account: &RoomAccount, credentials: &Value) -> String {
        let by_key_file = credentials.get("service_account").is_some();
        let of_file = |name: &String| OF_KEY_FILE.contains(&name.as_str());
        let fields = account.fields.iter().filter(|(name, _)| !(by_key_file && of_file(name)));
        let mut document: Map<String, Value> =
            fields.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        document.extend(credentials.as_object().cloned().unwrap_or_default());
        let here = self.urls.iter().filter(|(provider, ..)| *provider == account.kind.name());
        document.extend(here.map(|(_, name, url)| ((*name).to_owned(), Value::from(url.as_str()))));
        Value::Object(document).to_string()
    }
}

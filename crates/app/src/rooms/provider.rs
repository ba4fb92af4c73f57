//! A company's provider of rooms: what its owners say about it.

use super::at_provider::{OF_KEY_FILE, Rooms};
use crate::kit::Precondition;
use crate::sealed::VaultError;
use domain::access::{Permit, Sealed};
use domain::effect::EffectKind;
use domain::room::{ProviderKind, RoomAccount, RoomProvider};
use domain::{CompanyId, FieldProblem, Refusal};
use persistence::store::{companies, room_providers as store};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use serde_json::{Map, Value};

const WHAT: &str = "room provider";

/// A provider that is asked for.
#[derive(Clone)]
pub struct WantedProvider {
    pub account: RoomAccount,
    /// An object with what is secret; `None` keeps what is stored.
    pub credentials: Option<Value>,
}

/// What Google's key file says of its own account, which is no secret.
pub fn of_key_file(file: &Map<String, Value>) -> impl Iterator<Item = (&'static str, &str)> {
    OF_KEY_FILE.into_iter().filter_map(|name| Some((name, file.get(name)?.as_str()?)))
}

/// The provider in use, if any, and the version of this setting; 0 where nobody ever said anything.
#[derive(Debug, Clone)]
pub struct RoomSetting {
    pub company: CompanyId,
    pub provider: Option<RoomProvider>,
    pub version: i64,
    pub updated_at: Option<Timestamp>,
}

impl RoomSetting {
    fn of(company: CompanyId, latest: Option<RoomProvider>) -> Self {
        let version = latest.as_ref().map_or(0, |provider| provider.metadata.version);
        let updated_at = latest.as_ref().map(|provider| provider.metadata.updated_at);
        Self { company, provider: latest.filter(|provider| provider.in_use), version, updated_at }
    }
}

/// The scope of that company, where the permit reaches it and it is there.
fn within<'s>(scope: &'s mut Scope<'_>, company: CompanyId) -> Result<Scope<'s>, StoreError> {
    companies::get(scope, company)?;
    Ok(scope.for_company(company)?)
}

/// Which provider makes a company's rooms.
///
/// # Errors
/// `NotFound` for the company.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, company: CompanyId) -> Result<RoomSetting, StoreError> {
    let mut scope = tx.scope(permit);
    let latest = store::latest(&mut within(&mut scope, company)?)?;
    Ok(RoomSetting::of(company, latest))
}

/// Chooses the provider of the rooms that are made from now on; `None` is this server itself. Those that are made stay where
/// they are. Without new credentials the stored ones stay, as long as they are the same client's of the same provider.
/// Rooms that could not be made are tried again at once.
///
/// # Errors
/// `NotFound` for the company, `VersionMismatch`, `Invalid` with pointers.
pub fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    rooms: &Rooms,
    company: CompanyId,
    wanted: Option<&WantedProvider>,
    expected: &Precondition,
    now: Timestamp,
) -> Result<RoomSetting, StoreError> {
    let mut scope = tx.scope(permit);
    let scope = &mut within(&mut scope, company)?;
    expected.retry(|| {
        let latest = store::latest(scope)?;
        expected.check(WHAT, latest.as_ref().map_or(0, |latest| latest.metadata.version))?;
        let put = match wanted {
            None => retire(scope, latest, now)?,
            Some(wanted) => Some(replace(scope, rooms, latest, wanted, now)?),
        };
        store::forget_credentials(scope)?;
        outbox::make_due_now(scope, company, EffectKind::SyncRoom, now)?;
        Ok(RoomSetting::of(company, put))
    })
}

fn retire(
    scope: &mut Scope<'_>,
    latest: Option<RoomProvider>,
    now: Timestamp,
) -> Result<Option<RoomProvider>, StoreError> {
    match latest {
        Some(latest) if latest.in_use => {
            store::update(scope, &RoomProvider { in_use: false, ..latest }, now).map(Some)
        }
        nothing => Ok(nothing),
    }
}

fn replace(
    scope: &mut Scope<'_>,
    rooms: &Rooms,
    latest: Option<RoomProvider>,
    wanted: &WantedProvider,
    now: Timestamp,
) -> Result<RoomProvider, StoreError> {
    let company = scope.company().ok_or_else(|| Refusal::not_found("company"))?;
    let old = latest.clone().filter(|latest| latest.in_use);
    let account = completed(wanted, old.as_ref());
    let sealed = sealed(rooms, company, &account, wanted, old.as_ref())?;
    match old {
        Some(old) if account.reaches_rooms_of(&old.account) => {
            store::update(scope, &RoomProvider { account, credentials: Some(sealed), ..old }, now)
        }
        _ => {
            let version = retire(scope, latest, now)?.map_or(0, |latest| latest.metadata.version) + 1;
            store::insert(scope, &account, &sealed, version, now)
        }
    }
}

/// What the stored key file of a service account says of itself belongs to the account, as long as that file is kept.
fn completed(wanted: &WantedProvider, old: Option<&RoomProvider>) -> RoomAccount {
    let mut account = wanted.account.clone();
    let kept = old.filter(|old| {
        let google = [account.kind, old.account.kind] == [ProviderKind::GoogleMeet; 2];
        google && wanted.credentials.is_none() && !account.fields.contains_key("client_id")
    });
    for name in OF_KEY_FILE {
        if let Some(value) = kept.and_then(|old| old.account.fields.get(name)) {
            account.fields.insert(name.into(), value.clone());
        }
    }
    account
}

/// The credentials to be stored, found to go with the account.
fn sealed(
    rooms: &Rooms,
    company: CompanyId,
    account: &RoomAccount,
    wanted: &WantedProvider,
    old: Option<&RoomProvider>,
) -> Result<Sealed, StoreError> {
    if let Some(given) = &wanted.credentials {
        rooms.check(account, given).map_err(|fault| Refusal::Invalid(vec![fault]))?;
        return rooms.seal(company, given).map_err(unsealed);
    }
    let kept = old.filter(|old| account.shares_credentials_with(&old.account));
    let Some(kept) = kept.and_then(|old| old.credentials.clone()) else {
        return Err(Refusal::Invalid(missing(account, old.is_some())).into());
    };
    let opened = rooms.open(company, &kept).map_err(unsealed)?;
    rooms.check(account, &opened).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    Ok(kept)
}

fn missing(account: &RoomAccount, had: bool) -> Vec<FieldProblem> {
    let detail = match had {
        true => "is needed again: it was given for another account",
        false => "is needed",
    };
    let fields: &[&str] = match account.kind {
        ProviderKind::GoogleMeet if account.fields.contains_key("client_id") => {
            &["client_secret", "refresh_token"]
        }
        ProviderKind::GoogleMeet => &["service_account"],
        ProviderKind::Zoom | ProviderKind::Teams => &["client_secret"],
        ProviderKind::Link => &["url"],
    };
    let at = |field: &&str| FieldProblem::new(format!("/{}/{field}", account.kind.name()), detail);
    fields.iter().map(at).collect()
}

fn unsealed(error: VaultError) -> StoreError {
    match error {
        VaultError::Store(error) => error,
        other => DbError::other(other.to_string()).into(),
    }
}

//! Whether the key is the one that the secrets of this database are sealed with, and how they come under another one.
//!
//! A probe lies sealed in the database. Who can't open it has another key, and must not start: what it seals, the others
//! could not open. Who opens it with the key before seals everything anew.

use super::{KeySettings, OWN_KEY, Vault, VaultError, places};
use persistence::store::sealed_values::{self as store, SealedPlace, SealedValue};
use persistence::store::settings;
use persistence::{Database, StoreError};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// The setting with the probe, and what it is sealed for.
const PROBE: &str = "secret_key_probe";
/// What is sealed in it.
const WORDS: &str = "meridian";
/// How many values one transaction seals anew.
const BATCH: usize = 200;

/// What became of all that is stored sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sealing {
    /// Sealed with the key of today.
    pub current: usize,
    /// Sealed with a key before it.
    pub previous: usize,
    /// Not sealed so far.
    pub plain: usize,
    /// Sealed with a key that nobody has.
    pub lost: usize,
}

impl Sealing {
    /// How much is sealed anew, or to be.
    #[must_use]
    pub fn renewed(&self) -> usize {
        self.previous + self.plain
    }

    /// Whether the keys that are given can't be those of this database: there are secrets, and none of them opens.
    fn is_foreign(&self) -> bool {
        self.lost > 0 && self.current + self.previous == 0
    }
}

/// Refuses a database that was sealed under another key. Seals anew what was sealed under the key before.
///
/// # Errors
/// [`VaultError::OtherKey`], failures of the database.
pub(super) async fn check(db: &Database, vault: &Vault, now: Timestamp) -> Result<Sealing, VaultError> {
    let probe = db.read(|tx| settings::get(tx, PROBE)).await.map_err(VaultError::Store)?;
    if probe.as_deref().is_some_and(|probe| vault.open(PROBE, probe).is_err()) {
        return Err(VaultError::OtherKey);
    }
    let known = probe.as_deref().is_some_and(|probe| vault.is_current(PROBE, probe));
    if known && !vault.has_previous() {
        return Ok(Sealing::default());
    }
    // A database from before there was a probe.
    if probe.is_none() && look(db, vault).await?.is_foreign() {
        return Err(VaultError::OtherKey);
    }
    let sealing = reseal(db, vault).await?;
    if !known {
        let fresh = vault.seal(PROBE, WORDS)?;
        let kept = db.write(move |tx| match &probe {
            Some(old) if settings::replace(tx, PROBE, old, &fresh, now)? => Ok(fresh.clone()),
            _ => settings::get_or_put(tx, PROBE, &fresh, now),
        });
        // Somebody else may have started at the same time, with another key.
        let kept = kept.await.map_err(VaultError::Store)?;
        vault.open(PROBE, &kept).map_err(|_| VaultError::OtherKey)?;
    }
    Ok(sealing)
}

/// What is sealed with which key; nothing is changed.
///
/// # Errors
/// [`VaultError::OtherKey`], failures of the database.
pub async fn inspect(db: &Database, keys: KeySettings<'_>) -> Result<Sealing, VaultError> {
    let found = db.read(|tx| Ok::<_, StoreError>((settings::get(tx, OWN_KEY)?, settings::get(tx, PROBE)?)));
    let (own, probe) = found.await.map_err(VaultError::Store)?;
    let vault = &Vault::of_keys(keys, own.as_deref())?;
    if probe.is_some_and(|probe| vault.open(PROBE, &probe).is_err()) {
        return Err(VaultError::OtherKey);
    }
    look(db, vault).await
}

async fn look(db: &Database, vault: &Vault) -> Result<Sealing, VaultError> {
    let mut sealing = Sealing::default();
    for place in SealedPlace::ALL {
        let values = db.read(move |tx| store::all(tx, place)).await.map_err(VaultError::Store)?;
        for value in values {
            tally(&mut sealing, vault, &value);
        }
    }
    Ok(sealing)
}

async fn reseal(db: &Database, vault: &Vault) -> Result<Sealing, VaultError> {
    let mut sealing = Sealing::default();
    for place in SealedPlace::ALL {
        let values = db.read(move |tx| store::all(tx, place)).await.map_err(VaultError::Store)?;
        let mut anew = Vec::new();
        for value in values {
            if let Some(text) = tally(&mut sealing, vault, &value) {
                anew.push((vault.seal(&places::of(&value), &text)?, value));
            }
        }
        for batch in anew.chunks(BATCH) {
            let batch: Arc<[(String, SealedValue)]> = batch.into();
            let written = db.write(move |tx| {
                batch.iter().try_for_each(|(text, value)| store::replace(tx, value, text))?;
                Ok::<_, StoreError>(())
            });
            written.await.map_err(VaultError::Store)?;
        }
    }
    Ok(sealing)
}

/// Counts a value; its text where it has to be sealed anew.
fn tally(sealing: &mut Sealing, vault: &Vault, value: &SealedValue) -> Option<String> {
    let purpose = places::of(value);
    if vault.is_current(&purpose, &value.text) {
        sealing.current += 1;
        return None;
    }
    // Calendars were stored as they are before they were sealed.
    let of_calendar = matches!(value.place, SealedPlace::CalendarAddress | SealedPlace::CalendarCredentials);
    if of_calendar && !super::looks_sealed(&value.text) {
        sealing.plain += 1;
        return Some(value.text.clone());
    }
    let opened = vault.open(&purpose, &value.text);
    match opened {
        Ok(_) => sealing.previous += 1,
        Err(_) => sealing.lost += 1,
    }
    opened.ok()
}

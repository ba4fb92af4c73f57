//! Who sessions and API keys stand for, kept in memory and proven in one round trip, which an answer from memory shares.
//!
//! Of a good token its bearer is remembered, with the versions of the company and of what can end it. Both are asked for at each
//! request. What has not moved is who it was; what has is looked up again. So nobody is let in by what is stale, on any number of
//! servers that know nothing of each other. Whatever ends a session or a key raises one of the versions (migration 0195). That it
//! expires needs no change: the instant is remembered, and held against the time of the request.
//!
//! Tokens that are not good, and callers of the platform, who have no company with versions, are looked up each time.

use crate::known_people::KnownPeople;
use crate::tokens::{TokenKind, hash_of};
use domain::CompanyId;
use domain::access::{Action, Bearer, Caller, Permit, TokenHash, authorise};
use persistence::ledger::{Version, Versioned, Versions, versions_of};
use persistence::store::{api_keys, sessions};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bearers that are remembered at the most, of which the half that was used last stays: some megabytes.
const MOST: usize = 16_384;

/// The memory of one server; cheap to clone.
#[derive(Clone)]
pub struct KnownCallers {
    db: Database,
    /// `None` where nothing is to be remembered.
    memory: Option<Memory>,
}

#[derive(Clone)]
struct Memory {
    versions: Versions,
    bearers: Arc<Mutex<Bearers>>,
}

/// Who a token stood for when it was looked up last. Whether it still does has to be [proven](Remembered::holds).
pub struct Remembered {
    known: Arc<Known>,
    permit: Permit,
    versions: Versions,
}

/// A bearer, and the versions that they were read with, in one snapshot.
#[derive(Debug)]
struct Known {
    bearer: Bearer,
    company: CompanyId,
    versions: Vec<Version>,
}

/// What says that a caller is still who they were: whether their company gets in, and what can end what they show.
fn names(caller: &Caller) -> [Versioned; 2] {
    [Versioned::Company, caller.user.map_or(Versioned::Keys, Versioned::Login)]
}

impl KnownCallers {
    /// Memory of callers that shares statements with that of people. Where nothing of these is remembered, nothing is here.
    #[must_use]
    pub fn beside(people: &KnownPeople) -> Self {
        let memory = people.versions().map(|versions| Memory { versions, bearers: Arc::default() });
        Self { db: people.db().clone(), memory }
    }

    /// Who a token stood for, where that is remembered, and it has not expired since.
    #[must_use]
    pub fn remembered(&self, token: &str, now: Timestamp) -> Option<Remembered> {
        let memory = self.memory.as_ref()?;
        TokenKind::of(token)?;
        let known = lock(&memory.bearers).get(&hash_of(token))?;
        let permit = permit(&known.bearer.caller).ok()?;
        let lasts = known.bearer.lasts(now);
        lasts.then(|| Remembered { known, permit, versions: memory.versions.clone() })
    }

    /// Who is behind a bearer token; `None` for one that is not good.
    ///
    /// # Errors
    /// `Closed` (`company-suspended`), and failures of the database.
    pub async fn caller(&self, token: &str, now: Timestamp) -> Result<Option<Caller>, StoreError> {
        if let Some(remembered) = self.remembered(token, now)
            && remembered.holds().await?
        {
            return Ok(Some(remembered.caller().clone()));
        }
        self.look_up(token, now).await
    }

    async fn look_up(&self, token: &str, now: Timestamp) -> Result<Option<Caller>, StoreError> {
        // What can't be a token of ours costs no read.
        let Some(kind @ (TokenKind::Session | TokenKind::Key)) = TokenKind::of(token) else {
            return Ok(None);
        };
        let hash = hash_of(token);
        let (asked, remembers) = (hash.clone(), self.memory.is_some());
        let found = self.db.read(move |tx| {
            let Some(bearer) = bearer(tx, kind, &asked, now)? else { return Ok(None) };
            let versions = if remembers { versions(tx, &bearer.caller)? } else { None };
            Ok::<_, StoreError>(Some((bearer, versions)))
        });
        let Some((bearer, versions)) = found.await? else { return Ok(None) };
        let caller = bearer.caller.clone();
        if let (Some(memory), Some((company, versions))) = (&self.memory, versions) {
            lock(&memory.bearers).put(hash, Known { bearer, company, versions });
        }
        Ok(Some(caller))
    }
}

impl Remembered {
    /// Who it was.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.known.bearer.caller
    }

    /// Whether they still are.
    ///
    /// # Errors
    /// Failures of the database.
    pub async fn holds(&self) -> Result<bool, StoreError> {
        let known = &self.known;
        let versions = self.versions.of(&self.permit, known.company, &names(&known.bearer.caller)).await?;
        Ok(versions == known.versions)
    }
}

fn permit(caller: &Caller) -> Result<Permit, StoreError> {
    Ok(authorise(caller, Action::UseOwnAccount, None)?)
}

/// What a token looks like says where to look, so it takes one read.
fn bearer(
    tx: &mut Tx<'_>,
    kind: TokenKind,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<Bearer>, StoreError> {
    match kind {
        TokenKind::Session => sessions::bearer(tx, hash, now),
        TokenKind::Key => api_keys::bearer(tx, hash, now),
        TokenKind::Reset | TokenKind::HandOff | TokenKind::Feed => Ok(None),
    }
}

/// The versions of a caller, as they are in this transaction, and of which company; `None` where not to rely on: a platform's caller
/// has none, and without the row of sessions or keys nothing would tell that the company is gone.
fn versions(tx: &mut Tx<'_>, caller: &Caller) -> Result<Option<(CompanyId, Vec<Version>)>, StoreError> {
    let Some(company) = caller.company else { return Ok(None) };
    let found = versions_of(&mut tx.scope(&permit(caller)?), company, &names(caller))?;
    let complete = found.last().is_some_and(Option::is_some);
    Ok(complete.then_some((company, found)))
}

fn lock(bearers: &Mutex<Bearers>) -> std::sync::MutexGuard<'_, Bearers> {
    bearers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A bounded map: what has not been used while half of it was filled anew is forgotten.
#[derive(Debug, Default)]
struct Bearers {
    young: HashMap<TokenHash, Arc<Known>>,
    old: HashMap<TokenHash, Arc<Known>>,
}

impl Bearers {
    fn get(&mut self, hash: &TokenHash) -> Option<Arc<Known>> {
        if let Some(known) = self.young.get(hash) {
            return Some(Arc::clone(known));
        }
        let known = self.old.remove(hash)?;
        self.insert(hash.clone(), Arc::clone(&known));
        Some(known)
    }

    fn put(&mut self, hash: TokenHash, known: Known) {
        self.old.remove(&hash);
        self.insert(hash, Arc::new(known));
    }

    fn insert(&mut self, hash: TokenHash, known: Arc<Known>) {
        if self.young.len() >= MOST / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(hash, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::access::Role;

    fn known() -> Known {
        let caller = Caller { role: Role::Viewer, company: Some(CompanyId(1)), user: None, key: None };
        Known {
            bearer: Bearer { caller, expires_at: None },
            company: CompanyId(1),
            versions: vec![None, Some(1)],
        }
    }

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let hash = |number: usize| TokenHash(number.to_string());
        let mut bearers = Bearers::default();
        for number in 0..3 * MOST {
            bearers.put(hash(number), known());
            assert!(bearers.get(&hash(0)).is_some(), "{number}");
            assert!(bearers.young.len() + bearers.old.len() <= MOST);
        }
        assert!(bearers.get(&hash(1)).is_none());
    }
}

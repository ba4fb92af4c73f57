//! Whose a token is, asked of memory and of the database.

use crate::kit::failure;
use app::known_callers::KnownCallers;
use domain::access::Caller;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http_kit::{Lookup, Problem, Remembered};
use scheduling_core::time::Timestamp;

/// The sessions and API keys in a database: one statement per request, which others share, and no write.
pub struct StoredCredentials {
    known: KnownCallers,
}

impl StoredCredentials {
    /// Those that are known here, or can be looked up.
    #[must_use]
    pub fn new(known: KnownCallers) -> Self {
        Self { known }
    }
}

impl Lookup for StoredCredentials {
    fn caller<'a>(
        &'a self,
        token: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<Caller>, Problem>> {
        async move { self.known.caller(token, now).await.map_err(failure::problem) }.boxed()
    }

    fn remembered(&self, token: &str, now: Timestamp) -> Option<Remembered> {
        let remembered = self.known.remembered(token, now)?;
        let caller = remembered.caller().clone();
        let holds = async move { remembered.holds().await.map_err(failure::problem) };
        Some(Remembered { caller, holds: holds.boxed() })
    }
}

//! Whose a token is, asked of the database.

use crate::kit::failure;
use app::accounts::{self, TokenKind};
use domain::access::Caller;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http_kit::{Lookup, Problem};
use persistence::Database;
use scheduling_core::time::Timestamp;

/// The sessions and API keys in a database. One read of one row per request, and no write.
pub struct StoredCredentials {
    db: Database,
}

impl StoredCredentials {
    /// Those of this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db }
    }
}

impl Lookup for StoredCredentials {
    fn caller<'a>(
        &'a self,
        token: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<Caller>, Problem>> {
        async move {
            // What can't be a token of ours costs no read.
            if TokenKind::of(token).is_none() {
                return Ok(None);
            }
            let token = token.to_owned();
            self.db.read(move |tx| accounts::caller(tx, &token, now)).await.map_err(failure::problem)
        }
        .boxed()
    }
}

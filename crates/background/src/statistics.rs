//! Keeps what the database believes of its tables near what they are.

use persistence::Database;
use std::time::Duration;

/// How often tables that have grown are looked for.
const PAUSE: Duration = Duration::from_secs(5);

/// Looks after tables that have grown, until the future is dropped.
pub async fn look_after_tables(db: Database) {
    loop {
        match db.look_at_grown_tables().await {
            Ok(0) => {}
            Ok(tables) => tracing::debug!(tables, "tables that have grown were looked at"),
            Err(error) => tracing::debug!(%error, "tables that have grown could not be looked at"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

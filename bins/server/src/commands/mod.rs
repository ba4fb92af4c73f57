//! What the program does instead of serving: copy the database, put a copy back, migrate, look whether all is well.

mod doctor;
mod postgres;

pub(crate) use doctor::doctor;

use anyhow::{Context, bail};
use app::sealed::inspect;
use config::{Backend, Settings};
use persistence::backup::{self, BackupError};
use persistence::{Database, DatabaseSettings, migrations};
use process::wiring::{database_settings, keys};
use std::path::{Path, PathBuf};

/// Copies the database to a file.
pub(crate) async fn backup(settings: &Settings, file: PathBuf) -> anyhow::Result<()> {
    if settings.database.backend() == Backend::Postgres {
        postgres::dump(settings, &file).await?;
    } else {
        let (database, to) = (database_settings(settings), file.clone());
        blocking(move || Ok(backup::copy_to(&database, &to)?)).await.context("there is no backup")?;
    }
    tracing::info!(file = %file.display(), bytes = size(&file), "the database was copied");
    if settings.secret_key.is_some() {
        tracing::info!("keep SECRET_KEY elsewhere: without it the secrets in the copy can't be opened");
    } else {
        tracing::warn!(
            "the copy holds the key of its own secrets, because SECRET_KEY is not set: keep it safe"
        );
    }
    Ok(())
}

/// Puts a copy in the place of the database.
pub(crate) async fn restore(settings: &Settings, file: PathBuf, replace: bool) -> anyhow::Result<()> {
    if settings.database.backend() == Backend::Postgres {
        postgres::restore(settings, &file, replace).await?;
        tracing::info!(file = %file.display(), "the database was restored");
        say_of_other_keys(settings).await;
        return Ok(());
    }
    let (database, from) = (database_settings(settings), file.clone());
    let kept = blocking(move || match backup::put_back(&database, &from, replace) {
        Err(error @ BackupError::Exists(_)) => Err(anyhow::Error::new(error).context(
            "there is a database: add --replace to put the copy in its place; the old one is kept beside it",
        )),
        other => Ok(other?),
    });
    let kept = kept.await.context("nothing was restored")?;
    let kept = kept.map(|kept| kept.display().to_string());
    tracing::info!(file = %file.display(), kept, "the database was restored");
    say_of_other_keys(settings).await;
    Ok(())
}

/// Says where the server will not start on what was restored, because its secrets are under a key that is not given. Of a copy
/// that has to be migrated first, the start says it.
async fn say_of_other_keys(settings: &Settings) {
    let unmigrated = DatabaseSettings { migrate: false, ..database_settings(settings) };
    let Ok(db) = Database::open(unmigrated).await else { return };
    match inspect(&db, keys(settings)).await {
        Err(error) => tracing::warn!(%error, "the server does not start on what was restored"),
        Ok(sealing) if sealing.lost > 0 => tracing::warn!(
            lost = sealing.lost,
            "secrets in what was restored can't be opened: they were sealed under another SECRET_KEY"
        ),
        Ok(_) => {}
    }
    db.close().await;
}

/// Brings the schema up to date.
pub(crate) async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let database = database_settings(settings);
    let ran = blocking(move || Ok(migrations::run(&database, migrations::Direction::Up)?));
    let ran = ran.await.context("the database could not be migrated")?;
    tracing::info!(migrations = ran, "the schema is up to date");
    Ok(())
}

/// The migrations that have not run.
async fn pending(database: DatabaseSettings) -> anyhow::Result<Vec<String>> {
    blocking(move || Ok(migrations::pending(&database)?)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await.context("the work broke")?
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |file| file.len())
}

/// Refuses to write over what is there.
fn require_nothing_at(file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        bail!("{} is there already", file.display());
    }
    Ok(())
}

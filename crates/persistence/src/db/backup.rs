//! Copies of an SQLite database, made while it is used, and put back while it is not.

use super::connection::{AccessMode, AnyConnection, ConnectionManager};
use super::settings::DatabaseAddress;
use super::sqlite_file::{Hold, beside, require};
use super::{DatabaseSettings, DbError, OpenError, migrations};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Why there is no copy, or why it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something at this path already, and nobody said that it may be replaced.
    #[error("{0} is there already")]
    Exists(String),
    /// A program uses the database.
    #[error("a program uses {0}: stop it first")]
    InUse(String),
    /// What was to be put back is no database of this product, or is damaged.
    #[error("{0} is no backup that can be restored: {1}")]
    Unusable(String, String),
    /// It is for SQLite alone.
    #[error("the database is no file")]
    NoFile,
    /// A file could not be read or written.
    #[error("{path} can't be used: {source}")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Database(#[from] DbError),
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Copies the database to a file that is not there yet, as it is at one moment, with what its log holds. Others read and
/// write meanwhile. The copy is checked and safe on disk before it has its name. Blocks.
///
/// # Errors
/// [`BackupError`]
pub fn copy_to(settings: &DatabaseSettings, target: &Path) -> Result<(), BackupError> {
    let manager = ConnectionManager::new(settings.clone())?;
    let DatabaseAddress::Sqlite(path) = &manager.target else { return Err(BackupError::NoFile) };
    require(path)?;
    if target.exists() {
        return Err(BackupError::Exists(shown(target)));
    }
    let part = beside(target, ".part");
    remove(&part)?;
    // Made first, so that nobody else may read it for a moment; SQLite takes an empty file.
    super::sqlite_file::ensure(&part)?;
    // It writes to nothing but the copy, which a connection that can't write would not do either.
    let mut pooled = manager.connect(AccessMode::Write)?;
    let AnyConnection::Sqlite(connection) = &mut pooled.connection else { return Err(BackupError::NoFile) };
    let name = part.to_str().ok_or_else(|| DbError::other("the path is no UTF-8"))?;
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(connection);
    copied.map_err(DbError::from)?;
    check(&part)?;
    finish(&part, target)
}

/// Puts a copy in the place of the database, which nobody may use meanwhile. What was there is kept beside it, with
/// `.replaced` behind its name, and a number where another one is kept so already; answers where. Blocks.
///
/// # Errors
/// [`BackupError`]; then the database is as it was.
pub fn put_back(
    settings: &DatabaseSettings,
    source: &Path,
    replace: bool,
) -> Result<Option<PathBuf>, BackupError> {
    let manager = ConnectionManager::new(settings.clone())?;
    let DatabaseAddress::Sqlite(path) = &manager.target else { return Err(BackupError::NoFile) };
    let Some(_hold) = Hold::alone(path)? else { return Err(BackupError::InUse(shown(path))) };
    let is_there = path.exists();
    if is_there && !replace {
        return Err(BackupError::Exists(shown(path)));
    }
    let part = beside(path, ".part");
    let usable = take_in(source, &part);
    if usable.is_err() {
        remove(&part)?;
    }
    usable?;
    let kept = is_there.then(|| unused(path));
    if let Some(kept) = &kept {
        // With its log, which holds what is newest of it; without, the log would be taken for the new one's.
        for suffix in ["-wal", ""] {
            move_away(&beside(path, suffix), &beside(kept, suffix))?;
        }
    }
    remove(&beside(path, "-wal"))?;
    remove(&beside(path, "-shm"))?;
    finish(&part, path)?;
    Ok(kept)
}

/// The name under which a database is kept that makes way: none of an earlier one, which may be the only copy of what was live.
fn unused(path: &Path) -> PathBuf {
    let numbered = (2_u64..).map(|number| format!(".replaced.{number}"));
    let mut names =
        std::iter::once(".replaced".to_owned()).chain(numbered).map(|suffix| beside(path, &suffix));
    let is_free = |name: &PathBuf| ["", "-wal"].iter().all(|suffix| !beside(name, suffix).exists());
    names.find(is_free).unwrap_or_else(|| beside(path, ".replaced"))
}

/// Copies a backup, which stays as it is, and makes sure that it can be used.
fn take_in(source: &Path, part: &Path) -> Result<(), BackupError> {
    require(source)?;
    for suffix in ["-shm", "-wal", ""] {
        remove(&beside(part, suffix))?;
    }
    super::sqlite_file::ensure(part)?;
    let log = beside(source, "-wal");
    if log.exists() {
        std::fs::copy(&log, beside(part, "-wal")).map_err(|error| file(&log, error))?;
    }
    std::fs::copy(source, part).map_err(|error| file(source, error))?;
    check(part).map_err(|error| match error {
        BackupError::Unusable(_, said) => BackupError::Unusable(shown(source), said),
        other => other,
    })?;
    let settings = DatabaseSettings::new(format!("sqlite://{}", part.display()));
    let pending = migrations::pending(&settings).map_err(|error| unusable(source, &error))?;
    match migrations::count() == pending.len() {
        true => Err(BackupError::Unusable(shown(source), "it holds nothing of this product".into())),
        false => Ok(()),
    }
}

/// Whether a file is a whole database.
fn check(path: &Path) -> Result<(), BackupError> {
    require(path)?;
    let settings = DatabaseSettings::new(format!("sqlite://{}", path.display()));
    let manager = ConnectionManager::new(settings)?;
    let said = (|| {
        let mut pooled = manager.connect(AccessMode::Write)?;
        let AnyConnection::Sqlite(connection) = &mut pooled.connection else {
            return Err(DbError::other("the file is no database"));
        };
        let sql = "SELECT quick_check AS said FROM pragma_quick_check LIMIT 1";
        Ok(diesel::sql_query(sql).get_result::<Said>(connection)?.said)
    })();
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(BackupError::Unusable(shown(path), said)),
        Err(error) => Err(unusable(path, &error)),
    }
}

fn unusable(path: &Path, error: &(dyn std::error::Error + 'static)) -> BackupError {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let words: Vec<String> = causes.map(ToString::to_string).collect();
    BackupError::Unusable(shown(path), words.join(": "))
}

/// Gives a file its name once it is safe on disk, and makes sure of the name too.
fn finish(part: &Path, target: &Path) -> Result<(), BackupError> {
    let synced = File::open(part).and_then(|part| part.sync_all());
    synced.map_err(|source| file(part, source))?;
    for suffix in ["-wal", "-shm"] {
        remove(&beside(part, suffix))?;
    }
    std::fs::rename(part, target).map_err(|source| file(target, source))?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| file(folder, source))
}

fn move_away(from: &Path, to: &Path) -> Result<(), BackupError> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => remove(to),
        other => other.map_err(|source| file(from, source)),
    }
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(|source| file(path, source)),
    }
}

fn file(path: &Path, source: std::io::Error) -> BackupError {
    BackupError::File { path: shown(path), source }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

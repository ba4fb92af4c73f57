//! The file of an SQLite database: made before SQLite does, so that only its owner may read it; held, so that others can
//! tell that it is in use; and watched, because SQLite goes on writing into a file that was moved or deleted.

use super::connection::{AccessMode, AnyConnection, ConnectionManager};
use super::{DbError, OpenError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A log of so many bytes is made short again: twice as long as SQLite lets it become by itself.
const LONG_LOG: u64 = 32 << 20;
/// Up to so many bytes a file is checked through and through after a crash; a larger one without its indexes, which takes
/// a fraction of the time.
const CHECKED_WHOLE: u64 = 1 << 30;

/// Makes the file, mode 0600, unless it is there. SQLite gives its log and its shared memory the mode of this file.
pub(crate) fn ensure(path: &Path) -> Result<(), OpenError> {
    private_file(path).map(drop).map_err(|source| refused(path, source))
}

/// Refuses where the file is not there.
pub(crate) fn require(path: &Path) -> Result<(), OpenError> {
    std::fs::metadata(path).map(drop).map_err(|source| refused(path, source))
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn refused(path: &Path, source: std::io::Error) -> OpenError {
    OpenError::File { path: path.display().to_string(), source }
}

/// The path with something behind it, as SQLite names what lies beside a database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Says that a program uses a database, as long as it lives: a lock on a file beside it. Programs share it, and the one
/// that puts another file in its place has it alone.
pub(crate) struct Hold {
    _lock: File,
    /// Whether nobody else uses the database.
    alone: bool,
}

impl Hold {
    /// Shared with others that use it.
    fn shared(path: &Path) -> Result<Self, OpenError> {
        let lock = private_file(&beside(path, "-lock")).map_err(|source| refused(path, source))?;
        let alone = lock.try_lock().is_ok();
        if alone {
            // The same lock is taken again, with others; where that fails, nobody is worse off than without.
            let _ = lock.unlock();
        }
        match lock.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Err(OpenError::Restoring { path: path.display().to_string() }),
            // Some network file systems have no locks.
            Err(TryLockError::Error(_)) | Ok(()) => Ok(Self { _lock: lock, alone }),
        }
    }

    /// Of nobody else; `None` where a program uses the database.
    pub(crate) fn alone(path: &Path) -> Result<Option<Self>, OpenError> {
        let lock = private_file(&beside(path, "-lock")).map_err(|source| refused(path, source))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { _lock: lock, alone: true })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(refused(path, source)),
        }
    }
}

/// The file of an open database.
pub(crate) struct SqliteFile {
    path: PathBuf,
    log: PathBuf,
    id: FileId,
    /// Of the log, once it was seen.
    log_id: OnceLock<FileId>,
    /// Whether it was gone when somebody looked last.
    gone: AtomicBool,
    log_is_long: AtomicBool,
    _hold: Hold,
}

impl SqliteFile {
    /// Makes the file where it is not there. Refuses one that is damaged, where its last program did not end well.
    pub(crate) fn open(path: &Path, manager: &ConnectionManager) -> Result<Self, OpenError> {
        ensure(path)?;
        let hold = Hold::shared(path)?;
        let log = beside(path, "-wal");
        if !hold.alone {
            tracing::warn!(
                file = %path.display(),
                "another program uses the same database file: one server is enough, and more of them wait for each other"
            );
        } else if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            check_whole(path, manager)?;
        }
        let metadata = std::fs::metadata(path).map_err(|source| refused(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            log,
            id: FileId::of(&metadata),
            log_id: OnceLock::new(),
            gone: AtomicBool::new(false),
            log_is_long: AtomicBool::new(false),
            _hold: hold,
        })
    }

    /// Refuses where the file, or its log, is not the one that was opened: what is written then is lost.
    pub(crate) fn check(&self) -> Result<(), DbError> {
        let there = std::fs::metadata(&self.path).is_ok_and(|file| FileId::of(&file) == self.id);
        let log = std::fs::metadata(&self.log).ok().map(|log| FileId::of(&log));
        let log_there = match (self.log_id.get(), log) {
            (Some(known), log) => log == Some(*known),
            (None, Some(log)) => self.log_id.set(log).is_ok(),
            (None, None) => true,
        };
        let gone = !(there && log_there);
        let path = self.path.display();
        match (self.gone.swap(gone, Relaxed), gone) {
            (false, true) => tracing::error!(
                "the database file {path}, or its log, was moved, replaced or deleted under the running program. Nothing is \
                 written any more, because it would be lost. Put it back, or stop the program and restore a backup"
            ),
            (true, false) => tracing::info!("the database file {path} is back"),
            _ => {}
        }
        match gone {
            true => Err(DbError::Unavailable("its file was moved, replaced or deleted".into())),
            false => Ok(()),
        }
    }

    /// Copies a long log into the file and cuts it off, unless somebody reads what is in it. Answers its length.
    pub(crate) fn shorten_log(&self, manager: &ConnectionManager) -> Result<u64, DbError> {
        let length = || std::fs::metadata(&self.log).map_or(0, |log| log.len());
        if length() < LONG_LOG {
            self.log_is_long.store(false, Relaxed);
            return Ok(length());
        }
        let mut pooled = manager.connect(AccessMode::Write)?;
        pooled.connection.batch_execute("PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE);")?;
        let is_long = length() >= LONG_LOG;
        if is_long && !self.log_is_long.swap(is_long, Relaxed) {
            tracing::warn!(
                bytes = length(),
                "the log of the database grows, because something has been reading for long, such as a backup or a report"
            );
        }
        Ok(length())
    }
}

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(file: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self(file.dev(), file.ino())
    }

    /// Elsewhere a file that is open can't be moved or deleted.
    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self(0, 0)
    }
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Checks a file whose log was left behind: by a crash, after which all is well, or by another file.
fn check_whole(path: &Path, manager: &ConnectionManager) -> Result<(), OpenError> {
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let check = if size <= CHECKED_WHOLE { "integrity_check" } else { "quick_check" };
    let damaged = |said: String| OpenError::Damaged { path: path.display().to_string(), said };
    let mut pooled = manager.connect(AccessMode::Write).map_err(|error| damaged(error.to_string()))?;
    let AnyConnection::Sqlite(connection) = &mut pooled.connection else { return Ok(()) };
    let sql = format!("SELECT {check} AS said FROM pragma_{check} LIMIT 1");
    let said = diesel::sql_query(sql).get_result::<Said>(connection);
    match said {
        Ok(Said { said }) if said == "ok" => Ok(()),
        Ok(Said { said }) => Err(damaged(said)),
        Err(error) => Err(damaged(error.to_string())),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_the_owner_may_read_the_file() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("m.db");
        ensure(&path).expect("a file");
        ensure(&path).expect("the same file");
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = ensure(Path::new("/nowhere/at/all/m.db")).expect_err("there is no such directory");
        assert!(error.to_string().contains("/nowhere/at/all/m.db"), "{error}");
    }

    #[test]
    fn programs_share_a_file_and_who_replaces_it_has_it_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("m.db");
        let first = Hold::shared(&path).expect("held");
        assert!(first.alone);
        assert!(!Hold::shared(&path).expect("held too").alone);
        assert!(Hold::alone(&path).expect("locks").is_none());
        drop(first);
        let restoring = Hold::alone(&path).expect("locks").expect("nobody else");
        assert!(matches!(Hold::shared(&path), Err(OpenError::Restoring { .. })));
        drop(restoring);
        assert!(Hold::shared(&path).expect("held").alone);
    }
}

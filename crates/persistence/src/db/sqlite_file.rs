//! Makes the file of an SQLite database before SQLite does, so that only its owner may read it.

use super::OpenError;
use std::fs::OpenOptions;
use std::path::Path;

/// Makes the file, mode 0600, unless it is there. SQLite gives its log and its shared memory the mode of this file.
pub(crate) fn ensure(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|source| OpenError::File { path: path.display().to_string(), source })
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
}

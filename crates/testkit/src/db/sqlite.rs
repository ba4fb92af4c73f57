//! Databases in files.

use persistence::DatabaseSettings;
use persistence::migrations::{Direction, run};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A copy of the template in a directory of its own, and its URL.
pub(super) fn make() -> (TempDir, String) {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(template);
    let directory = TempDir::new().expect("a directory for the database");
    let path = directory.path().join("test.db");
    std::fs::write(&path, template).expect("a copy of the template");
    (directory, format!("sqlite://{}", path.display()))
}

/// The bytes of a migrated file. Closing the last connection moves all of it out of the write-ahead log.
fn template() -> Vec<u8> {
    let directory = TempDir::new().expect("a directory for the template");
    let path = directory.path().join("template.db");
    let settings = DatabaseSettings::new(format!("sqlite://{}", path.display()));
    run(&settings, Direction::Up).expect("the migrations run");
    std::fs::read(&path).expect("the template's file")
}

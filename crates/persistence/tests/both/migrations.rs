//! Migrations of tables that have rows, and of databases that are not the program's.

use crate::catalog::{contents, fill, tables};
use persistence::migrations::{Direction, run, run_also};
use persistence::{Database, DatabaseSettings, OpenError, SchemaError};
use std::path::Path;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_table_gets_a_row,
        a_rebuilt_table_takes_nothing_along,
        up_and_up_again_on_filled_tables,
        references_to_nothing_undo_a_migration,
        some_run_without_a_transaction,
        names_from_before_are_folded_by_the_program,
        a_newer_schema_is_refused,
        another_line_of_development_is_refused,
        a_draft_is_refused_as_it_is,
        a_file_of_another_program_is_refused_as_it_is,
    ]
}

/// A migration behind all others.
struct Further<'s> {
    up: &'s str,
    metadata: &'s str,
}

/// Runs it as the program runs its own.
async fn migrate(db: &TestDb, direction: Direction, further: &Further<'_>) -> Result<usize, OpenError> {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("9001_further");
    std::fs::create_dir(&own).expect("a folder of its own");
    let write = |name: &str, text: &str| std::fs::write(own.join(name), text).expect("a file");
    write("up.sql", further.up);
    write("down.sql", "SELECT 1;");
    if !further.metadata.is_empty() {
        write("metadata.toml", further.metadata);
    }
    let settings = db.settings();
    let ran = tokio::task::spawn_blocking(move || run_also(&settings, direction, folder.path()));
    ran.await.expect("no panic")
}

async fn up(db: &TestDb, sql: &str) -> Result<usize, OpenError> {
    migrate(db, Direction::Up, &Further { up: sql, metadata: "" }).await
}

/// The error and what it comes from, as the program's log has it.
fn told<T: std::fmt::Debug>(result: Result<T, OpenError>) -> String {
    let error = result.expect_err("an error");
    match std::error::Error::source(&error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// One more word for `messages.words`, the way that changes a constraint: SQLite's documentation of ALTER TABLE has it in
/// twelve steps.
fn rebuild(db: &TestDb) -> String {
    if db.engine() == Engine::Postgres {
        return "ALTER TABLE messages ADD CONSTRAINT messages_words_short CHECK (length(words) < 100) NOT VALID;
                ALTER TABLE messages VALIDATE CONSTRAINT messages_words_short;"
            .into();
    }
    let mut raw = db.raw();
    let table = raw
        .texts("SELECT sql AS text FROM sqlite_master WHERE type = 'table' AND name = 'messages'")
        .remove(0);
    let indexes = raw.texts(
        "SELECT sql AS text FROM sqlite_master WHERE type = 'index' AND tbl_name = 'messages' AND sql IS NOT NULL",
    );
    // In quotes where a migration has made the table anew already.
    let (_, columns) = table.split_once("messages").expect("its name");
    let table = format!("CREATE TABLE messages_new{}", columns.trim_start_matches('"'));
    let close = table.rfind(')').expect("its end");
    format!(
        "{}, CONSTRAINT messages_words_short CHECK (length(words) < 100));
         INSERT INTO messages_new SELECT * FROM messages;
         DROP TABLE messages;
         ALTER TABLE messages_new RENAME TO messages;
         {};",
        &table[..close],
        indexes.join(";\n"),
    )
}

async fn every_table_gets_a_row(db: TestDb) {
    fill(&db);
    let empty: Vec<String> =
        contents(&db).into_iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    assert_eq!(empty, Vec::<String>::new());
}

async fn a_rebuilt_table_takes_nothing_along(db: TestDb) {
    fill(&db);
    let (before, indexes) = (contents(&db), indexes(&db));
    assert_eq!(before["message_secrets"].len(), 1);
    let sql = rebuild(&db);
    // What it is all about: with foreign keys on, the very same statements delete what references the table.
    if db.engine() == Engine::Sqlite {
        let mut raw = db.raw();
        raw.execute(&format!("PRAGMA foreign_keys = ON; BEGIN; {sql}"));
        assert_eq!(raw.texts("SELECT sealed AS text FROM message_secrets").len(), 0);
        raw.execute("ROLLBACK");
    }
    assert_eq!(up(&db, &sql).await.expect("it runs"), 1);
    assert_eq!(contents(&db), before);
    assert_eq!(self::indexes(&db), indexes);
    let long = "UPDATE messages SET words = 'one' || 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'";
    assert!(db.raw().try_execute(long).is_err_and(|error| error.contains("messages_words_short")));
}

fn indexes(db: &TestDb) -> Vec<String> {
    db.raw().texts(match db.engine() {
        Engine::Sqlite => {
            "SELECT name AS text FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT indexdef AS text FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"
        }
    })
}

async fn up_and_up_again_on_filled_tables(db: TestDb) {
    fill(&db);
    let before = contents(&db);
    let settings = db.settings();
    let again = tokio::task::spawn_blocking(move || run(&settings, Direction::Up)).await.expect("no panic");
    assert_eq!(again.expect("nothing to do"), 0);
    let sql = "ALTER TABLE jobs ADD COLUMN team TEXT; UPDATE jobs SET title = title || '!';";
    assert_eq!(up(&db, sql).await.expect("it runs"), 1);
    assert_eq!(up(&db, sql).await.expect("it has run"), 0);
    let mut after = contents(&db);
    assert_eq!(after["jobs"].len(), 1);
    assert!(after["jobs"][0].contains("x!"), "{:?}", after["jobs"]);
    after.insert("jobs".into(), before["jobs"].clone());
    assert_eq!(after, before);
    let undone = migrate(&db, Direction::Down, &Further { up: sql, metadata: "" }).await;
    assert!(undone.expect("it goes back") > 12);
    assert_eq!(tables(&db), []);
}

async fn references_to_nothing_undo_a_migration(db: TestDb) {
    fill(&db);
    let before = contents(&db);
    let error = told(up(&db, "DELETE FROM webhook_deliveries; DELETE FROM candidates;").await);
    let expected = match db.engine() {
        Engine::Sqlite => {
            "references to rows that are gone: 1 of interviews to candidates, 1 of match_results to candidates"
        }
        Engine::Postgres => "interviews_candidate_fk",
    };
    assert!(error.contains(expected), "{error}");
    assert_eq!(contents(&db), before);
    Database::open(db.settings()).await.expect("the database is what it was");
}

async fn some_run_without_a_transaction(db: TestDb) {
    fill(&db);
    let outside = Further {
        up: "CREATE INDEX CONCURRENTLY messages_by_person ON messages (company_id, person)",
        metadata: "run_in_transaction = false",
    };
    let ran = migrate(&db, Direction::Up, &outside).await;
    match db.engine() {
        Engine::Sqlite => assert!(told(ran).contains("has to run in a transaction")),
        Engine::Postgres => {
            assert_eq!(ran.expect("it runs"), 1);
            assert!(indexes(&db).iter().any(|index| index.contains("messages_by_person")));
            assert_eq!(migrate(&db, Direction::Up, &outside).await.expect("it has run"), 0);
        }
    }
}

fn add_version(db: &TestDb, version: &str) {
    db.raw().execute(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')"));
}

/// The newest version that the program knows.
fn newest() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/sqlite");
    let names =
        std::fs::read_dir(folder).expect("the migrations").map(|entry| entry.expect("one").file_name());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.iter().filter_map(|name| name.split('_').next()).max().expect("one at least").to_owned()
}

async fn a_newer_schema_is_refused(db: TestDb) {
    fill(&db);
    let before = contents(&db);
    add_version(&db, "9001");
    let error = Database::open(db.settings()).await.err().expect("it does not open");
    let expected = SchemaError::Newer { database: "9001".into(), program: newest() };
    assert!(matches!(&error, OpenError::Schema(error) if *error == expected), "{error}");
    assert_eq!(contents(&db), before);
}

async fn another_line_of_development_is_refused(db: TestDb) {
    add_version(&db, "0101a");
    let error = Database::open(db.settings()).await.err().expect("it does not open");
    let expected = SchemaError::Unknown { database: "0101a".into(), program: newest() };
    assert!(matches!(&error, OpenError::Schema(error) if *error == expected), "{error}");
}

/// As the drafts before the baseline left it.
async fn a_draft_is_refused_as_it_is(db: TestDb) {
    let settings = db.settings();
    let down = tokio::task::spawn_blocking(move || run(&settings, Direction::Down)).await.expect("no panic");
    down.expect("an empty database");
    for version in ["0001", "0002", "0003", "0010", "0011", "0023"] {
        add_version(&db, version);
    }
    db.raw().execute("CREATE TABLE companies (id BIGINT)");
    let error = Database::open(db.settings()).await.err().expect("it does not open");
    let expected = SchemaError::Draft { database: "0023".into(), program: newest() };
    assert!(matches!(&error, OpenError::Schema(error) if *error == expected), "{error}");
    assert_eq!(tables(&db).len(), 1, "nothing was added");
}

async fn a_file_of_another_program_is_refused_as_it_is(db: TestDb) {
    if db.engine() == Engine::Postgres {
        return;
    }
    let settings = db.settings();
    let down = tokio::task::spawn_blocking(move || run(&settings, Direction::Down)).await.expect("no panic");
    down.expect("an empty database");
    db.raw().execute("CREATE TABLE widgets (id BIGINT)");
    for migrate in [true, false] {
        let settings = DatabaseSettings { migrate, ..db.settings() };
        let error = Database::open(settings).await.err().expect("it does not open");
        let expected = SchemaError::Foreign { table: "widgets".into() };
        assert!(matches!(&error, OpenError::Schema(error) if *error == expected), "{error}");
    }
    assert_eq!(tables(&db).len(), 1, "nothing was added");
    db.raw().execute("DROP TABLE widgets");
    Database::open(db.settings()).await.expect("an empty file is fine").close().await;
}

/// Migration 0113 had the database fold them, which does not know all letters.
async fn names_from_before_are_folded_by_the_program(db: TestDb) {
    db.close().await;
    let kind = match db.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(kind);
    let entries = std::fs::read_dir(folder).expect("the migrations").map(|entry| entry.expect("one").path());
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut steps: Vec<_> = entries.filter(|path| name(path).as_str() >= "0133").collect();
    steps.sort();
    let mut raw = db.raw();
    for step in steps.iter().rev() {
        raw.execute(&std::fs::read_to_string(step.join("down.sql")).expect("how it is undone"));
    }
    raw.execute("DELETE FROM __diesel_schema_migrations WHERE version >= '0133'");
    fill(&db);
    for table in ["companies", "users", "interview_templates", "calendars"] {
        raw.execute(&format!("UPDATE {table} SET name = 'Zoë ÅNGSTRÖM', name_key = 'zoë ÅngstrÖm'"));
    }
    let settings = db.settings();
    let ran = tokio::task::spawn_blocking(move || run(&settings, Direction::Up)).await.expect("no panic");
    assert_eq!(ran.expect("they run"), steps.len());
    for table in ["companies", "users", "interview_templates", "calendars"] {
        let keys = raw.texts(&format!("SELECT name_key AS text FROM {table}"));
        assert_eq!(keys, ["zoë ångström"], "{table}");
    }
}

//! That the schema's history stays what it was: a migration that has landed never changes, both databases have the same
//! ones, and each runs in a transaction or says why not. `docs/migrations.md` has the rules.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FOLDER: &str = "migrations";
const DATABASES: [&str; 2] = ["postgres", "sqlite"];
/// Every file of every migration with its SHA-256. Lines are added, and stay.
const LANDED: &str = "migrations/landed.txt";
/// Where the baseline begins. A database with a smaller version is refused as a draft.
const FIRST: &str = "0101";
/// Tables that grow with every booking, person or event: their writers don't wait for an index on PostgreSQL.
const BIG: &[&str] = &[
    "ai_results",
    "appointment_logs",
    "appointment_messages",
    "appointment_moves",
    "appointment_requests",
    "appointments",
    "busy_periods",
    "calendar_busy",
    "candidates",
    "commitments",
    "conflict_history",
    "conflicts",
    "effects",
    "idempotency_keys",
    "interview_interviewers",
    "interview_logs",
    "interviews",
    "match_results",
    "messages",
    "payment_entries",
    "payments",
    "provider_events",
    "schedules",
    "slot_places",
    "slots",
    "subjects",
    "webhook_deliveries",
];
/// The first migration that is held to it.
const SINCE_BIG: &str = "0125";
/// The first migration that may not change rows of a big table that it has altered.
const SINCE_APART: &str = "0141";
/// Begins the line that says why a migration runs in no transaction.
const REASON: &str = "-- Without a transaction: ";

/// Texts by path, as `postgres/0101_directory/up.sql`.
type Files = BTreeMap<String, String>;

pub(super) fn check(faults: &mut Vec<String>) -> Result<()> {
    let files = files()?;
    let landed = fs::read_to_string(LANDED).with_context(|| LANDED.to_owned())?;
    faults.extend(history(&files, &landed));
    faults.extend(rules(&files));
    Ok(())
}

/// Adds the lines of new files to the list; what is there stays as it is.
pub(crate) fn add() -> Result<()> {
    let mut landed = fs::read_to_string(LANDED).unwrap_or_default();
    let new: Vec<String> = files()?
        .iter()
        .filter(|(path, _)| !lists(&landed, path))
        .map(|(path, text)| line(path, text))
        .collect();
    for line in &new {
        landed.push_str(line);
        landed.push('\n');
    }
    fs::write(LANDED, landed)?;
    crate::say(&format!("{} lines added to {LANDED}", new.len()));
    Ok(())
}

fn files() -> Result<Files> {
    let mut files = Files::new();
    for database in DATABASES {
        let folder = Path::new(FOLDER).join(database);
        for migration in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            for file in fs::read_dir(migration?.path())? {
                let path = file?.path();
                let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                let name = path.strip_prefix(FOLDER)?.components();
                let name =
                    name.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>();
                files.insert(name.join("/"), text);
            }
        }
    }
    Ok(files)
}

fn line(path: &str, text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {path}")
}

fn lists(landed: &str, path: &str) -> bool {
    landed.lines().any(|line| line.split_once("  ").is_some_and(|(_, listed)| listed == path))
}

/// What is not as it landed.
fn history(files: &Files, landed: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for listed in landed.lines() {
        let (_, path) = listed.split_once("  ").unwrap_or_default();
        match files.get(path) {
            Some(text) if line(path, text) == listed => {}
            Some(_) => {
                faults.push(format!("{FOLDER}/{path} has landed and must not change: write a new migration"));
            }
            None => faults.push(format!("{FOLDER}/{path} has landed and is gone")),
        }
    }
    for path in files.keys().filter(|path| !lists(landed, path)) {
        faults.push(format!("{FOLDER}/{path} is not in {LANDED}: run cargo xtask migrations"));
    }
    faults
}

/// What each migration has to have.
fn rules(files: &Files) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in files {
        let Some((database, rest)) = path.split_once('/') else { continue };
        let Some((migration, file)) = rest.split_once('/') else { continue };
        let of = |database: &str, file: &str| files.get(&format!("{database}/{migration}/{file}"));
        let mut fault = |text: &str| faults.push(format!("{FOLDER}/{path}: {text}"));
        match file {
            "up.sql" => {
                let outside = of(database, "metadata.toml").is_some_and(|text| !in_transaction(text));
                let why =
                    text.lines().any(|line| line.strip_prefix(REASON).is_some_and(|why| why.len() > 10));
                if outside != why {
                    fault(&format!("metadata.toml and a line \"{REASON}…\" go together"));
                }
                if !outside && text.contains("CONCURRENTLY") {
                    fault("CONCURRENTLY does not go in a transaction");
                }
                if outside && database == "sqlite" {
                    fault("on SQLite every migration runs in a transaction");
                }
                if database == "postgres" && migration >= SINCE_BIG {
                    for table in blocking_indexes(text) {
                        fault(&format!("an index of {table}, which grows large, is made CONCURRENTLY"));
                    }
                }
                if database == "postgres" && migration >= SINCE_APART {
                    for table in altered_and_changed(text) {
                        fault(&format!(
                            "rows of {table}, which grows large, change while nobody can read it: in the next migration"
                        ));
                    }
                }
                if of(database, "down.sql").is_none() {
                    fault("there is no down.sql beside it");
                }
                if migration < FIRST {
                    fault("its number is smaller than the baseline's: take the one after the last");
                }
                if DATABASES.iter().any(|other| of(other, "up.sql").is_none()) {
                    fault("the other database has none of this name");
                }
            }
            "down.sql" | "metadata.toml" => {}
            _ => fault("a migration is up.sql, down.sql, and metadata.toml where it needs one"),
        }
        if text
            .lines()
            .any(|line| matches!(line.trim().to_uppercase().as_str(), "BEGIN;" | "COMMIT;" | "ROLLBACK;"))
        {
            fault("the program opens and ends the transaction");
        }
    }
    faults
}

/// Without comments, in small letters.
fn code(text: &str) -> String {
    let code: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    code.join(" ").to_lowercase()
}

/// The big tables of which a migration changes rows after it has altered them: they are locked until all rows are looked at.
fn altered_and_changed(text: &str) -> Vec<&'static str> {
    let code = code(text);
    let begins = |statement: &str, with: &[&str]| {
        let mut words = statement.split_whitespace();
        with.iter().all(|word| words.next() == Some(*word))
    };
    let is_blocked = |table: &&&str| {
        let mut rest = code.split(';').skip_while(|statement| !begins(statement, &["alter", "table", table]));
        rest.any(|one| begins(one, &["update", table]) || begins(one, &["delete", "from", table]))
    };
    BIG.iter().filter(is_blocked).copied().collect()
}

/// The big tables that a migration makes an index of while their writers wait. A table that it makes itself has none.
fn blocking_indexes(text: &str) -> Vec<&'static str> {
    let code = code(text);
    let blocks = |statement: &str, table: &str| {
        let words: Vec<&str> = statement.split(|c: char| c.is_whitespace() || c == '(').collect();
        let makes = statement.trim_start().starts_with("create") && words.contains(&"index");
        let on = words.windows(2).any(|pair| pair == ["on", table]);
        makes && on && !words.contains(&"concurrently")
    };
    let made = |table: &str| code.contains(&format!("create table {table} "));
    let is_blocked =
        |table: &&&str| !made(table) && code.split(';').any(|statement| blocks(statement, table));
    BIG.iter().filter(is_blocked).copied().collect()
}

/// diesel takes a file that does not say so for "no".
fn in_transaction(metadata: &str) -> bool {
    metadata.lines().any(|line| line.replace(' ', "") == "run_in_transaction=true")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHY: &str = "-- Without a transaction: an index of a big table is made beside its writers.\n";
    const OUTSIDE: &str = "run_in_transaction = false\n";

    /// One migration, with other texts where a test says so.
    fn with(changes: &[(&str, &str)]) -> Files {
        let mut files = Files::new();
        for database in DATABASES {
            files.insert(format!("{database}/0101_a/up.sql"), "CREATE TABLE a (id BIGINT);\n".into());
            files.insert(format!("{database}/0101_a/down.sql"), "DROP TABLE a;\n".into());
        }
        files.extend(changes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        files
    }

    fn landed(files: &Files) -> String {
        files.iter().map(|(path, text)| line(path, text) + "\n").collect()
    }

    #[track_caller]
    fn faulty(faults: &[String], expected: &str) {
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{faults:?}");
    }

    #[test]
    fn what_landed_stays() {
        let list = landed(&with(&[]));
        assert_eq!(history(&with(&[]), &list), Vec::<String>::new());
        let changed = with(&[("sqlite/0101_a/down.sql", "DROP TABLE IF EXISTS a;\n")]);
        faulty(&history(&changed, &list), "migrations/sqlite/0101_a/down.sql has landed and must not change");
        let mut gone = with(&[]);
        gone.remove("postgres/0101_a/up.sql");
        faulty(&history(&gone, &list), "postgres/0101_a/up.sql has landed and is gone");
    }

    #[test]
    fn what_is_new_is_listed() {
        let list = landed(&with(&[]));
        let more = with(&[("sqlite/0102_b/up.sql", ""), ("postgres/0102_b/up.sql", "")]);
        faulty(&history(&more, &list), "sqlite/0102_b/up.sql is not in migrations/landed.txt");
        assert_eq!(history(&more, &landed(&more)), Vec::<String>::new());
    }

    #[test]
    fn a_transaction_or_the_reason_why_not() {
        assert_eq!(rules(&with(&[])), Vec::<String>::new());
        let index = format!("{WHY}CREATE INDEX CONCURRENTLY b ON a (id);\n");
        let (up, metadata) = ("postgres/0101_a/up.sql", "postgres/0101_a/metadata.toml");
        assert_eq!(rules(&with(&[(up, &index), (metadata, OUTSIDE)])), Vec::<String>::new());
        faulty(&rules(&with(&[(metadata, OUTSIDE)])), "go together");
        faulty(&rules(&with(&[(metadata, "")])), "go together");
        faulty(&rules(&with(&[(up, &index)])), "go together");
        faulty(
            &rules(&with(&[(up, "CREATE INDEX CONCURRENTLY b ON a (id);")])),
            "does not go in a transaction",
        );
        faulty(&rules(&with(&[(up, "COMMIT;\n")])), "the program opens and ends");
        let sqlite = with(&[("sqlite/0101_a/metadata.toml", OUTSIDE), ("sqlite/0101_a/up.sql", WHY)]);
        faulty(&rules(&sqlite), "on SQLite every migration");
    }

    #[test]
    fn big_tables_get_their_indexes_beside_their_writers() {
        let check = |text: &str, tables: &[&str]| assert_eq!(blocking_indexes(text), tables, "{text}");
        check("CREATE INDEX a ON slots (id);", &["slots"]);
        check(
            "CREATE UNIQUE INDEX a\n    ON slots USING gin (id);\nCREATE INDEX b ON effects(id);",
            &["effects", "slots"],
        );
        check("CREATE INDEX CONCURRENTLY a ON slots (id);", &[]);
        check("CREATE INDEX a ON jobs (id); -- not ON slots", &[]);
        check("CREATE TABLE slots (id BIGINT);\nCREATE INDEX a ON slots (id);", &[]);
        let late =
            [("postgres/0125_b/up.sql", "CREATE INDEX a ON slots (id);"), ("sqlite/0125_b/up.sql", "")];
        faulty(
            &rules(&with(&late)),
            "0125_b/up.sql: an index of slots, which grows large, is made CONCURRENTLY",
        );
        let early =
            [("postgres/0124_b/up.sql", "CREATE INDEX a ON slots (id);"), ("sqlite/0124_b/up.sql", "")];
        assert!(!rules(&with(&early)).iter().any(|fault| fault.contains("CONCURRENTLY")));
    }

    #[test]
    fn rows_change_before_their_table_or_in_a_migration_of_their_own() {
        let check = |text: &str, tables: &[&str]| assert_eq!(altered_and_changed(text), tables, "{text}");
        let (alter, update) = ("ALTER TABLE slots ADD COLUMN a TEXT;\n", "UPDATE slots\nSET a = 'b';\n");
        check(&format!("{alter}{update}"), &["slots"]);
        check(&format!("{alter}-- Old ones go.\nDELETE FROM slots WHERE a IS NULL;"), &["slots"]);
        check(&format!("{update}{alter}"), &[]);
        check(&format!("{alter}UPDATE jobs SET a = 'b';"), &[]);
        let both = format!("{alter}{update}");
        let made = |path: &str| rules(&with(&[(path, &both)]));
        faulty(&made("postgres/0141_b/up.sql"), "rows of slots, which grows large, change");
        assert!(!made("postgres/0140_b/up.sql").iter().any(|fault| fault.contains("rows of")));
    }

    #[test]
    fn both_databases_and_both_ways() {
        faulty(&rules(&with(&[("sqlite/0102_b/up.sql", "")])), "the other database has none");
        faulty(&rules(&with(&[("sqlite/0102_b/up.sql", "")])), "there is no down.sql");
        faulty(&rules(&with(&[("sqlite/0101_a/notes.txt", "")])), "a migration is up.sql");
        faulty(&rules(&with(&[("sqlite/0024_b/up.sql", "")])), "take the one after the last");
    }
}

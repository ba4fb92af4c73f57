//! That a server which remembers what availability reads, and who asks, can tell when it moves: every table says how its changes
//! raise a version.
//!
//! A test of `persistence` makes each change on both databases. Here no table is left out, and no trigger.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const SCHEMA: &str = "crates/persistence/src/schema";

/// Tables that availability reads, raised by triggers of these migrations, and for which changes.
const OF_PEOPLE: &[&str] = &["0180_raised_versions", "0194_raised_by_pages"];
const RAISED: &[Raised] = &[
    ("availability_patterns", ALL),
    ("booking_pages", ALL),
    ("busy_periods", ALL),
    ("calendar_busy", ALL),
    ("calendars", ALL),
    // Of a company that is new nothing is remembered, and of one that is gone nothing is asked.
    ("companies", &["update"]),
    ("company_slugs", ALL),
    ("days_off", ALL),
    ("interview_templates", ALL),
    ("payment_providers", ALL),
    ("service_slugs", ALL),
    ("services", ALL),
    ("shop_settings", ALL),
    ("special_hours", ALL),
    ("staff", ALL),
    ("staff_services", ALL),
    ("template_interviewers", ALL),
    ("users", ALL),
    ("working_hours", ALL),
];
const ALL: &[&str] = &["insert", "update", "delete"];

/// Tables that say who asks.
const OF_CALLERS: &[&str] = &["0195_who_asks"];
const CALLERS: &[Raised] = &[("api_keys", ALL), ("sessions", ALL)];

type Raised = (&'static str, &'static [&'static str]);

/// Raised by the ledger, which alone writes it.
const LEDGER: &str = "commitments";
/// Where it is written; `users` reads it.
const WRITES_LEDGER: &[&str] = &[
    "crates/persistence/src/ledger/",
    "crates/persistence/src/schema/",
    "crates/persistence/src/store/users.rs",
    "crates/persistence/src/writes.rs",
];

/// Tables that availability reads, and of which nothing is remembered: where a window reaches beyond the busy time that is stored,
/// calendars are followed anew.
const READ_ANEW: &[&str] = &["caldav_collections", "caldav_objects", "caldav_published", "calendar_sources"];

/// Tables that say nothing about when anybody is free.
const APART: &[&str] = &[
    "ai_callbacks",
    "ai_configurations",
    "ai_results",
    "appointment_logs",
    "appointment_messages",
    "appointment_moves",
    "appointment_requests",
    "appointments",
    "candidates",
    "changes",
    "conflict_history",
    "conflicts",
    "effects",
    "idempotency_keys",
    "identity_providers",
    "interview_answers",
    "interview_interviewers",
    "interview_logs",
    "interviews",
    "jobs",
    "locations",
    "login_failures",
    "login_networks",
    "match_results",
    "message_secrets",
    "messages",
    "notification_preferences",
    "notification_settings",
    "oidc_logins",
    "password_reset_requests",
    "password_resets",
    "payment_entries",
    "payments",
    "provider_events",
    "provider_rooms",
    "room_calls",
    "room_messages",
    "room_people",
    "room_providers",
    "schedules",
    "scheduling_links",
    "service_images",
    "settings",
    "slot_places",
    "slots",
    "staff_feeds",
    "subjects",
    "user_identities",
    "visitor_counts",
    "visitor_holds",
    "webhook_deliveries",
    "webhooks",
];

pub(super) fn check(faults: &mut Vec<String>) -> Result<()> {
    let mut tables = Vec::new();
    for file in files(Path::new(SCHEMA))? {
        tables.extend(named(&read(&file)?));
    }
    faults.extend(unlisted(&tables));
    for database in ["postgres", "sqlite"] {
        for (migrations, tables) in [(OF_PEOPLE, RAISED), (OF_CALLERS, CALLERS)] {
            let mut text = String::new();
            for migration in migrations {
                text.push_str(&read(&Path::new("migrations").join(database).join(migration).join("up.sql"))?);
            }
            faults.extend(without_trigger(database, &text, tables));
        }
    }
    for file in files(Path::new("crates"))? {
        let path = file.to_string_lossy().replace('\\', "/");
        let allowed = WRITES_LEDGER.iter().any(|place| path.starts_with(place)) || path.contains("/tests/");
        if !allowed && read(&file)?.contains("commitments::table") {
            faults.push(format!("{path}: only the ledger asks for `{LEDGER}`, and raises versions with it"));
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// The Rust files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The tables that a file of the schema has.
fn named(text: &str) -> Vec<String> {
    let table = |line: &str| {
        let (name, key) = line.strip_prefix("    ")?.split_once(" (")?;
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        (plain && key.ends_with(") {")).then(|| name.to_owned())
    };
    text.lines().filter_map(table).collect()
}

/// Tables that say nothing of versions, and names that are no tables any more.
fn unlisted(tables: &[String]) -> Vec<String> {
    let raised = RAISED.iter().chain(CALLERS).map(|(table, _)| *table);
    let listed: Vec<&str> =
        raised.chain([LEDGER]).chain(READ_ANEW.iter().copied()).chain(APART.iter().copied()).collect();
    let missing = tables.iter().filter(|table| !listed.contains(&table.as_str()));
    let missing = missing.map(|table| {
        format!(
            "`{table}`: say in xtask's versions whether availability reads it, and what raises its versions"
        )
    });
    let gone = listed.iter().filter(|listed| !tables.iter().any(|table| table == *listed));
    missing.chain(gone.map(|gone| format!("`{gone}` of xtask's versions is no table"))).collect()
}

fn without_trigger(database: &str, text: &str, tables: &[Raised]) -> Vec<String> {
    let has = |name: &str, table: &str| {
        text.match_indices("CREATE ").any(|(at, _)| {
            let rest = text.get(at..).unwrap_or_default();
            let statement = rest.split([';', '\n']).next().unwrap_or_default();
            let rest = statement.trim_start_matches("CREATE ").trim_start_matches("CONSTRAINT ");
            rest.starts_with(&format!("TRIGGER {name} ")) && rest_names(text, at, table)
        })
    };
    let mut faults = Vec::new();
    for (table, changes) in tables {
        // On PostgreSQL one trigger of `users` is for all changes, at the end of the transaction.
        let whole = database == "postgres" && *table == "users" && has("users_raise", table);
        for change in changes.iter().filter(|_| !whole) {
            if !has(&format!("{table}_raise_{change}"), table) {
                faults.push(format!("{database}: no trigger raises versions at each {change} of `{table}`"));
            }
        }
    }
    faults
}

/// Whether the statement that begins there is about the table.
fn rest_names(text: &str, at: usize, table: &str) -> bool {
    let statement = text.get(at..).unwrap_or_default();
    let head =
        statement.split("BEGIN").next().unwrap_or_default().split("FOR EACH").next().unwrap_or_default();
    head.split_whitespace().collect::<Vec<_>>().windows(2).any(|pair| pair == ["ON", table])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_in_the_schema() {
        let text = "diesel::table! {\n    use a::b;\n    users (id) {\n        id -> BigInt,\n    }\n}\n";
        assert_eq!(named(text), ["users"]);
    }

    #[test]
    fn a_table_that_says_nothing_is_named() {
        let mut tables: Vec<String> =
            RAISED.iter().chain(CALLERS).map(|(table, _)| (*table).to_owned()).collect();
        tables.extend([LEDGER].iter().chain(READ_ANEW).chain(APART).map(|table| (*table).to_owned()));
        assert_eq!(unlisted(&tables), [""; 0]);
        tables.push("holidays".into());
        assert_eq!(unlisted(&tables).len(), 1);
        tables.retain(|table| table != "users" && table != "holidays");
        assert_eq!(unlisted(&tables), ["`users` of xtask's versions is no table"]);
    }

    #[test]
    fn a_trigger_that_is_missing_is_named() {
        let text = "CREATE TRIGGER users_raise_insert AFTER INSERT ON users BEGIN";
        let faults = without_trigger("sqlite", text, RAISED);
        assert!(!faults.iter().any(|fault| fault.contains("insert of `users`")), "{faults:#?}");
        assert!(faults.iter().any(|fault| fault.contains("delete of `users`")));
    }
}

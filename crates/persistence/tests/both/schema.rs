//! Both schemas are the same one, the one that `src/schema` tells diesel, and they are made and unmade by migrations.

use crate::catalog::{Table, tables};
use persistence::Database;
use persistence::migrations::{Direction, run};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![tables_are_those_of_diesel, constraints_have_the_same_names, up_down_up, starts_at_once]
}

/// What `src/schema` says, by table: each as the text between the braces of `table!`.
fn declared() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema");
    let files = std::fs::read_dir(folder)
        .expect("the folder of the schema")
        .map(|entry| entry.expect("a file").path());
    let mut declared = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a file of the schema");
        for table in text.split("diesel::table! {\n").skip(1) {
            let (table, _) = table.split_once("\n}\n").expect("its end");
            let lines = table.lines().map(str::trim).filter(|line| !line.starts_with("use "));
            let table = lines.collect::<Vec<_>>().join("\n").replace("crate::db::types::", "");
            let name = table.split(' ').next().unwrap_or_default().to_owned();
            declared.insert(name, table);
        }
    }
    declared
}

/// What diesel would have to be told of a table.
fn printed(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind.as_str() {
            "BIGINT" => "BigInt",
            "TEXT" => "Text",
            "BOOLEAN" => "Bool",
            "TIMESTAMPTZ" => "SqlTimestamp",
            "UUID" => "SqlUuid",
            "JSONB" => "Jsonb",
            "BYTEA" => "Binary",
            other => other,
        };
        match column.null {
            true => format!("{} -> Nullable<{kind}>,\n", column.name),
            false => format!("{} -> {kind},\n", column.name),
        }
    });
    format!("{} ({}) {{\n{}}}", table.name, table.key.join(", "), columns.collect::<String>())
}

async fn tables_are_those_of_diesel(db: TestDb) {
    // Lists of words are there for foreign keys alone.
    let words = |table: &&Table| table.columns.len() == 1 && table.columns[0].name == "name";
    let tables = tables(&db);
    let there: BTreeMap<_, _> = tables
        .iter()
        .filter(|table| !words(table))
        .map(|table| (table.name.clone(), printed(table)))
        .collect();
    let declared = declared();
    for (name, text) in &there {
        assert_eq!(declared.get(name), Some(text), "src/schema has to say of {name}:\n{text}\n");
    }
    assert_eq!(declared.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
}

/// The names of all constraints of the migration files, triggers that are called so left out.
fn constraints(db: &TestDb) -> Vec<String> {
    match db.engine() {
        Engine::Postgres => db.raw().texts(
            "SELECT conname::text AS text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
             WHERE t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE '\\_\\_%' AND conname NOT LIKE '%\\_not\\_null'
             AND contype <> 't'
             ORDER BY conname COLLATE \"C\"",
        ),
        Engine::Sqlite => {
            let tables = db.raw().texts("SELECT sql AS text FROM sqlite_master WHERE sql IS NOT NULL");
            let mut names: Vec<String> = tables.iter().flat_map(|sql| names_in(sql)).collect();
            names.sort();
            // The exclusions are made of two triggers each.
            names.dedup();
            names
        }
    }
}

fn names_in(sql: &str) -> Vec<String> {
    let after = |marker: &'static str| {
        sql.split(marker).skip(1).filter_map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().map(String::from)
        })
    };
    after("CONSTRAINT ").chain(after("'exclusion:")).collect()
}

/// The names that the migrations for PostgreSQL give, less those that they drop again.
fn named() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let mut steps: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of the migrations")
        .map(|entry| entry.expect("a migration").path().join("up.sql"))
        .collect();
    steps.sort();
    let mut names = BTreeSet::new();
    for step in steps {
        let text = std::fs::read_to_string(step).expect("a migration");
        for line in text.lines() {
            let line = line.split("--").next().unwrap_or_default();
            // Such a trigger is a constraint by its name alone.
            let line = &line.replace("CONSTRAINT TRIGGER ", "TRIGGER ");
            match line.split_once("DROP CONSTRAINT ") {
                Some((_, dropped)) => drop(names.remove(dropped.trim_end_matches([';', ',']))),
                None => names.extend(names_in(line)),
            }
        }
    }
    names.into_iter().collect()
}

async fn constraints_have_the_same_names(db: TestDb) {
    assert_eq!(constraints(&db), named());
}

async fn up_down_up(db: TestDb) {
    db.close().await;
    let settings = db.settings();
    let migrate = move |direction| {
        let settings = settings.clone();
        async move {
            let ran = tokio::task::spawn_blocking(move || run(&settings, direction)).await.expect("no panic");
            ran.expect("the migrations run")
        }
    };
    let before = tables(&db);
    let all = migrate(Direction::Down).await;
    assert!(all >= 12, "{all} migrations were undone");
    assert_eq!(tables(&db), [], "nothing is left");
    assert_eq!(migrate(Direction::Up).await, all);
    assert_eq!(migrate(Direction::Up).await, 0, "nothing is pending");
    assert_eq!(tables(&db), before);
}

async fn starts_at_once(db: TestDb) {
    db.close().await;
    let settings = db.settings();
    let before = tables(&db);
    let down = settings.clone();
    tokio::task::spawn_blocking(move || run(&down, Direction::Down))
        .await
        .expect("no panic")
        .expect("undone");
    let starts: Vec<_> = (0..6).map(|_| tokio::spawn(Database::open(settings.clone()))).collect();
    for start in starts {
        start.await.expect("no panic").expect("each start finds or makes the schema");
    }
    assert_eq!(tables(&db), before);
}

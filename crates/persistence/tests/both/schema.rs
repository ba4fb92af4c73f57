//! Both schemas are the same one, and its history runs forwards and backwards.

use persistence::Database;
use persistence::migrations::{Direction, run};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        columns_are_those_of_the_list,
        constraints_have_the_same_names,
        up_down_up,
        starts_at_once
    ]
}

/// Tables, columns, types, and whether null is allowed: what both engines have to have.
const COLUMNS: &str = include_str!("columns.txt");

const POSTGRES_COLUMNS: &str = "
    SELECT c.table_name || ' ' || c.column_name || ' ' ||
           CASE c.data_type WHEN 'timestamp with time zone' THEN 'TIMESTAMPTZ' ELSE upper(c.data_type) END ||
           CASE c.is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS text
    FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\\_\\_%'
    ORDER BY c.table_name, c.ordinal_position";

const SQLITE_COLUMNS: &str = "
    SELECT t.name || ' ' || c.name || ' ' ||
           CASE c.type WHEN 'INTEGER' THEN 'BIGINT' ELSE c.type END ||
           CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE '' END AS text
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'
    ORDER BY t.name, c.cid";

fn columns(db: &TestDb) -> Vec<String> {
    db.raw().texts(match db.engine() {
        Engine::Sqlite => SQLITE_COLUMNS,
        Engine::Postgres => POSTGRES_COLUMNS,
    })
}

async fn columns_are_those_of_the_list(db: TestDb) {
    let expected: Vec<&str> = COLUMNS.lines().collect();
    assert_eq!(columns(&db), expected);
}

/// The names of all constraints of the migration files.
fn constraints(db: &TestDb) -> Vec<String> {
    match db.engine() {
        Engine::Postgres => db.raw().texts(
            "SELECT conname::text AS text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
             WHERE t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE '\\_\\_%' AND conname NOT LIKE '%\\_not\\_null'
             ORDER BY conname COLLATE \"C\"",
        ),
        Engine::Sqlite => {
            let tables = db.raw().texts("SELECT sql AS text FROM sqlite_master WHERE sql IS NOT NULL");
            let mut names: Vec<String> = tables.iter().flat_map(|sql| names_in(sql)).collect();
            // A rowid is a primary key without a name, and the exclusion is made of triggers.
            let unnamed = ["companies_pk", "users_pk", "interview_templates_pk", "calendars_pk", "api_keys_pk", "jobs_pk", "candidates_pk", "availability_patterns_pk", "ai_configurations_pk", "webhooks_pk"];
            names.extend(unnamed.map(String::from));
            names.sort();
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

async fn constraints_have_the_same_names(db: TestDb) {
    let expected: Vec<&str> = include_str!("constraints.txt").lines().collect();
    assert_eq!(constraints(&db), expected);
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
    let all = migrate(Direction::Down).await;
    assert!(all >= 3, "{all} migrations were undone");
    assert_eq!(columns(&db), Vec::<String>::new(), "nothing is left");
    assert_eq!(migrate(Direction::Up).await, all);
    assert_eq!(migrate(Direction::Up).await, 0, "nothing is pending");
    assert_eq!(columns(&db).len(), COLUMNS.lines().count());
}

async fn starts_at_once(db: TestDb) {
    db.close().await;
    let settings = db.settings();
    let down = settings.clone();
    tokio::task::spawn_blocking(move || run(&down, Direction::Down))
        .await
        .expect("no panic")
        .expect("undone");
    let starts: Vec<_> = (0..6).map(|_| tokio::spawn(Database::open(settings.clone()))).collect();
    for start in starts {
        start.await.expect("no panic").expect("each start finds or makes the schema");
    }
    assert_eq!(columns(&db).len(), COLUMNS.lines().count());
}

//! What a database says of its tables, and rows for all of them.

use std::collections::BTreeMap;
use testkit::db::{Engine, TestDb};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// The columns of its primary key.
    pub(crate) key: Vec<String>,
    pub(crate) columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// By PostgreSQL's name.
    pub(crate) kind: String,
    pub(crate) null: bool,
}

/// Table, column, type, whether null is allowed, and the place in the primary key or 0.
const POSTGRES: &str = "
    SELECT c.table_name || ' ' || c.column_name || ' ' ||
           CASE c.data_type WHEN 'timestamp with time zone' THEN 'TIMESTAMPTZ' ELSE upper(c.data_type) END || ' ' ||
           c.is_nullable || ' ' || COALESCE(array_position(k.conkey, a.attnum), 0) AS text
    FROM information_schema.columns c
    JOIN pg_attribute a ON a.attrelid = c.table_name::regclass AND a.attname = c.column_name
    LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
    WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\\_\\_%'
    ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";

const SQLITE: &str = "
    SELECT t.name || ' ' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'BIGINT' ELSE c.type END || ' ' ||
           CASE c.\"notnull\" WHEN 0 THEN 'YES' ELSE 'NO' END || ' ' || c.pk AS text
    FROM sqlite_master t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'
      AND t.name NOT LIKE 'search\\_%' ESCAPE '\\'
    ORDER BY t.name, c.cid";

/// All tables of the product, by name.
pub(crate) fn tables(db: &TestDb) -> Vec<Table> {
    let rows = db.raw().texts(match db.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    });
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<Vec<(usize, String)>> = Vec::new();
    for row in rows {
        let words: Vec<&str> = row.split(' ').collect();
        let [table, column, kind, null, place] = words.as_slice() else { panic!("not five words: {row}") };
        if tables.last().is_none_or(|last| last.name != *table) {
            tables.push(Table { name: (*table).into(), key: Vec::new(), columns: Vec::new() });
            keys.push(Vec::new());
        }
        let last = tables.last_mut().expect("a table");
        last.columns.push(Column { name: (*column).into(), kind: (*kind).into(), null: *null == "YES" });
        match place.parse().expect("a place") {
            0 => {}
            place => keys.last_mut().expect("its key").push((place, (*column).into())),
        }
    }
    for (table, mut key) in tables.iter_mut().zip(keys) {
        key.sort();
        table.key = key.into_iter().map(|(_, column)| column).collect();
    }
    tables
}

/// Every row of every table, as text.
pub(crate) fn contents(db: &TestDb) -> BTreeMap<String, Vec<String>> {
    let text = |column: &Column| match db.engine() {
        Engine::Sqlite => format!("quote(\"{}\")", column.name),
        Engine::Postgres => format!("COALESCE(\"{}\"::text, 'NULL')", column.name),
    };
    let mut raw = db.raw();
    let rows = tables(db).into_iter().map(|table| {
        let columns: Vec<String> = table.columns.iter().map(text).collect();
        let rows = raw.texts(&format!("SELECT {} AS text FROM {}", columns.join(" || ',' || "), table.name));
        (table.name, rows)
    });
    rows.collect()
}

/// What a column holds where its type's value, or null, would not do.
const VALUES: &[(&str, &str)] = &[
    ("appointments.status", "'confirmed'"),
    ("appointment_requests.payment_type", "'none'"),
    ("appointment_requests.status", "'held'"),
    ("appointment_moves.status", "'confirmed'"),
    ("conflicts.primary_interview", "(SELECT id FROM interviews)"),
    ("users.company_id", "1"),
    ("users.role", "'owner'"),
    ("api_keys.role", "'admin'"),
    ("login_failures.kind", "'login'"),
    ("calendars.kind", "'caldav'"),
    ("calendars.stale_policy", "'busy'"),
    ("commitments.state", "'booked'"),
    ("commitments.source_kind", "'schedule'"),
    ("availability_patterns.ends_minute", "2"),
    ("ai_configurations.ends_minute", "2"),
    ("ai_configurations.ai_interview_type", "'technical'"),
    ("slots.interviewer_id", "1"),
    ("slots.slot_type", "'fixed'"),
    ("interviews.interview_type", "'online'"),
    ("interviews.status", "'pending'"),
    ("schedules.status", "'pending'"),
    ("scheduling_links.template_id", "1"),
    ("scheduling_links.interview_type", "'online'"),
    ("conflicts.conflict_type", "'overlap'"),
    ("conflicts.origin", "'refused'"),
    ("conflicts.resolution", "'pending'"),
    ("room_providers.kind", "'zoom'"),
    ("room_people.part", "'staff'"),
    ("room_messages.kind", "'chat'"),
    ("payment_providers.kind", "'stripe'"),
    ("payment_entries.kind", "'charge'"),
    ("payment_entries.refund_id", "NULL"),
    ("services.location_type", "'online'"),
    ("working_hours.ends_minute", "2"),
    ("shop_settings.finish_minute", "2"),
    ("visitor_counts.kind", "'network'"),
    ("messages.kind", "'password_reset'"),
    ("messages.state", "'waiting'"),
    ("notification_preferences.user_id", "1"),
    ("notification_settings.language", "'en'"),
    ("webhook_deliveries.status", "'waiting'"),
    ("interview_answers.answer", "'accepted'"),
    ("commitments.expires_at", "NULL"),
    ("password_resets.expires_at", "NULL"),
    ("idempotency_keys.status", "NULL"),
];

/// Puts a row into every table that has none. All of them have the id 1, in company 1: so references find theirs.
pub(crate) fn fill(db: &TestDb) {
    let mut raw = db.raw();
    let mut empty: Vec<Table> = tables(db);
    empty.retain(|table| raw.texts(&format!("SELECT 'x' AS text FROM {} LIMIT 1", table.name)).is_empty());
    while !empty.is_empty() {
        let mut refused = Vec::new();
        let before = empty.len();
        empty.retain(|table| {
            let tried = raw.try_execute(&insertion(db.engine(), table));
            tried.map_err(|error| refused.push(format!("{}: {error}", table.name))).is_err()
        });
        // What a table references may have come after it.
        assert!(empty.len() < before, "no row fits; is there a value missing in VALUES? {refused:#?}");
    }
}

fn insertion(engine: Engine, table: &Table) -> String {
    let values = table.columns.iter().map(|column| value(engine, &table.name, column)).collect::<Vec<_>>();
    let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "))
}

fn value(engine: Engine, table: &str, column: &Column) -> String {
    let name = format!("{table}.{}", column.name);
    if let Some((_, value)) = VALUES.iter().find(|(of, _)| *of == name) {
        return (*value).into();
    }
    // Ends come after starts.
    let hour = if column.name.starts_with("end") || column.name.starts_with("expires") { 2 } else { 1 };
    let text = match (column.kind.as_str(), engine) {
        _ if column.null => "NULL",
        ("BIGINT", _) => "1",
        ("TEXT", _) => "'x'",
        ("BOOLEAN", _) => "FALSE",
        ("UUID", Engine::Postgres) => "'00000000-0000-0000-0000-000000000001'",
        ("UUID", Engine::Sqlite) => "x'00000000000000000000000000000001'",
        ("BYTEA", Engine::Postgres) => "'\\x01'::bytea",
        ("BYTEA", Engine::Sqlite) => "x'01'",
        ("JSONB", Engine::Postgres) => "'[]'",
        ("JSONB", Engine::Sqlite) => "jsonb('[]')",
        ("TIMESTAMPTZ", Engine::Postgres) => return format!("'2030-01-01T0{hour}:00:00Z'"),
        ("TIMESTAMPTZ", Engine::Sqlite) => {
            return format!("{}", 1_893_456_000_000_000_i64 + hour * 3_600_000_000);
        }
        (other, _) => panic!("no value for the type {other}"),
    };
    text.into()
}

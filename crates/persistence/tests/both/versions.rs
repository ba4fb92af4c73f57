//! The versions of what is remembered: every change raises them, none comes twice, and who asks together shares a statement.

use crate::catalog::{self, Table};
use crate::ledger::{claim_of, source};
use crate::support::write;
use domain::access::Permit;
use domain::commitment::Subject;
use domain::{CompanyId, TemplateId, UserId};
use persistence::ledger::{self, Claim, Versioned, Versions};
use std::collections::BTreeMap;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_change_of_every_table_raises,
        calendars_raise_by_what_is_read_of_them,
        versions_do_not_come_again,
        a_source_that_gains_people_raises_all_of_them,
        callers_share_a_statement_that_begins_after_them,
        a_company_whose_people_left_can_go,
    ]
}

/// The versions that there are, by name.
fn all(db: &TestDb) -> BTreeMap<String, i64> {
    let rows = db.raw().texts("SELECT subject || ' ' || version AS text FROM subjects WHERE company_id = 1");
    let pair = |row: String| {
        let (name, version) = row.rsplit_once(' ').expect("a name and a version");
        (name.to_owned(), version.parse().expect("a number"))
    };
    rows.into_iter().map(pair).collect()
}

/// Does it, and checks whose versions rise.
fn check(db: &TestDb, sql: &str, expected: &[&str]) {
    let before = all(db);
    db.raw().execute(sql);
    let after = all(db);
    let raised = |name: &&String| after.get(*name) > before.get(*name);
    let raised: Vec<&String> = after.keys().filter(raised).collect();
    assert_eq!(raised, expected, "{sql}");
}

/// A statement that adds a row like the one that is there, but for these columns.
fn copy(table: &Table, but: &[(&str, &str)]) -> String {
    let value = |name: &String| match but.iter().find(|(column, _)| column == name) {
        Some((_, value)) => (*value).to_owned(),
        None => format!("\"{name}\""),
    };
    let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let values: Vec<String> = table.columns.iter().map(|column| value(&column.name)).collect();
    let (table, columns, values) = (&table.name, names.join(", "), values.join(", "));
    format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1")
}

async fn every_change_of_every_table_raises(db: TestDb) {
    catalog::fill(&db);
    let tables = catalog::tables(&db);
    let (id, later) = match db.engine() {
        Engine::Sqlite => ("x'00000000000000000000000000000002'", "starts_at + 60000000"),
        Engine::Postgres => ("'00000000-0000-0000-0000-000000000002'", "starts_at + INTERVAL '1 minute'"),
    };
    // A row like the first, whose versions rise with it, and how it is found.
    let user_two = [("id", "2"), ("email", "'y'"), ("email_key", "'y'")];
    let slug = [("slug", "'y'"), ("is_current", "FALSE")];
    let of_staff = [("id", "3"), ("staff_id", "1"), ("date", "'z'")];
    let of_company = [("id", "2"), ("company_id", "1"), ("role", "'owner'"), ("token_hash", "'y'")];
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str], String);
    let rows: [Row<'_>; 20] = [
        ("users", &user_two, &["user:2"], "id = 2".into()),
        ("busy_periods", &[("id", id)], &["user:1"], format!("id = {id}")),
        ("calendars", &[("id", "2")], &["user:1"], "id = 2".into()),
        ("calendar_busy", &[("starts_at", later)], &["user:1"], "TRUE".into()),
        ("availability_patterns", &[("id", "2")], &["user:1"], "id = 2".into()),
        ("staff", &[("id", "2"), ("user_id", "2")], &["shop", "user:2"], "id = 2".into()),
        ("days_off", &[("id", "2"), ("staff_id", "NULL")], &["company"], "id = 2".into()),
        ("days_off", &[("id", "3"), ("staff_id", "1")], &["user:1"], "id = 3".into()),
        ("working_hours", &[("id", "2"), ("day_of_week", "2")], &["user:1"], "id = 2".into()),
        ("special_hours", &[("id", "2"), ("date", "'y'")], &["shop"], "id = 2".into()),
        ("special_hours", &of_staff, &["user:1"], "id = 3".into()),
        ("services", &[("id", "2")], &["shop"], "id = 2".into()),
        ("staff_services", &[("service_id", "2")], &["shop"], "service_id = 2".into()),
        ("company_slugs", &slug, &["shop"], "slug = 'y'".into()),
        ("service_slugs", &slug, &["shop"], "slug = 'y'".into()),
        ("payment_providers", &[("id", id), ("in_use", "FALSE")], &["shop"], format!("id = {id}")),
        ("interview_templates", &[("id", "2")], &["template:2"], "id = 2".into()),
        ("template_interviewers", &[("template_id", "2")], &["template:2"], "template_id = 2".into()),
        ("sessions", &[("token_hash", "'y'")], &["login:1"], "token_hash = 'y'".into()),
        ("api_keys", &of_company, &["keys"], "id = 2".into()),
    ];
    for (name, but, expected, _) in &rows {
        let table = tables.iter().find(|table| table.name == *name).expect("the table");
        check(&db, &copy(table, but), expected);
    }
    for (name, _, expected, found) in &rows {
        let column = match *name {
            "calendars" => "failures = failures + 1",
            "sessions" => "user_id = user_id",
            _ => "company_id = company_id",
        };
        check(&db, &format!("UPDATE {name} SET {column} WHERE {found}"), and_logins(name, expected));
    }
    check(&db, "UPDATE companies SET name = 'other'", &["company"]);
    check(&db, "UPDATE shop_settings SET version = 2", &["shop"]);
    check(&db, "DELETE FROM shop_settings", &["shop"]);
    check(&db, "UPDATE booking_pages SET version = 2", &["shop"]);
    check(&db, "DELETE FROM booking_pages", &["shop"]);
    for (name, _, expected, found) in rows.iter().rev() {
        check(&db, &format!("DELETE FROM {name} WHERE {found}"), and_logins(name, expected));
    }
    // What goes with its owner raises the owner, too.
    db.raw().execute(&copy(tables.iter().find(|table| table.name == "users").expect("users"), &user_two));
    check(&db, "UPDATE users SET time_zone = 'UTC' WHERE id = 2", &["login:2", "user:2"]);
    db.raw().execute("UPDATE sessions SET user_id = 2");
    check(&db, "UPDATE sessions SET user_id = 1", &["login:1", "login:2"]);
    db.raw().execute("UPDATE sessions SET user_id = 2");
    check(&db, "DELETE FROM users WHERE id = 2", &["login:2", "user:2"]);
    assert_eq!(db.raw().texts("SELECT token_hash AS text FROM sessions"), [""; 0], "they went along");
}

/// A change of a user is one of who their sessions stand for, too.
fn and_logins<'a>(table: &str, expected: &'a [&'a str]) -> &'a [&'a str] {
    if table == "users" { &["login:2", "user:2"] } else { expected }
}

/// What workers note for themselves is nothing to anybody else; all the rest is.
async fn calendars_raise_by_what_is_read_of_them(db: TestDb) {
    const WORKERS: [&str; 5] = ["leased_until", "unreported", "lapse_seen", "version", "updated_at"];
    // These never change.
    const FIXED: [&str; 3] = ["id", "company_id", "created_at"];
    catalog::fill(&db);
    check(&db, "UPDATE calendars SET unreported = 1, version = 9, leased_until = updated_at", &[]);
    check(&db, "UPDATE calendars SET lapse_seen = NOT lapse_seen", &[]);
    check(&db, "UPDATE calendars SET last_error = 'x'", &["user:1"]);
    if db.engine() == Engine::Postgres {
        return;
    }
    // On PostgreSQL the trigger compares whole rows. On SQLite it names columns, and none may be missing.
    let tables = catalog::tables(&db);
    let calendars = tables.iter().find(|table| table.name == "calendars").expect("calendars");
    let read = calendars.columns.iter().map(|column| column.name.as_str());
    for column in read.filter(|column| !WORKERS.contains(column) && !FIXED.contains(column)) {
        check(&db, &format!("UPDATE calendars SET {column} = {column}"), &["user:1"]);
    }
}

async fn versions_do_not_come_again(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let client =
        || Claim { subject: Subject::Customer("ann@example.com".into()), ..claim_of(UserId(0), 0, 60) };
    let take =
        || write(&db, &permit, move |scope| Ok(ledger::claim(scope, at(seed::NOW), &[client()])?.is_ok()));
    let release = || write(&db, &permit, |scope| Ok(ledger::release(scope, source(0, 60))?));
    let version = || all(&db).get("customer:ann@example.com").copied().expect("a version");
    assert!(take().await.expect("a claim"));
    assert_eq!(release().await.expect("a release"), 1);
    let before = version();
    db.raw().execute("DELETE FROM subjects");
    // The clock that rows begin with has gone on by more than the row was raised.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert!(take().await.expect("a claim"));
    assert!(version() > before);
}

/// Time may be shared with somebody while the one who releases it waits for locks.
async fn a_source_that_gains_people_raises_all_of_them(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let (ana, bob) = (seed::user(&db, &permit, "ana").await, seed::user(&db, &permit, "bob").await);
    let claims = [claim_of(ana, 0, 60), claim_of(bob, 0, 60)];
    let taken = write(&db, &permit, move |scope| Ok(ledger::claim(scope, at(seed::NOW), &claims)?.is_ok()));
    assert!(taken.await.expect("a claim"));
    let before = all(&db);
    write(&db, &permit, |scope| Ok(ledger::release(scope, source(0, 60))?)).await.expect("a release");
    let after = all(&db);
    for user in [ana, bob] {
        let name = format!("user:{user}");
        assert!(after.get(&name) > before.get(&name), "{name}");
    }
}

async fn callers_share_a_statement_that_begins_after_them(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let (ana, bob) = (seed::user(&db, &permit, "ana").await, seed::user(&db, &permit, "bob").await);
    let versions = Versions::new((*db).clone());
    let asked = [Versioned::User(ana), Versioned::Template(TemplateId(7)), Versioned::User(bob)];
    let expected = {
        let all = all(&db);
        [all.get(&format!("user:{ana}")).copied(), None, all.get(&format!("user:{bob}")).copied()]
    };
    let ask = || versions.of(&permit, company, &asked);
    let (statements, answers) = db.count_statements(together((0..200).map(|_| ask()).collect())).await;
    for answer in answers {
        assert_eq!(answer.expect("versions"), expected);
    }
    // On a machine that does much else callers come apart; one statement each would be 200.
    assert!(statements <= 60, "200 callers, {statements} statements");
    // Who asks after a change was committed sees it, however many ask beside them.
    for minute in 0..40 {
        let beside = together((0..10).map(|_| ask()).collect());
        let changed = async {
            let claim = claim_of(ana, minute, minute + 1);
            let claimed = write(&db, &permit, move |scope| {
                Ok(ledger::claim(scope, at(seed::NOW), std::slice::from_ref(&claim))?.is_ok())
            });
            assert!(claimed.await.expect("a claim"));
            let stored = all(&db).get(&format!("user:{ana}")).copied();
            assert_eq!(ask().await.expect("versions").first(), Some(&stored));
        };
        tokio::join!(beside, changed);
    }
    let other = owner(&db, "Other").await;
    assert!(versions.of(&other, company, &asked).await.is_err(), "of another company");
}

async fn owner(db: &TestDb, name: &str) -> Permit {
    seed::company(db, name).await.1
}

/// All of them at the same time.
async fn together<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        let mut done = true;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *output = Some(value),
                    std::task::Poll::Pending => done = false,
                }
            }
        }
        if done {
            return std::task::Poll::Ready(
                waiting.iter_mut().filter_map(|(_, output)| output.take()).collect(),
            );
        }
        std::task::Poll::Pending
    })
    .await
}

async fn a_company_whose_people_left_can_go(db: TestDb) {
    use crate::support::{delete, said};
    use domain::directory::{CompanyDetails, UserDetails};
    let (company, permit): (CompanyId, Permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    write(&db, &permit, move |scope| delete::<UserDetails>(scope, ana, None)).await.expect("gone");
    let gone = write(&db, &seed::platform(), move |scope| delete::<CompanyDetails>(scope, company, None));
    assert_eq!(said(gone.await), "ok ()");
    assert_eq!(all(&db), BTreeMap::new());
}

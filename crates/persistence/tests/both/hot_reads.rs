//! What an availability search reads: one statement per table, however many people, and each kept prepared.

use crate::support::{minute, read, write};
use domain::UserId;
use domain::commitment::Subject;
use domain::directory::TemplateDetails;
use persistence::store::collection::Collection;
use persistence::store::{busy_periods, calendars, shop, templates, users};
use persistence::{Scope, StoreError, ledger};
use scheduling_core::time::Interval;
use testkit::db::TestDb;
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_statement_per_table,
        statements_are_kept_prepared,
        behind_a_pooler_nothing_is_kept,
        thousands_of_ids_are_fine
    ]
}

fn everything(scope: &mut Scope<'_>, people: &[UserId]) -> Result<usize, StoreError> {
    let window = Interval::new(minute(0), minute(1440)).expect("start before end");
    let subjects: Vec<Subject> = people.iter().copied().map(Subject::User).collect();
    let found = users::by_ids(scope, people)?.len();
    busy_periods::busy_in(scope, people, window)?;
    shop::off_in(scope, people, window)?;
    calendars::busy_in(scope, people, window)?;
    calendars::of_users(scope, people)?;
    ledger::busy_of(scope, &subjects, window, at(seed::NOW))?;
    Ok(found)
}

async fn one_statement_per_table(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let mut people = Vec::new();
    for index in 0..30 {
        people.push(seed::user(&db, &permit, &format!("p{index}")).await);
    }
    for count in [1, 2, 30] {
        let some = people[..count].to_vec();
        let (statements, found) =
            db.count_statements(read(&db, &permit, move |scope| everything(scope, &some))).await;
        assert_eq!((statements, found.expect("a read")), (6, count));
    }
    let interviewers = people.clone();
    let template = write(&db, &permit, move |scope| {
        TemplateDetails::insert(scope, &TemplateDetails::new("T", 30, interviewers.clone()), at(seed::NOW))
    });
    let id = template.await.expect("a template").id;
    let (statements, found) =
        db.count_statements(read(&db, &permit, move |scope| templates::get(scope, id))).await;
    assert_eq!((statements, found.expect("a read").details.interviewers), (2, people));
}

/// A statement that is not kept is parsed and planned again on each search.
async fn statements_are_kept_prepared(db: TestDb) {
    let mut settings = db.settings();
    settings.pool_size = Some(1);
    let narrow = persistence::Database::open(settings).await.expect("the same database");
    let (_, permit) = seed::company(&db, "Acme").await;
    let search = |people: Vec<i64>| {
        let (permit, people) = (permit.clone(), people.into_iter().map(UserId).collect::<Vec<_>>());
        narrow.read(move |tx| everything(&mut tx.scope(&permit), &people))
    };
    let before = narrow.metrics();
    search(vec![1]).await.expect("a read");
    let first = narrow.metrics();
    assert_eq!(first.statements - before.statements, 6);
    assert_eq!(first.statements_cached - before.statements_cached, 6, "all were kept");
    for people in [vec![2], vec![1, 2, 3], (0..100).collect()] {
        search(people).await.expect("a read");
    }
    assert_eq!(
        narrow.metrics().statements_cached,
        first.statements_cached,
        "no other number needs another one"
    );
}

async fn thousands_of_ids_are_fine(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let many: Vec<UserId> = (0..100_000).map(UserId).collect();
    let found = read(&db, &permit, move |scope| users::by_ids(scope, &many)).await.expect("a read");
    assert_eq!(found.into_iter().map(|user| user.id).collect::<Vec<_>>(), [ana]);
}

/// A transaction pooler gives each transaction another session: what was prepared in one is not there in the next.
async fn behind_a_pooler_nothing_is_kept(db: TestDb) {
    let mut settings = db.settings();
    settings.behind_pooler = true;
    let pooled = persistence::Database::open(settings).await.expect("the same database");
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    for _ in 0..3 {
        let (reader, writer) = (permit.clone(), permit.clone());
        pooled.read(move |tx| everything(&mut tx.scope(&reader), &[ana])).await.expect("a read");
        let touched = pooled.write(move |tx| ledger::claim(&mut tx.scope(&writer), at(seed::NOW), &[]));
        touched.await.expect("a write").expect("nothing was asked");
    }
    assert_eq!(pooled.metrics().statements_cached, 0);
}

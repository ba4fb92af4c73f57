//! Tables that have grown are looked at.

use std::time::Duration;
use testkit::db::{Engine, TestDb};
use testkit::{Case, cases};

pub(crate) fn cases() -> Vec<Case> {
    cases![a_table_that_has_grown_is_looked_at_once]
}

async fn a_table_that_has_grown_is_looked_at_once(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        assert_eq!(db.look_at_grown_tables().await.expect("an answer"), 0);
        return;
    }
    // Each on a connection of its own: what it wrote is counted at its end at the latest.
    db.raw().execute("CREATE TABLE grown AS SELECT 1 AS a FROM generate_series(1, 200)");
    assert_eq!(db.look_at_grown_tables().await.expect("an answer"), 0, "200 rows are few");
    db.raw().execute("INSERT INTO grown SELECT 1 FROM generate_series(1, 1000)");
    let mut looked = 0;
    for _ in 0..50 {
        looked = db.look_at_grown_tables().await.expect("an answer");
        if looked > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(looked, 1);
    let rows = db.raw().texts("SELECT reltuples::bigint::text AS text FROM pg_class WHERE relname = 'grown'");
    assert_eq!(rows, ["1200"]);
    assert_eq!(db.look_at_grown_tables().await.expect("an answer"), 0, "it has not grown since");
}

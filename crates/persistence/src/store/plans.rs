//! How SQLite goes to the rows of lists and sweeps: each by an index that has them in the order that is asked for, so that it reads
//! what it answers and no more. Statements are explained without their values, as PostgreSQL plans them in transactions that write.

use super::collection::{Part, Position, Sort, SortKey, SortValue};
use super::{
    appointment_moves, appointments, changes, conflicts, idempotency, interviews, provider_events, requests,
    room_calls, schedules, slots, webhook_deliveries,
};
use crate::db::connection::AnyConnection;
use crate::db::migrations::SQLITE;
use crate::{Scope, Tx};
use diesel::SqliteConnection;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness;
use domain::access::Reach;
use domain::interview::InterviewStatus;
use domain::schedule::ScheduleStatus;
use domain::slot::SlotStatus;
use domain::{CompanyId, InterviewId, UserId};
use scheduling_core::time::Timestamp;
use std::sync::{Arc, Mutex};
use testkit::seed;

const DAY: i64 = 86_400;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The steps of all statements that are asked meanwhile.
fn steps(ask: impl FnOnce(&mut Tx<'_>)) -> Vec<String> {
    let mut sqlite = SqliteConnection::establish(":memory:").expect("SQLite");
    sqlite.run_pending_migrations(SQLITE).expect("the schema");
    let mut connection = AnyConnection::Sqlite(sqlite);
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&asked);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            seen.lock().expect("no panic").push(query.to_string());
        }
    });
    ask(&mut Tx::on(&mut connection));
    let asked = std::mem::take(&mut *asked.lock().expect("no panic"));
    assert!(!asked.is_empty());
    let AnyConnection::Sqlite(sqlite) = &mut connection else { unreachable!("it is SQLite") };
    let explain = |sql: String| -> Vec<Step> {
        diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(sqlite).expect("a plan")
    };
    asked.into_iter().flat_map(explain).map(|step| step.detail).collect()
}

fn of_company(ask: impl FnOnce(&mut Scope<'_>)) -> Vec<String> {
    steps(|tx| ask(&mut tx.scope(&seed::owner(CompanyId(1)))))
}

/// All steps go by this index, and nothing is sorted.
#[track_caller]
fn goes_by(index: &str, steps: &[String]) {
    let by = format!("INDEX {index} (");
    assert!(!steps.is_empty() && steps.iter().all(|step| step.contains(&by)), "{steps:#?}");
}

/// No step reads a whole table, and nothing is sorted.
#[track_caller]
fn reads_what_is_due(steps: &[String]) {
    let lists = |step: &&String| step.contains("json_each") || step.contains("LIST SUBQUERY");
    let bad = |step: &&String| step.starts_with("SCAN") || step.contains("ORDER BY");
    let bad: Vec<&String> = steps.iter().filter(|step| !lists(step)).filter(bad).collect();
    assert!(!steps.is_empty() && bad.is_empty(), "{bad:#?} of {steps:#?}");
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::saturating_from_unix(seconds)
}

fn in_order_of<Id>(key: SortKey) -> Part<Id> {
    Part { sort: Sort { key, descending: false }, after: None, limit: 51 }
}

#[test]
fn slots_of_a_status_in_order_of_id() {
    for status in [SlotStatus::Available, SlotStatus::Booked] {
        for descending in [false, true] {
            let filter = slots::Filter { status: Some((status, at(0))), ..slots::Filter::default() };
            let part = Part { sort: Sort { key: SortKey::Id, descending }, ..in_order_of(SortKey::Id) };
            let steps = of_company(|scope| drop(slots::list(scope, &filter, &part).expect("a list")));
            goes_by("slots_to_come", &steps);
        }
    }
}

#[test]
fn slots_of_a_week_in_order_of_id() {
    let (from, to) = (Some(at(20 * DAY)), Some(at(27 * DAY)));
    let filter = slots::Filter { from, to, ..slots::Filter::default() };
    let part = in_order_of(SortKey::Id);
    let steps = of_company(|scope| drop(slots::list(scope, &filter, &part).expect("a list")));
    goes_by("slots_by_day", &steps);
    assert_eq!(
        steps.len(),
        8,
        "one for each day, and for the day before, from which one may reach into the first"
    );
}

#[test]
fn slots_of_some_lengths_in_order_of_start() {
    let filter = slots::Filter { to: Some(at(27 * DAY)), seconds: Some(5400), ..slots::Filter::default() };
    let lengths = slots::Lengths::Few(vec![5400, 7200]);
    let steps = of_company(|scope| {
        drop(slots::list_by_start(scope, &filter, &lengths, at(20 * DAY), None, 51).expect("a list"));
    });
    goes_by("slots_by_length", &steps);
    assert_eq!(steps.len(), 2);
    let steps = of_company(|scope| drop(slots::lengths(scope, 5400).expect("lengths")));
    let reads: Vec<&String> = steps.iter().filter(|step| step.contains(" slots ")).collect();
    let narrow = |step: &&String| step.contains("INDEX slots_by_length (company_id=?");
    assert!(reads.len() == 2 && reads.iter().all(narrow), "{steps:#?}");
}

#[test]
fn interviews_of_a_status_in_order_of_start() {
    let filter =
        interviews::Filter { status: Some(InterviewStatus::Scheduled), ..interviews::Filter::default() };
    let last = Position { value: SortValue::Time(at(DAY)), id: InterviewId(uuid::Uuid::nil()) };
    for after in [None, Some(last)] {
        let part = Part { after, ..in_order_of(SortKey::Start) };
        let steps = of_company(|scope| drop(interviews::list(scope, &filter, &part).expect("a list")));
        let first = steps.first().map(String::as_str).unwrap_or_default();
        assert!(first.contains("INDEX interviews_by_status_and_start ("), "{steps:#?}");
        assert!(!steps.iter().any(|step| step.contains("ORDER BY")), "{steps:#?}");
    }
}

#[test]
fn schedules_of_a_status() {
    let filter = schedules::Filter { status: Some(ScheduleStatus::Pending), ..schedules::Filter::default() };
    let steps = of_company(|scope| {
        drop(schedules::list(scope, &filter, &in_order_of(SortKey::Id)).expect("a list"));
    });
    goes_by("schedules_by_status", &steps);
}

/// From the person to their slots, interviews and appointments, and from these to conflicts: never from one conflict to the next.
#[test]
fn conflicts_of_a_person() {
    let filter = conflicts::Filter { interviewer: Some(UserId(7)), ..conflicts::Filter::default() };
    let steps = of_company(|scope| {
        drop(conflicts::list(scope, &filter, &in_order_of(SortKey::Id)).expect("a list"));
    });
    let tried = |step: &&String| step.contains(" conflicts ") && !step.contains("id=?)");
    assert_eq!(steps.iter().filter(tried).count(), 0, "{steps:#?}");
    for index in ["conflicts_by_interview", "conflicts_by_slot", "conflicts_of_appointment"] {
        assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
    }
}

#[test]
fn sweeps_read_what_is_due() {
    let now = at(DAY);
    reads_what_is_due(&steps(|tx| assert_eq!(slots::note_over(tx, now, 500).expect("noted"), 0)));
    reads_what_is_due(&steps(|tx| {
        assert_eq!(webhook_deliveries::remove_old(tx, now, 500).expect("removed"), 0);
    }));
    reads_what_is_due(&steps(|tx| {
        assert_eq!(room_calls::remove_old(tx, now, now, 500).expect("removed"), 0);
    }));
    reads_what_is_due(&steps(|tx| assert_eq!(changes::remove_old(tx, now, 500).expect("removed"), 0)));
    reads_what_is_due(&steps(|tx| {
        assert_eq!(idempotency::remove_expired(tx, now, 500).expect("removed"), 0);
    }));
    reads_what_is_due(&steps(|tx| {
        assert_eq!(provider_events::remove_old(tx, now, 500).expect("removed"), 0);
    }));
    reads_what_is_due(&steps(|tx| drop(appointments::unpaid(tx, now, 500).expect("found"))));
    reads_what_is_due(&steps(|tx| drop(requests::ended(tx, now, 500).expect("found"))));
    reads_what_is_due(&steps(|tx| drop(appointment_moves::ended(tx, now, 500).expect("found"))));
    let over = |tx: &mut Tx<'_>| drop(interviews::over(tx, Reach::Platform, None, now, 500).expect("found"));
    let by_end = |steps: Vec<String>, index: &str| {
        assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
    };
    by_end(steps(over), "interviews_open_by_end");
    let over =
        |tx: &mut Tx<'_>| drop(appointments::over(tx, Reach::Platform, None, now, 500).expect("found"));
    by_end(steps(over), "appointments_open_by_end");
}

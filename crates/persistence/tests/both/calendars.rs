//! Calendars from outside: content, however large, and whose turn it is.

use crate::support::{delete, minute, read, said, update, write};
use domain::access::Permit;
use domain::directory::*;
use domain::seating::Seating;
use domain::{CalendarId, UserId};
use persistence::store::calendars::{self, Content};
use persistence::store::collection::Collection;
use persistence::{StoreError, ledger};
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use testkit::db::TestDb;
use testkit::{Case, at, between, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        calendars_round_trip,
        content_replaces_content,
        a_long_event_is_found_from_everywhere,
        hundreds_of_thousands_of_busy_times,
        another_source_is_read_at_once,
        what_is_due_is_leased_once,
        a_dead_workers_lease_runs_out,
        failures_are_counted_and_forgotten,
        calendars_that_were_not_read_for_long_are_noticed_once,
        an_import_moves_the_persons_version,
    ]
}

fn details(user: UserId, kind: CalendarKind) -> CalendarDetails {
    CalendarDetails {
        user,
        kind,
        name: "work".into(),
        url: Some("https://calendar.example.com/a.ics".into()),
        credentials: Some(Secret::new("ana:hunter2".into())),
        stale_policy: StalePolicy::Ignore,
        show_bookings: false,
    }
}

/// Content that is busy from and to these minutes.
pub(crate) fn content(busy: &[(i64, i64)]) -> Content {
    let busy =
        busy.iter().filter_map(|(start, end)| Interval::new(minute(*start), minute(*end)).ok()).collect();
    Content {
        source: Some("BEGIN:VCALENDAR".into()),
        busy,
        range: between("2024-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        events: 2,
        etag: Some("\"1\"".into()),
        last_modified: None,
        synced_at: at(seed::NOW),
        next_sync_at: Some(at("2025-01-20T08:15:00Z")),
        incomplete: false,
        left_out: LeftOut::default(),
        others_bookings: Vec::new(),
    }
}

async fn calendar(db: &TestDb, permit: &Permit, user: UserId, kind: CalendarKind) -> CalendarId {
    let made =
        write(db, permit, move |scope| CalendarDetails::insert(scope, &details(user, kind), at(seed::NOW)));
    made.await.expect("a calendar").id
}

async fn ana(db: &TestDb) -> (Permit, UserId) {
    let (_, permit) = seed::company(db, "Acme").await;
    let ana = seed::user(db, &permit, "ana").await;
    (permit, ana)
}

async fn put(db: &TestDb, permit: &Permit, id: CalendarId, content: Content) -> Calendar {
    let put = write(db, permit, move |scope| calendars::replace_content(scope, id, &content));
    put.await.expect("the content is put in place")
}

async fn busy(db: &TestDb, permit: &Permit, user: UserId, window: Interval) -> Vec<(Timestamp, Timestamp)> {
    let busy = read(db, permit, move |scope| calendars::busy_in(scope, &[user], window)).await;
    let merged: IntervalSet = busy.expect("a read").into_iter().map(|busy| busy.time).collect();
    merged.iter().map(|time| (time.start(), time.end())).collect()
}

async fn calendars_round_trip(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::Caldav).await;
    let made = read(&db, &permit, move |scope| calendars::get(scope, id)).await.expect("the calendar");
    assert_eq!(made.details, details(ana, CalendarKind::Caldav));
    let soon = Some(at("2025-01-20T10:00:00Z"));
    let due =
        CalendarSync { next_sync_at: Some(at(seed::NOW)), trusted_until: soon, ..CalendarSync::default() };
    assert_eq!(made.kept, due, "it is due at once");
    let put = put(&db, &permit, id, content(&[(0, 60)])).await;
    let expected = CalendarSync {
        last_synced_at: Some(at(seed::NOW)),
        etag: Some("\"1\"".into()),
        next_sync_at: Some(at("2025-01-20T08:15:00Z")),
        expanded: Some(between("2024-01-01T00:00:00Z", "2027-01-01T00:00:00Z")),
        events: 2,
        trusted_until: soon,
        others_bookings: Some(Vec::new()),
        ..CalendarSync::default()
    };
    assert_eq!((put.kept, put.metadata.version), (expected, 2));
    let text = read(&db, &permit, move |scope| calendars::source(scope, id)).await;
    assert_eq!(text.expect("a read").as_deref(), Some("BEGIN:VCALENDAR"));
    write(&db, &permit, move |scope| delete::<CalendarDetails>(scope, id, Some(2))).await.expect("gone");
    let left = db
        .raw()
        .texts("SELECT 'busy' AS text FROM calendar_busy UNION ALL SELECT 'source' FROM calendar_sources");
    assert_eq!(left, Vec::<String>::new(), "what it held is gone with it");
}

async fn content_replaces_content(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    let window = between("2025-01-22T00:00:00Z", "2025-01-23T00:00:00Z");
    for busy_times in [
        vec![(0, 60), (120, 180), (240, 300)],
        vec![(0, 60), (120, 190), (250, 300), (400, 410)],
        vec![],
        vec![(0, 1440)],
    ] {
        put(&db, &permit, id, content(&busy_times)).await;
        let expected: Vec<_> = busy_times.iter().map(|(start, end)| (minute(*start), minute(*end))).collect();
        assert_eq!(busy(&db, &permit, ana, window).await, expected);
    }
    // What lies outside the range is not kept: nobody could tell whether it is complete.
    let mut narrow = content(&[(0, 60), (600, 660)]);
    narrow.range = Interval::new(minute(30), minute(300)).expect("start before end");
    put(&db, &permit, id, narrow).await;
    assert_eq!(busy(&db, &permit, ana, window).await, [(minute(30), minute(60))]);
}

async fn a_long_event_is_found_from_everywhere(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    let year = between("2025-03-01T10:00:00Z", "2026-03-01T09:00:00Z");
    put(&db, &permit, id, Content { busy: [year].into_iter().collect(), ..content(&[]) }).await;
    for (start, end, expected) in [
        ("2025-03-01T00:00:00Z", "2025-03-01T10:00:00Z", false),
        ("2025-03-01T00:00:00Z", "2025-03-01T10:00:01Z", true),
        ("2025-09-01T00:00:00Z", "2025-09-01T00:00:01Z", true),
        ("2026-03-01T08:59:59Z", "2026-03-02T00:00:00Z", true),
        ("2026-03-01T09:00:00Z", "2026-03-02T00:00:00Z", false),
    ] {
        let found = !busy(&db, &permit, ana, between(start, end)).await.is_empty();
        assert_eq!(found, expected, "{start} to {end}");
    }
    let whole = busy(&db, &permit, ana, between("2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z")).await;
    assert_eq!(whole, [(year.start(), year.end())], "the pieces are one again");
}

async fn hundreds_of_thousands_of_busy_times(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    let many: Vec<_> = (0..200_000).map(|index| (index * 5, index * 5 + 3)).collect();
    put(&db, &permit, id, content(&many)).await;
    let stored = || db.raw().texts("SELECT CAST(count(*) AS TEXT) AS text FROM calendar_busy").remove(0);
    assert_eq!(stored(), "200000");
    let window = Interval::new(minute(500_000), minute(500_010)).expect("start before end");
    let expected = [(500_000, 500_003), (500_005, 500_008)].map(|(start, end)| (minute(start), minute(end)));
    assert_eq!(busy(&db, &permit, ana, window).await, expected);
    let (few, _) = db.count_statements(put(&db, &permit, id, content(&many))).await;
    assert!(few <= 6, "reading the same again writes no busy time: {few} statements");
    put(&db, &permit, id, content(&[])).await;
    assert_eq!(stored(), "0");
}

async fn another_source_is_read_at_once(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsUrl).await;
    put(&db, &permit, id, content(&[])).await;
    let later = at("2025-01-20T08:05:00Z");
    let change = |details: CalendarDetails| {
        write(&db, &permit, move |scope| update::<CalendarDetails>(scope, id, &details, None, later))
    };
    let renamed =
        change(CalendarDetails { name: "private".into(), ..details(ana, CalendarKind::IcsUrl) }).await;
    let sync = renamed.expect("a change").kept;
    assert_eq!((sync.etag.as_deref(), sync.next_sync_at), (Some("\"1\""), Some(at("2025-01-20T08:15:00Z"))));
    let moved =
        change(CalendarDetails { url: Some("https://b".into()), ..details(ana, CalendarKind::IcsUrl) }).await;
    let sync = moved.expect("a change").kept;
    assert_eq!((sync.etag, sync.next_sync_at), (None, Some(later)));
    let file = change(details(ana, CalendarKind::IcsFile)).await.expect("a change");
    assert_eq!(file.kept.next_sync_at, None, "nobody can fetch a file");
    let fetched = write(&db, &permit, move |scope| calendars::sync_now(scope, id, later)).await;
    assert_eq!(said(fetched), "not-fetchable");
}

/// Leases up to `limit` calendars of one company, which is half of the seats.
async fn lease(db: &TestDb, now: &str, until: &str, limit: usize) -> Vec<CalendarId> {
    let (now, until, seating) = (at(now), at(until), Seating::empty(2 * limit));
    let leases: Result<_, StoreError> =
        db.write(move |tx| calendars::lease_due(tx, now, until, seating.clone())).await;
    leases.expect("leases").into_iter().map(|lease| lease.calendar).collect()
}

async fn what_is_due_is_leased_once(db: TestDb) {
    let db = std::sync::Arc::new(db);
    let (permit, ana) = ana(&db).await;
    let mut due = Vec::new();
    for _ in 0..20 {
        due.push(calendar(&db, &permit, ana, CalendarKind::IcsUrl).await);
    }
    calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    assert_eq!(
        lease(&db, "2025-01-20T07:59:59Z", "2025-01-20T09:00:00Z", 50).await,
        [],
        "nothing is due yet"
    );
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let db = std::sync::Arc::clone(&db);
            tokio::spawn(async move { lease(&db, seed::NOW, "2025-01-20T09:00:00Z", 4).await })
        })
        .collect();
    let mut leased = Vec::new();
    for worker in workers {
        let got = worker.await.expect("no panic");
        assert!(got.len() <= 4);
        leased.extend(got);
    }
    // Workers that passed each other by may have come away with less than there was.
    leased.extend(lease(&db, seed::NOW, "2025-01-20T09:00:00Z", 50).await);
    leased.sort();
    assert_eq!(leased, due, "each once");
}

async fn a_dead_workers_lease_runs_out(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::Simulated).await;
    let (soon, late) = ("2025-01-20T08:10:00Z", "2025-01-20T09:00:00Z");
    assert_eq!(lease(&db, seed::NOW, soon, 5).await, [id]);
    assert_eq!(lease(&db, "2025-01-20T08:09:59Z", late, 5).await, []);
    assert_eq!(lease(&db, soon, late, 5).await, [id]);
    put(&db, &permit, id, content(&[])).await;
    assert_eq!(lease(&db, "2025-01-20T08:14:59Z", late, 5).await, [], "the next reading is not due yet");
    assert_eq!(lease(&db, "2025-01-20T08:15:00Z", late, 5).await, [id]);
}

async fn failures_are_counted_and_forgotten(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsUrl).await;
    let again = at("2025-01-20T08:30:00Z");
    for failures in 1..=2 {
        write(&db, &permit, move |scope| {
            calendars::mark_failed(scope, id, "the server said 500", at(seed::NOW), Some(again))
        })
        .await
        .expect("a note");
        let sync = read(&db, &permit, move |scope| calendars::get(scope, id)).await.expect("it").kept;
        assert_eq!((sync.failures, sync.last_error.as_deref()), (failures, Some("the server said 500")));
        assert_eq!((sync.next_sync_at, sync.last_synced_at), (Some(again), None));
    }
    write(&db, &permit, move |scope| calendars::mark_unchanged(scope, id, again, None))
        .await
        .expect("a note");
    let sync = read(&db, &permit, move |scope| calendars::get(scope, id)).await.expect("the calendar").kept;
    assert_eq!((sync.failures, sync.last_error, sync.last_synced_at), (0, None, Some(again)));
}

async fn an_import_moves_the_persons_version(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let id = calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    let subject = domain::commitment::Subject::User(ana);
    let version = || {
        let subject = subject.clone();
        read(&db, &permit, move |scope| {
            Ok(ledger::versions(scope, std::slice::from_ref(&subject))?.get(&subject).copied())
        })
    };
    let new = version().await.expect("a read");
    put(&db, &permit, id, content(&[(0, 60)])).await;
    let first = version().await.expect("a read").expect("a version");
    assert!(Some(first) > new);
    put(&db, &permit, id, content(&[(0, 90)])).await;
    assert!(version().await.expect("a read").expect("a version") > first);
}

async fn calendars_that_were_not_read_for_long_are_noticed_once(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let feed = calendar(&db, &permit, ana, CalendarKind::IcsUrl).await;
    let file = calendar(&db, &permit, ana, CalendarKind::IcsFile).await;
    calendar(&db, &permit, ana, CalendarKind::Simulated).await;
    let lapsed = async |minutes: i64| {
        let now = at(seed::NOW).plus_minutes(minutes).plus_seconds(1);
        let found = db.write(move |tx| calendars::lapsed(tx, now, 10)).await.expect("a look");
        found.into_iter().map(|(_, user)| user).collect::<Vec<_>>()
    };
    assert_eq!(lapsed(119).await, []);
    put(&db, &permit, file, content(&[])).await;
    assert_eq!(lapsed(120).await, [ana], "the feed; a file that was imported stands for ever");
    assert_eq!(lapsed(600).await, []);
    let read_at = at(seed::NOW).plus_minutes(600);
    write(&db, &permit, move |scope| calendars::mark_unchanged(scope, feed, read_at, None))
        .await
        .expect("read");
    assert_eq!(lapsed(719).await, []);
    let failed_at = at(seed::NOW).plus_minutes(719);
    let failed =
        write(&db, &permit, move |scope| calendars::mark_failed(scope, feed, "404", failed_at, None));
    failed.await.expect("noted");
    assert_eq!(lapsed(720).await, [ana], "a reading that failed gives no more time");
}

//! Calendars on CalDAV servers, object by object.

use crate::support::{self, delete, read, write};
use domain::access::Permit;
use domain::directory::{CalendarDetails, CalendarKind, Secret, StalePolicy};
use domain::{CalendarId, Refusal, UserId};
use persistence::StoreError;
use persistence::store::calendars::caldav::{self, Object, Published, Update};
use persistence::store::calendars::published;
use persistence::store::collection::Collection as _;
use testkit::db::TestDb;
use testkit::{Case, at, seed};
use uuid::Uuid;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        readings_build_on_one_another,
        thousands_of_objects,
        a_reading_that_was_overtaken_changes_nothing,
        one_at_a_time_is_at_an_event,
        of_many_at_once_one_is_at_an_event,
        another_address_forgets_it_all,
        nothing_is_seen_from_another_company,
    ]
}

fn details(user: UserId, url: &str) -> CalendarDetails {
    CalendarDetails {
        user,
        kind: CalendarKind::Caldav,
        name: "work".into(),
        url: Some(url.into()),
        credentials: Some(Secret::new("ana\nhunter2".into())),
        stale_policy: StalePolicy::Busy,
        show_bookings: false,
    }
}

async fn start(db: &TestDb) -> (Permit, CalendarId) {
    let (_, permit) = seed::company(db, "Acme").await;
    let ana: UserId = seed::user(db, &permit, "ana").await;
    let made = write(db, &permit, move |scope| {
        CalendarDetails::insert(scope, &details(ana, "https://a.example/"), at(seed::NOW))
    });
    let id = made.await.expect("a calendar").id;
    (permit, id)
}

fn object(href: &str, etag: &str, content: &str) -> Object {
    Object { href: href.into(), etag: etag.into(), content: content.into() }
}

fn update(based_on: Option<i64>, token: &str, changed: Vec<Object>, removed: &[&str]) -> Update {
    let removed = removed.iter().map(|&href| href.to_owned()).collect();
    Update { based_on, url: "https://a.example/cal/".into(), token: Some(token.into()), changed, removed }
}

async fn store(db: &TestDb, permit: &Permit, id: CalendarId, update: Update) -> bool {
    write(db, permit, move |scope| caldav::store(scope, id, &update)).await.expect("an answer")
}

/// Token and revision, then each object as `href etag content`.
async fn stored(db: &TestDb, permit: &Permit, id: CalendarId) -> Option<(String, i64, Vec<String>)> {
    let known = read(db, permit, move |scope| caldav::collection(scope, id)).await.expect("a read")?;
    let texts = read(db, permit, move |scope| caldav::objects(scope, id)).await.expect("a read")?;
    let url = read(db, permit, move |scope| caldav::url(scope, id)).await.expect("a read");
    assert_eq!(url.as_ref(), Some(&known.url));
    assert_eq!(known.etags.len(), texts.len());
    let line = |(href, text): (&String, &String)| format!("{href} {} {text}", known.etags[href]);
    Some((known.token.unwrap_or_default(), known.revision, texts.iter().map(line).collect()))
}

fn state(token: &str, revision: i64, objects: &[&str]) -> Option<(String, i64, Vec<String>)> {
    Some((token.into(), revision, objects.iter().map(|&object| object.to_owned()).collect()))
}

async fn readings_build_on_one_another(db: TestDb) {
    let (permit, id) = start(&db).await;
    assert_eq!(stored(&db, &permit, id).await, None);
    assert!(store(&db, &permit, id, update(None, "t1", vec![], &[])).await);
    assert_eq!(stored(&db, &permit, id).await, state("t1", 1, &[]), "an empty calendar was read");
    let odd = object("/b'\"\\", "\"é'\"", "🎉\r\n\\ ' \" [1]");
    let two = vec![object("/a", "1", "A"), odd];
    assert!(store(&db, &permit, id, update(Some(1), "t2", two, &["/never"])).await);
    let both = state("t2", 2, &["/a 1 A", "/b'\"\\ \"é'\" 🎉\r\n\\ ' \" [1]"]);
    assert_eq!(stored(&db, &permit, id).await, both);
    let changed = vec![object("/a", "2", "B"), object("/c", "", "")];
    assert!(store(&db, &permit, id, update(Some(2), "t3", changed, &["/b'\"\\"])).await);
    assert_eq!(stored(&db, &permit, id).await, state("t3", 3, &["/a 2 B", "/c  "]));
}

async fn thousands_of_objects(db: TestDb) {
    let (permit, id) = start(&db).await;
    let many = |etag: &str| (0..2_001).map(|n| object(&format!("/{n:04}"), etag, &"x".repeat(500))).collect();
    assert!(store(&db, &permit, id, update(None, "t1", many("1"), &[])).await);
    assert!(store(&db, &permit, id, update(Some(1), "t2", many("2"), &["/9999"])).await);
    let (_, revision, objects) = stored(&db, &permit, id).await.expect("what was stored");
    assert_eq!((revision, objects.len()), (2, 2_001));
    assert!(objects.iter().all(|object| object.contains(" 2 x")));
}

async fn a_reading_that_was_overtaken_changes_nothing(db: TestDb) {
    let (permit, id) = start(&db).await;
    assert!(!store(&db, &permit, id, update(Some(1), "t", vec![object("/a", "1", "A")], &[])).await);
    assert_eq!(stored(&db, &permit, id).await, None);
    assert!(store(&db, &permit, id, update(None, "t1", vec![object("/a", "1", "A")], &[])).await);
    for overtaken in [None, Some(0), Some(2)] {
        let late = update(overtaken, "late", vec![object("/a", "0", "old")], &[]);
        assert!(!store(&db, &permit, id, late).await, "{overtaken:?}");
    }
    assert_eq!(stored(&db, &permit, id).await, state("t1", 1, &["/a 1 A"]));
}

fn event(sequence: i64, href: Option<&str>) -> Published {
    let fingerprint = if href.is_some() { "f" } else { "" };
    let (href, etag) = (href.map(str::to_owned), Some("\"1\"".into()));
    Published { uid: "u".into(), sequence, href, etag, fingerprint: fingerprint.into() }
}

/// Takes the event for `holder` for a minute from so many seconds on; what is known of it then.
async fn hold(db: &TestDb, permit: &Permit, id: CalendarId, holder: u128, second: i64) -> Option<Published> {
    let (from, until) = (at(seed::NOW).plus_seconds(second), at(seed::NOW).plus_seconds(second + 60));
    let holder = Uuid::from_u128(holder);
    let held = write(db, permit, move |scope| published::hold(scope, id, "u", holder, from, until));
    held.await.expect("a look")
}

async fn remember(db: &TestDb, permit: &Permit, id: CalendarId, holder: u128, event: Published) -> bool {
    let holder = Uuid::from_u128(holder);
    let done = write(db, permit, move |scope| published::remember(scope, id, &event, holder)).await;
    done.expect("a turn")
}

async fn calendars_with(db: &TestDb, permit: &Permit) -> Vec<CalendarId> {
    let company = read(db, permit, |scope| Ok(scope.company())).await.expect("a read").expect("a company");
    read(db, permit, move |scope| published::calendars_with(scope, company, "u")).await.expect("a read")
}

async fn one_at_a_time_is_at_an_event(db: TestDb) {
    let (permit, id) = start(&db).await;
    assert_eq!(calendars_with(&db, &permit).await, []);
    let unknown = hold(&db, &permit, id, 1, 0).await.expect("nobody else is at it");
    assert_eq!((unknown.sequence, unknown.href, unknown.fingerprint.as_str()), (0, None, "?"));
    assert_eq!(calendars_with(&db, &permit).await, [id], "it may be there from now on");
    assert_eq!(hold(&db, &permit, id, 2, 59).await, None, "somebody else is at it");
    assert!(remember(&db, &permit, id, 1, event(1, Some("/u"))).await);
    assert_eq!(hold(&db, &permit, id, 2, 59).await, Some(event(1, Some("/u"))));
    assert_eq!(hold(&db, &permit, id, 3, 119).await, Some(event(1, Some("/u"))), "that turn took too long");
    assert!(!remember(&db, &permit, id, 2, event(9, Some("/late"))).await, "who was too slow says nothing");
    let holds = async |holder| {
        let holder = Uuid::from_u128(holder);
        read(&db, &permit, move |scope| published::holds(scope, id, "u", holder)).await.expect("a read")
    };
    assert_eq!((holds(2).await, holds(3).await), (false, true));
    assert!(remember(&db, &permit, id, 3, event(2, None)).await);
    assert_eq!(calendars_with(&db, &permit).await, [], "it was taken away");
    assert_eq!(hold(&db, &permit, id, 4, 120).await, Some(event(2, None)));
    let release_lease = async |holder: u128| {
        let holder = Uuid::from_u128(holder);
        let done = write(&db, &permit, move |scope| published::release_lease(scope, id, "u", holder)).await;
        done.expect("a turn");
    };
    release_lease(3).await;
    assert_eq!(hold(&db, &permit, id, 5, 121).await, None, "it was somebody else's");
    release_lease(4).await;
    assert_eq!(hold(&db, &permit, id, 5, 121).await, Some(event(2, None)), "nothing new is known");
}

async fn of_many_at_once_one_is_at_an_event(db: TestDb) {
    let (permit, id) = start(&db).await;
    let mut all = tokio::task::JoinSet::new();
    for holder in 1..=8 {
        let (db, permit) = ((*db).clone(), permit.clone());
        let (from, until) = (at(seed::NOW), at(seed::NOW).plus_seconds(60));
        all.spawn(async move {
            let held = db.write(move |tx| {
                let holder = Uuid::from_u128(holder);
                published::hold(&mut tx.scope(&permit), id, "u", holder, from, until)
            });
            held.await.expect("a look").is_some()
        });
    }
    let held = all.join_all().await;
    assert_eq!(held.into_iter().filter(|held| *held).count(), 1);
}

async fn write_event(db: &TestDb, permit: &Permit, id: CalendarId) {
    assert!(hold(db, permit, id, 1, 0).await.is_some());
    assert!(remember(db, permit, id, 1, event(1, Some("/u"))).await);
}

async fn another_address_forgets_it_all(db: TestDb) {
    let (permit, id) = start(&db).await;
    store(&db, &permit, id, update(None, "t1", vec![object("/a", "1", "A")], &[])).await;
    write_event(&db, &permit, id).await;
    let change = async |details: CalendarDetails| {
        let done = write(&db, &permit, move |scope| {
            let user = CalendarDetails::get(scope, id)?.details.user;
            support::update(scope, id, &CalendarDetails { user, ..details.clone() }, None, at(seed::NOW))
        });
        done.await.expect("a change");
    };
    change(CalendarDetails { name: "other".into(), ..details(UserId(0), "https://a.example/") }).await;
    assert_eq!(stored(&db, &permit, id).await, state("t1", 1, &["/a 1 A"]), "another name");
    assert_eq!(calendars_with(&db, &permit).await, [id]);
    change(details(UserId(0), "https://b.example/")).await;
    assert_eq!((stored(&db, &permit, id).await, calendars_with(&db, &permit).await), (None, vec![]));
    // All of it goes with the calendar.
    store(&db, &permit, id, update(None, "t1", vec![object("/a", "1", "A")], &[])).await;
    write_event(&db, &permit, id).await;
    write(&db, &permit, move |scope| delete::<CalendarDetails>(scope, id, None))
        .await
        .expect("it is deleted");
    let left = "SELECT (SELECT count(*) FROM caldav_collections) + (SELECT count(*) FROM caldav_objects)
                + (SELECT count(*) FROM caldav_published) || '' AS text";
    assert_eq!(db.raw().texts(left), ["0"]);
}

async fn nothing_is_seen_from_another_company(db: TestDb) {
    let (permit, id) = start(&db).await;
    store(&db, &permit, id, update(None, "t1", vec![object("/a", "1", "A")], &[])).await;
    let (_, stranger) = seed::company(&db, "Other").await;
    let refused = |seen: Result<(), StoreError>| {
        assert!(matches!(seen, Err(StoreError::Refused(Refusal::NotFound { .. }))), "{seen:?}");
    };
    refused(read(&db, &stranger, move |scope| caldav::collection(scope, id).map(drop)).await);
    refused(read(&db, &stranger, move |scope| caldav::objects(scope, id).map(drop)).await);
    refused(read(&db, &stranger, move |scope| caldav::url(scope, id).map(drop)).await);
    let nobody = Uuid::from_u128(1);
    refused(read(&db, &stranger, move |scope| published::holds(scope, id, "u", nobody).map(drop)).await);
    let late = update(Some(1), "t2", vec![], &["/a"]);
    refused(write(&db, &stranger, move |scope| caldav::store(scope, id, &late).map(drop)).await);
    let late = event(1, None);
    let done = write(&db, &stranger, move |scope| published::remember(scope, id, &late, nobody).map(drop));
    refused(done.await);
    let now = at(seed::NOW);
    let done =
        write(&db, &stranger, move |scope| published::hold(scope, id, "u", nobody, now, now).map(drop));
    refused(done.await);
    assert_eq!(stored(&db, &permit, id).await, state("t1", 1, &["/a 1 A"]));
}

//! The ledger, one caller at a time; `races` has many.

use crate::support::{minute, read, write};
use domain::UserId;
use domain::access::Permit;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use persistence::StoreError;
use persistence::ledger::{self, Claim, ClaimConflict, Claimed};
use scheduling_core::time::{Interval, Timestamp};
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        claims_round_trip,
        overlaps_are_refused_with_what_stands_against_them,
        all_claims_or_none,
        expired_holds_give_way,
        holds_become_bookings_in_time,
        what_is_released_is_free,
        companies_and_subjects_do_not_meet,
        the_database_itself_refuses_two_meetings,
        versions_move_with_every_change,
        a_refused_claim_leaves_the_transaction_usable,
        a_claim_takes_few_statements,
        what_people_have_to_do_is_summed_up,
    ]
}

/// The source of claims from and to these minutes.
pub(crate) fn source(start: i64, end: i64) -> Source {
    let id = uuid::Uuid::from_u64_pair(start.unsigned_abs(), end.unsigned_abs());
    Source { kind: SourceKind::Interview, id }
}

/// A booking of a user from and to these minutes.
pub(crate) fn claim_of(user: UserId, start: i64, end: i64) -> Claim {
    let meeting = Interval::new(minute(start), minute(end)).expect("start before end");
    Claim {
        subject: Subject::User(user),
        span: Span::bare(meeting),
        source: source(start, end),
        hold: Hold::Booked,
    }
}

fn buffered(claim: Claim, before: i64, after: i64) -> Claim {
    let span = Span { buffer_before: before * 60, buffer_after: after * 60, ..claim.span };
    Claim { span, ..claim }
}

fn held(claim: Claim, until: Timestamp) -> Claim {
    Claim { hold: Hold::Until(until), ..claim }
}

async fn take(
    db: &TestDb,
    permit: &Permit,
    now: Timestamp,
    claims: &[Claim],
) -> Result<Claimed, ClaimConflict> {
    let claims = claims.to_vec();
    let taken = write(db, permit, move |scope| Ok(ledger::claim(scope, now, &claims)?)).await;
    taken.expect("the database does not fail")
}

async fn ana(db: &TestDb) -> (Permit, UserId) {
    let (_, permit) = seed::company(db, "Acme").await;
    let ana = seed::user(db, &permit, "ana").await;
    (permit, ana)
}

/// Whether a claim is met, and the times of what is taken afterwards, in minutes.
async fn taken(db: &TestDb, permit: &Permit, user: UserId, now: Timestamp) -> Vec<(i64, i64)> {
    let day = Interval::new(minute(0), minute(1440)).expect("start before end");
    let busy = read(db, permit, move |scope| Ok(ledger::busy_of(scope, &[Subject::User(user)], day, now)?));
    let minutes = |instant: Timestamp| (instant.unix() - minute(0).unix()) / 60;
    let times = |span: Span| (minutes(span.meeting.start()), minutes(span.meeting.end()));
    busy.await.expect("a read").into_iter().map(|commitment| times(commitment.span)).collect()
}

async fn claims_round_trip(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let now = at(seed::NOW);
    let candidate = Claim { subject: Subject::Candidate(domain::CandidateId(5)), ..claim_of(ana, 60, 90) };
    let ai = Claim { subject: Subject::Ai { kind: "technical".into(), unit: 0 }, ..claim_of(ana, 60, 90) };
    let claims = [held(buffered(claim_of(ana, 60, 90), 10, 15), minute(0)), candidate, ai];
    let claimed = take(&db, &permit, now, &claims).await.expect("the time is free");
    let stored =
        read(&db, &permit, |scope| Ok(ledger::of_source(scope, source(60, 90))?)).await.expect("a read");
    for (id, claim) in claimed.ids.iter().zip(&claims) {
        let commitment = stored.iter().find(|commitment| commitment.id == *id).expect("one per claim");
        assert_eq!(
            (&commitment.subject, commitment.span, commitment.source, commitment.hold),
            (&claim.subject, claim.span, claim.source, claim.hold)
        );
    }
    assert_eq!(stored.len(), 3);
    assert_eq!(
        take(&db, &permit, now, &[]).await,
        Ok(Claimed { ids: vec![] }),
        "nothing asked, nothing taken"
    );
}

async fn overlaps_are_refused_with_what_stands_against_them(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let now = at(seed::NOW);
    take(&db, &permit, now, &[buffered(claim_of(ana, 100, 200), 10, 20)]).await.expect("the day is free");
    let rules = [
        ("before", claim_of(ana, 50, 90), true),
        ("into its buffer before", claim_of(ana, 50, 91), false),
        ("into the meeting", claim_of(ana, 90, 101), false),
        ("inside", claim_of(ana, 120, 130), false),
        ("around", claim_of(ana, 50, 250), false),
        ("into its buffer after", claim_of(ana, 219, 240), false),
        ("after", claim_of(ana, 220, 240), true),
        ("its own buffer reaches the meeting", buffered(claim_of(ana, 230, 240), 31, 0), false),
        ("the buffers overlap", buffered(claim_of(ana, 245, 250), 30, 0), false),
        ("the buffers overlap, and nothing else", buffered(claim_of(ana, 251, 260), 11, 0), true),
    ];
    for (case, claim, expected) in rules {
        match take(&db, &permit, now, &[claim]).await {
            Ok(_) => assert!(expected, "{case}"),
            Err(refused) => {
                assert!(!expected, "{case}: {refused:?}");
                assert!(refused.which == 0 && refused.with.is_some(), "{case}");
            }
        }
    }
}

async fn all_claims_or_none(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let bob = seed::user(&db, &permit, "bob").await;
    let now = at(seed::NOW);
    take(&db, &permit, now, &[claim_of(bob, 100, 200)]).await.expect("the day is free");
    let refused = take(&db, &permit, now, &[claim_of(ana, 100, 200), claim_of(bob, 150, 160)]).await;
    let refused = refused.expect_err("bob is booked");
    assert_eq!((refused.which, refused.with.map(|with| with.subject)), (1, Some(Subject::User(bob))));
    assert_eq!(taken(&db, &permit, ana, now).await, [], "she was not booked without him");
    let twice = take(&db, &permit, now, &[claim_of(ana, 0, 60), claim_of(ana, 30, 90)]).await;
    assert_eq!(twice, Err(ClaimConflict { which: 1, with: None }));
    take(&db, &permit, now, &[claim_of(ana, 0, 60), claim_of(ana, 60, 90)]).await.expect("they only touch");
}

async fn expired_holds_give_way(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let (now, expiry) = (at(seed::NOW), at("2025-01-20T08:15:00Z"));
    take(&db, &permit, now, &[held(claim_of(ana, 0, 60), expiry)]).await.expect("the day is free");
    let before = at("2025-01-20T08:14:59Z");
    assert!(take(&db, &permit, before, &[claim_of(ana, 30, 90)]).await.is_err(), "it is still held");
    assert_eq!(taken(&db, &permit, ana, before).await, [(0, 60)]);
    assert_eq!(taken(&db, &permit, ana, expiry).await, []);
    take(&db, &permit, expiry, &[claim_of(ana, 30, 90)]).await.expect("the hold has expired");
    assert_eq!(taken(&db, &permit, ana, expiry).await, [(30, 90)]);
}

async fn holds_become_bookings_in_time(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let (now, expiry) = (at(seed::NOW), at("2025-01-20T08:15:00Z"));
    let confirm = |start, end, now| {
        write(&db, &permit, move |scope| Ok(ledger::confirm(scope, source(start, end), now)?))
    };
    take(&db, &permit, now, &[held(claim_of(ana, 0, 60), expiry)]).await.expect("the day is free");
    take(&db, &permit, now, &[held(claim_of(ana, 60, 90), expiry)]).await.expect("the time is free");
    assert_eq!(confirm(0, 60, at("2025-01-20T08:14:59Z")).await.expect("in time"), 1);
    assert_eq!(confirm(60, 90, expiry).await.expect("too late"), 0);
    assert_eq!(confirm(500, 501, now).await.expect("never held"), 0);
    assert_eq!(taken(&db, &permit, ana, expiry).await, [(0, 60)]);
}

async fn what_is_released_is_free(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let now = at(seed::NOW);
    take(&db, &permit, now, &[claim_of(ana, 0, 60)]).await.expect("the day is free");
    let release = || write(&db, &permit, |scope| Ok(ledger::release(scope, source(0, 60))?));
    assert_eq!(release().await.expect("a release"), 1);
    assert_eq!(release().await.expect("a release"), 0);
    take(&db, &permit, now, &[claim_of(ana, 0, 60)]).await.expect("it is free again");
}

async fn companies_and_subjects_do_not_meet(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let (_, other) = seed::company(&db, "Other").await;
    let bob = seed::user(&db, &permit, "bob").await;
    let now = at(seed::NOW);
    let ai = |unit| Claim { subject: Subject::Ai { kind: "technical".into(), unit }, ..claim_of(ana, 0, 60) };
    take(&db, &permit, now, &[claim_of(ana, 0, 60)]).await.expect("the day is free");
    take(&db, &permit, now, &[claim_of(bob, 0, 60)]).await.expect("somebody else");
    take(&db, &permit, now, &[ai(0)]).await.expect("an AI");
    take(&db, &permit, now, &[ai(1)]).await.expect("another unit");
    take(&db, &other, now, &[ai(0)]).await.expect("another company's");
    assert!(take(&db, &permit, now, &[ai(0)]).await.is_err(), "the same unit of the same company");
}

async fn the_database_itself_refuses_two_meetings(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let now = at(seed::NOW);
    take(&db, &permit, now, &[claim_of(ana, 0, 60), claim_of(ana, 60, 90)]).await.expect("the day is free");
    let shift = match db.engine() {
        Engine::Sqlite => "starts_at - 60000000",
        Engine::Postgres => "starts_at - INTERVAL '1 minute'",
    };
    let sql = format!(
        "UPDATE commitments SET starts_at = {shift} WHERE ends_at = (SELECT max(ends_at) FROM commitments)"
    );
    let refused = db.raw().try_execute(&sql).expect_err("the meetings would overlap");
    assert!(refused.contains("commitments_no_overlap"), "{refused}");
    let refused = db.raw().try_execute(&crate::races::raw_insert(db.engine(), ana, 30, 40, ""));
    assert!(refused.expect_err("it lies inside").contains("commitments_no_overlap"));
    db.raw().execute(&crate::races::raw_insert(db.engine(), ana, 90, 100, ""));
    assert_eq!(taken(&db, &permit, ana, now).await, [(0, 60), (60, 90), (90, 100)]);
    for (case, start, end) in
        [("empty", 200, 200), ("backwards", 200, 190), ("too long", 2_000, 2_001 + 7 * 1440)]
    {
        let sql = crate::races::raw_insert(db.engine(), ana, start, end, "");
        assert!(db.raw().try_execute(&sql).is_err(), "{case}");
    }
}

async fn versions_move_with_every_change(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let bob = seed::user(&db, &permit, "bob").await;
    let now = at(seed::NOW);
    let versions = || {
        read(&db, &permit, move |scope| {
            let found = ledger::versions(scope, &[Subject::User(ana), Subject::User(bob)])?;
            Ok([ana, bob].map(|user| found.get(&Subject::User(user)).copied().unwrap_or(0)))
        })
    };
    let moved = async |from: [i64; 2], expected: [bool; 2], case: &str| {
        let to = versions().await.expect("a read");
        assert_eq!([to[0] > from[0], to[1] > from[1]], expected, "{case}");
        to
    };
    let new = versions().await.expect("a read");
    take(&db, &permit, now, &[claim_of(ana, 0, 60)]).await.expect("the day is free");
    let one = moved(new, [true, false], "a claim of one").await;
    take(&db, &permit, now, &[claim_of(ana, 60, 90), claim_of(bob, 60, 90)]).await.expect("the time is free");
    let both = moved(one, [true, true], "a claim of both").await;
    assert!(take(&db, &permit, now, &[claim_of(ana, 60, 90)]).await.is_err());
    let same = moved(both, [false, false], "a refused claim changes nothing").await;
    write(&db, &permit, |scope| Ok(ledger::release(scope, source(60, 90))?)).await.expect("a release");
    moved(same, [true, true], "a release").await;
}

/// A refused booking leaves a record of the attempt: in the same transaction.
async fn a_refused_claim_leaves_the_transaction_usable(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let now = at(seed::NOW);
    take(&db, &permit, now, &[claim_of(ana, 0, 60)]).await.expect("the day is free");
    let both: Result<bool, StoreError> = write(&db, &permit, move |scope| {
        let refused = ledger::claim(scope, now, &[claim_of(ana, 30, 90)])?.is_err();
        let taken = ledger::claim(scope, now, &[claim_of(ana, 100, 110)])?.is_ok();
        Ok(refused && taken)
    })
    .await;
    assert!(both.expect("the transaction goes on"));
    assert_eq!(taken(&db, &permit, ana, now).await, [(0, 60), (100, 110)]);
}

async fn a_claim_takes_few_statements(db: TestDb) {
    let (permit, ana) = ana(&db).await;
    let bob = seed::user(&db, &permit, "bob").await;
    let claims = [claim_of(ana, 0, 60), claim_of(bob, 0, 60)];
    let (statements, claimed) = db.count_statements(take(&db, &permit, at(seed::NOW), &claims)).await;
    claimed.expect("the day is free");
    // Lock, look, write. On SQLite, where statements are no round trips, diesel writes rows one by one.
    let expected = if db.engine() == Engine::Sqlite { 4 } else { 3 };
    assert_eq!(statements, expected, "for both people at once");
}

async fn what_people_have_to_do_is_summed_up(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let bob = seed::user(&db, &permit, "bob").await;
    let (_, other) = seed::company(&db, "Other").await;
    let eve = seed::user(&db, &other, "eve").await;
    let now = at(seed::NOW);
    // An hour that reaches into the time, one within it whose buffers do not count, and one that reaches out of it by half.
    for (made, start, end) in [(0, 60, 120), (2, 150, 210), (1, 270, 330), (5, 900, 960)] {
        let claim = buffered(claim_of(ana, start, end), 15, 15);
        take(&db, &permit, now.plus_minutes(made), &[claim]).await.expect("the time is free");
    }
    take(&db, &permit, now, &[held(claim_of(bob, 100, 130), now.plus_minutes(60))]).await.expect("a hold");
    take(&db, &other, now, &[claim_of(eve, 100, 200)]).await.expect("a booking");
    let asked = async |from: i64, to: i64, now: Timestamp| {
        let within = Interval::new(minute(from), minute(to)).expect("start before end");
        let subjects = [ana, bob, eve].map(Subject::User);
        let loads =
            read(&db, &permit, move |scope| Ok(ledger::workloads(scope, company, &subjects, within, now)?));
        let loads = loads.await.expect("a read");
        [ana, bob, eve].map(|user| {
            let load = loads.get(&Subject::User(user)).copied().unwrap_or_default();
            (load.booked_seconds / 60, load.last_made.map(|made| (made.unix() - at(seed::NOW).unix()) / 60))
        })
    };
    let of_eve = (0, None);
    assert_eq!(asked(90, 300, now).await, [(30 + 60 + 30, Some(5)), (30, Some(0)), of_eve]);
    assert_eq!(asked(120, 150, now).await, [(0, Some(5)), (10, Some(0)), of_eve], "only what lies within");
    assert_eq!(asked(90, 300, now.plus_minutes(60)).await[1], (0, None), "a hold that is over takes no time");
}

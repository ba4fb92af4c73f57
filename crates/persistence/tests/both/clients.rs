//! What a client has of the ledger, where a record of the same address gets another one.

use crate::support::{minute, read, said, update, write};
use domain::UserId;
use domain::access::{Permit, Role};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::directory::UserDetails;
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use persistence::store::collection::Stored;
use scheduling_core::time::{Interval, Timestamp};
use testkit::db::TestDb;
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_clients_time_goes_along_with_the_address,
        both_clients_at_once_are_refused,
        what_is_over_does_not_stand_in_the_way,
        what_was_there_before_the_record_had_the_address_stays,
    ]
}

/// What Ann, who is a user, and clients have booked with Bob.
struct World {
    db: TestDb,
    permit: Permit,
    ann: UserId,
    bob: UserId,
}

impl World {
    async fn new(db: TestDb) -> Self {
        let (_, permit) = seed::company(&db, "Acme").await;
        let (ann, bob) = (seed::user(&db, &permit, "ann").await, seed::user(&db, &permit, "bob").await);
        Self { db, permit, ann, bob }
    }

    /// An appointment of an hour from that minute on, which takes the time of these.
    async fn booked(&self, start: i64, people: &[Subject], now: Timestamp) {
        let meeting = Interval::new(minute(start), minute(start + 60)).expect("start before end");
        let source = source(start);
        let claim = |subject: &Subject| Claim {
            subject: subject.clone(),
            span: Span::bare(meeting),
            source,
            hold: Hold::Booked,
        };
        let claims: Vec<Claim> = people.iter().map(claim).collect();
        let taken =
            write(&self.db, &self.permit, move |scope| Ok(ledger::claim(scope, now, &claims)?.is_ok()));
        assert!(taken.await.expect("a claim"), "{start}");
    }

    /// Whose time the appointment from that minute on takes.
    async fn people(&self, start: i64) -> Vec<String> {
        let found = read(&self.db, &self.permit, move |scope| Ok(ledger::of_source(scope, source(start))?));
        let mut people: Vec<String> =
            found.await.expect("a read").iter().map(|one| one.subject.to_string()).collect();
        people.sort();
        people
    }

    async fn address(&self, name: &str, now: Timestamp) -> Result<Stored<UserDetails>, StoreError> {
        let (ann, details) = (self.ann, UserDetails::new(format!("{name}@example.com"), "ann", Role::Staff));
        write(&self.db, &self.permit, move |scope| update(scope, ann, &details, None, now)).await
    }

    fn with_ann(&self, name: &str) -> Vec<String> {
        let mut all =
            vec![client(name).to_string(), format!("user:{}", self.ann), format!("user:{}", self.bob)];
        all.sort();
        all
    }

    fn without_ann(&self, name: &str) -> Vec<String> {
        vec![client(name).to_string(), format!("user:{}", self.bob)]
    }
}

fn source(start: i64) -> Source {
    Source { kind: SourceKind::Appointment, id: uuid::Uuid::from_u128(start.unsigned_abs().into()) }
}

fn client(name: &str) -> Subject {
    Subject::Customer(format!("{name}@example.com"))
}

async fn a_clients_time_goes_along_with_the_address(db: TestDb) {
    let world = World::new(db).await;
    let now = at(seed::NOW);
    let (ann, bob) = (Subject::User(world.ann), Subject::User(world.bob));
    world.booked(600, &[client("ann"), ann, bob.clone()], now).await;
    world.booked(720, &[client("cy"), bob], now).await;
    world.address("ann.new", now).await.expect("a change");
    assert_eq!(world.people(600).await, world.with_ann("ann.new"));
    assert_eq!(world.people(720).await, world.without_ann("cy"));
    let rows = world
        .db
        .raw()
        .texts("SELECT subject AS text FROM subjects WHERE subject LIKE 'customer:%' ORDER BY 1");
    assert_eq!(rows, ["customer:ann.new@example.com", "customer:cy@example.com"], "nothing is left");
    // Again, later: what came along is Ann's still, and what the other client has is hers from then on.
    world.address("cy", now.plus_minutes(10)).await.expect("a change");
    assert_eq!(world.people(600).await, world.with_ann("cy"));
    assert_eq!(world.people(720).await, world.with_ann("cy"));
}

async fn both_clients_at_once_are_refused(db: TestDb) {
    let world = World::new(db).await;
    let now = at(seed::NOW);
    world.booked(600, &[client("ann"), Subject::User(world.ann), Subject::User(world.bob)], now).await;
    let other = seed::user(&world.db, &world.permit, "other").await;
    world.booked(630, &[client("cy"), Subject::User(other)], now).await;
    assert_eq!(said(world.address("cy", now).await), "overlap");
    assert_eq!(world.people(600).await, world.with_ann("ann"));
    assert_eq!(world.people(630).await, [client("cy").to_string(), format!("user:{other}")]);
}

async fn what_is_over_does_not_stand_in_the_way(db: TestDb) {
    let world = World::new(db).await;
    let now = at(seed::NOW);
    let (ann, bob) = (Subject::User(world.ann), Subject::User(world.bob));
    world.booked(600, &[client("ann"), ann.clone(), bob.clone()], now).await;
    world.booked(720, &[client("ann"), ann, bob], now).await;
    let other = seed::user(&world.db, &world.permit, "other").await;
    world.booked(630, &[client("cy"), Subject::User(other)], now).await;
    world.address("cy", minute(700)).await.expect("a change");
    assert_eq!(world.people(600).await, world.with_ann("ann"), "the record of what was");
    assert_eq!(world.people(720).await, world.with_ann("cy"));
}

async fn what_was_there_before_the_record_had_the_address_stays(db: TestDb) {
    let world = World::new(db).await;
    let now = |minutes: i64| at(seed::NOW).plus_minutes(minutes);
    let bob = Subject::User(world.bob);
    world.booked(600, &[client("cy"), bob.clone()], now(10)).await;
    world.address("cy", now(20)).await.expect("a change");
    assert_eq!(world.people(600).await, world.with_ann("cy"), "one person as far as anybody knows");
    world.booked(720, &[client("cy"), Subject::User(world.ann), bob], now(30)).await;
    world.address("ann.new", now(40)).await.expect("a change");
    assert_eq!(world.people(600).await, world.without_ann("cy"), "somebody else's");
    assert_eq!(world.people(720).await, world.with_ann("ann.new"));
}

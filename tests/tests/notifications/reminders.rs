//! When people are reminded, and when they are not.

use crate::world::{NOW, World, night, office, start};
use app::notifications;
use domain::interview::Interview;
use domain::message::Preferences;
use scheduling_core::time::Instant;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, between};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        reminders_are_set_for_all_who_want_some,
        changing_ones_mind_moves_them,
        who_wants_one_gets_it_once,
        what_was_moved_or_called_off_is_not_reminded_of,
        after_a_time_without_a_worker_one_is_enough,
    ]
}

/// Minutes before the start at which something is due, the earliest first.
fn due(world: &World, start: Instant) -> Vec<i64> {
    let seconds = match world.db.engine() {
        Engine::Postgres => "CAST(EXTRACT(EPOCH FROM run_at) AS BIGINT)",
        Engine::Sqlite => "run_at / 1000000",
    };
    let sql =
        format!("SELECT CAST({seconds} AS TEXT) AS text FROM effects WHERE kind = 'remind' ORDER BY run_at");
    let times = world.db.raw().texts(&sql);
    times.iter().map(|text| (start.unix() - text.parse::<i64>().expect("seconds")) / 60).collect()
}

async fn set(world: &World, interview: &Interview) {
    let (permit, id) = (world.permit.clone(), interview.id);
    let done = world.db.write(move |tx| notifications::set_reminders(tx, &permit, id, at(NOW)));
    done.await.expect("reminders are set");
}

async fn remind(world: &World, interview: &Interview, minutes: i64, now: Instant) {
    let (permit, remind) = (world.permit.clone(), (interview.id, start(), minutes));
    let done = world.db.write(move |tx| notifications::remind(tx, &permit, &office(), remind, now));
    done.await.expect("they are reminded");
}

fn minutes(list: &[i64]) -> Preferences {
    Preferences { reminder_minutes_before: Some(list.to_vec()), ..Preferences::default() }
}

async fn reminders_are_set_for_all_who_want_some(db: TestDb) {
    let world = World::new(db).await;
    world.prefer(world.lena, minutes(&[60, 15])).await;
    let interview = world.interview(&[world.lena], night()).await;
    set(&world, &interview).await;
    assert_eq!(due(&world, start()), [1440, 60, 15], "the candidate's are the company's");
    let later = between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z");
    let moved = world.moved(&interview, later).await;
    set(&world, &moved).await;
    assert_eq!(due(&world, later.start()), [1440, 60, 15], "they moved with it");
    let soon = between("2025-03-20T10:00:00Z", "2025-03-20T11:00:00Z");
    let soon = world.moved(&moved, soon).await;
    set(&world, &soon).await;
    assert_eq!(due(&world, at("2025-03-20T10:00:00Z")), [60, 15], "what lies behind is not set");
    let cancelled = world.cancelled(&soon).await;
    set(&world, &cancelled).await;
    assert_eq!(world.effects("remind"), 0);
}

async fn changing_ones_mind_moves_them(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    set(&world, &interview).await;
    world.prefer(world.lena, minutes(&[30])).await;
    assert_eq!(due(&world, start()), [1440, 60, 30]);
    world.prefer(world.lena, Preferences { reminders: false, ..Preferences::default() }).await;
    assert_eq!(due(&world, start()), [1440, 60]);
}

async fn who_wants_one_gets_it_once(db: TestDb) {
    let world = World::new(db).await;
    world.prefer(world.lena, minutes(&[15])).await;
    world.prefer(world.marcus, Preferences { reminders: false, ..Preferences::default() }).await;
    let interview = world.interview(&[world.lena, world.marcus], night()).await;
    for _ in 0..2 {
        remind(&world, &interview, 60, start().plus_minutes(-60)).await;
    }
    assert_eq!(world.outbox().await, ["reminder cora waiting"]);
    remind(&world, &interview, 15, start().plus_minutes(-15)).await;
    assert_eq!(world.outbox().await[1..], ["reminder lena waiting"]);
    let letter = &world.messages().await[0].letter;
    assert!(letter.appointment.is_none() && letter.text.contains("09:30"), "{}", letter.text);
}

async fn what_was_moved_or_called_off_is_not_reminded_of(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    remind(&world, &interview, 60, start()).await;
    assert_eq!(world.outbox().await, [""; 0], "it has begun");
    let later = between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z");
    let moved = world.moved(&interview, later).await;
    remind(&world, &moved, 60, start().plus_minutes(-60)).await;
    assert_eq!(world.outbox().await, [""; 0], "it starts at another time");
    let back = world.moved(&moved, night()).await;
    let cancelled = world.cancelled(&back).await;
    remind(&world, &cancelled, 60, start().plus_minutes(-60)).await;
    assert_eq!(world.outbox().await, [""; 0], "it was called off");
}

async fn after_a_time_without_a_worker_one_is_enough(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    let now = start().plus_minutes(-20);
    remind(&world, &interview, 1440, now).await;
    remind(&world, &interview, 60, now).await;
    assert_eq!(world.outbox().await, ["reminder cora waiting", "reminder lena waiting"]);
}

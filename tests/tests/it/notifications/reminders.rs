//! When people are reminded, and when they are not.

use super::world::{NOW, World, identity, night, start, vault};
use app::notifications::{self, DueReminder};
use domain::interview::Interview;
use domain::message::Preferences;
use e2e::App;
use scheduling_core::time::Timestamp;
use serde_json::json;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, between};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        reminders_are_set_for_all_who_want_some,
        changing_ones_mind_moves_them,
        who_wants_one_gets_it_once,
        what_was_moved_or_cancelled_is_not_reminded_of,
        after_a_time_without_a_worker_one_is_enough,
        other_settings_set_them_anew,
        what_is_due_already_is_not_lost,
        statements_do_not_rise_with_interviews,
    ]
}

/// Minutes before the start at which something is due, the earliest first.
fn due(world: &World, start: Timestamp) -> Vec<i64> {
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

async fn remind(world: &World, interview: &Interview, minutes: i64, now: Timestamp) {
    let permit = world.permit.clone();
    let due = DueReminder { meeting: interview.id.into(), starts_at: start(), minutes_before: minutes };
    let done =
        world.db.write(move |tx| notifications::remind(tx, &permit, (&identity(), &vault()), due, now));
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
    let letter = &world.messages().await[0].content;
    assert!(letter.appointment.is_none() && letter.text.contains("09:30"), "{}", letter.text);
}

async fn what_was_moved_or_cancelled_is_not_reminded_of(db: TestDb) {
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
    assert_eq!(world.outbox().await, [""; 0], "it was cancelled");
}

async fn after_a_time_without_a_worker_one_is_enough(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    let now = start().plus_minutes(-20);
    remind(&world, &interview, 1440, now).await;
    remind(&world, &interview, 60, now).await;
    assert_eq!(world.outbox().await, ["reminder cora waiting", "reminder lena waiting"]);
}

/// A server whose company has interviews at ten, one a day from Wednesday 22 January 2025 on; the company.
async fn with_interviews(db: TestDb, count: usize) -> (App, i64) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for number in 0..count {
        interview_at(&app, company, number).await;
    }
    (app, company)
}

async fn interview_at(app: &App, company: i64, number: usize) {
    let name = format!("person{number}");
    let (user, candidate) =
        (app.user(company, &format!("u{name}")).await, app.candidate(company, &name).await);
    let job = app.job(company, "Welder").await;
    let id = app.interview(company, candidate, job, &[user]).await;
    let at = at("2025-01-22T10:00:00Z").plus_minutes(i64::try_from(number).unwrap_or_default() * 30);
    let changed =
        app.patch(&format!("/api/v1/interviews/{id}"), json!({"scheduled_at": at.to_string()})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
}

async fn remind_at(app: &App, company: i64, minutes: &[i64]) {
    let path = format!("/api/v1/companies/{company}/notification-settings");
    let put = app.put(&path, json!({"reminder_minutes_before": minutes})).await;
    assert_eq!(put.status, 200, "{}", put.text);
}

async fn work(app: &App) {
    let worker = app.worker();
    while worker.run_once().await {}
    while worker.run_once().await {}
}

/// How many reminders of each distance are set.
fn reminders_set(app: &App) -> Vec<String> {
    let minutes = match app.db.engine() {
        Engine::Postgres => "payload->>'minutes_before'",
        Engine::Sqlite => "CAST(payload->>'$.minutes_before' AS TEXT)",
    };
    let sql = format!(
        "SELECT {minutes} || ' ' || CAST(COUNT(*) AS TEXT) AS text FROM effects WHERE kind = 'remind' \
         GROUP BY {minutes} ORDER BY {minutes}"
    );
    app.db.raw().texts(&sql)
}

async fn reminded(app: &App) -> usize {
    let listed = app.get("/api/v1/messages?kind=reminder&limit=200").await;
    listed["items"].as_array().map(Vec::len).unwrap_or_default()
}

async fn other_settings_set_them_anew(db: TestDb) {
    // More than are set in one transaction.
    let (app, company) = with_interviews(db, 103).await;
    assert_eq!(reminders_set(&app), ["1440 103", "60 103"]);
    remind_at(&app, company, &[60, 30]).await;
    assert_eq!(reminders_set(&app), ["1440 103", "60 103"], "not before a worker does it");
    work(&app).await;
    assert_eq!(reminders_set(&app), ["30 103", "60 103"]);
    remind_at(&app, company, &[]).await;
    remind_at(&app, company, &[120]).await;
    work(&app).await;
    assert_eq!(reminders_set(&app), ["120 103"]);
}

async fn what_is_due_already_is_not_lost(db: TestDb) {
    let (app, company) = with_interviews(db, 1).await;
    // An hour before, to the second: it is due, and no worker has got to it yet.
    app.clock.set(at("2025-01-22T09:00:00Z"));
    remind_at(&app, company, &[60, 45]).await;
    work(&app).await;
    assert_eq!(reminded(&app).await, 2, "to the candidate and the interviewer");
    remind_at(&app, company, &[60, 45, 30]).await;
    work(&app).await;
    app.clock.set(at("2025-01-22T09:10:00Z"));
    remind_at(&app, company, &[60, 45]).await;
    work(&app).await;
    assert_eq!((reminded(&app).await, reminders_set(&app)), (2, vec!["45 1".to_owned()]), "once each");
    app.clock.set(at("2025-01-22T09:15:00Z"));
    work(&app).await;
    assert_eq!(reminded(&app).await, 4);
}

async fn statements_do_not_rise_with_interviews(db: TestDb) {
    let (app, company) = with_interviews(db, 2).await;
    let count = async || {
        let permit = testkit::seed::owner(domain::CompanyId(company));
        let before = app.db.metrics().statements;
        let now = app.clock.now();
        let done = app.db.write(move |tx| {
            notifications::set_reminders_of_company(tx, &permit, domain::CompanyId(company), None, now)
        });
        done.await.expect("reminders are set");
        app.db.metrics().statements - before
    };
    let few = count().await;
    for number in 2..12 {
        interview_at(&app, company, number).await;
    }
    assert_eq!(count().await, few);
}

//! Rooms come, move and go with their interviews.

use super::world::{INTERVIEWS, PROVIDER, START, World, google, teams, zoom};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_provider_makes_moves_and_ends_rooms,
        a_company_without_a_provider_has_its_own_rooms,
        mails_and_interviews_name_our_page,
        cancelled_before_the_room_was_made,
        unscheduled_and_scheduled_again_is_another_room,
        rooms_stay_where_they_are_made,
        those_that_could_not_be_made_go_to_the_new_one,
        a_room_ends_a_day_after_its_interview,
        whoever_may_not_meet_online_has_no_room,
        somebody_deleted_the_room,
        slots_have_rooms_too,
    ]
}

async fn every_provider_makes_moves_and_ends_rooms(db: TestDb) {
    let world = World::new(db).await;
    for provider in [zoom("a"), teams(), google()] {
        let name = provider["provider"].clone();
        world.choose(provider).await;
        let path = world.interview().await;
        assert_eq!(world.status(&path).await, "pending", "{name}");
        world.work().await;
        assert_eq!(world.status(&path).await, "ready", "{name}: {:?}", world.dead().await);
        let [room] = &world.server.rooms()[..] else { panic!("{name}: {:?}", world.server.rooms()) };
        assert_eq!((room.start.as_str(), room.topic.as_str()), (START, "Engineer – Acme"), "{name}");
        assert!(!room.key.contains(&world.room(&path).await), "our room's id is for us");
        world.reschedule(&path, "2025-01-23T10:00:00Z").await;
        world.work().await;
        assert_eq!(world.server.rooms()[0].start, "2025-01-23T10:00:00Z", "{name}");
        assert_eq!(world.status(&path).await, "ready", "{name}");
        world.cancel(&path).await;
        world.work().await;
        assert_eq!((world.server.rooms(), world.stored().0), (vec![], 0), "{name}");
        assert_eq!(world.status(&path).await, Value::Null, "{name}");
    }
    assert_eq!(world.server.made(), 3);
    assert_eq!(world.stored(), (0, 1), "credentials went with the last room");
}

async fn a_company_without_a_provider_has_its_own_rooms(db: TestDb) {
    let world = World::new(db).await;
    let path = world.interview().await;
    assert_eq!(world.status(&path).await, "ready");
    // What is chosen later is for later rooms.
    world.choose(zoom("a")).await;
    world.reschedule(&path, "2025-01-23T10:00:00Z").await;
    world.work().await;
    assert_eq!((world.status(&path).await, world.server.asked()), (json!("ready"), vec![]));
    world.app.clock.set(testkit::at("2025-01-23T10:00:00Z"));
    let joined = world.join(&path).await;
    let link = format!("{}/rooms/{}", e2e::PUBLIC_URL, world.room(&path).await);
    assert_eq!((&joined["room_status"], &joined["meeting_link"]), (&json!("ready"), &json!(link)));
    let offline = json!({"candidate_id": 1, "job_id": 1, "interview_type": "offline"});
    assert_eq!(world.app.make(INTERVIEWS, offline).await["room_status"], Value::Null);
}

async fn mails_and_interviews_name_our_page(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    let seen = world.app.get(&path).await;
    let page = format!("{}/rooms/{}", e2e::PUBLIC_URL, world.room(&path).await);
    assert_eq!(seen["meeting_link"], json!(page));
    let mails = world.app.get("/api/v1/messages?company_id=1&kind=invitation").await;
    let first = mails["items"][0]["id"].as_str().expect("an invitation").to_owned();
    let mail = world.app.get(&format!("/api/v1/messages/{first}")).await;
    assert!(mail["text"].as_str().is_some_and(|text| text.contains(&page)), "{}", mail.text);
    assert!(!mail.text.contains("meet.example"), "{}", mail.text);
    world.app.clock.set(testkit::at(START));
    let joined = world.join(&path).await;
    assert_eq!(joined["meeting_link"], "https://meet.example/90001", "{}", joined.text);
    let logs = world.app.get(&format!("{path}/logs")).await;
    assert!(!logs.text.contains("meet.example"), "{}", logs.text);
}

async fn cancelled_before_the_room_was_made(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.cancel(&path).await;
    world.work().await;
    assert_eq!((world.server.asked(), world.stored().0), (vec![], 0), "nobody was asked for anything");
}

async fn unscheduled_and_scheduled_again_is_another_room(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    let (first, before) = (world.room(&path).await, world.server.rooms());
    let taken = world.app.patch(&path, json!({"scheduled_at": null})).await;
    assert_eq!((taken.status, &taken["room_status"]), (200, &Value::Null), "{}", taken.text);
    world.reschedule(&path, "2025-01-24T10:00:00Z").await;
    assert_eq!(world.status(&path).await, "pending", "the old room is none of this link's");
    world.work().await;
    let after = world.server.rooms();
    assert_eq!((after.len(), world.stored().0), (1, 1), "{after:?}");
    assert_ne!(world.room(&path).await, first);
    assert_ne!((&after[0].id, &after[0].key), (&before[0].id, &before[0].key));
    assert_eq!(world.status(&path).await, "ready");
}

async fn rooms_stay_where_they_are_made(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    let made = world.server.rooms();
    world.choose(teams()).await;
    assert_eq!(world.stored(), (1, 2), "somebody has to end the old one");
    world.reschedule(&path, "2025-01-23T10:00:00Z").await;
    world.work().await;
    let moved = world.server.rooms();
    assert_eq!(
        (moved.len(), &moved[0].id, moved[0].start.as_str()),
        (1, &made[0].id, "2025-01-23T10:00:00Z")
    );
    assert!(world.server.asked().iter().all(|asked| asked.contains("/zoom/")), "{:?}", world.server.asked());
    world.cancel(&path).await;
    world.work().await;
    assert_eq!((world.server.rooms(), world.stored()), (vec![], (0, 1)), "and its credentials go with it");
    world.interview().await;
    world.work().await;
    assert_eq!(world.server.rooms()[0].at, "teams");
    // The same account with new credentials goes on with the rooms that it has.
    world.choose(zoom("b")).await;
    let path = next_day(&world).await;
    world.work().await;
    let mut other = zoom("b");
    other["zoom"]["client_secret"] = json!("hunter4");
    world.choose(other).await;
    world.cancel(&path).await;
    world.work().await;
    assert_eq!(world.server.rooms().len(), 1, "{:?}", world.dead().await);
}

async fn next_day(world: &World) -> String {
    let body = json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": "2025-01-24T10:00:00Z",
    });
    world.app.make(INTERVIEWS, body).await.header("location").to_owned()
}

async fn those_that_could_not_be_made_go_to_the_new_one(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    world.server.is(e2e::Mood::Forbids);
    let (first, second) = (world.interview().await, next_day(&world).await);
    world.work().await;
    assert_eq!((world.status(&first).await, world.status(&second).await), (json!("failed"), json!("failed")));
    let dead = world.dead().await;
    assert!(dead.len() == 2 && dead[0].1.contains("no meetings for you"), "{dead:?}");
    world.app.clock.set(testkit::at(START));
    let joined = world.join(&first).await;
    let told = (joined.status, &joined["room_status"], &joined["meeting_link"]);
    assert_eq!(told, (200, &json!("failed"), &Value::Null), "{}", joined.text);
    // Having it done again is one way, another provider is the other.
    world.server.is(e2e::Mood::Good);
    let again = world.app.post(&format!("/api/v1/effects/{}/replay", dead[1].0), json!(null)).await;
    assert_eq!(again.status, 200, "{}", again.text);
    world.work().await;
    assert_eq!((world.status(&first).await, world.status(&second).await), (json!("failed"), json!("ready")));
    world.choose(teams()).await;
    assert_eq!(world.status(&first).await, "pending");
    world.work().await;
    assert_eq!(world.status(&first).await, "ready");
    assert_eq!(world.server.rooms().len(), 2, "{:?}", world.server.rooms());
    assert_eq!(world.join(&first).await["room_status"], "ready");
    assert_eq!(world.dead().await, vec![]);
}

async fn a_room_ends_a_day_after_its_interview(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    world.app.clock.set(testkit::at(START));
    assert_eq!(world.join(&path).await.status, 200);
    world.app.clock.set(testkit::at("2025-01-22T11:00:00Z"));
    world.work().await;
    assert_eq!(world.app.get(&path).await["status"], "completed");
    assert_eq!(world.server.rooms().len(), 1, "people who overrun are not thrown out");
    world.app.clock.set(testkit::at("2025-01-23T11:00:00Z"));
    world.work().await;
    assert_eq!(world.server.rooms().len(), 1);
    world.app.clock.advance(1);
    world.work().await;
    assert_eq!((world.server.rooms(), world.stored().0), (vec![], 0));
}

async fn whoever_may_not_meet_online_has_no_room(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    let toggle = async |app: &App, online: bool| {
        let body = json!({"job_id": 1, "interview_enabled": true, "online_interview_enabled": online});
        assert_eq!(app.post("/api/v1/candidates/1/toggle-interview", body).await.status, 200);
    };
    toggle(&world.app, false).await;
    world.work().await;
    assert_eq!((world.server.rooms(), world.status(&path).await), (vec![], Value::Null));
    toggle(&world.app, true).await;
    world.work().await;
    assert_eq!((world.server.rooms().len(), world.status(&path).await), (1, json!("ready")));
    let offline = world.app.patch(&path, json!({"interview_type": "offline"})).await;
    assert_eq!(offline.status, 200);
    world.work().await;
    assert_eq!(world.server.rooms(), vec![]);
}

async fn somebody_deleted_the_room(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let path = world.interview().await;
    world.work().await;
    world.server.forget_all();
    world.reschedule(&path, "2025-01-23T10:00:00Z").await;
    world.work().await;
    let rooms = world.server.rooms();
    assert_eq!((rooms.len(), rooms[0].start.as_str()), (1, "2025-01-23T10:00:00Z"), "another is made");
    world.server.forget_all();
    world.cancel(&path).await;
    world.work().await;
    assert_eq!((world.stored().0, world.dead().await), (0, vec![]), "what is gone is ended");
}

async fn slots_have_rooms_too(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let app = &world.app;
    let slot = async |start: &str, end: &str| {
        let body = json!({"company": 1, "interviewer": 1, "start_time": start, "end_time": end});
        app.make("/api/interviews/slots", body).await["id"].as_str().expect("an id").to_owned()
    };
    let path = |id: &str| format!("{INTERVIEWS}/{id}");
    let interview = app.interview(1, 1, 1, &[]).await;
    let first = slot("2025-01-22T10:00:00Z", "2025-01-22T11:00:00Z").await;
    let booked = app.make(
        "/api/interviews/schedules/book_interview",
        json!({"interview_id": interview, "slot_id": first}),
    );
    let schedule = booked.await["id"].as_str().expect("an id").to_owned();
    let confirm = format!("/api/interviews/schedules/{schedule}/confirm_schedule");
    let confirmed = app.post(&confirm, json!({})).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    world.work().await;
    assert_eq!(world.status(&path(&interview)).await, "ready");
    let second = slot("2025-01-23T10:00:00Z", "2025-01-23T11:00:00Z").await;
    let body = json!({"slot_id": second, "reason": "later"});
    let moved = app.post(&format!("/api/interviews/schedules/{schedule}/reschedule"), body).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    world.work().await;
    assert_eq!(world.server.rooms()[0].start, "2025-01-23T10:00:00Z");
    let schedule = moved["id"].as_str().expect("an id");
    let cancel = format!("/api/interviews/schedules/{schedule}/cancel_schedule");
    let cancelled = app.post(&cancel, json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    world.work().await;
    assert_eq!((world.server.rooms(), world.stored().0), (vec![], 0));
    check_problem("no room", &world.join(&path(&interview)).await, 403, "wrong-room", &[]);
    assert_eq!(app.get(PROVIDER).await.status, 200);
}

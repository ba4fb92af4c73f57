//! Calls in rooms of this server: who comes in, what browsers send each other by two servers, and what is refused.

use super::world::{INTERVIEWS, START, World, zoom};
use crate::appointments::start::book;
use crate::shop::start::{SERVICES, Shop};
use app::calls;
use domain::room::call::{CALL_LIFE, GONE_AFTER, MOST_CHAT, MOST_IN_MINUTE, MOST_SIGNAL};
use e2e::{Answer, App, Events, check_problem, vault};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        browsers_find_each_other_by_two_servers,
        who_comes_back_has_missed_nothing,
        the_window_and_the_link_say_who_may_come_in,
        tokens_are_good_for_one_room,
        four_people_fit,
        messages_are_bounded,
        who_is_lost_has_left,
        calls_are_removed,
        appointments_have_the_same_rooms,
        a_room_elsewhere_has_no_call,
        the_page_may_use_devices_and_no_other,
    ]
}

/// Somebody in a room.
pub(super) struct Guest<'a> {
    app: &'a App,
    page: String,
    me: String,
    token: String,
    last: i64,
    told: Value,
}

/// Comes in.
pub(super) async fn come(app: &App, page: &str, body: Value) -> Answer {
    app.send(app.anonymous(Method::POST, &format!("{page}/people")).json(&body)).await
}

impl<'a> Guest<'a> {
    pub(super) async fn of(app: &'a App, page: &str, part: &str, name: &str) -> Self {
        let told = come(app, page, json!({"part": part, "name": name})).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let last = told["last"].as_i64().unwrap_or_default();
        Self { app, page: page.into(), me: text("me"), token: text("token"), last, told: told.body }
    }

    fn events(&self) -> String {
        format!("{}/events?as={}&after={}", self.page, self.token, self.last)
    }

    fn message(&self, kind: &str, to: Option<&Guest<'_>>, body: &str) -> Value {
        let mut message = json!({"as": self.token, "kind": kind, "body": body});
        if let Some(to) = to {
            message["to"] = json!(to.me);
        }
        message
    }

    pub(super) async fn send(&self, kind: &str, to: Option<&Guest<'_>>, body: &str) -> Answer {
        let path = format!("{}/messages", self.page);
        let request = self.app.anonymous(Method::POST, &path).json(&self.message(kind, to, body));
        self.app.send(request).await
    }

    pub(super) async fn listen(&self, request: impl FnOnce(&str) -> RequestBuilder) -> Events {
        Events::of(request(&self.events())).await
    }

    /// Asks to listen, and is answered at once.
    pub(super) async fn listening(&self, request: impl FnOnce(&str) -> RequestBuilder) -> Answer {
        self.app.send(request(&self.events())).await
    }

    async fn leave(&self) {
        let request = self.app.anonymous(Method::POST, &format!("{}/leave", self.page));
        assert_eq!(self.app.send(request.json(&json!({"as": self.token}))).await.status, 204);
    }
}

/// A room that is open, and the path of its interview.
pub(super) async fn open(world: &World) -> (String, String) {
    let path = world.interview().await;
    let page = format!("/rooms/{}", world.room(&path).await);
    world.app.clock.set(testkit::at(START));
    (page, path)
}

fn data(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

async fn browsers_find_each_other_by_two_servers(db: TestDb) {
    let world = World::new(db).await;
    let (page, path) = open(&world).await;
    let second = world.app.beside();
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    assert_eq!((&ann.told["people"], &ann.told["chat"]), (&json!([]), &json!([])));
    let relay = &ann.told["ice"][1];
    assert_eq!(
        (&ann.told["ice"][0]["urls"], &relay["urls"]),
        (&json!(["stun:stun.test"]), &json!(["turn:turn.test"]))
    );
    let ends = testkit::at(START).plus_seconds(3_600 + 900 + 7_200).unix();
    assert_eq!(relay["username"].as_str(), Some(format!("{ends}:{}", ann.me).as_str()), "{relay}");
    let mut at_first = ann.listen(|path| world.app.anonymous(Method::GET, path)).await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    assert_eq!(ivy.told["people"], json!([{"id": ann.me, "part": "candidate", "name": "Ann"}]));
    let here = data(&at_first.next("here").await.data);
    assert_eq!(here, json!({"from": ivy.me, "body": {"part": "interviewer", "name": "Ivy"}}));
    let mut at_second = ivy.listen(|path| second.anonymous(Method::GET, path)).await;
    assert_eq!(ann.send("signal", Some(&ivy), "{\"description\":\"an\\noffer\"}").await.status, 204);
    let signal = data(&at_second.next("signal").await.data);
    assert_eq!(signal, json!({"from": ann.me, "body": "{\"description\":\"an\\noffer\"}"}));
    let by_second = second.anonymous(Method::POST, &format!("{page}/messages"));
    let sent = world.app.send(by_second.json(&ivy.message("chat", None, "Hello\n<b>Ann</b>"))).await;
    assert_eq!(sent.status, 204, "{}", sent.text);
    for events in [&mut at_first, &mut at_second] {
        let chat = data(&events.next("chat").await.data);
        assert_eq!(chat, json!({"from": ivy.me, "body": "Hello\n<b>Ann</b>"}));
    }
    ivy.leave().await;
    ivy.leave().await;
    assert_eq!(data(&at_first.next("left").await.data)["from"], json!(ivy.me));
    assert_eq!(data(&at_second.next("left").await.data)["from"], json!(ivy.me));
    assert_eq!(ann.send("chat", None, "Alone?").await.status, 204);
    let more = at_second.within(std::time::Duration::from_secs(2)).await;
    assert_eq!(more, None, "who has left hears nothing more");
    let seen = world.app.get(&path).await;
    assert!(
        seen["candidate_joined_at"].is_string() && seen["interviewer_joined_at"].is_string(),
        "{}",
        seen.text
    );
    assert_eq!(seen["status"], "in_progress");
    check_problem("gone", &ivy.send("chat", None, "again").await, 403, "wrong-room", &[]);
}

async fn who_comes_back_has_missed_nothing(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    let first = world.app.beside();
    let mut events = ann.listen(|path| first.anonymous(Method::GET, path)).await;
    events.next("here").await;
    ivy.send("chat", None, "one").await;
    let heard = events.next("chat").await;
    // The server stops; what is said meanwhile is said when another one is asked.
    drop(first);
    assert_eq!(
        events.within(std::time::Duration::from_secs(10)).await,
        None,
        "the stream ends with its server"
    );
    for text in ["two", "three"] {
        ivy.send("chat", None, text).await;
    }
    ivy.send("signal", Some(&ann), "{}").await;
    let again = world.app.anonymous(Method::GET, &ann.events()).header("last-event-id", &heard.id);
    let mut events = Events::of(again).await;
    let mut said = Vec::new();
    for name in ["chat", "chat", "signal"] {
        said.push(data(&events.next(name).await.data)["body"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(said, ["two", "three", "{}"]);
    // Who loads the page anew is somebody else, and who they were has left.
    let body = json!({"part": "candidate", "name": "Ann", "instead": ann.token});
    let told = come(&world.app, &page, body).await;
    let chat: Vec<&str> =
        told["chat"].as_array().into_iter().flatten().filter_map(|one| one["body"].as_str()).collect();
    assert_eq!(chat, ["one", "two", "three"]);
    assert_eq!(told["people"].as_array().map(Vec::len), Some(1), "{}", told.text);
    let gone = world.app.send(world.app.anonymous(Method::GET, &ann.events())).await;
    check_problem("who they were", &gone, 403, "wrong-room", &[]);
}

async fn the_window_and_the_link_say_who_may_come_in(db: TestDb) {
    let world = World::new(db).await;
    let (page, path) = open(&world).await;
    let body = json!({"part": "candidate"});
    for (time, status, slug) in [
        ("2025-01-22T09:44:59Z", 409, "outside-join-window"),
        ("2025-01-22T11:15:01Z", 409, "outside-join-window"),
        ("2025-01-23T11:00:01Z", 403, "wrong-room"),
    ] {
        world.app.clock.set(testkit::at(time));
        check_problem(time, &come(&world.app, &page, body.clone()).await, status, slug, &[]);
    }
    assert_eq!(world.app.get(&path).await["candidate_joined_at"], Value::Null);
    world.app.clock.set(testkit::at("2025-01-22T09:45:00Z"));
    for (part, name) in [("client", "Ann"), ("staff", "Ann"), ("boss", "Ann")] {
        let refused = come(&world.app, &page, json!({"part": part, "name": name})).await;
        check_problem(part, &refused, 422, "invalid", &["/part"]);
    }
    let long = come(&world.app, &page, json!({"part": "candidate", "name": "x".repeat(201)})).await;
    check_problem("a long name", &long, 422, "invalid", &["/name"]);
    let nowhere = format!("/rooms/{}", "0".repeat(64));
    check_problem("nowhere", &come(&world.app, &nowhere, body.clone()).await, 403, "wrong-room", &[]);
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let mut events = ann.listen(|path| world.app.anonymous(Method::GET, path)).await;
    world.app.clock.set(testkit::at("2025-01-22T11:15:01Z"));
    events.next("over").await;
    check_problem("closed", &ann.send("chat", None, "hello?").await, 403, "wrong-room", &[]);
}

async fn tokens_are_good_for_one_room(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    world.app.clock.set(testkit::at(super::world::NOW));
    let bob = world.app.candidate(1, "bob").await;
    world.app.gates(1, bob, 1, [true; 3]).await;
    let other = json!({"candidate_id": bob, "job_id": 1, "interview_type": "online", "scheduled_at": START});
    let other = world.app.make(INTERVIEWS, other).await["room_id"].as_str().unwrap_or_default().to_owned();
    let rival = world.app.company("Rival").await;
    let job = world.app.job(rival, "Spy").await;
    let eve = world.app.candidate(rival, "eve").await;
    world.app.gates(rival, eve, job, [true; 3]).await;
    let theirs =
        json!({"candidate_id": eve, "job_id": job, "interview_type": "online", "scheduled_at": START});
    let theirs = world.app.make(INTERVIEWS, theirs).await["room_id"].as_str().unwrap_or_default().to_owned();
    world.app.clock.set(testkit::at(START));
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let (other, theirs) = (format!("/rooms/{other}"), format!("/rooms/{theirs}"));
    let eve = Guest::of(&world.app, &theirs, "candidate", "Eve").await;
    Guest::of(&world.app, &other, "candidate", "Bob").await;
    let flipped = format!("{}x", &ann.token[..ann.token.len() - 1]);
    let tokens = [
        ("of another company's room", &page, eve.token.clone()),
        ("in another room", &other, ann.token.clone()),
        ("in another company's room", &theirs, ann.token.clone()),
        ("changed", &page, flipped),
        ("none", &page, String::new()),
        ("a room", &page, page.trim_start_matches("/rooms/").to_owned()),
    ];
    for (case, room, token) in tokens {
        let events = world.app.anonymous(Method::GET, &format!("{room}/events?as={token}&after=0"));
        check_problem(case, &world.app.send(events).await, 403, "wrong-room", &[]);
        let say = world.app.anonymous(Method::POST, &format!("{room}/messages"));
        let said = say.json(&json!({"as": token, "kind": "chat", "body": "hello"}));
        check_problem(case, &world.app.send(said).await, 403, "wrong-room", &[]);
        let leave = world.app.anonymous(Method::POST, &format!("{room}/leave"));
        let left = world.app.send(leave.json(&json!({"as": token}))).await;
        check_problem(case, &left, 403, "wrong-room", &[]);
    }
    let across = ann.send("signal", Some(&eve), "{}").await;
    check_problem("to somebody of another room", &across, 404, "not-found", &[]);
}

async fn four_people_fit(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let mut guests = Vec::new();
    for number in 0..4 {
        guests.push(Guest::of(&world.app, &page, "interviewer", &format!("Ivy {number}")).await);
    }
    let body = json!({"part": "candidate", "name": "Ann"});
    check_problem("a fifth", &come(&world.app, &page, body.clone()).await, 409, "room-full", &[]);
    let again = json!({"part": "interviewer", "instead": guests[0].token});
    assert_eq!(come(&world.app, &page, again).await.status, 200, "the same browser");
    guests[1].leave().await;
    assert_eq!(come(&world.app, &page, body.clone()).await.status, 200);
    // At once, no more come in than there are places.
    world.app.clock.advance(GONE_AFTER + 1);
    let mut sent = JoinSet::new();
    for _ in 0..6 {
        let request = world.app.anonymous(Method::POST, &format!("{page}/people")).json(&body);
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    let mut statuses = sent.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 409, 409]);
}

async fn messages_are_bounded(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    let long = "a".repeat(MOST_SIGNAL + 1);
    check_problem("long", &ann.send("signal", Some(&ivy), &long).await, 422, "invalid", &["/body"]);
    let long = "ä".repeat(MOST_CHAT + 1);
    check_problem("long", &ann.send("chat", None, &long).await, 422, "invalid", &["/body"]);
    check_problem("empty", &ann.send("chat", None, " ").await, 422, "invalid", &["/body"]);
    check_problem("to all", &ann.send("signal", None, "{}").await, 422, "invalid", &["/to"]);
    check_problem("to one", &ann.send("chat", Some(&ivy), "a").await, 422, "invalid", &["/to"]);
    for kind in ["here", "left", "other"] {
        check_problem(kind, &ann.send(kind, None, "{}").await, 422, "invalid", &["/kind"]);
    }
    let huge = "a".repeat(200_000);
    assert_eq!(ann.send("signal", Some(&ivy), &huge).await.status, 413);
    let unknown = json!({"as": ann.token, "kind": "chat", "body": "a", "more": 1});
    let unknown = world.app.anonymous(Method::POST, &format!("{page}/messages")).json(&unknown);
    assert_eq!(world.app.send(unknown).await.status, 400);
    for number in 0..MOST_IN_MINUTE {
        assert_eq!(ann.send("chat", None, &number.to_string()).await.status, 204, "{number}");
    }
    let flood = ann.send("chat", None, "one more").await;
    check_problem("a flood", &flood, 429, "too-many-requests", &[]);
    assert_eq!(flood.header("retry-after"), "60");
    assert_eq!(ivy.send("chat", None, "others may").await.status, 204);
    world.app.clock.advance(60);
    assert_eq!(ann.send("chat", None, "the next minute").await.status, 204);
}

async fn who_is_lost_has_left(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    let mut events = ivy.listen(|path| world.app.anonymous(Method::GET, path)).await;
    world.app.clock.advance(GONE_AFTER + 1);
    let room = page.trim_start_matches("/rooms/");
    let presence = calls::opened(&ivy.token, room, &vault()).expect("a token of this server");
    let now = world.app.clock.now();
    world.app.db.write(move |tx| calls::keep(tx, &[presence], now)).await.expect("it is noted");
    assert_eq!(data(&events.next("left").await.data)["from"], json!(ann.me));
    assert_eq!(ivy.send("chat", None, "still here").await.status, 204);
    check_problem("lost", &ann.send("chat", None, "hello?").await, 403, "wrong-room", &[]);
}

async fn calls_are_removed(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let ann = Guest::of(&world.app, &page, "candidate", "Ann").await;
    let ivy = Guest::of(&world.app, &page, "interviewer", "Ivy").await;
    ann.send("signal", Some(&ivy), "{}").await;
    ann.send("chat", None, "hello").await;
    let left = |table: &str| world.app.db.raw().texts(&format!("SELECT 'x' AS text FROM {table}")).len();
    world.app.clock.advance(310);
    world.work().await;
    assert_eq!(
        (left("room_messages"), left("room_people"), left("room_calls")),
        (1, 2, 1),
        "what was written stays"
    );
    world.app.clock.advance(3_600 + 900 + CALL_LIFE);
    world.work().await;
    assert_eq!((left("room_messages"), left("room_people"), left("room_calls")), (0, 0, 0));
}

async fn appointments_have_the_same_rooms(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let path = book(&app, &shop, crate::appointments::start::TEN, "Ana").await;
    let link = app.get(&path).await["meeting_link"].as_str().unwrap_or_default().to_owned();
    let page = format!("/rooms/{}", link.rsplit('/').next().unwrap_or_default());
    let see =
        async |page: &str| app.send(app.anonymous(Method::GET, page).header("accept", "text/html")).await;
    let early = see(&page).await;
    assert!(early.text.contains("The room is not open yet"), "{}", early.text);
    let start = app.get(&path).await["start"].as_str().unwrap_or_default().to_owned();
    app.clock.set(testkit::at(&start));
    let door = see(&page).await;
    assert!(door.text.contains("value=\"client\"") && door.text.contains("value=\"staff\""), "{}", door.text);
    let enter =
        app.anonymous(Method::POST, &page).header("content-type", "application/x-www-form-urlencoded");
    let entered = app.send(enter.body("role=client&name=Ana")).await;
    assert_eq!((entered.status, entered.header("location")), (303, format!("{page}?as=client").as_str()));
    let inside = see(&format!("{page}?as=client")).await;
    assert!(inside.text.contains("id=\"call\" data-part=\"client\""), "{}", inside.text);
    let ana = Guest::of(&app, &page, "client", "Ana").await;
    let host = Guest::of(&app, &page, "staff", "Host").await;
    let mut events = host.listen(|path| app.anonymous(Method::GET, path)).await;
    ana.send("chat", None, "hello").await;
    assert_eq!(data(&events.next("chat").await.data)["body"], "hello");
    check_problem(
        "a part",
        &come(&app, &page, json!({"part": "candidate"})).await,
        422,
        "invalid",
        &["/part"],
    );
    let own = json!({"provider": "link", "link": {"url": "https://meet.example.com/shop-{room}"}});
    let put = app.put(&format!("/api/v1/companies/{}/room-provider", shop.company), own).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let leads = see(&format!("{page}?as=client")).await;
    assert!(leads.text.contains("content=\"0; url=https://meet.example.com/shop-"), "{}", leads.text);
    let room = page.trim_start_matches("/rooms/");
    assert!(!leads.text.contains(&format!("shop-{room}")), "the room's id stays here");
    let cancelled = app.post(&format!("{path}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    check_problem("cancelled", &come(&app, &page, json!({"part": "client"})).await, 403, "wrong-room", &[]);
    assert!(see(&page).await.text.contains("It was cancelled."));
    let german = app.send(app.anonymous(Method::GET, &page).header("accept-language", "de")).await;
    assert!(german.text.contains("Das ist der Raum des Termins."), "{}", german.text);
    assert!(german.text.contains("Er wurde abgesagt."), "{}", german.text);
}

async fn a_room_elsewhere_has_no_call(db: TestDb) {
    let world = World::with(db, zoom("a")).await;
    let (page, path) = open(&world).await;
    let refused = come(&world.app, &page, json!({"part": "candidate"})).await;
    check_problem("zoom", &refused, 409, "not-joinable", &[]);
    assert_eq!(world.app.get(&path).await["candidate_joined_at"], Value::Null);
}

async fn the_page_may_use_devices_and_no_other(db: TestDb) {
    let world = World::new(db).await;
    let (page, _) = open(&world).await;
    let seen = super::page::open(&world, &page).await;
    assert!(
        seen.header("permissions-policy").starts_with("camera=(self), microphone=(self)"),
        "{:?}",
        seen.headers
    );
    for other in ["/login", "/problems", "/rooms/x"] {
        let other = super::page::open(&world, other).await;
        assert!(
            other.header("permissions-policy").starts_with("camera=(), microphone=()"),
            "{:?}",
            other.headers
        );
    }
}

//! A visitor who shows a wrong room learns nothing from the answer, nor from how much it costs to give.

use super::page::{open, page_of, send};
use super::world::{INTERVIEWS, START, World};
use e2e::Answer;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![wrong_rooms_are_all_alike, wrong_links_are_all_alike, rooms_of_ten_megabytes]
}

const NOWHERE: &str = "01900000-0000-7000-8000-000000000000";

/// Two interviews whose rooms are open.
async fn two(world: &World) -> [(String, String); 2] {
    let first = world.interview().await;
    let bob = world.app.candidate(1, "bob").await;
    world.app.gates(1, bob, 1, [true; 3]).await;
    let body = json!({"candidate_id": bob, "job_id": 1, "interview_type": "online", "scheduled_at": START});
    let second = world.app.make(INTERVIEWS, body).await.header("location").to_owned();
    let rooms = [world.room(&first).await, world.room(&second).await];
    world.app.clock.set(testkit::at(START));
    let [one, other] = rooms;
    [(first, one), (second, other)]
}

/// All of an answer but what names the request, and the time of day.
fn bytes(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let own = ["x-request-id", "date"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let mut headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    let text = answer.text.replace(answer.header("x-request-id"), "(the request)");
    (answer.status, headers, text)
}

/// Checks that all answers are the same byte for byte, of that status, and cost as many statements.
fn check_alike(seen: &[(String, u64, Answer)], status: u16) {
    let (_, statements, first) = &seen[0];
    assert_eq!(first.status, status, "{}", first.text);
    assert!(*statements > 0, "the counter counts");
    for (case, count, answer) in seen {
        assert_eq!((count, bytes(answer)), (statements, bytes(first)), "{case}");
    }
}

/// What somebody may show who does not know the room: none of them is the first one's.
fn shown(right: &str, other: &str) -> Vec<(&'static str, String)> {
    let last = if right.ends_with('0') { "1" } else { "0" };
    vec![
        ("a guess", "guess".into()),
        ("nothing", String::new()),
        ("a room of nobody", "0123456789abcdef".repeat(4)),
        ("all but the last digit", format!("{}{last}", &right[..63])),
        ("too short", right[..63].into()),
        ("too long", format!("{right}0")),
        ("in capitals", right.to_uppercase()),
        ("of another interview", other.into()),
        ("what SQL might stumble over", "' OR 1=1 --%_".into()),
        ("other letters", "ß\u{0}\u{1f600}".into()),
    ]
}

async fn wrong_rooms_are_all_alike(db: TestDb) {
    let world = World::new(db).await;
    let [(first, right), (_, other)] = two(&world).await;
    let offline = json!({"candidate_id": 1, "job_id": 1, "interview_type": "offline"});
    let offline = world.app.make(INTERVIEWS, offline).await.header("location").to_owned();
    let nowhere = format!("{INTERVIEWS}/{NOWHERE}");
    let mut asked: Vec<(String, String, String)> = Vec::new();
    for (case, room) in shown(&right, &other) {
        asked.push((case.into(), first.clone(), room));
    }
    asked.push(("no such interview".into(), nowhere, right.clone()));
    asked.push(("an interview without a room".into(), offline, String::new()));
    let mut seen = Vec::new();
    for (case, path, room) in asked {
        let request = world.app.anonymous(Method::POST, &format!("{path}/join"));
        let request = request.json(&json!({"room_id": room, "role": "candidate"}));
        let (statements, answer) = world.app.db.count_statements(world.app.send(request)).await;
        seen.push((case, statements, answer));
    }
    check_alike(&seen, 403);
    let request = world.app.anonymous(Method::POST, &format!("{first}/join"));
    let joined = world.app.send(request.json(&json!({"room_id": right, "role": "candidate"}))).await;
    assert_eq!(joined.status, 200, "{}", joined.text);
}

/// As a path has it: what is no letter as bytes, with one among them that makes it no UTF-8.
fn escaped(room: &str) -> String {
    let plain = room.chars().all(|c| c.is_ascii_alphanumeric());
    if plain {
        room.to_owned()
    } else {
        room.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>() + "%FF"
    }
}

async fn wrong_links_are_all_alike(db: TestDb) {
    let world = World::new(db).await;
    let [(first, right), _] = two(&world).await;
    let nobodys = "0123456789abcdef".repeat(4);
    let (mut looked, mut entered) = (Vec::new(), Vec::new());
    for (case, room) in shown(&right, &nobodys) {
        // An empty room is another path.
        if room.is_empty() {
            continue;
        }
        let page = format!("/rooms/{}", escaped(&room));
        let (statements, answer) = world.app.db.count_statements(open(&world, &page)).await;
        looked.push((case.to_owned(), statements, answer));
        let (statements, answer) = world.app.db.count_statements(send(&world, &page, "role=candidate")).await;
        entered.push((case.to_owned(), statements, answer));
        let (statements, answer) = world.app.db.count_statements(send(&world, &page, "role=boss")).await;
        entered.push((format!("{case}, with a mistake"), statements, answer));
    }
    check_alike(&looked, 404);
    check_alike(&entered, 404);
    assert_eq!(bytes(&looked[0].2), bytes(&entered[0].2));
    assert!(!looked[0].2.text.contains("guess"), "{}", looked[0].2.text);
    let page = page_of(&world, &first).await;
    assert_eq!(open(&world, &page).await.status, 200);
    assert_eq!(world.app.get(&first).await["candidate_joined_at"], Value::Null);
}

async fn rooms_of_ten_megabytes(db: TestDb) {
    let world = World::new(db).await;
    let [(first, _), _] = two(&world).await;
    let huge = "a".repeat(10_000_000);
    let ask = async |case: &str, request: reqwest::RequestBuilder, expected: &[u16]| {
        let work = async { request.send().await.map(|answer| answer.status().as_u16()) };
        let (statements, status) = world.app.db.count_statements(work).await;
        assert_eq!(statements, 0, "{case} is refused before anything is looked up");
        // A server that closes before the client has sent all is a refusal too.
        assert!(status.as_ref().map_or(true, |status| expected.contains(status)), "{case}: {status:?}");
    };
    let join = |path: &str| {
        let request = world.app.anonymous(Method::POST, &format!("{path}/join"));
        request.json(&json!({"room_id": huge, "role": "candidate"}))
    };
    ask("join", join(&first), &[413]).await;
    ask("join of nothing", join(&format!("{INTERVIEWS}/{NOWHERE}")), &[413]).await;
    ask(
        "form",
        {
            let request = world.app.anonymous(Method::POST, "/rooms/x");
            request.header("content-type", "application/x-www-form-urlencoded").body(format!("role={huge}"))
        },
        &[413],
    )
    .await;
    let head = format!("GET /rooms/{huge} HTTP/1.1\r\nHost: x\r\n\r\n");
    let work = world.app.shout(head.as_bytes());
    let (statements, said) = world.app.db.count_statements(work).await;
    assert_eq!(statements, 0);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    assert_eq!(world.app.get(&first).await.status, 200, "the server lives");
}

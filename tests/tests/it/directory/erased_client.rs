//! A candidate who is a client too is erased with all that they have booked.

use super::erasure::{everything, shown};
use crate::appointments::start::{
    BOOK, ELEVEN, NOON, TEN, act, actions, bare, book, booking, hold, ledger, messages, refused, with,
};
use crate::shop::start::{DAYS_OFF, SERVICES, Shop};
use domain::access::{Action, Caller, authorise};
use domain::{CandidateId, CompanyId};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::{Engine, TestDb};

const CANDIDATES: &str = "/api/v1/candidates";
const CONFLICTS: &str = "/api/interviews/conflicts";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_client_is_erased_with_the_candidate,
        a_client_who_is_no_candidate_is_erased_alone,
        of_another_address_nothing_is_erased,
        money_and_conflicts_are_exported,
    ]
}

/// What a client has left behind.
struct Left {
    appointment: String,
    cancelled: String,
    request: String,
}

/// What tells who that was, and what people wrote.
const TRACES: [&str; 12] = [
    "Zenobia",
    "zenobia",
    "Quux",
    "quux.example",
    "778899",
    "112233",
    "Elm Street",
    "has a dog",
    "is tall",
    "called",
    "is ill",
    "promised",
];

/// Posts under a key, so that the answer is kept.
async fn kept(app: &App, path: &str, key: &str, body: Value) -> Answer {
    let made = app.with_header(Method::POST, path, ("idempotency-key", key), Some(body)).await;
    assert!(made.status < 300, "{}", made.text);
    made
}

/// Appointments, one of them cancelled, a request with a code, mail, events, kept answers, work that waits, and a conflict.
async fn leave(app: &App, shop: &Shop) -> Left {
    app.make("/api/v1/webhooks", json!({"company_id": shop.company, "url": "https://hooks.example.com"}))
        .await;
    let person = json!({
        "name": "Zenobia Quux", "email": "Zenobia@Quux.example", "phone": "+49 30 778899",
        "address": "Elm Street 5",
    });
    let more = json!({"client": person, "additional_info": "has a dog"});
    let made = kept(app, BOOK, "first", with(booking(shop, TEN, "x"), &more)).await;
    let appointment = made.header("location").to_owned();
    let notes = json!({"internal_notes": "is tall", "phone": "+49 40 112233"});
    assert_eq!(app.patch(&appointment, notes).await.status, 200);
    let moved =
        act(app, &appointment, "reschedule", json!({"start": ELEVEN, "reason": "Zenobia called"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let price = json!({"price": {"amount": 10_000, "currency": "EUR"}});
    assert_eq!(app.patch(&format!("{SERVICES}/{}", shop.service), price).await.status, 200);
    let later = json!({"client": person, "payment_type": "full"});
    let later = with(booking(shop, "2025-01-22T14:00:00Z", "x"), &later);
    let made = kept(app, BOOK, "once", later).await;
    let cancelled = made.header("location").to_owned();
    messages(app, shop).await;
    mark_paid(app, &cancelled).await;
    kept(app, &format!("{cancelled}/cancel"), "cancelled", json!({"reason": "Quux is ill"})).await;
    let request = hold(app, shop, NOON).await;
    let named = app.patch(&request, json!({"client": person})).await;
    assert_eq!((named.status, &named["status"]), (200, &json!("verifying")), "{}", named.text);
    let off = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    });
    app.make(DAYS_OFF, off).await;
    let open = app.get(&format!("{CONFLICTS}/?company_id={}&resolution=pending", shop.company)).await;
    let conflict = open["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let notes = json!({"resolution": "resolved", "notes": "Zenobia promised to come"});
    let resolved = app.post(&format!("{CONFLICTS}/{conflict}/resolve_conflict/"), notes).await;
    assert_eq!(resolved.status, 200, "{}", resolved.text);
    messages(app, shop).await;
    waits(app, shop);
    // Nobody works from here on: what is to be told of it waits.
    assert_eq!(app.patch(&appointment, json!({"internal_notes": "is very tall"})).await.status, 200);
    Left { appointment, cancelled, request }
}

/// Work that waits and names the client, and none of what they have booked.
fn waits(app: &App, shop: &Shop) {
    let payload = r#"{"kind": "ping", "who": {"name": "Zenobia Quux", "phone": "+49 30 778899"}}"#;
    let [id, payload, run_at, at] = match app.db.engine() {
        Engine::Sqlite => [
            "x'0190a6b2111170008000000000000000'".to_owned(),
            format!("jsonb('{payload}')"),
            "4102444800000000".to_owned(),
            "1737360000000000".to_owned(),
        ],
        Engine::Postgres => [
            "'0190a6b2-1111-7000-8000-000000000000'".to_owned(),
            format!("'{payload}'"),
            "'2100-01-01T00:00:00Z'".to_owned(),
            "'2025-01-20T08:00:00Z'".to_owned(),
        ],
    };
    app.db.raw().execute(&format!(
        "INSERT INTO effects (id, company_id, kind, payload, run_at, attempts, created_at)
         VALUES ({id}, {}, 'ping', {payload}, {run_at}, 0, {at})",
        shop.company
    ));
}

/// Nothing that tells who the client was is left anywhere.
fn check_gone(app: &App) {
    let all = everything(app);
    for text in TRACES.iter().chain(&["Zen Quux", "very tall"]) {
        for shown in shown(text) {
            assert!(!all.contains(&shown), "{text} is left");
        }
    }
}

/// The only payment of an appointment.
async fn payment(app: &App, appointment: &str) -> Value {
    let id = appointment.rsplit('/').next().unwrap_or_default();
    app.get(&format!("/api/v1/appointments/payments?appointment={id}")).await["items"][0].clone()
}

async fn mark_paid(app: &App, appointment: &str) {
    let payment = payment(app, appointment).await;
    let path = format!("/api/v1/appointments/payments/{}", payment["id"].as_str().unwrap_or_default());
    assert_eq!(bare(app, &path, "mark-paid").await.status, 200);
}

async fn a_client_is_erased_with_the_candidate(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let left = leave(&app, &shop).await;
    let body = json!({"company_id": shop.company, "name": "Zen Quux", "email": "zenobia@quux.example"});
    let candidate = app.make(CANDIDATES, body).await.id();
    let path = format!("{CANDIDATES}/{candidate}");
    exported(&app, &shop, candidate).await;
    let before = ledger(&app);
    assert!(before.contains(&format!("candidate:{candidate} appointment booked")), "{before:?}");
    let alone = act(&app, &left.appointment, "erase-client", json!({})).await;
    refused(&alone, 409, "still-referenced");
    let logged = actions(&app, &left.appointment).await;
    let returned = payment(&app, &left.cancelled).await;
    assert_eq!(returned["refunds"][0]["reason"], "Quux is ill", "{returned}");
    let gone = app.post(&format!("{path}/erase"), json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let mut erased = payment(&app, &left.cancelled).await;
    assert_eq!(erased["refunds"][0]["reason"], "[erased]", "{erased}");
    erased["refunds"][0]["reason"] = returned["refunds"][0]["reason"].clone();
    assert_eq!(erased, returned, "nothing else of it has changed");
    words_from_before_go(&app, &left.cancelled).await;
    let mut raw = app.db.raw();
    for change in ["amount = 1", "at = at + 1", "kind = 'dispute'", "link = 'x'"] {
        assert!(raw.try_execute(&format!("UPDATE payment_entries SET {change}")).is_err(), "{change}");
    }
    let least = [("log_lines", 5), ("conflicts", 1), ("messages", 6), ("deliveries", 5), ("kept_answers", 3)];
    for (what, least) in least {
        assert!(gone["erased"][what].as_u64().is_some_and(|count| count >= least), "{what}: {}", gone.text);
    }
    check_gone(&app);
    // Times, states and the ledger are as they were.
    let address = format!("erased-{candidate}@erased.invalid");
    let mut expected: Vec<String> =
        before.iter().map(|line| line.replace("zenobia@quux.example", &address)).collect();
    let mut taken = ledger(&app);
    expected.sort();
    taken.sort();
    assert_eq!(taken, expected);
    assert_eq!(actions(&app, &left.appointment).await, logged);
    let kept = app.get(&left.appointment).await;
    assert_eq!((&kept["start"], &kept["status"]), (&json!(ELEVEN), &json!("confirmed")), "{}", kept.text);
    assert_eq!((&kept["client"]["email"], &kept["additional_info"]), (&json!(address), &Value::Null));
    let cancelled = app.get(&left.cancelled).await;
    assert_eq!(
        (&cancelled["status"], &cancelled["cancellation_reason"]),
        (&json!("cancelled"), &json!("[erased]")),
        "{}",
        cancelled.text
    );
    assert_eq!(app.get(&left.request).await["client"], Value::Null);
    nobody_is_told(&app, &shop, &left.appointment, &address).await;
}

/// Of clients who were erased before the words of refunds were, a migration takes these out.
async fn words_from_before_go(app: &App, cancelled: &str) {
    let migration = match app.db.engine() {
        Engine::Sqlite => include_str!("../../../../migrations/sqlite/0198_who_came/up.sql"),
        Engine::Postgres => include_str!("../../../../migrations/postgres/0198_who_came/up.sql"),
    };
    let (words, _) = migration.split_once(";\n\n").expect("its first statement");
    for sql in ["UPDATE payment_entries SET reason = 'Quux is ill' WHERE reason IS NOT NULL", words] {
        app.db.raw().try_execute(sql).expect("it is done");
    }
    let erased = payment(app, cancelled).await;
    assert_eq!(erased["refunds"][0]["reason"], "[erased]", "{erased}");
}

async fn a_client_who_is_no_candidate_is_erased_alone(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let left = leave(&app, &shop).await;
    let other = book(&app, &shop, "2025-01-23T10:00:00Z", "Ann").await;
    let (before, anns) = (ledger(&app), app.get(&other).await.body);
    let by = app.key(Some(shop.company), "hr_manager").await;
    let path = format!("{}/erase-client", left.appointment);
    let erase = app.request_by(&by, Method::POST, &path);
    assert_eq!(app.send(erase).await.status, 403, "only owners erase");
    let gone = app.post(&path, json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let least = [("log_lines", 5), ("conflicts", 1), ("messages", 6), ("deliveries", 5), ("kept_answers", 3)];
    for (what, least) in least {
        assert!(gone["erased"][what].as_u64().is_some_and(|count| count >= least), "{what}: {}", gone.text);
    }
    check_gone(&app);
    let address =
        app.get(&left.appointment).await["client"]["email"].as_str().expect("an address").to_owned();
    assert!(address.starts_with("erased-") && address.ends_with("@erased.invalid"), "{address}");
    let mut expected: Vec<String> =
        before.iter().map(|line| line.replace("zenobia@quux.example", &address)).collect();
    let mut taken = ledger(&app);
    expected.sort();
    taken.sort();
    assert_eq!(taken, expected);
    assert_eq!(app.get(&other).await.body, anns, "another client's");
    let again = app.post(&path, json!({})).await;
    assert_eq!((again.status, &again["erased"]["messages"]), (200, &json!(0)), "{}", again.text);
    nobody_is_told(&app, &shop, &left.appointment, &address).await;
    // Who books with the address later is somebody new.
    let new = json!({"client": {"name": "New", "email": "zenobia@quux.example"}});
    let new = app.make(BOOK, with(booking(&shop, "2025-01-24T10:00:00Z", "x"), &new)).await;
    // Erased twice at once, they are erased once.
    let path = format!("{}/erase-client", new.header("location"));
    let (one, other) = tokio::join!(app.post(&path, json!({})), app.post(&path, json!({})));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text, other.text);
}

/// What lies ahead can be cancelled as ever, and its client is told nothing.
async fn nobody_is_told(app: &App, shop: &Shop, appointment: &str, address: &str) {
    let sent = |all: &[Value]| all.iter().filter(|one| one["to_address"] == *address).count();
    let before = messages(app, shop).await;
    assert_eq!(act(app, appointment, "cancel", json!({"reason": "closed"})).await.status, 200);
    let after = messages(app, shop).await;
    assert_eq!((sent(&after), after.len()), (sent(&before), before.len() + 1), "the member of staff alone");
}

/// What is kept of the client is exported with the candidate.
async fn exported(app: &App, shop: &Shop, candidate: i64) {
    let export = app.get(&format!("{CANDIDATES}/{candidate}/export")).await;
    let sent = export["messages"].as_array().cloned().unwrap_or_default();
    let of = |kind: &str| sent.iter().filter(|one| one["kind"] == kind).collect::<Vec<_>>();
    assert_eq!((of("invitation").len(), of("code").len()), (2, 1), "{}", export.text);
    assert!(sent.iter().all(|one| one["to_address"] == "Zenobia@Quux.example"), "{}", export.text);
    assert_eq!(of("code")[0]["text"], "", "codes are for owners alone");
    let booked = &export["booked"];
    let seen = (&booked["appointments"][0]["internal_notes"], &booked["requests"][0]["status"]);
    assert_eq!(seen, (&json!("is very tall"), &json!("verifying")), "{}", export.text);
    let company = Some(CompanyId(shop.company));
    let permit = authorise(&Caller::platform_admin(), Action::ManageJobs, company).expect("a permit");
    let id = CandidateId(candidate);
    let kept = app.db.read(move |tx| app::candidates::export_appointments(tx, &permit, id)).await;
    let kept = kept.expect("an export");
    assert_eq!((kept.appointments.len(), kept.requests.len()), (2, 1));
    assert_eq!(kept.appointments[0].notes.internal.as_deref(), Some("is very tall"));
    assert!(kept.logs.len() >= 5, "{:?}", kept.logs);
}

async fn of_another_address_nothing_is_erased(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = app.make(BOOK, booking(&shop, TEN, "Ann")).await.header("location").to_owned();
    let bea = app.candidate(shop.company, "bea").await;
    let (before, taken) = (app.get(&path).await, ledger(&app));
    assert_eq!(app.post(&format!("{CANDIDATES}/{bea}/erase"), json!({})).await.status, 200);
    assert_eq!((app.get(&path).await.body, ledger(&app)), (before.body, taken));
    let clients = "SELECT subject AS text FROM subjects WHERE subject LIKE 'customer:%'";
    assert_eq!(app.db.raw().texts(clients), ["customer:ann@example.com"], "who is no client has no row");
}

async fn money_and_conflicts_are_exported(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let price = json!({"price": {"amount": 7_777, "currency": "EUR"}});
    let priced = app.patch(&format!("{SERVICES}/{}", shop.service), price).await;
    assert_eq!(priced.status, 200, "{}", priced.text);
    let body = with(booking(&shop, TEN, "Ann"), &json!({"payment_type": "full"}));
    let made = app.make(BOOK, body).await;
    let id = made["id"].clone();
    app.make("/api/v1/busy-periods", json!({"user_id": shop.user, "start": TEN, "end": ELEVEN})).await;
    let ann = json!({"company_id": shop.company, "name": "Ann", "email": "ann@example.com"});
    let ann = app.make(CANDIDATES, ann).await.id();
    let export = app.get(&format!("{CANDIDATES}/{ann}/export")).await;
    assert_eq!(export.status, 200, "{}", export.text);
    let (paid, against) = (&export["booked"]["payments"][0], &export["booked"]["conflicts"][0]);
    assert_eq!((&paid["amount"]["amount"], &paid["appointment_id"]), (&json!(7_777), &id), "{}", export.text);
    assert_eq!(paid["entries"][0]["status"], "due", "{}", export.text);
    let expected = (&json!("interviewer_unavailable"), &id);
    assert_eq!((&against["conflict_type"], &against["appointment_id"]), expected, "{}", export.text);
}

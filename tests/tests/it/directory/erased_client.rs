//! A candidate who is a client too is erased with all that they have booked.

use super::erasure::{everything, shown};
use crate::appointments::start::{
    BOOK, ELEVEN, NOON, TEN, act, actions, bare, booking, hold, ledger, messages, with,
};
use crate::shop::start::{DAYS_OFF, SERVICES, Shop};
use domain::access::{Action, Caller, authorise};
use domain::{CandidateId, CompanyId};
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

const CANDIDATES: &str = "/api/v1/candidates";
const CONFLICTS: &str = "/api/interviews/conflicts";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_client_is_erased_with_the_candidate, of_another_address_nothing_is_erased]
}

/// What a client has left behind.
struct Left {
    appointment: String,
    cancelled: String,
    request: String,
    candidate: i64,
}

/// Appointments, one of them cancelled, a request with a code, mail, events, a conflict, and a candidate's record.
async fn leave(app: &App, shop: &Shop) -> Left {
    app.make("/api/v1/webhooks", json!({"company_id": shop.company, "url": "https://hooks.example.com"}))
        .await;
    let person = json!({
        "name": "Zenobia Quux", "email": "Zenobia@Quux.example", "phone": "+49 30 778899",
        "address": "Elm Street 5",
    });
    let more = json!({"client": person, "additional_info": "has a dog"});
    let made = app.make(BOOK, with(booking(shop, TEN, "x"), &more)).await;
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
    let made = app.with_header(Method::POST, BOOK, ("idempotency-key", "once"), Some(later)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let cancelled = made.header("location").to_owned();
    messages(app, shop).await;
    mark_paid(app, &cancelled).await;
    assert_eq!(act(app, &cancelled, "cancel", json!({"reason": "Quux is ill"})).await.status, 200);
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
    let body = json!({"company_id": shop.company, "name": "Zen Quux", "email": "zenobia@quux.example"});
    let candidate = app.make(CANDIDATES, body).await.id();
    messages(app, shop).await;
    Left { appointment, cancelled, request, candidate }
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
    let path = format!("{CANDIDATES}/{}", left.candidate);
    exported(&app, &shop, &left).await;
    let before = ledger(&app);
    assert!(before.contains(&format!("candidate:{} appointment booked", left.candidate)), "{before:?}");
    let logged = actions(&app, &left.appointment).await;
    let refunded = payment(&app, &left.cancelled).await;
    assert_eq!(refunded["refunds"][0]["reason"], "Quux is ill", "{refunded}");
    let gone = app.post(&format!("{path}/erase"), json!({})).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let mut erased = payment(&app, &left.cancelled).await;
    assert_eq!(erased["refunds"][0]["reason"], "[erased]", "{erased}");
    erased["refunds"][0]["reason"] = refunded["refunds"][0]["reason"].clone();
    assert_eq!(erased, refunded, "nothing else of it has changed");
    let mut raw = app.db.raw();
    for change in ["amount = 1", "at = at + 1", "kind = 'dispute'", "link = 'x'"] {
        assert!(raw.try_execute(&format!("UPDATE payment_entries SET {change}")).is_err(), "{change}");
    }
    let least = [("log_lines", 5), ("conflicts", 1), ("messages", 6), ("deliveries", 5), ("kept_answers", 1)];
    for (what, least) in least {
        assert!(gone["erased"][what].as_u64().is_some_and(|count| count >= least), "{what}: {}", gone.text);
    }
    let all = everything(&app);
    for text in [
        "Zenobia",
        "zenobia",
        "Zen Quux",
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
    ] {
        for shown in shown(text) {
            assert!(!all.contains(&shown), "{text} is left");
        }
    }
    // Times, states and the ledger are as they were.
    let address = format!("erased-{}@erased.invalid", left.candidate);
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

/// What lies ahead can be cancelled as ever, and its client is told nothing.
async fn nobody_is_told(app: &App, shop: &Shop, appointment: &str, address: &str) {
    let sent = |all: &[Value]| all.iter().filter(|one| one["to_address"] == *address).count();
    let before = messages(app, shop).await;
    assert_eq!(act(app, appointment, "cancel", json!({"reason": "closed"})).await.status, 200);
    let after = messages(app, shop).await;
    assert_eq!((sent(&after), after.len()), (sent(&before), before.len() + 1), "the member of staff alone");
}

/// What is kept of the client is exported with the candidate.
async fn exported(app: &App, shop: &Shop, left: &Left) {
    let export = app.get(&format!("{CANDIDATES}/{}/export", left.candidate)).await;
    let sent = export["messages"].as_array().cloned().unwrap_or_default();
    let of = |kind: &str| sent.iter().filter(|one| one["kind"] == kind).collect::<Vec<_>>();
    assert_eq!((of("invitation").len(), of("code").len()), (2, 1), "{}", export.text);
    assert!(sent.iter().all(|one| one["to_address"] == "Zenobia@Quux.example"), "{}", export.text);
    assert_eq!(of("code")[0]["text"], "", "codes are for owners alone");
    let booked = &export["booked"];
    let seen = (&booked["appointments"][0]["internal_notes"], &booked["requests"][0]["status"]);
    assert_eq!(seen, (&json!("is tall"), &json!("verifying")), "{}", export.text);
    let company = Some(CompanyId(shop.company));
    let permit = authorise(&Caller::platform_admin(), Action::ManageJobs, company).expect("a permit");
    let id = CandidateId(left.candidate);
    let kept = app.db.read(move |tx| app::candidates::export_appointments(tx, &permit, id)).await;
    let kept = kept.expect("an export");
    assert_eq!((kept.appointments.len(), kept.requests.len()), (2, 1));
    assert_eq!(kept.appointments[0].notes.internal.as_deref(), Some("is tall"));
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

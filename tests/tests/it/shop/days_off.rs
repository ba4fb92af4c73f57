//! Days off take a user's time everywhere, and what they break is told.

use super::start::{DAYS_OFF, SPECIAL_HOURS, STAFF, Shop};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        they_make_busy_for_everything,
        those_of_the_company_are_everybodys,
        interviews_that_they_break_become_conflicts,
        they_win_over_special_hours,
    ]
}

fn off(shop: &Shop, staff: Option<i64>, from: &str, to: &str) -> Value {
    json!({"company_id": shop.company, "staff_id": staff, "start_date": from, "end_date": to})
}

async fn busy(app: &App, user: i64) -> Value {
    let path =
        format!("/api/v1/free-busy?user_ids={user}&start=2025-01-20T00:00:00Z&end=2025-01-25T00:00:00Z");
    app.get(&path).await["items"][0]["busy"].clone()
}

async fn they_make_busy_for_everything(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Asia/Kathmandu").await;
    app.make(DAYS_OFF, off(&shop, Some(shop.staff), "2025-01-22", "2025-01-23")).await;
    let expected = json!([{"start": "2025-01-21T18:15:00Z", "end": "2025-01-23T18:15:00Z"}]);
    assert_eq!(busy(&app, shop.user).await, expected);
    let template = app.template(shop.company, &[shop.user]).await;
    let window = "start=2025-01-21T17:15:00Z&end=2025-01-21T19:15:00Z&minimum_notice_minutes=0&step_minutes=15&explain=true";
    let found = app.get(&format!("/api/interviews/{template}/availability?{window}")).await;
    let starts: Vec<&str> = found["availableSlots"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|slot| slot["start"].as_str())
        .collect();
    assert_eq!(starts, ["2025-01-21T17:15:00Z"]);
    let next = &found["explanation"]["starts"][1]["removedBy"];
    assert_eq!((&next[0]["rule"], &next[0]["until"]), (&json!("day_off"), &json!("2025-01-23T18:15:00Z")));
    assert_eq!(next.as_array().map(Vec::len), Some(1), "{next}");
    let slot = json!({
        "interviewer": shop.user, "start_time": "2025-01-22T09:00:00Z", "end_time": "2025-01-22T10:00:00Z",
    });
    let slot = app.make("/api/interviews/slots", slot).await;
    assert_eq!(slot["is_available"], false);
    let id = slot["id"].as_str().unwrap_or_default();
    let booked = app.post(&format!("/api/interviews/slots/{id}/book_slot"), json!({})).await;
    check_problem("a slot on a day off", &booked, 409, "slot-not-bookable", &[]);
}

async fn those_of_the_company_are_everybodys(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (other, foreign) = (app.user(shop.company, "bea").await, Shop::open(&app, "UTC").await);
    app.make(DAYS_OFF, off(&shop, None, "2025-01-22", "2025-01-22")).await;
    let expected = json!([{"start": "2025-01-22T00:00:00Z", "end": "2025-01-23T00:00:00Z"}]);
    for user in [shop.user, other] {
        assert_eq!(busy(&app, user).await, expected);
    }
    assert_eq!(busy(&app, foreign.user).await, json!([]));
    app.make(DAYS_OFF, off(&foreign, Some(foreign.staff), "2025-01-22", "2025-01-22")).await;
    let mate = app.user(foreign.company, "cem").await;
    assert_eq!((busy(&app, foreign.user).await, busy(&app, mate).await), (expected, json!([])));
}

async fn interviews_that_they_break_become_conflicts(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let candidate = app.candidate(shop.company, "cy").await;
    let job = app.job(shop.company, "Barber").await;
    for (action, flag) in [("shortlist", "shortlisted"), ("toggle-interview", "interview_enabled")] {
        let path = format!("/api/v1/candidates/{candidate}/{action}");
        assert_eq!(app.post(&path, json!({"job_id": job, (flag): true})).await.status, 200);
    }
    let interview = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "online", "interviewer_ids": [shop.user],
        "scheduled_at": "2025-01-22T14:00:00Z",
    });
    let interview = app.make("/api/v1/interviews", interview).await;
    let open = async || {
        let path = format!("/api/interviews/conflicts?company_id={}&resolution=pending", shop.company);
        app.get(&path).await["items"].as_array().map_or(0, Vec::len)
    };
    let body = off(&shop, Some(shop.staff), "2025-01-22", "2025-01-22");
    let tried = app.post(&format!("{DAYS_OFF}?dry_run=true"), body.clone()).await;
    let told = &tried["conflicts"][0];
    assert_eq!((tried.status, &told["interview"]), (200, &interview["id"]), "{}", tried.text);
    assert_eq!(
        (open().await, app.get(&format!("{DAYS_OFF}?company_id={}", shop.company)).await["items"].clone()),
        (0, json!([]))
    );
    let made = app.make(DAYS_OFF, body).await;
    assert_eq!(open().await, 1);
    let path = format!("{DAYS_OFF}/{}", made.id());
    app.patch(&path, json!({"start_date": "2025-01-23", "end_date": "2025-01-23"})).await;
    assert_eq!(open().await, 0, "mended");
    let everybodys = off(&shop, None, "2025-01-20", "2025-01-22");
    let tried = app.post(&format!("{DAYS_OFF}?dry_run=true"), everybodys.clone()).await;
    assert_eq!(tried["conflicts"].as_array().map(Vec::len), Some(1), "{}", tried.text);
    let made = app.make(DAYS_OFF, everybodys).await;
    assert_eq!(open().await, 1);
    assert_eq!(app.delete(&format!("{DAYS_OFF}/{}", made.id())).await.status, 204);
    assert_eq!(open().await, 0);
    // Hours are for appointments alone.
    let closed = json!({"company_id": shop.company, "date": "2025-01-22", "intervals": []});
    app.make(SPECIAL_HOURS, closed).await;
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"active": false})).await;
    assert_eq!(open().await, 0);
}

async fn they_win_over_special_hours(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let special = json!({
        "company_id": shop.company, "staff_id": shop.staff, "date": "2025-01-22",
        "intervals": [{"start": "09:00", "end": "10:00"}],
    });
    app.make(SPECIAL_HOURS, special).await;
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, ["22T09:00"]);
    app.make(DAYS_OFF, off(&shop, None, "2025-01-22", "2025-01-22")).await;
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, [""; 0]);
}

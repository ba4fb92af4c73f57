//! A time that was held becomes an appointment only where the appointment would stand: nobody looked at it meanwhile.

use super::links::{press, question};
use super::start::{NOON, TEN, act, asking, bare, book, client, ledger, refused, with};
use crate::shop::start::{STAFF, Shop};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_hold_of_a_closed_time_is_not_confirmed, a_move_to_a_closed_time_is_not_made]
}

/// Closes the shop's Tuesday in one way, and says how it is opened again.
async fn close(app: &App, shop: &Shop, way: &str) -> (String, Option<Value>) {
    let (user, staff) = (format!("/api/v1/users/{}", shop.user), format!("{STAFF}/{}", shop.staff));
    let company = format!("/api/v1/companies/{}", shop.company);
    let (path, shut, open) = match way {
        "busy" => {
            let body = json!({
                "user_id": shop.user, "start": "2025-01-21T00:00:00Z", "end": "2025-01-22T00:00:00Z",
            });
            let made = app.make("/api/v1/busy-periods", body).await;
            return (made.header("location").to_owned(), None);
        }
        "day off" => {
            let body = json!({
                "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21",
                "end_date": "2025-01-21",
            });
            let made = app.make("/api/v1/appointments/days-off", body).await;
            return (made.header("location").to_owned(), None);
        }
        "left" => (user, json!({"active": false}), json!({"active": true})),
        "role" => (user, json!({"role": "viewer"}), json!({"role": "staff"})),
        "profile" => (staff, json!({"active": false}), json!({"active": true})),
        _ => (company, json!({"active": false}), json!({"active": true})),
    };
    let done = app.patch(&path, shut).await;
    assert_eq!(done.status, 200, "{way}: {}", done.text);
    (path, Some(open))
}

async fn a_hold_of_a_closed_time_is_not_confirmed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = with(asking(&shop, TEN), &json!({"client": client("Ana")}));
    let held = app.make("/api/v1/appointments/requests", body).await.header("location").to_owned();
    let taken = ledger(&app);
    for way in ["busy", "day off", "left", "role", "profile", "company"] {
        let (path, open) = close(&app, &shop, way).await;
        refused(&bare(&app, &held, "confirm").await, 409, "slot-not-available");
        assert_eq!(ledger(&app), taken, "{way}: it is held still");
        let opened = match open {
            Some(open) => app.patch(&path, open).await,
            None => app.delete(&path).await,
        };
        assert!(opened.status < 300, "{way}: {}", opened.text);
    }
    let confirmed = bare(&app, &held, "confirm").await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.text);
}

async fn a_move_to_a_closed_time_is_not_made(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let asked = act(&app, &path, "reschedule", json!({"start": NOON, "ask": true})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let page = question(&app, &shop).await;
    let body = json!({"user_id": shop.user, "start": NOON, "end": "2025-01-21T13:00:00Z"});
    let busy = app.make("/api/v1/busy-periods", body).await.header("location").to_owned();
    let refusal = press(&app, &page, "agree").await;
    assert_eq!(app.get(&path).await["start"], TEN, "{}", refusal.text);
    assert_eq!(app.delete(&busy).await.status, 204);
    assert_eq!(press(&app, &page, "agree").await.status, 303);
    assert_eq!(app.get(&path).await["start"], NOON);
}

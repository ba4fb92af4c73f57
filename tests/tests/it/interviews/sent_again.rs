//! Messages that are sent again: those whose words are so still.

use super::start::{INTERVIEWS, START, body, path, ready};
use crate::picking::start as picking;
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![an_invitation_is_sent_again_while_it_stands, the_mail_of_a_dead_link_is_not_sent_again]
}

const IVY: &str = "ivy@example.com";
const CANDIDATE: &str = "ann@example.com";

async fn work(app: &App) {
    for _ in 0..4 {
        app.worker().run_once().await;
    }
}

/// As if the mail server had refused what went to that address.
fn refuse(app: &App, address: &str) {
    app.db.raw().execute(&format!("UPDATE messages SET state = 'refused' WHERE to_address = '{address}'"));
}

/// Has the only message of that kind to that address sent again, and answers the status.
async fn again(app: &App, kind: &str, address: &str, status: u16) {
    let page = app.get(&format!("/api/v1/messages?company_id=1&kind={kind}")).await;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let theirs: Vec<&Value> = items.iter().filter(|one| one["to_address"] == address).collect();
    let [one] = theirs[..] else { panic!("not one {kind} to {address}: {}", page.text) };
    let path = format!("/api/v1/messages/{}/send-again", one["id"].as_str().unwrap_or_default());
    let done = app.post(&path, json!({})).await;
    match status {
        409 => check_problem(kind, &done, 409, "wrong-status", &[]),
        _ => assert_eq!(done.status, status, "{}", done.text),
    }
}

async fn an_invitation_is_sent_again_while_it_stands(db: TestDb) {
    let app = ready(db).await;
    let interview = path(&app.make(INTERVIEWS, body(Some(START))).await);
    work(&app).await;
    let other = app.user(1, "kim").await;
    let change = async |fields: Value| {
        refuse(&app, IVY);
        let done = app.patch(&interview, fields).await;
        assert_eq!(done.status, 200, "{}", done.text);
        work(&app).await;
    };
    change(json!({"interviewer_ids": [other]})).await;
    again(&app, "invitation", IVY, 409).await;
    // What was refused is said again by hand alone.
    change(json!({"interviewer_ids": [1]})).await;
    again(&app, "invitation", IVY, 200).await;
    work(&app).await;
    change(json!({"scheduled_at": null})).await;
    again(&app, "invitation", IVY, 409).await;
    change(json!({"scheduled_at": START})).await;
    again(&app, "invitation", IVY, 200).await;
    work(&app).await;
    refuse(&app, IVY);
    let ended = app.patch("/api/v1/users/1", json!({"active": false})).await;
    assert_eq!(ended.status, 200, "{}", ended.text);
    again(&app, "invitation", IVY, 409).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"active": true})).await.status, 200);
    let cancelled = app.post(&format!("{interview}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    work(&app).await;
    again(&app, "invitation", IVY, 409).await;
}

async fn the_mail_of_a_dead_link_is_not_sent_again(db: TestDb) {
    let app = picking::ready(db).await;
    let link = picking::link(&app, &json!({"notify": true})).await;
    work(&app).await;
    refuse(&app, CANDIDATE);
    again(&app, "scheduling_link", CANDIDATE, 200).await;
    work(&app).await;
    refuse(&app, CANDIDATE);
    let revoked = app.post(&format!("{}/{}/revoke", picking::LINKS, link.id), Value::Null).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    again(&app, "scheduling_link", CANDIDATE, 409).await;
}

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

/// Has the only invitation to that address that is about an interview sent again, and checks the status.
async fn again(app: &App, address: &str, interview: &str, status: u16) {
    let id = interview.rsplit('/').next().unwrap_or_default();
    only(app, "invitation", |one: &Value| one["to_address"] == address && one["interview_id"] == id, status)
        .await;
}

/// Has the only message of a kind that is so sent again, and checks the status.
async fn only(app: &App, kind: &str, is_it: impl Fn(&Value) -> bool, status: u16) {
    let page = app.get(&format!("/api/v1/messages?company_id=1&kind={kind}")).await;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let found: Vec<&Value> = items.iter().filter(|one| is_it(one)).collect();
    let [one] = found[..] else { panic!("not one {kind}: {}", page.text) };
    let path = format!("/api/v1/messages/{}/send-again", one["id"].as_str().unwrap_or_default());
    let done = app.post(&path, json!({})).await;
    match status {
        409 => check_problem(kind, &done, 409, "wrong-status", &[]),
        _ => assert_eq!(done.status, status, "{}", done.text),
    }
}

/// An interview at that hour, to which Ivy was invited in vain.
async fn invited_in_vain(app: &App, hour: u32) -> String {
    let start = START.replace("T10:", &format!("T{hour:02}:"));
    let interview = path(&app.make(INTERVIEWS, body(Some(&start))).await);
    work(app).await;
    refuse(app, IVY);
    interview
}

async fn changed(app: &App, path: &str, fields: Value) {
    let done = app.patch(path, fields).await;
    assert_eq!(done.status, 200, "{}", done.text);
    work(app).await;
}

async fn an_invitation_is_sent_again_while_it_stands(db: TestDb) {
    let app = ready(db).await;
    let other = app.user(1, "kim").await;
    let stands = invited_in_vain(&app, 10).await;
    again(&app, IVY, &stands, 200).await;
    work(&app).await;
    let without_her = invited_in_vain(&app, 11).await;
    changed(&app, &without_her, json!({"interviewer_ids": [other]})).await;
    again(&app, IVY, &without_her, 409).await;
    let without_time = invited_in_vain(&app, 12).await;
    changed(&app, &without_time, json!({"scheduled_at": null})).await;
    again(&app, IVY, &without_time, 409).await;
    let cancelled = invited_in_vain(&app, 13).await;
    let done = app.post(&format!("{cancelled}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    work(&app).await;
    again(&app, IVY, &cancelled, 409).await;
    let inactive = invited_in_vain(&app, 14).await;
    changed(&app, "/api/v1/users/1", json!({"active": false})).await;
    again(&app, IVY, &inactive, 409).await;
}

async fn the_mail_of_a_dead_link_is_not_sent_again(db: TestDb) {
    let app = picking::ready(db).await;
    let to_candidate = |one: &Value| one["to_address"] == CANDIDATE;
    let link = picking::link(&app, &json!({"notify": true})).await;
    work(&app).await;
    refuse(&app, CANDIDATE);
    only(&app, "scheduling_link", to_candidate, 200).await;
    work(&app).await;
    refuse(&app, CANDIDATE);
    let revoked = app.post(&format!("{}/{}/revoke", picking::LINKS, link.id), Value::Null).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    only(&app, "scheduling_link", to_candidate, 409).await;
}

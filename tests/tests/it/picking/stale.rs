//! Pages of a link that are older than what they act on: they are refused, and show how it stands.

use super::start::{Link, booked, get, link, post, ready};
use crate::pages::visit::value;
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_old_question_cancels_no_other_time,
        an_old_question_moves_from_no_other_time,
        a_time_that_was_held_is_not_said_to_be_booked_when_another_is,
    ]
}

const TEN: &str = "2025-01-22T10:00:00Z";
const ELEVEN: &str = "2025-01-22T11:00:00Z";
/// Where the company moves it.
const THURSDAY: &str = "2025-01-23T09:00:00Z";

async fn moved_by_the_company(app: &App, interview: &str) {
    let moved = app.patch(interview, json!({"scheduled_at": THURSDAY})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
}

/// What the question of a page showed.
fn seen(page: &Answer) -> String {
    value(&page.text, "seen").unwrap_or_else(|| panic!("nothing shown: {}", page.text))
}

/// That the page says that it was changed, and how it stands.
#[track_caller]
fn looks_again(answer: &Answer) {
    assert_eq!(answer.status, 409, "{}", answer.text);
    for words in ["The interview was changed meanwhile", "Thursday 23 January 2025, 09:00 to 10:00"] {
        assert!(answer.text.contains(words), "no {words}: {}", answer.text);
    }
}

async fn an_old_question_cancels_no_other_time(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, TEN).await;
    let cancel = async |seen: &str| post(&app, &link.path, &[("do", "cancel"), ("seen", seen)]).await;
    let question = get(&app, &format!("{}?cancel=yes", link.path)).await;
    assert_eq!(seen(&question), TEN);
    moved_by_the_company(&app, &interview).await;
    let refused = cancel(TEN).await;
    looks_again(&refused);
    assert_eq!(app.get(&interview).await["status"], "scheduled");
    // The answer asks anew, of the time that it has now.
    assert_eq!(seen(&refused), THURSDAY);
    assert_eq!(cancel(THURSDAY).await.status, 303);
    assert_eq!(app.get(&interview).await["status"], "cancelled");
    assert_eq!(cancel(TEN).await.status, 303, "it is cancelled already");
}

async fn hold_move(app: &App, link: &Link, start: &str) {
    let held = post(app, &link.path, &[("do", "hold-move"), ("start", start)]).await;
    assert_eq!(held.status, 303, "{}", held.text);
}

async fn an_old_question_moves_from_no_other_time(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"moves": 2})).await;
    let interview = booked(&app, &link, TEN).await;
    let go = async |seen: &str, start: &str| {
        post(&app, &link.path, &[("do", "move"), ("seen", seen), ("start", start)]).await
    };
    hold_move(&app, &link, ELEVEN).await;
    let question = get(&app, &link.path).await;
    assert_eq!(seen(&question), TEN);
    moved_by_the_company(&app, &interview).await;
    let refused = go(TEN, ELEVEN).await;
    looks_again(&refused);
    assert_eq!(app.get(&interview).await["scheduled_at"], THURSDAY);
    assert_eq!(link.read(&app).await["moves_left"], 2, "it counts for nothing");
    // Asked once more, from the time that it has now.
    assert_eq!(seen(&refused), THURSDAY);
    assert!(refused.text.contains("Move your interview?"), "{}", refused.text);
    assert_eq!(go(THURSDAY, ELEVEN).await.status, 303);
    assert_eq!(app.get(&interview).await["scheduled_at"], ELEVEN);
    assert_eq!(go(THURSDAY, ELEVEN).await.status, 303, "it is there already");
    assert_eq!(link.read(&app).await["moves_left"], 1);
}

async fn a_time_that_was_held_is_not_said_to_be_booked_when_another_is(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, TEN).await;
    let again = post(&app, &link.path, &[("do", "book"), ("start", TEN)]).await;
    assert_eq!(again.status, 303, "who presses twice books once");
    moved_by_the_company(&app, &interview).await;
    looks_again(&post(&app, &link.path, &[("do", "book"), ("start", TEN)]).await);
    assert_eq!(app.get(&interview).await["scheduled_at"], THURSDAY);
}

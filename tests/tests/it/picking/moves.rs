//! A move is held while its candidate is asked about it, and what the page does not understand it says.

use super::start::{Link, another, book, booked, get, link, offered, post, ready};
use crate::pages::visit::Browser;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_move_is_held_while_it_is_confirmed,
        a_held_move_is_given_back,
        what_can_not_be_moved_holds_nothing,
        what_the_page_does_not_understand_it_says,
        hours_are_counted_as_the_candidate_likes,
    ]
}

const TEN: &str = "2025-01-22T10:00:00Z";
const HALF_PAST_TEN: &str = "2025-01-22T10:30:00Z";
const ELEVEN: &str = "2025-01-22T11:00:00Z";

async fn hold_move(app: &App, link: &Link, start: &str) -> Answer {
    post(app, &link.path, &[("do", "hold-move"), ("start", start)]).await
}

/// Whose time is taken by what, in which state.
fn ledger(app: &App) -> Vec<String> {
    let sql = "SELECT subject || ' ' || source_kind || ' ' || state AS text FROM commitments ORDER BY 1";
    app.db.raw().texts(sql)
}

const BOOKED: [&str; 2] = ["candidate:1 interview booked", "user:1 interview booked"];

async fn a_move_is_held_while_it_is_confirmed(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"moves": 2})).await;
    let interview = booked(&app, &link, TEN).await;
    let page = get(&app, &format!("{}?move=yes", link.path)).await;
    assert!(page.text.contains("value=\"hold-move\""), "{}", page.text);
    // A time that the interview itself is in the way of is offered, as it is to move.
    assert!(offered(&page).contains(&HALF_PAST_TEN.to_owned()), "{}", page.text);
    assert!(!offered(&page).contains(&TEN.to_owned()), "it is then already: {}", page.text);
    let held = hold_move(&app, &link, ELEVEN).await;
    assert_eq!((held.status, held.header("location")), (303, link.path.as_str()), "{}", held.text);
    let page = get(&app, &link.path).await;
    assert!(
        page.text.contains("Move your interview?") && page.text.contains("held for you until 08:10"),
        "{}",
        page.text
    );
    // How long still is counted by a script, and it is held longer by one click.
    for part in ["data-left=\"600\"", "<span data-clock>10 minutes</span>", "name=\"do\" value=\"hold-move\""]
    {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    app.clock.set(app.clock.now().plus_seconds(300));
    hold_move(&app, &link, ELEVEN).await;
    let page = get(&app, &link.path).await;
    assert!(page.text.contains("until 08:15"), "{}", page.text);
    let all = [&BOOKED[..], &["candidate:1 request held", "user:1 request held"]].concat();
    let mut seen = ledger(&app);
    seen.sort();
    let mut all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    all.sort();
    assert_eq!(seen, all);
    // Nobody else has that time meanwhile, and nobody the old one either.
    let bob = another(&app, "Bob").await;
    let other = super::start::link(&app, &json!({"candidate_id": bob})).await;
    for start in [TEN, HALF_PAST_TEN, ELEVEN] {
        assert_eq!(book(&app, &other, start).await.status, 409, "{start}");
    }
    let moved = post(&app, &link.path, &[("do", "move"), ("start", ELEVEN)]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    assert_eq!(app.get(&interview).await["scheduled_at"], ELEVEN);
    assert_eq!(ledger(&app), BOOKED);
    assert_eq!(link.read(&app).await["moves_left"], 1);
    assert_eq!(book(&app, &other, TEN).await.status, 303, "the old time is free");
}

async fn a_held_move_is_given_back(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"moves": 2})).await;
    booked(&app, &link, TEN).await;
    assert_eq!(hold_move(&app, &link, HALF_PAST_TEN).await.status, 303, "it overlaps the time that it has");
    assert_eq!(hold_move(&app, &link, ELEVEN).await.status, 303, "another one in its place");
    let asked = get(&app, &format!("{}?cancel=yes", link.path)).await;
    assert!(asked.text.contains("value=\"cancel\""), "who wants to cancel is asked that: {}", asked.text);
    assert_eq!(ledger(&app).len(), 4);
    let kept = post(&app, &link.path, &[("do", "release")]).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    assert_eq!(ledger(&app), BOOKED);
    let page = get(&app, &link.path).await;
    assert!(
        page.text.contains("Your interview is booked") && !page.text.contains("Move your interview?"),
        "{}",
        page.text
    );
    // A hold that has ended is no move any more, and who cancels gives all of it back.
    assert_eq!(hold_move(&app, &link, ELEVEN).await.status, 303);
    app.clock.set(testkit::at("2025-01-20T08:11:00Z"));
    assert!(!get(&app, &link.path).await.text.contains("Move your interview?"));
    assert_eq!(hold_move(&app, &link, ELEVEN).await.status, 303);
    assert_eq!(post(&app, &link.path, &[("do", "cancel")]).await.status, 303);
    assert_eq!(ledger(&app), Vec::<String>::new());
}

async fn what_can_not_be_moved_holds_nothing(db: TestDb) {
    let app = ready(db).await;
    let open = link(&app, &json!({})).await;
    assert_eq!(hold_move(&app, &open, TEN).await.status, 409, "nothing is booked");
    booked(&app, &open, TEN).await;
    assert_eq!(hold_move(&app, &open, "2025-01-22T08:00:00Z").await.status, 409, "not offered");
    assert_eq!(hold_move(&app, &open, TEN).await.status, 303, "it is there already");
    assert_eq!(ledger(&app), BOOKED);
    let moved = post(&app, &open.path, &[("do", "move"), ("start", ELEVEN)]).await;
    assert_eq!(moved.status, 303, "without a hold, as before: {}", moved.text);
    let refused = hold_move(&app, &open, TEN).await;
    assert_eq!(refused.status, 409, "it was moved as often as it may be");
    assert_eq!(ledger(&app), BOOKED);
}

async fn what_the_page_does_not_understand_it_says(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    for form in [&[("do", "sing")][..], &[("do", "hold"), ("start", "soon")], &[]] {
        let answer = post(&app, &link.path, form).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("The page did not understand that"), "{}", answer.text);
        assert!(!offered(&answer).is_empty(), "there is something to choose still");
    }
    let nowhere = get(&app, &format!("{}?tz=Mars/<b>", link.path)).await;
    assert!(nowhere.text.contains("There is no zone “Mars/&#60;b&#62;”"), "{}", nowhere.text);
    assert!(
        nowhere.text.contains("aria-invalid=\"true\"") && !nowhere.text.contains("<b>"),
        "{}",
        nowhere.text
    );
    let berlin = get(&app, &format!("{}?tz=Europe/Berlin", link.path)).await;
    assert!(!berlin.text.contains("There is no zone"), "{}", berlin.text);
}

async fn hours_are_counted_as_the_candidate_likes(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let american = app.anonymous(Method::GET, &link.path).header("accept-language", "en-US");
    let page = app.send(american).await;
    assert!(page.text.contains(">9:00 am<") && page.text.contains("Show 24-hour times"), "{}", page.text);
    let mut browser = Browser::new(&app);
    let page = browser.get(&link.path).await;
    assert!(page.text.contains(">09:00<") && page.text.contains("Show 12-hour times"), "{}", page.text);
    let back = browser.visit(&format!("/clock/12?next={}", link.path)).await;
    assert_eq!(back.header("location"), link.path);
    assert!(browser.get(&link.path).await.text.contains(">9:00 am<"));
}

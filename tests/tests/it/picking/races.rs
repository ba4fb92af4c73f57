//! One link opened twice, two links for one time, and recruiters who do something meanwhile.

use super::start::{LINKS, Link, all_at_once, another, get, link, offered, ready};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Case;
use testkit::db::TestDb;
use url::form_urlencoded::Serializer;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_link_that_is_used_many_times_books_one_interview,
        of_many_candidates_one_gets_the_time,
        moves_are_counted_one_by_one,
        a_link_that_is_revoked_meanwhile_books_or_not,
        candidates_who_choose_at_once_never_share_an_hour,
    ]
}

fn form(link: &Link, what: &str, start: &str) -> (String, String) {
    let fields = [("do", what), ("start", start)];
    (link.path.clone(), Serializer::new(String::new()).extend_pairs(fields).finish())
}

async fn one_link_that_is_used_many_times_books_one_interview(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let times = offered(&get(&app, &link.path).await);
    let forms =
        times.iter().step_by(3).flat_map(|time| [form(&link, "hold", time), form(&link, "book", time)]);
    let statuses = all_at_once(&app, forms.collect()).await;
    assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
    let interviews = app.get("/api/v1/interviews").await;
    assert_eq!(interviews["items"].as_array().map(Vec::len), Some(1), "{}", interviews.text);
    let taken =
        app.db.raw().texts("SELECT subject || ' ' || source_kind AS text FROM commitments ORDER BY 1");
    assert_eq!(taken, ["candidate:1 interview", "user:1 interview"], "nothing is held any more");
}

async fn of_many_candidates_one_gets_the_time(db: TestDb) {
    let app = ready(db).await;
    let mut links = vec![link(&app, &json!({})).await];
    for name in ["a", "b", "c", "d", "e"] {
        let other = another(&app, name).await;
        links.push(link(&app, &json!({"candidate_id": other})).await);
    }
    for (start, what) in [("2025-01-22T10:00:00Z", "hold"), ("2025-01-23T10:00:00Z", "book")] {
        let statuses = all_at_once(&app, links.iter().map(|link| form(link, what, start)).collect()).await;
        let got = statuses.iter().filter(|status| **status == 303).count();
        assert_eq!(
            (got, statuses.iter().filter(|status| **status == 409).count()),
            (1, 5),
            "{what} {statuses:?}"
        );
    }
}

async fn moves_are_counted_one_by_one(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"moves": 2})).await;
    super::start::booked(&app, &link, "2025-01-21T10:00:00Z").await;
    let starts = ["22T09", "22T10", "22T11", "23T09", "23T10", "23T11", "24T09", "24T10"];
    let forms = starts.map(|start| form(&link, "move", &format!("2025-01-{start}:00:00Z")));
    let statuses = all_at_once(&app, forms.to_vec()).await;
    let got = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!(got, 2, "{statuses:?}");
    assert_eq!(link.read(&app).await["moves_left"], 0);
}

async fn a_link_that_is_revoked_meanwhile_books_or_not(db: TestDb) {
    let app = ready(db).await;
    for day in 21..24 {
        let link = link(&app, &json!({})).await;
        let start = format!("2025-01-{day}T10:00:00Z");
        let revoke = format!("{LINKS}/{}/revoke", link.id);
        let (statuses, revoked) = tokio::join!(
            all_at_once(&app, vec![form(&link, "hold", &start), form(&link, "book", &start)]),
            app.post(&revoke, Value::Null),
        );
        assert_eq!(revoked.status, 200, "{}", revoked.text);
        assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
        let seen = link.read(&app).await;
        assert!(!seen["revoked_at"].is_null(), "{}", seen.text);
        let held = app.db.raw().texts("SELECT subject AS text FROM commitments WHERE state = 'held'");
        assert!(held.is_empty(), "{held:?}");
        if let Some(interview) = seen["interview_id"].as_str() {
            let cancelled =
                app.post(&format!("/api/v1/interviews/{interview}/cancel"), json!({"reason": "x"})).await;
            assert_eq!(cancelled.status, 200, "{}", cancelled.text);
        }
    }
}

async fn candidates_who_choose_at_once_never_share_an_hour(db: TestDb) {
    let app = ready(db).await;
    let mut links = Vec::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        let other = another(&app, name).await;
        links.push(link(&app, &json!({"candidate_id": other, "last_day": "2025-01-21"})).await);
    }
    let starts = ["09:00", "09:30", "10:00", "10:30", "11:00"];
    for round in 0..3 {
        let forms = links.iter().enumerate().map(|(at, link)| {
            let start = starts[(at + round) % starts.len()];
            form(link, "book", &format!("2025-01-21T{start}:00Z"))
        });
        let statuses = all_at_once(&app, forms.collect()).await;
        assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
    }
    let list = app.get("/api/v1/interviews?sort=start").await;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let whose: BTreeSet<i64> = items.iter().filter_map(|one| one["candidate_id"].as_i64()).collect();
    assert_eq!(whose.len(), items.len(), "each has one: {}", list.text);
    assert!((1..=3).contains(&items.len()), "three hours at the most: {}", list.text);
    for pair in items.windows(2) {
        let (end, start) = (pair[0]["ends_at"].as_str(), pair[1]["scheduled_at"].as_str());
        assert!(end <= start, "{}", list.text);
    }
}

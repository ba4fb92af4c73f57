//! Links that lead to nothing (any more): each says why, and does nothing.

use super::start::{
    LINKS, Link, another, body, book, booked, everything, get, hold, link, post, ready, with,
};
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_link_dies_with_one_character,
        looking_changes_nothing,
        a_link_expires_by_the_clock,
        what_ends_a_link,
        a_link_that_went_with_its_job_was_withdrawn,
        erasing_a_candidate_ends_their_links,
        what_is_over_is_over,
        an_interview_that_was_put_on_a_slot_is_not_moved,
    ]
}

async fn a_link_dies_with_one_character(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let before = everything(&app);
    let token = link.path.strip_prefix("/pick/").unwrap_or_default().to_owned();
    for at in [0, 3, 5, token.len() / 2, token.len() - 1] {
        for other in ["A", "B", "-"] {
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            if changed == token {
                continue;
            }
            let path = format!("/pick/{changed}");
            let page = get(&app, &path).await;
            assert_eq!(page.status, 404, "{changed}");
            assert!(page.text.contains("This link opens nothing"), "{}", page.text);
            let form = [("do", "book"), ("start", "2025-01-22T10:00:00Z")];
            assert_eq!(post(&app, &path, &form).await.status, 404, "{changed}");
            assert_eq!(get(&app, &format!("{path}/interview.ics")).await.status, 404);
        }
    }
    for path in ["/pick/x", "/pick/v1.", "/pick/%00", &format!("/pick/{token}{token}")] {
        assert_eq!(get(&app, path).await.status, 404, "{path}");
    }
    // The link of an appointment or an answer is none of an interview's.
    let other = token.replace("v1.", "v1:");
    assert_eq!(get(&app, &format!("/pick/{other}")).await.status, 404);
    assert_eq!(get(&app, &format!("/booked/{token}")).await.status, 404);
    assert_eq!(everything(&app), before);
}

async fn looking_changes_nothing(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let look = async |link: &Link| {
        let before = everything(&app);
        for query in [
            "",
            "?do=book&start=2025-01-22T10:00:00Z",
            "?move=yes",
            "?start=2025-01-23T10:00:00Z",
            "?cancel=yes",
            "?tz=Asia/Tokyo",
            "?tz=nowhere&from=x&start=y",
            "/interview.ics",
        ] {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                let path = format!("{}{query}", link.path);
                let answer = app.anonymous(method.clone(), &path).send().await.expect("an answer");
                assert!(answer.status().as_u16() < 500, "{method} {path}: {}", answer.status());
                if method == Method::GET {
                    let said = |name: &str| {
                        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
                    };
                    assert_eq!((said("cache-control"), said("referrer-policy")), ("no-store", "no-referrer"));
                    assert_eq!(said("x-robots-tag"), "noindex");
                }
            }
        }
        assert_eq!(everything(&app), before);
    };
    look(&link).await;
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    look(&link).await;
    booked(&app, &link, "2025-01-22T10:00:00Z").await;
    look(&link).await;
}

async fn a_link_expires_by_the_clock(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"expires_at": "2025-01-20T09:00:00Z"})).await;
    app.clock.set(testkit::at("2025-01-20T08:59:59Z"));
    assert_eq!(get(&app, &link.path).await.status, 200);
    app.clock.set(testkit::at("2025-01-20T09:00:00Z"));
    let page = get(&app, &link.path).await;
    assert!(page.status == 410 && page.text.contains("This link has expired"), "{}", page.text);
    let refused = book(&app, &link, "2025-01-22T10:00:00Z").await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    // A longer one works again.
    app.patch(&format!("{LINKS}/{}", link.id), json!({"expires_at": "2025-01-21T00:00:00Z"})).await;
    booked(&app, &link, "2025-01-22T10:00:00Z").await;
}

async fn what_ends_a_link(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let gates = async |shortlisted: bool| {
        app.gates(1, 1, 1, [shortlisted, shortlisted, shortlisted]).await;
    };
    let check = async |case: &str, words: &str| {
        let page = get(&app, &link.path).await;
        assert_eq!(page.status, 410, "{case}: {}", page.text);
        assert!(page.text.contains(words), "{case}: {}", page.text);
        let before = everything(&app);
        for what in ["hold", "book"] {
            let refused = post(&app, &link.path, &[("do", what), ("start", "2025-01-22T10:00:00Z")]).await;
            assert_eq!(refused.status, 409, "{case} {what}: {}", refused.text);
        }
        assert_eq!(everything(&app), before, "{case}");
    };
    let ended = "There is nothing to choose any more";
    gates(false).await;
    check("off the shortlist", ended).await;
    gates(true).await;
    for path in ["/api/v1/jobs/1", "/api/v1/candidates/1", "/api/v1/companies/1"] {
        app.patch(path, json!({"active": false})).await;
        check(path, ended).await;
        app.patch(path, json!({"active": true})).await;
    }
    app.patch("/api/v1/companies/1", json!({"suspended": true})).await;
    check("suspended", ended).await;
    app.patch("/api/v1/companies/1", json!({"suspended": false})).await;
    app.patch("/api/v1/users/1", json!({"active": false})).await;
    check("the panel has left", "Nobody can be booked by this link").await;
    app.patch("/api/v1/users/1", json!({"active": true})).await;
    assert_eq!(get(&app, &link.path).await.status, 200);
    let template = json!({"company_id": 1, "name": "Panel", "duration_minutes": 45, "interviewers": [1]});
    let template = app.make("/api/v1/interview-templates", template).await.id();
    let by = json!({"template_id": template, "interviewer_ids": null, "duration_minutes": null});
    let other = self::link(&app, &by).await;
    assert_eq!(get(&app, &other.path).await.status, 200);
    app.delete(&format!("/api/v1/interview-templates/{template}")).await;
    let page = get(&app, &other.path).await;
    assert!(page.status == 410 && page.text.contains("Nobody can be booked"), "{}", page.text);
}

async fn a_link_that_went_with_its_job_was_withdrawn(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let deleted = app.delete("/api/v1/jobs/1").await;
    assert_eq!(deleted.status, 204, "{}", deleted.text);
    for path in [link.path.clone(), format!("{}?tz=UTC", link.path), format!("{}/why", link.path)] {
        let page = get(&app, &path).await;
        assert_eq!(page.status, 410, "{path}: {}", page.text);
        assert!(page.text.contains("This link was withdrawn"), "{path}: {}", page.text);
        assert!(page.text.contains("has withdrawn it") && !page.text.contains("incomplete"), "{}", page.text);
    }
    for what in ["hold", "book", "cancel"] {
        let sent = post(&app, &link.path, &[("do", what), ("start", "2025-01-22T10:00:00Z")]).await;
        assert_eq!(sent.status, 410, "{what}: {}", sent.text);
        assert!(sent.text.contains("This link was withdrawn"), "{what}: {}", sent.text);
    }
    assert_eq!(get(&app, &format!("{}/interview.ics", link.path)).await.status, 404);
}

async fn erasing_a_candidate_ends_their_links(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"location": "at Ann's"})).await;
    let bob = another(&app, "Bob").await;
    let other = self::link(&app, &json!({"candidate_id": bob})).await;
    let interview = booked(&app, &other, "2025-01-22T10:00:00Z").await;
    for id in [1, bob] {
        let erased = app.post(&format!("/api/v1/candidates/{id}/erase"), Value::Null).await;
        assert_eq!(erased.status, 200, "{}", erased.text);
    }
    for link in [&link, &other] {
        let page = get(&app, &link.path).await;
        assert!(page.status == 410 && page.text.contains("There is nothing to choose"), "{}", page.text);
        assert_eq!(get(&app, &format!("{}/interview.ics", link.path)).await.status, 404);
        assert_eq!(post(&app, &link.path, &[("do", "cancel")]).await.status, 409);
    }
    assert_eq!(app.get(&interview).await["status"], "scheduled", "what lies ahead stands");
    let seen = link.read(&app).await;
    assert_eq!((&seen["location"], &seen["status"]), (&Value::Null, &json!("revoked")), "{}", seen.text);
}

async fn what_is_over_is_over(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    booked(&app, &link, "2025-01-22T10:00:00Z").await;
    app.clock.set(testkit::at("2025-01-22T10:59:59Z"));
    assert!(get(&app, &link.path).await.text.contains("Your interview is booked"));
    app.clock.set(testkit::at("2025-01-22T11:00:00Z"));
    let page = get(&app, &link.path).await;
    assert!(page.status == 200 && page.text.contains("The interview is over"), "{}", page.text);
    for form in [&[("do", "cancel")][..], &[("do", "move"), ("start", "2025-01-24T10:00:00Z")]] {
        assert_eq!(post(&app, &link.path, form).await.status, 409);
    }
    // The days of a link that nobody used are over.
    let unused = app
        .make(LINKS, with(body(), &json!({"last_day": "2025-01-23", "expires_at": "2025-01-30T00:00:00Z"})))
        .await;
    app.clock.set(testkit::at("2025-01-24T00:00:00Z"));
    assert_eq!(get(&app, &Link::of(&unused.body).path).await.status, 410);
}

async fn an_interview_that_was_put_on_a_slot_is_not_moved(db: TestDb) {
    let app: App = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, "2025-01-22T10:00:00Z").await;
    app.patch(&interview, json!({"scheduled_at": null})).await;
    let slot = json!({
        "company": 1, "interviewer": 1, "start_time": "2025-01-23T10:00:00Z", "end_time": "2025-01-23T11:00:00Z",
    });
    let slot = app.make("/api/interviews/slots", slot).await;
    let id = interview.rsplit('/').next().unwrap_or_default();
    let schedule = json!({"interview_id": id, "slot_id": slot["id"]});
    let schedule = app.make("/api/interviews/schedules/book_interview", schedule).await;
    let path =
        format!("/api/interviews/schedules/{}/confirm_schedule", schedule["id"].as_str().unwrap_or_default());
    let confirmed = app.post(&path, json!({})).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    let page = get(&app, &link.path).await;
    assert!(
        page.text.contains("Your interview is booked") && !page.text.contains("move=yes"),
        "{}",
        page.text
    );
    let moved = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-24T10:00:00Z")]).await;
    assert_eq!(moved.status, 409, "{}", moved.text);
    let cancelled = post(&app, &link.path, &[("do", "cancel")]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text);
    assert_eq!(app.get(&interview).await["status"], "cancelled");
}

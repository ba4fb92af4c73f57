//! From the link to the interview: what is offered is what can be booked, moved and cancelled.

use super::start::{
    LINKS, Link, another, body, book, booked, everything, get, hold, hours, link, offered, post, ready, with,
};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        what_is_offered_is_booked_and_nothing_else,
        a_time_is_held_and_booked_like_any_interview,
        a_hold_keeps_others_away_until_it_ends,
        holding_another_time_gives_the_first_back,
        the_worker_notes_that_a_hold_has_ended,
        a_template_chooses_the_panel,
        a_candidate_who_is_busy_is_offered_no_such_time,
        a_move_keeps_to_what_was_agreed,
        a_move_to_where_it_is_counts_for_nothing,
        cancelling_ends_the_link,
        an_interview_whose_time_was_taken_away_gets_another,
        what_is_held_can_be_booked_after_the_link_has_expired,
        an_hour_that_comes_twice_is_offered_twice,
        a_hold_goes_along_with_who_parts_from_a_user,
    ]
}

async fn a_hold_goes_along_with_who_parts_from_a_user(db: TestDb) {
    let app = ready(db).await;
    let (user, candidate) = (app.user(1, "kim").await, another(&app, "Kim").await);
    let link = link(&app, &json!({"candidate_id": candidate})).await;
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    let held = || {
        let sql = "SELECT subject AS text FROM commitments WHERE source_kind = 'request' ORDER BY subject";
        app.db.raw().texts(sql)
    };
    let (apart, one) = (format!("candidate:{candidate}"), format!("user:{user}"));
    assert_eq!(held(), ["user:1", one.as_str()]);
    let path = format!("/api/v1/users/{user}");
    for (email, who) in [("other@example.com", &apart), ("kim@example.com", &one)] {
        assert_eq!(app.patch(&path, json!({"email": email})).await.status, 200, "{email}");
        let mut expected = ["user:1", who.as_str()];
        expected.sort_unstable();
        assert_eq!(held(), expected, "{email}");
    }
    // The user goes, and what is held for the candidate stays.
    let gone = app.delete(&path).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(held(), [apart.as_str(), "user:1"]);
    assert_eq!(book(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
}

async fn what_is_offered_is_booked_and_nothing_else(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let page = get(&app, &link.path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let times = offered(&page);
    // From Tuesday on, as it is a day ahead; an hour from 9 to 12 on the half hour: five a day, and four days.
    let tuesday: Vec<&String> = times.iter().filter(|time| time.starts_with("2025-01-21")).collect();
    let expected = ["09:00", "09:30", "10:00", "10:30", "11:00"].map(|time| format!("2025-01-21T{time}:00Z"));
    assert_eq!(tuesday, expected.iter().collect::<Vec<_>>());
    assert_eq!(times.len(), 20, "{times:?}");
    let before = everything(&app);
    for other in [
        "2025-01-20T11:00:00Z",
        "2025-01-21T08:30:00Z",
        "2025-01-21T09:15:00Z",
        "2025-01-21T11:30:00Z",
        "2025-01-25T10:00:00Z",
        "2025-01-27T10:00:00Z",
        "2025-01-19T10:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        for what in ["hold", "book", "move"] {
            let refused = post(&app, &link.path, &[("do", what), ("start", other)]).await;
            assert_eq!(refused.status, 409, "{what} {other}: {}", refused.text);
        }
    }
    for form in [&[("do", "book")][..], &[("do", "sing"), ("start", "x")], &[]] {
        assert_eq!(post(&app, &link.path, form).await.status, 422);
    }
    assert_eq!(everything(&app), before);
    for time in &times {
        let other = another(&app, &format!("c{}", time.replace([':', '-'], ""))).await;
        let one = self::link(&app, &json!({"candidate_id": other})).await;
        let done = book(&app, &one, time).await;
        // Every second one overlaps the one before.
        let is_free = !time.contains(":30:");
        assert_eq!(done.status, if is_free { 303 } else { 409 }, "{time}: {}", done.text);
    }
    let empty = get(&app, &link.path).await;
    assert_eq!((empty.status, offered(&empty).len()), (200, 0));
    assert!(empty.text.contains("There is no time left"), "{}", empty.text);
}

async fn a_time_is_held_and_booked_like_any_interview(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"location": "Main Street 1"})).await;
    let held = hold(&app, &link, "2025-01-22T10:00:00Z").await;
    assert_eq!((held.status, held.header("location")), (303, link.path.as_str()), "{}", held.text);
    let page = get(&app, &link.path).await;
    assert!(page.text.contains("Book this time?"), "{}", page.text);
    for part in ["data-left=\"600\"", "until 08:10 (UTC): <span data-clock>10 minutes</span> left."] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(page.text.contains("Wednesday 22 January 2025, 10:00 to 11:00"), "{}", page.text);
    let done = book(&app, &link, "2025-01-22T10:00:00Z").await;
    assert_eq!(done.header("location"), format!("{}?done=pick-booked", link.path));
    let seen = link.read(&app).await;
    assert_eq!(seen["status"], "booked", "{}", seen.text);
    let path = format!("/api/v1/interviews/{}", seen["interview_id"].as_str().unwrap_or_default());
    let interview = app.get(&path).await;
    let expected = json!({
        "status": "scheduled", "scheduled_at": "2025-01-22T10:00:00Z", "ends_at": "2025-01-22T11:00:00Z",
        "candidate_id": 1, "job_id": 1, "interviewer_ids": [1], "location": "Main Street 1", "scheduled_by": null,
    });
    for (name, value) in expected.as_object().into_iter().flatten() {
        assert_eq!(&interview[name.as_str()], value, "{name}: {}", interview.text);
    }
    let logs = app.get(&format!("{path}/logs")).await;
    let actors: Vec<&Value> =
        logs["items"].as_array().into_iter().flatten().map(|line| &line["actor"]).collect();
    assert_eq!(actors, [&json!("candidate"), &json!("candidate")], "{}", logs.text);
    let taken = app
        .db
        .raw()
        .texts("SELECT subject || ' ' || source_kind || ' ' || state AS text FROM commitments ORDER BY 1");
    assert_eq!(taken, ["candidate:1 interview booked", "user:1 interview booked"]);
    let kinds = app.db.raw().texts("SELECT kind AS text FROM effects ORDER BY kind");
    for kind in ["publish", "show_in_calendars", "tell", "tend_room"] {
        assert!(kinds.iter().any(|one| one == kind), "{kind}: {kinds:?}");
    }
    // Back, reload, a second click: it is booked once.
    let again = book(&app, &link, "2025-01-22T10:00:00Z").await;
    assert_eq!(again.status, 303, "{}", again.text);
    // An old page that asks for another time is told that it was not done.
    let other = book(&app, &link, "2025-01-22T11:00:00Z").await;
    assert!(other.status == 409 && other.text.contains("changed meanwhile"), "{}", other.text);
    let page = get(&app, &link.path).await;
    assert!(page.text.contains("Your interview is booked"), "{}", page.text);
    assert!(page.text.contains("10:00 to 11:00") && page.text.contains("/rooms/"), "{}", page.text);
    assert_eq!(app.get("/api/v1/interviews").await["items"].as_array().map(Vec::len), Some(1));
    let file = get(&app, &format!("{}/interview.ics", link.path)).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/calendar; charset=utf-8"));
    let uid = format!("UID:{}@meridian", seen["interview_id"].as_str().unwrap_or_default());
    assert!(file.text.contains(&uid) && file.text.contains("DTSTART:20250122T100000Z"), "{}", file.text);
}

async fn a_hold_keeps_others_away_until_it_ends(db: TestDb) {
    let app = ready(db).await;
    let (one, bob) = (link(&app, &json!({})).await, another(&app, "Bob").await);
    let other = link(&app, &json!({"candidate_id": bob})).await;
    assert_eq!(hold(&app, &one, "2025-01-22T10:00:00Z").await.status, 303);
    let times = offered(&get(&app, &other.path).await);
    assert!(!times.contains(&"2025-01-22T10:00:00Z".to_owned()), "{times:?}");
    let refused = hold(&app, &other, "2025-01-22T10:00:00Z").await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let nearest = offered(&refused);
    assert_eq!(nearest[..3], ["2025-01-21T11:00:00Z", "2025-01-22T09:00:00Z", "2025-01-22T11:00:00Z"]);
    let direct = json!({
        "candidate_id": bob, "job_id": 1, "interview_type": "online", "scheduled_at": "2025-01-22T10:00:00Z",
        "interviewer_ids": [1],
    });
    check_problem("held", &app.post("/api/v1/interviews", direct).await, 409, "interviewer-unavailable", &[]);
    app.clock.set(testkit::at("2025-01-20T08:09:59Z"));
    assert_eq!(book(&app, &other, "2025-01-22T10:00:00Z").await.status, 409);
    app.clock.set(testkit::at("2025-01-20T08:10:00Z"));
    assert_eq!(book(&app, &other, "2025-01-22T10:00:00Z").await.status, 303);
    let late = book(&app, &one, "2025-01-22T10:00:00Z").await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("nearest times"), "{}", late.text);
}

async fn the_worker_notes_that_a_hold_has_ended(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    let held = "SELECT subject AS text FROM commitments UNION ALL SELECT 'link' AS text FROM scheduling_links WHERE held_until IS NOT NULL";
    app.clock.set(testkit::at("2025-01-20T08:05:00Z"));
    // Held once more, it lasts from now on.
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    app.clock.set(testkit::at("2025-01-20T08:14:59Z"));
    app.worker().run_once().await;
    assert_eq!(app.db.raw().texts(held).len(), 3);
    app.clock.set(testkit::at("2025-01-20T08:15:00Z"));
    app.worker().run_once().await;
    assert!(app.db.raw().texts(held).is_empty());
    assert_eq!(offered(&get(&app, &link.path).await).len(), 20);
}

async fn holding_another_time_gives_the_first_back(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    // The second overlaps the first.
    for start in ["2025-01-22T10:00:00Z", "2025-01-22T10:30:00Z"] {
        let held = hold(&app, &link, start).await;
        assert_eq!(held.status, 303, "{start}: {}", held.text);
    }
    let refused = hold(&app, &link, "2025-01-22T10:15:00Z").await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let text = "SELECT subject || ' ' || state AS text FROM commitments ORDER BY 1";
    assert_eq!(app.db.raw().texts(text), ["candidate:1 held", "user:1 held"], "the hold stays");
    assert_eq!(post(&app, &link.path, &[("do", "release")]).await.status, 303);
    assert!(app.db.raw().texts(text).is_empty());
    assert_eq!(offered(&get(&app, &link.path).await).len(), 20);
}

async fn a_template_chooses_the_panel(db: TestDb) {
    let app = ready(db).await;
    let others = [app.user(1, "a").await, app.user(1, "b").await];
    for user in others {
        hours(&app, user).await;
    }
    let template = json!({
        "company_id": 1, "name": "Panel", "duration_minutes": 45, "interviewers": [1, others[0], others[1]],
        "groups": [{"members": [1], "required": "all"}, {"members": others, "required": 1}],
        "buffer_after_minutes": 15,
    });
    let template = app.make("/api/v1/interview-templates", template).await.id();
    let by = json!({"template_id": template, "interviewer_ids": null, "duration_minutes": null});
    let one = link(&app, &by).await;
    let busy = json!({"user_id": others[0], "start": "2025-01-22T00:00:00Z", "end": "2025-01-23T00:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    assert_eq!(hold(&app, &one, "2025-01-22T10:00:00Z").await.status, 303);
    let held = app.db.raw().texts("SELECT subject AS text FROM commitments ORDER BY 1");
    assert_eq!(held, ["candidate:1".to_owned(), "user:1".into(), format!("user:{}", others[1])]);
    let interview = app.get(&booked(&app, &one, "2025-01-22T10:00:00Z").await).await;
    assert_eq!(interview["interviewer_ids"], json!([1, others[1]]), "{}", interview.text);
    assert_eq!((&interview["template_id"], &interview["duration_minutes"]), (&json!(template), &json!(45)));
    // A move is of the same people, by the same rules.
    let moved = post(&app, &one.path, &[("do", "move"), ("start", "2025-01-22T10:30:00Z")]).await;
    assert_eq!(moved.status, 303, "{}", moved.text);
    let interview =
        app.get(&format!("/api/v1/interviews/{}", interview["id"].as_str().unwrap_or_default())).await;
    assert_eq!(interview["interviewer_ids"], json!([1, others[1]]), "{}", interview.text);
    assert_eq!(interview["scheduled_at"], "2025-01-22T10:30:00Z");
}

async fn a_candidate_who_is_busy_is_offered_no_such_time(db: TestDb) {
    let app = ready(db).await;
    let other = app.user(1, "other").await;
    let direct = json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": "2025-01-22T10:00:00Z",
        "interviewer_ids": [other], "duration_minutes": 30,
    });
    app.make("/api/v1/interviews", direct).await;
    let link = link(&app, &json!({})).await;
    let times = offered(&get(&app, &link.path).await);
    let wednesday: Vec<&str> = times.iter().filter_map(|time| time.strip_prefix("2025-01-22T")).collect();
    assert_eq!(wednesday, ["09:00:00Z", "10:30:00Z", "11:00:00Z"]);
    assert_eq!(book(&app, &link, "2025-01-22T09:30:00Z").await.status, 409);
}

async fn a_move_keeps_to_what_was_agreed(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, "2025-01-22T10:00:00Z").await;
    let page = get(&app, &format!("{}?move=yes", link.path)).await;
    assert!(offered(&page).contains(&"2025-01-22T10:30:00Z".to_owned()), "{}", page.text);
    let asked = get(&app, &format!("{}?start=2025-01-22T10:30:00Z", link.path)).await;
    assert!(asked.text.contains("Move your interview?"), "{}", asked.text);
    // It overlaps the time that it has.
    let moved = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-22T10:30:00Z")]).await;
    assert_eq!(moved.header("location"), format!("{}?done=pick-moved", link.path), "{}", moved.text);
    let seen = app.get(&interview).await;
    assert_eq!(seen["scheduled_at"], "2025-01-22T10:30:00Z", "{}", seen.text);
    assert_eq!(link.read(&app).await["moves_left"], 0);
    let logs = app.get(&format!("{interview}/logs")).await;
    let last = logs["items"].as_array().and_then(|lines| lines.last()).cloned().unwrap_or_default();
    assert_eq!((&last["action"], &last["actor"]), (&json!("rescheduled"), &json!("candidate")), "{last}");
    assert_eq!(last["reason"], "moved by the candidate");
    let again = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-23T10:00:00Z")]).await;
    assert_eq!(again.status, 409, "{}", again.text);
    app.patch(&format!("{LINKS}/{}", link.id), json!({"moves_left": 5})).await;
    // An hour before the start, to the second.
    app.clock.set(testkit::at("2025-01-22T09:30:01Z"));
    let late = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-24T10:00:00Z")]).await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert_eq!(post(&app, &link.path, &[("do", "cancel")]).await.status, 409);
    assert!(!get(&app, &link.path).await.text.contains("cancel=yes"));
    app.clock.set(testkit::at("2025-01-22T09:30:00Z"));
    let good = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-24T10:00:00Z")]).await;
    assert_eq!(good.status, 303, "{}", good.text);
    assert_eq!(app.get(&interview).await["scheduled_at"], "2025-01-24T10:00:00Z");
}

async fn a_move_to_where_it_is_counts_for_nothing(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    booked(&app, &link, "2025-01-22T10:00:00Z").await;
    let before = everything(&app);
    let same = post(&app, &link.path, &[("do", "move"), ("start", "2025-01-22T10:00:00Z")]).await;
    assert_eq!(same.status, 303, "{}", same.text);
    assert_eq!(everything(&app), before);
}

async fn cancelling_ends_the_link(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, "2025-01-22T10:00:00Z").await;
    let asked = get(&app, &format!("{}?cancel=yes", link.path)).await;
    assert!(asked.text.contains("Cancel your interview?"), "{}", asked.text);
    for _ in 0..2 {
        let done = post(&app, &link.path, &[("do", "cancel")]).await;
        assert_eq!(done.status, 303, "{}", done.text);
    }
    let seen = app.get(&interview).await;
    assert_eq!(
        (&seen["status"], &seen["cancelled_by"]),
        (&json!("cancelled"), &Value::Null),
        "{}",
        seen.text
    );
    assert_eq!(seen["cancellation_reason"], "cancelled by the candidate");
    assert!(app.db.raw().texts("SELECT subject AS text FROM commitments").is_empty());
    let page = get(&app, &link.path).await;
    assert!(page.status == 200 && page.text.contains("The interview was cancelled"), "{}", page.text);
    assert_eq!(book(&app, &link, "2025-01-22T10:00:00Z").await.status, 409);
}

async fn an_interview_whose_time_was_taken_away_gets_another(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({})).await;
    let interview = booked(&app, &link, "2025-01-22T10:00:00Z").await;
    app.patch(&interview, json!({"scheduled_at": null})).await;
    assert_eq!(offered(&get(&app, &link.path).await).len(), 20);
    assert_eq!(hold(&app, &link, "2025-01-23T10:00:00Z").await.status, 303);
    assert_eq!(booked(&app, &link, "2025-01-23T10:00:00Z").await, interview, "it is the same one");
    assert_eq!(app.get(&interview).await["scheduled_at"], "2025-01-23T10:00:00Z");
}

async fn what_is_held_can_be_booked_after_the_link_has_expired(db: TestDb) {
    let app = ready(db).await;
    let link = link(&app, &json!({"expires_at": "2025-01-20T08:05:00Z"})).await;
    assert_eq!(hold(&app, &link, "2025-01-22T10:00:00Z").await.status, 303);
    app.clock.set(testkit::at("2025-01-20T08:05:00Z"));
    booked(&app, &link, "2025-01-22T10:00:00Z").await;
    let late = self::link(&app, &json!({"expires_at": "2025-01-20T08:06:00Z"})).await;
    app.clock.set(testkit::at("2025-01-20T08:06:00Z"));
    assert_eq!(hold(&app, &late, "2025-01-23T10:00:00Z").await.status, 409);
    assert_eq!(get(&app, &late.path).await.status, 410);
}

async fn an_hour_that_comes_twice_is_offered_twice(db: TestDb) {
    let app = super::start::without_link(db).await;
    app.clock.set(testkit::at("2025-10-20T08:00:00Z"));
    app.patch("/api/v1/companies/1", json!({"time_zone": "Europe/Berlin"})).await;
    let made =
        app.make(LINKS, with(body(), &json!({"last_day": "2025-10-27", "first_day": "2025-10-26"}))).await;
    let link = Link::of(&made.body);
    let page = get(&app, &link.path).await;
    for start in ["2025-10-26T00:00:00Z", "2025-10-26T01:00:00Z"] {
        assert!(offered(&page).contains(&start.to_owned()), "{start}");
    }
    assert!(page.text.contains("02:00 (first)") && page.text.contains("02:00 (second)"), "{}", page.text);
    assert!(
        page.text.contains("Clocks go back by 60 minutes on this day: some times come twice."),
        "{}",
        page.text
    );
    let done = book(&app, &link, "2025-10-26T01:00:00Z").await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = get(&app, &link.path).await;
    assert!(page.text.contains("02:00 (second)"), "{}", page.text);
}

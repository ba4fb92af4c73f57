//! Answers to invitations: those that calendars send by mail, and those on the page of the link in the mail.

use super::start::{INTERVIEWS, START, actions, body, path, ready};
use e2e::{Answer, App, Receiver, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_reply_is_shown_logged_and_published,
        a_refusal_is_a_conflict_until_it_is_taken_back,
        an_answer_counts_for_the_time_that_it_was_given_to,
        mail_that_answers_nothing_is_refused,
        opening_the_page_changes_nothing_and_its_button_answers,
        a_link_of_an_older_time_says_so,
        who_is_not_asked_any_more_answers_nothing,
        an_address_before_keeps_no_answer_out,
        a_sequence_that_was_never_sent_keeps_no_answer_out,
        an_invitation_that_was_taken_back_is_answered_no_more,
    ]
}

const INBOUND: &str = "/api/v1/messages/inbound";
const CANDIDATE: &str = "ann@example.com";
const IVY: &str = "ivy@example.com";

/// An interview that its people were invited to, and its `UID`.
async fn invited(app: &App) -> (String, String) {
    let made = app.make(INTERVIEWS, body(Some(START))).await;
    work(app).await;
    (path(&made), format!("{}@meridian", made["id"].as_str().unwrap_or_default()))
}

async fn work(app: &App) {
    for _ in 0..4 {
        app.worker().run_once().await;
    }
}

fn mail(from: &str, uid: &str, sequence: i64, answer: &str) -> String {
    format!(
        "From: Somebody <{from}>\r\nTo: noreply@meridian.test\r\nSubject: Answer\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOK\r\n\
         --b\r\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n\
         BEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:20250120T080000Z\r\n\
         ATTENDEE;PARTSTAT={answer};CN=\"A, B\":mailto:{from}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n\r\n--b--\r\n"
    )
}

async fn hand_in(app: &App, mail: String) -> Answer {
    let request = app.request(Method::POST, INBOUND).header("content-type", "message/rfc822").body(mail);
    app.send(request).await
}

async fn answers(app: &App, interview: &str) -> Value {
    app.get(interview).await["answers"].clone()
}

/// Type, cause and resolution of each conflict.
async fn conflicts(app: &App) -> Vec<(String, String, String)> {
    let page = app.get("/api/interviews/conflicts/?company_id=1").await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let seen = |one: &Value| {
        let cause = text(&one["conflict_details"]["reason"]);
        (text(&one["conflict_type"]), cause, text(&one["resolution"]))
    };
    items.iter().map(seen).collect()
}

async fn a_reply_is_shown_logged_and_published(db: TestDb) {
    let app = ready(db).await;
    let receiver = Receiver::start().await;
    let hook = json!({"company_id": 1, "url": receiver.url("/ok"), "events": ["interview.answered"]});
    app.make("/api/v1/webhooks", hook).await;
    let (interview, uid) = invited(&app).await;
    assert_eq!(answers(&app, &interview).await, json!([]));
    let taken = hand_in(&app, mail(CANDIDATE, &uid, 1, "ACCEPTED")).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    assert_eq!((&taken["who"], &taken["answer"]), (&json!("candidate:1"), &json!("accepted")));
    assert_eq!(taken["counts"], true);
    hand_in(&app, mail(&IVY.to_uppercase(), &uid, 1, "tentative")).await;
    let both =
        json!([{"who": "candidate:1", "answer": "accepted"}, {"who": "user:1", "answer": "tentative"}]);
    assert_eq!(answers(&app, &interview).await, both);
    let listed = app.get("/api/v1/interviews?company_id=1").await;
    assert_eq!(listed["items"][0]["answers"], both);
    let done = actions(&app, &interview).await;
    assert_eq!(done.iter().filter(|action| *action == "answered").count(), 2, "{done:?}");
    hand_in(&app, mail(CANDIDATE, &uid, 1, "ACCEPTED")).await;
    assert_eq!(actions(&app, &interview).await, done, "the same again is no news");
    work(&app).await;
    let events = receiver.received();
    assert_eq!(events.len(), 2);
    let of_candidate = events.iter().find(|event| event.body["data"]["who"] == "candidate:1");
    let data = &of_candidate.expect("the candidate's").body["data"];
    assert_eq!((&data["who"], &data["answer"]), (&json!("candidate:1"), &json!("accepted")), "{data}");
}

async fn a_refusal_is_a_conflict_until_it_is_taken_back(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    hand_in(&app, mail(IVY, &uid, 1, "DECLINED")).await;
    hand_in(&app, mail(CANDIDATE, &uid, 1, "DECLINED")).await;
    let conflict = |kind: &str, cause: &str, resolution: &str| {
        (kind.to_owned(), format!("{cause} declined the invitation"), resolution.to_owned())
    };
    let ivy = |resolution: &str| conflict("interviewer_unavailable", "user 1", resolution);
    let candidate = |resolution: &str| conflict("candidate_unavailable", "the candidate", resolution);
    assert_eq!(conflicts(&app).await, [ivy("pending"), candidate("pending")]);
    // Whatever makes the product look at Ivy's time: it is free, and she declined all the same.
    let busy = json!({"user_id": 1, "start": "2025-02-10T10:00:00Z", "end": "2025-02-10T11:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    work(&app).await;
    assert_eq!(conflicts(&app).await, [ivy("pending"), candidate("pending")]);
    let messages = app.get("/api/v1/messages?company_id=1&kind=conflict").await;
    assert_eq!(messages["items"], json!([]), "this company has nobody who manages interviews");
    hand_in(&app, mail(IVY, &uid, 1, "ACCEPTED")).await;
    assert_eq!(conflicts(&app).await, [ivy("resolved"), candidate("pending")]);
    let shown =
        json!([{"who": "candidate:1", "answer": "declined"}, {"who": "user:1", "answer": "accepted"}]);
    assert_eq!(answers(&app, &interview).await, shown);
}

async fn an_answer_counts_for_the_time_that_it_was_given_to(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    hand_in(&app, mail(CANDIDATE, &uid, 1, "ACCEPTED")).await;
    let moved = app.patch(&interview, json!({"scheduled_at": "2025-01-23T10:00:00Z"})).await;
    assert_eq!((moved.status, &moved["answers"]), (200, &json!([])), "{}", moved.text);
    work(&app).await;
    let late = hand_in(&app, mail(CANDIDATE, &uid, 1, "DECLINED")).await;
    assert_eq!((late.status, &late["counts"]), (200, &json!(false)), "{}", late.text);
    assert_eq!(answers(&app, &interview).await, json!([]));
    assert_eq!(conflicts(&app).await, []);
    let sequence = app.get("/api/v1/messages?company_id=1&kind=time_changed").await;
    let id = sequence["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let ics = app.get(&format!("/api/v1/messages/{id}")).await["ics"].to_string();
    assert!(ics.contains("SEQUENCE:2"), "{ics}");
    hand_in(&app, mail(CANDIDATE, &uid, 2, "ACCEPTED")).await;
    let accepted = json!([{"who": "candidate:1", "answer": "accepted"}]);
    assert_eq!(answers(&app, &interview).await, accepted);
    let late = hand_in(&app, mail(CANDIDATE, &uid, 1, "DECLINED")).await;
    assert_eq!(late["counts"], false);
    assert_eq!(answers(&app, &interview).await, accepted, "an older answer changes no newer one");
    // Another place at the same time leaves the answer as it is.
    app.patch(&interview, json!({"location": "Room 2"})).await;
    work(&app).await;
    assert_eq!(answers(&app, &interview).await, accepted);
}

async fn mail_that_answers_nothing_is_refused(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    let check = async |case: &str, mail: String| {
        check_problem(case, &hand_in(&app, mail).await, 422, "invalid", &[""]);
    };
    check("no calendar", "From: a@example.com\r\n\r\nNo.\r\n".into()).await;
    check("a stranger", mail("eve@example.com", &uid, 1, "DECLINED")).await;
    check("for another", mail(CANDIDATE, &uid, 1, "DECLINED").replace("From: Somebody <ann@", "From: <eve@"))
        .await;
    check("unknown", mail(CANDIDATE, "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian", 1, "DECLINED")).await;
    check("not ours", mail(CANDIDATE, "abc@google.com", 1, "DECLINED")).await;
    check("before any", mail(CANDIDATE, &uid, 0, "DECLINED")).await;
    check("noise", "\u{0}\u{1}".repeat(1000)).await;
    let long = hand_in(&app, "x".repeat((1 << 20) + 1)).await;
    check_problem("long", &long, 413, "body-too-large", &[]);
    assert_eq!(app.post(INBOUND, json!({})).await.status, 415);
    let (other, viewer) = (app.company("Other").await, app.key(Some(1), "viewer").await);
    let key = app.key(Some(other), "recruiter").await;
    for (token, status) in [(key, 422), (viewer, 403)] {
        let request = app.request_by(&token, Method::POST, INBOUND).header("content-type", "message/rfc822");
        let refused = app.send(request.body(mail(CANDIDATE, &uid, 1, "DECLINED"))).await;
        assert_eq!(refused.status, status, "{}", refused.text);
    }
    assert_eq!(answers(&app, &interview).await, json!([]));
}

/// The path of the link with which the candidate declines, in the newest message of that kind.
async fn link(app: &App, kind: &str) -> String {
    let page = app.get(&format!("/api/v1/messages?company_id=1&kind={kind}")).await;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let id = items.iter().rfind(|item| item["candidate_id"] == 1).expect("a message")["id"].clone();
    let text =
        app.get(&format!("/api/v1/messages/{}", id.as_str().unwrap_or_default())).await["text"].clone();
    let text = text.as_str().unwrap_or_default().to_owned();
    let line = text.lines().find(|line| line.contains("answer=declined"));
    let line = line.unwrap_or_else(|| panic!("no link: {text}"));
    line[line.find("/answers/").expect("a path")..].to_owned()
}

async fn page(app: &App, method: Method, path: &str, form: Option<&'static str>) -> (u16, String) {
    let mut request = app.anonymous(method, path);
    if let Some(form) = form {
        request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.unwrap_or_default())
}

async fn opening_the_page_changes_nothing_and_its_button_answers(db: TestDb) {
    let app = ready(db).await;
    let (interview, _) = invited(&app).await;
    let link = link(&app, "invitation").await;
    let (status, text) = page(&app, Method::GET, &link, None).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("Engineer") && text.contains("method=\"post\"") && !text.contains("ivy"), "{text}");
    assert_eq!(page(&app, Method::HEAD, &link, None).await.0, 200);
    let german = app.send(app.anonymous(Method::GET, &link).header("accept-language", "de")).await;
    assert!(german.text.contains("Gespräch: Engineer"), "{}", german.text);
    assert!(german.text.contains(">Zusagen</button>") && german.text.contains("Mittwoch, 22. Januar 2025"));
    assert_eq!(answers(&app, &interview).await, json!([]), "a look is no answer");
    let (status, text) = page(&app, Method::POST, &link, Some("answer=declined")).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("You have declined"), "{text}");
    assert_eq!(answers(&app, &interview).await, json!([{"who": "candidate:1", "answer": "declined"}]));
    assert_eq!(conflicts(&app).await.len(), 1);
    assert_eq!(page(&app, Method::POST, &link, Some("answer=perhaps")).await.0, 422);
    assert_eq!(page(&app, Method::POST, &link, Some("answer=accepted")).await.0, 200);
    assert_eq!(answers(&app, &interview).await, json!([{"who": "candidate:1", "answer": "accepted"}]));
    let path = link.split('?').next().unwrap_or_default();
    let last = if path.ends_with('A') { "B" } else { "A" };
    let wrong = format!("{}{last}", &path[..path.len() - 1]);
    assert_eq!(page(&app, Method::GET, &wrong, None).await.0, 404);
    assert_eq!(page(&app, Method::POST, &wrong, Some("answer=declined")).await.0, 404);
    app.clock.set(testkit::at(START));
    assert_eq!(page(&app, Method::GET, &link, None).await.0, 404, "it has begun");
}

async fn a_link_of_an_older_time_says_so(db: TestDb) {
    let app = ready(db).await;
    let (interview, _) = invited(&app).await;
    let old = link(&app, "invitation").await;
    app.patch(&interview, json!({"scheduled_at": "2025-01-23T10:00:00Z"})).await;
    work(&app).await;
    let (status, text) = page(&app, Method::GET, &old, None).await;
    assert!(status == 200 && text.contains("no longer counts") && !text.contains("<button"), "{text}");
    assert_eq!(page(&app, Method::POST, &old, Some("answer=declined")).await.0, 409);
    assert_eq!(answers(&app, &interview).await, json!([]));
    let new = link(&app, "time_changed").await;
    assert_eq!(page(&app, Method::POST, &new, Some("answer=accepted")).await.0, 200);
    assert_eq!(answers(&app, &interview).await, json!([{"who": "candidate:1", "answer": "accepted"}]));
}

async fn who_is_not_asked_any_more_answers_nothing(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    let old = link(&app, "invitation").await;
    // The invitation went to a stranger: the address is corrected.
    let corrected = app.patch("/api/v1/candidates/1", json!({"email": "ann.right@example.com"})).await;
    assert_eq!(corrected.status, 200, "{}", corrected.text);
    work(&app).await;
    for sequence in [1, 9] {
        let taken = hand_in(&app, mail(CANDIDATE, &uid, sequence, "DECLINED")).await;
        assert_eq!((taken.status, &taken["counts"]), (200, &json!(false)), "{}", taken.text);
    }
    let (status, text) = page(&app, Method::GET, &old, None).await;
    assert!(status == 200 && !text.contains("<button"), "{status}: {text}");
    assert_eq!(page(&app, Method::POST, &old, Some("answer=declined")).await.0, 409);
    assert_eq!((answers(&app, &interview).await, conflicts(&app).await), (json!([]), vec![]));
    let taken = hand_in(&app, mail("ann.right@example.com", &uid, 9, "ACCEPTED")).await;
    assert_eq!(taken["counts"], true, "{}", taken.text);
    // Somebody else interviews.
    let other = app.user(1, "kim").await;
    assert_eq!(app.patch(&interview, json!({"interviewer_ids": [other]})).await.status, 200);
    work(&app).await;
    let taken = hand_in(&app, mail(IVY, &uid, 9, "DECLINED")).await;
    assert_eq!((taken.status, &taken["counts"]), (200, &json!(false)), "{}", taken.text);
    assert_eq!(conflicts(&app).await, []);
    assert_eq!(answers(&app, &interview).await, json!([{"who": "candidate:1", "answer": "accepted"}]));
    // She is asked again.
    assert_eq!(app.patch(&interview, json!({"interviewer_ids": [1, other]})).await.status, 200);
    work(&app).await;
    let taken = hand_in(&app, mail(IVY, &uid, 9, "DECLINED")).await;
    assert_eq!(taken["counts"], true, "{}", taken.text);
}

async fn an_address_before_keeps_no_answer_out(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    for place in ["Room 2", "Room 3", "Room 4"] {
        assert_eq!(app.patch(&interview, json!({"location": place})).await.status, 200);
        work(&app).await;
    }
    for (who, record, from) in [("candidate:1", "candidates/1", CANDIDATE), ("user:1", "users/1", IVY)] {
        let taken = hand_in(&app, mail(from, &uid, 9, "ACCEPTED")).await;
        assert_eq!(taken["counts"], true, "{}", taken.text);
        // The new address has sequences of its own, which begin lower.
        let new = format!("new.{from}");
        let corrected = app.patch(&format!("/api/v1/{record}"), json!({"email": new})).await;
        assert_eq!(corrected.status, 200, "{}", corrected.text);
        work(&app).await;
        let taken = hand_in(&app, mail(&new, &uid, 1, "DECLINED")).await;
        assert_eq!((taken.status, &taken["counts"]), (200, &json!(true)), "{}", taken.text);
        let seen = answers(&app, &interview).await;
        let declined = json!({"who": who, "answer": "declined"});
        assert!(seen.as_array().is_some_and(|all| all.contains(&declined)), "{seen}");
    }
    assert_eq!(conflicts(&app).await.len(), 2);
}

async fn a_sequence_that_was_never_sent_keeps_no_answer_out(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    let button = link(&app, "invitation").await;
    let said = |answer: &str| json!([{"who": "candidate:1", "answer": answer}]);
    hand_in(&app, mail(CANDIDATE, &uid, 99, "ACCEPTED")).await;
    assert_eq!(answers(&app, &interview).await, said("accepted"));
    let taken = hand_in(&app, mail(CANDIDATE, &uid, 1, "DECLINED")).await;
    assert_eq!(taken["counts"], true, "{}", taken.text);
    assert_eq!(answers(&app, &interview).await, said("declined"));
    // A newer invitation to the same time is answered by a calendar, and then by the button of the first mail.
    assert_eq!(app.patch(&interview, json!({"location": "Room 2"})).await.status, 200);
    work(&app).await;
    hand_in(&app, mail(CANDIDATE, &uid, 2, "ACCEPTED")).await;
    assert_eq!(answers(&app, &interview).await, said("accepted"));
    assert!(page(&app, Method::GET, &button, None).await.1.contains("<button"));
    assert_eq!(page(&app, Method::POST, &button, Some("answer=declined")).await.0, 200);
    assert_eq!(answers(&app, &interview).await, said("declined"));
    let late = hand_in(&app, mail(CANDIDATE, &uid, 1, "ACCEPTED")).await;
    assert_eq!(late["counts"], false, "an older answer changes no newer one: {}", late.text);
}

async fn an_invitation_that_was_taken_back_is_answered_no_more(db: TestDb) {
    let app = ready(db).await;
    let (interview, uid) = invited(&app).await;
    hand_in(&app, mail(IVY, &uid, 1, "DECLINED")).await;
    let other = app.user(1, "kim").await;
    for panel in [json!([other]), json!([1, other])] {
        assert_eq!(app.patch(&interview, json!({"interviewer_ids": panel})).await.status, 200);
        work(&app).await;
    }
    assert_eq!(answers(&app, &interview).await, json!([]), "she is asked anew");
    let late = hand_in(&app, mail(IVY, &uid, 1, "DECLINED")).await;
    assert_eq!((late.status, &late["counts"]), (200, &json!(false)), "{}", late.text);
    assert_eq!(answers(&app, &interview).await, json!([]));
    let taken = hand_in(&app, mail(IVY, &uid, 9, "ACCEPTED")).await;
    assert_eq!(taken["counts"], true, "{}", taken.text);
    assert_eq!(answers(&app, &interview).await, json!([{"who": "user:1", "answer": "accepted"}]));
}

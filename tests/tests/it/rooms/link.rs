//! Meeting at an address of the company's own.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_address_of_ones_own_is_told_and_leads_there,
        addresses_are_checked,
        the_default_has_nothing_to_warn_of,
        who_is_invited_to_talk_on_the_page_is_told_so,
    ]
}

fn provider(company: i64) -> String {
    format!("/api/v1/companies/{company}/room-provider")
}

async fn an_address_of_ones_own_is_told_and_leads_there(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ivy, job) = (app.user(company, "ivy").await, app.job(company, "Welder").await);
    let candidate = app.candidate(company, "ann").await;
    app.gates(company, candidate, job, [true, true, true]).await;
    let link = json!({"provider": "link", "link": {"url": "https://meet.example.com/acme-{room}"}});
    let put = app.put(&provider(company), link.clone()).await;
    assert_eq!(
        (put.status, &put["link"], &put["warning"]),
        (200, &link["link"], &Value::Null),
        "{}",
        put.text
    );
    assert_eq!((&put["has_credentials"], &put["provider"]), (&json!(false), &json!("link")));
    let start = testkit::at(e2e::NOW).plus_minutes(24 * 60);
    let body = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "online", "interviewer_ids": [ivy],
        "scheduled_at": start.to_string(),
    });
    let made = app.make("/api/v1/interviews", body).await;
    let path = made.header("location").to_owned();
    assert_eq!(app.get(&path).await["room_status"], "ready", "at once");
    let worker = app.worker();
    while worker.run_once().await {}
    assert_eq!(app.get(&path).await["room_status"], "ready");
    let mut raw = app.db.raw();
    for (what, sql) in [
        ("mail", "SELECT body_text AS text FROM messages"),
        (
            "calendar entry",
            "SELECT replace(replace(ics, CHR(13) || CHR(10) || ' ', ''), CHR(10), '|') AS text FROM messages",
        ),
    ] {
        let sql = if app.db.engine() == testkit::db::Engine::Sqlite {
            sql.replace("CHR(", "char(")
        } else {
            sql.into()
        };
        let texts = raw.texts(&sql);
        assert_eq!(texts.len(), 2, "{what}");
        for text in texts {
            assert!(text.contains("https://meet.example.com/acme-"), "{what}: {text}");
        }
    }
    app.clock.set(start);
    let room = made["room_id"].as_str().unwrap_or_default().to_owned();
    let join = app.anonymous(Method::POST, &format!("{path}/join"));
    let joined = app.send(join.json(&json!({"room_id": room, "role": "candidate"}))).await;
    let there = joined["meeting_link"].as_str().unwrap_or_default().to_owned();
    assert!(there.starts_with("https://meet.example.com/acme-") && !there.contains(&room), "{}", joined.text);
    let page = app.send(app.anonymous(Method::GET, &format!("/rooms/{room}?as=candidate"))).await;
    assert!(page.text.contains(&there), "{}", page.text);
}

async fn addresses_are_checked(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for url in [
        "http://meet.example.com/a",
        "javascript:alert(1)",
        "https://{room}.example.com",
        "https://a.example/{id}",
    ] {
        let body = json!({"provider": "link", "link": {"url": url}});
        check_problem(url, &app.put(&provider(company), body).await, 422, "invalid", &["/link/url"]);
    }
    let missing = app.put(&provider(company), json!({"provider": "link"})).await;
    check_problem("missing", &missing, 422, "invalid", &["/link"]);
}

async fn the_default_has_nothing_to_warn_of(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let warning = app.get(&provider(company)).await["warning"].as_str().unwrap_or_default().to_owned();
    assert_eq!(warning, "", "a TURN server is there");
}

async fn who_is_invited_to_talk_on_the_page_is_told_so(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (ivy, job) = (app.user(company, "ivy").await, app.job(company, "Welder").await);
    let candidate = app.candidate(company, "ann").await;
    app.gates(company, candidate, job, [true, true, true]).await;
    let make = async |kind: &str, hours: i64| {
        let start = testkit::at(e2e::NOW).plus_minutes(hours * 60).to_string();
        let body = json!({
            "candidate_id": candidate, "job_id": job, "interview_type": kind, "interviewer_ids": [ivy],
            "scheduled_at": start,
        });
        app.make("/api/v1/interviews", body).await
    };
    let mails = async || {
        let worker = app.worker();
        while worker.run_once().await {}
        while worker.run_once().await {}
        let mut raw = app.db.raw();
        let texts = raw.texts("SELECT body_text AS text FROM messages");
        raw.execute("DELETE FROM messages");
        texts
    };
    make("online", 24).await;
    let sent = mails().await;
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|text| text.contains("with sound and picture")), "{sent:?}");

    make("offline", 30).await;
    let link = json!({"provider": "link", "link": {"url": "https://meet.example.com/acme-{room}"}});
    app.put(&provider(company), link).await;
    make("online", 36).await;
    let sent = mails().await;
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|text| !text.contains("with sound and picture")), "{sent:?}");
}

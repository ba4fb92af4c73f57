//! What these tests start from: a company with a job, an interviewer, a candidate, and a link for them.

use crate::interviews::start::candidate;
use crate::pages::visit::Browser;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::db::TestDb;

pub(crate) use crate::interviews::start::{enable, ready as without_link, with};

pub(crate) const LINKS: &str = "/api/v1/scheduling-links";

/// A server with company 1, its staff member 1, job 1 and candidate 1, whom everything is enabled for. It is 8 o'clock (UTC) on
/// Monday, 20 January 2025. The member of staff works from 9 to 12 on weekdays.
pub(crate) async fn ready(db: TestDb) -> App {
    let app = without_link(db).await;
    app.clock.set(testkit::at("2025-01-20T08:00:00Z"));
    hours(&app, 1).await;
    app
}

/// Gives a user their weekly hours.
pub(crate) async fn hours(app: &App, user: i64) {
    for day in 1..=5 {
        let body = json!({
            "interviewer": user, "day_of_week": day, "start_time": "09:00", "end_time": "12:00",
            "valid_from": "2025-01-01",
        });
        app.make("/api/interviews/availability", body).await;
    }
}

/// A link for candidate 1, with user 1, for an hour, from today to Friday.
pub(crate) fn body() -> Value {
    json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "interviewer_ids": [1], "duration_minutes": 60,
        "last_day": "2025-01-24", "moves": 1, "change_minutes_before": 60,
    })
}

/// A link that was made, as its candidate has it.
pub(crate) struct Link {
    pub(crate) id: String,
    /// The path of the page.
    pub(crate) path: String,
}

impl Link {
    pub(crate) fn of(made: &Value) -> Self {
        let url = made["url"].as_str().unwrap_or_else(|| panic!("no address: {made}"));
        let path = url.find("/pick/").map(|at| url[at..].to_owned()).expect("its path");
        Self { id: made["id"].as_str().expect("an id").to_owned(), path }
    }

    /// As the API shows it.
    pub(crate) async fn read(&self, app: &App) -> Answer {
        app.get(&format!("{LINKS}/{}", self.id)).await
    }
}

/// Makes a link with other or more fields.
pub(crate) async fn link(app: &App, fields: &Value) -> Link {
    Link::of(&app.make(LINKS, with(body(), fields)).await.body)
}

/// Another candidate who may be interviewed.
pub(crate) async fn another(app: &App, name: &str) -> i64 {
    let id = candidate(app, name).await;
    enable(app, id, true).await;
    id
}

pub(crate) async fn get(app: &App, path: &str) -> Answer {
    Browser::new(app).get(path).await
}

/// Sends a form of the page.
pub(crate) async fn post(app: &App, path: &str, fields: &[(&str, &str)]) -> Answer {
    Browser::new(app).post(path, fields).await
}

pub(crate) async fn hold(app: &App, link: &Link, start: &str) -> Answer {
    post(app, &link.path, &[("do", "hold"), ("start", start)]).await
}

pub(crate) async fn book(app: &App, link: &Link, start: &str) -> Answer {
    post(app, &link.path, &[("do", "book"), ("start", start)]).await
}

/// Books without a hold, and answers the interview's path.
pub(crate) async fn booked(app: &App, link: &Link, start: &str) -> String {
    let done = book(app, link, start).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let seen = link.read(app).await;
    let interview = seen["interview_id"].as_str().unwrap_or_else(|| panic!("no interview: {}", seen.text));
    format!("/api/v1/interviews/{interview}")
}

/// The times that the page offers, on whatever clock.
pub(crate) fn offered(page: &Answer) -> Vec<String> {
    let buttons = page.text.split("name=\"start\" value=\"").skip(1);
    buttons.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// All that the database holds of what a link could change.
pub(crate) fn everything(app: &App) -> Vec<String> {
    let mut raw = app.db.raw();
    let queries = [
        "SELECT subject || ' ' || source_kind || ' ' || state AS text FROM commitments ORDER BY 1",
        "SELECT status || ' ' || sequence AS text FROM interviews ORDER BY 1",
        "SELECT moves_left || ' ' || version AS text FROM scheduling_links ORDER BY 1",
        "SELECT kind AS text FROM effects ORDER BY 1",
    ];
    queries.iter().flat_map(|query| raw.texts(query)).collect()
}

/// Sends many forms at once.
pub(crate) async fn all_at_once(app: &App, forms: Vec<(String, String)>) -> Vec<u16> {
    let mut sent = tokio::task::JoinSet::new();
    for (path, body) in forms {
        let request = app.anonymous(Method::POST, &path);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    sent.join_all().await
}

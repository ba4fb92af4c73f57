//! Interviews in the nights in which the company's clocks change: what is counted goes by, what is told is on the wall
//! clock.

use super::start::{INTERVIEWS, body, candidate, enable, join, path, ready, with};
use e2e::{App, check_problem};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_hours_to_ninety_days,
        reminders_go_by_time_that_passes,
        the_window_the_end_and_the_link,
        patterns_of_the_night,
    ]
}

/// An interview of an hour in which clocks change.
struct Night {
    zone: &'static str,
    /// As a client writes it, and as the product does.
    start: &'static str,
    utc: &'static str,
    /// What people are told.
    told: &'static str,
    /// The ends of patterns that cover it, and that just don't.
    until: [&'static str; 2],
}

/// In order of time; of each zone the night in which clocks go forward and the one in which they go back.
const NIGHTS: [Night; 6] = [
    Night {
        zone: "America/New_York",
        start: "2025-03-09T01:30:00-05:00",
        utc: "2025-03-09T06:30:00Z",
        told: "Sunday, 9 March 2025, 01:30–03:30 (America/New York, UTC-05:00 → UTC-04:00)",
        until: ["03:30", "03:29"],
    },
    Night {
        zone: "Europe/Berlin",
        start: "2025-03-30T01:30:00+01:00",
        utc: "2025-03-30T00:30:00Z",
        told: "Sunday, 30 March 2025, 01:30–03:30 (Europe/Berlin, UTC+01:00 → UTC+02:00)",
        until: ["03:30", "03:29"],
    },
    Night {
        zone: "Australia/Lord_Howe",
        start: "2025-04-06T01:30:00+11:00",
        utc: "2025-04-05T14:30:00Z",
        told: "Sunday, 6 April 2025, 01:30–02:00 (Australia/Lord Howe, UTC+11:00 → UTC+10:30)",
        until: ["02:00", "01:59"],
    },
    Night {
        zone: "Australia/Lord_Howe",
        start: "2025-10-05T01:30:00+10:30",
        utc: "2025-10-04T15:00:00Z",
        told: "Sunday, 5 October 2025, 01:30–03:00 (Australia/Lord Howe, UTC+10:30 → UTC+11:00)",
        until: ["03:00", "02:59"],
    },
    Night {
        zone: "Europe/Berlin",
        start: "2025-10-26T02:30:00+02:00",
        utc: "2025-10-26T00:30:00Z",
        told: "Sunday, 26 October 2025, 02:30–02:30 (Europe/Berlin, UTC+02:00 → UTC+01:00)",
        until: ["03:00", "02:59"],
    },
    Night {
        zone: "America/New_York",
        start: "2025-11-02T01:30:00-04:00",
        utc: "2025-11-02T05:30:00Z",
        told: "Sunday, 2 November 2025, 01:30–01:30 (America/New York, UTC-04:00 → UTC-05:00)",
        until: ["02:00", "01:59"],
    },
];

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

impl Night {
    fn start(&self) -> Timestamp {
        at(self.utc)
    }

    /// Some seconds from the start, or before it.
    fn set(&self, app: &App, seconds: i64) {
        app.clock.set(self.start().plus_seconds(seconds));
    }

    /// Asks for the interview, at so many seconds from its start.
    async fn ask(&self, app: &App, seconds: i64, fields: &Value) -> e2e::Answer {
        self.set(app, seconds);
        app.post(INTERVIEWS, with(body(Some(self.start)), fields)).await
    }

    /// The interview, made a week before; its path.
    async fn interview(&self, app: &App, fields: &Value) -> String {
        let zone = app.patch("/api/v1/companies/1", json!({"time_zone": self.zone})).await;
        assert_eq!(zone.status, 200, "{}", zone.text);
        let made = self.ask(app, -7 * DAY, fields).await;
        assert_eq!((made.status, &made["scheduled_at"]), (201, &json!(self.utc)), "{}", made.text);
        assert_eq!(made["ends_at"], json!(self.start().plus_seconds(HOUR).to_string()), "{}", made.text);
        path(&made)
    }
}

async fn two_hours_to_ninety_days(db: TestDb) {
    let app = ready(db).await;
    for night in &NIGHTS {
        app.patch("/api/v1/companies/1", json!({"time_zone": night.zone})).await;
        let check = async |seconds: i64, slug: Option<&str>| {
            let answer = night.ask(&app, seconds, &json!({})).await;
            match slug {
                Some(slug) => check_problem(night.start, &answer, 422, slug, &["/scheduled_at"]),
                None => {
                    assert_eq!(answer.status, 201, "{} {seconds}: {}", night.start, answer.text);
                    let cancel = format!("{}/cancel", path(&answer));
                    assert_eq!(app.post(&cancel, json!({"reason": "ill"})).await.status, 200);
                }
            }
        };
        check(-90 * DAY - 1, Some("too-far")).await;
        check(-90 * DAY, None).await;
        check(-90 * DAY + 1, None).await;
        check(-2 * HOUR - 1, None).await;
        check(-2 * HOUR, None).await;
        check(-2 * HOUR + 1, Some("too-soon")).await;
    }
}

/// The texts of the reminders of an interview, once everything is done that is due.
async fn reminders(app: &App, path: &str) -> Vec<String> {
    let worker = app.worker();
    while worker.run_once().await {}
    let id = path.rsplit('/').next().unwrap_or_default();
    let list = app.get(&format!("/api/v1/messages?company_id=1&kind=reminder&interview_id={id}")).await;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no messages: {}", list.text)).clone();
    let mut texts = Vec::new();
    for message in items {
        let id = message["id"].as_str().unwrap_or_default();
        let whole = app.get(&format!("/api/v1/messages/{id}?company_id=1")).await;
        texts.push(whole["text"].as_str().unwrap_or_default().to_owned());
    }
    texts
}

async fn reminders_go_by_time_that_passes(db: TestDb) {
    let app = ready(db).await;
    for night in &NIGHTS {
        let path = night.interview(&app, &json!({})).await;
        for (seconds, count) in [(-DAY - 1, 0), (-DAY, 2), (-HOUR - 1, 2), (-HOUR, 4), (0, 4)] {
            night.set(&app, seconds);
            let texts = reminders(&app, &path).await;
            assert_eq!(texts.len(), count, "{} {seconds}", night.start);
            for text in texts {
                assert!(text.contains(night.told), "{}: {text}", night.told);
            }
        }
    }
}

async fn the_window_the_end_and_the_link(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    enable(&app, bob, true).await;
    for night in &NIGHTS {
        let missed = night.interview(&app, &json!({})).await;
        let held = night.interview(&app, &json!({"candidate_id": bob, "interviewer_ids": []})).await;
        let room = app.get(&held).await["room_id"].as_str().unwrap_or_default().to_owned();
        for (seconds, role, status) in [
            (-901, "candidate", 409),
            (-900, "candidate", 200),
            (-899, "interviewer", 200),
            (HOUR + 899, "candidate", 200),
            (HOUR + 900, "interviewer", 200),
            (HOUR + 901, "candidate", 409),
        ] {
            night.set(&app, seconds);
            let joined = join(&app, &held, &room, role).await;
            assert_eq!(joined.status, status, "{} {seconds}: {}", night.start, joined.text);
        }
        for (seconds, completed, no_show) in [(HOUR - 1, 0, 0), (HOUR, 1, 1), (HOUR + 1, 0, 0)] {
            night.set(&app, seconds);
            let ended = app.post(&format!("{INTERVIEWS}/auto-update-status"), json!({})).await;
            let expected = json!({"completed": completed, "no_show": no_show});
            assert_eq!(ended.body, expected, "{} {seconds}", night.start);
        }
        for (path, status) in [(&missed, "no_show"), (&held, "completed")] {
            assert_eq!(app.get(path).await["status"], status, "{}", night.start);
        }
        for (seconds, there) in [(HOUR + DAY - 1, true), (HOUR + DAY, true), (HOUR + DAY + 1, false)] {
            night.set(&app, seconds);
            assert_eq!(app.get(&held).await["meeting_link"].is_string(), there, "{} {seconds}", night.start);
        }
    }
}

/// The interviewer is to be had while the wall clock shows the pattern's times: twice, where it shows them twice.
async fn patterns_of_the_night(db: TestDb) {
    let app = ready(db).await;
    let pattern = json!({
        "interviewer": 1, "day_of_week": 7, "start_time": "01:00", "end_time": "04:00", "valid_from": "2025-01-01",
    });
    let made = app.make("/api/interviews/availability", pattern).await;
    let pattern = format!("/api/interviews/availability/{}", made.id());
    for night in &NIGHTS {
        app.patch("/api/v1/companies/1", json!({"time_zone": night.zone})).await;
        let [enough, too_short] = night.until;
        for (end, status) in [(too_short, 409), (enough, 201)] {
            let changed = app.patch(&pattern, json!({"end_time": end})).await;
            assert_eq!(changed.status, 200, "{}", changed.text);
            let asked = night.ask(&app, -7 * DAY, &json!({})).await;
            assert_eq!(asked.status, status, "{} until {end}: {}", night.told, asked.text);
        }
    }
}

//! A hiring day from an empty company to eight confirmed interviews, call by call. What is written down here stands in
//! `docs/first-day.md`, word by word.
//!
//! `MERIDIAN_WRITE_DOCS=1` writes that page anew.

mod transcript;

use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use transcript::Transcript;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_hiring_day]
}

/// The candidates, as a file of the applicants' system might have them.
const APPLICANTS: &str = "\
name,email,phone
Ada Lovelace,ada@example.com,+44 20 7946 0001
Grace Hopper,grace@example.com,
Alan Turing,alan@example.com,
Edsger Dijkstra,edsger@example.com,
Barbara Liskov,barbara@example.com,
Donald Knuth,donald@example.com,
Frances Allen,frances@example.com,
Tony Hoare,tony@example.com,
";

async fn a_hiring_day(db: TestDb) {
    let mut day = Transcript::begin(db).await;
    day.says(
        "# A hiring day",
        "From an empty company to eight confirmed interviews with four interviewers, in {calls} calls. It is Monday, 20 \
         January 2025; the interviews are on Wednesday. An administrator has made \
         the company Acme, in Berlin, and its owner. All calls are the owner's, with their session in `Authorization`. The answers show the fields that matter here.\n\nThe test \
         `tests/tests/it/first_day` makes these calls on both databases, and fails where this page says something else.",
    );
    let interviewers = people(&mut day).await;
    hours(&mut day, &interviewers).await;
    let applicants = applicants(&mut day).await;
    let slots = slots(&mut day, &interviewers).await;
    bookings(&mut day, &applicants, &slots).await;
    assert!(day.calls() <= 20, "{} calls", day.calls());
    day.check();
}

async fn people(day: &mut Transcript) -> Vec<Value> {
    day.says(
        "## People",
        "Four interviewers, one call each. The company's zone is theirs, unless they have their own.",
    );
    let mut interviewers = Vec::new();
    for name in ["Ines", "Imre", "Ivan", "Iris"] {
        let email = format!("{}@example.com", name.to_lowercase());
        let body = json!({"name": name, "email": email, "role": "staff"});
        interviewers.push(day.post("/api/v1/users", body, &["id", "name"]).await["id"].clone());
    }
    interviewers
}

async fn hours(day: &mut Transcript, interviewers: &[Value]) {
    day.says(
        "## Hours",
        "Monday to Friday from nine to five, for all four at once. The answer says what that takes away: before, each could \
         be booked at any hour of the day.",
    );
    let week = json!({
        "interviewers": interviewers, "days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00",
        "slot_duration": 45, "break_duration": 15, "valid_from": "2025-01-20",
    });
    let made = day.post("/api/interviews/availability/create_week", week, &["created", "takes_away"]).await;
    assert_eq!(made["created"], 20);
}

/// The job, and its candidates on the shortlist.
struct Applicants {
    job: Value,
    candidates: Vec<Value>,
}

async fn applicants(day: &mut Transcript) -> Applicants {
    day.says("## A job and its candidates", "");
    let job = day.post("/api/v1/jobs", json!({"title": "Compiler engineer"}), &["id"]).await["id"].clone();
    day.post_csv("/api/v1/candidates/import", APPLICANTS, &["created", "updated"]).await;
    day.says("", "The import goes by e-mail and names no ids. The list does:");
    let listed = day.get("/api/v1/candidates?limit=200", &["id", "name"]).await;
    let candidates = each(&listed, "id");
    assert_eq!(candidates.len(), 8);
    day.says("", "On the shortlist, and enabled for interviews, online ones too:");
    let shortlist = json!({
        "candidates": candidates, "shortlisted": true, "interview_enabled": true, "online_interview_enabled": true,
    });
    day.post(&format!("/api/v1/jobs/{job}/shortlist"), shortlist, &[]).await;
    Applicants { job, candidates }
}

async fn slots(day: &mut Transcript, interviewers: &[Value]) -> Vec<Value> {
    day.says(
        "## Slots",
        "Wednesday's slots of each interviewer, from their hours. What stands in the way of one is in `unavailable_slots`.",
    );
    for interviewer in interviewers {
        let body = json!({"interviewer": interviewer, "start_date": "2025-01-22", "end_date": "2025-01-22"});
        let fields = ["created", "skipped", "unavailable_slots"];
        let made = day.post("/api/interviews/slots/generate", body, &fields).await;
        assert_eq!(made["created"], 8);
    }
    day.says("", "The soonest that are free, two of each interviewer:");
    let search = "/api/interviews/available-slots?start_date=2025-01-22&end_date=2025-01-22&limit=8";
    let found = day.get(search, &["id", "start_time", "interviewer_name"]).await;
    let slots = each(&found, "id");
    assert_eq!(slots.len(), 8);
    slots
}

async fn bookings(day: &mut Transcript, applicants: &Applicants, slots: &[Value]) {
    day.says(
        "## Bookings",
        "Each candidate in one of these slots, confirmed: all of them, or none. Candidates and interviewers have mail with the \
         time and a calendar file as soon as the worker has sent it.",
    );
    let pairs = applicants.candidates.iter().zip(slots);
    let bookings: Vec<Value> =
        pairs.map(|(candidate, slot)| json!({"candidate_id": candidate, "slot_id": slot})).collect();
    let body = json!({"interview_type": "online", "confirm": true, "round": 1, "bookings": bookings});
    let fields = ["candidate_id", "status", "scheduled_at", "duration_minutes", "interviewers"];
    let booked = day.post(&format!("/api/v1/jobs/{}/interviews", applicants.job), body, &fields).await;
    assert_eq!(each(&booked, "status"), vec![json!("scheduled"); 8]);

    day.says("## The day", "Who meets whom, in order of time:");
    let calendar = "/api/interviews/calendar?start_date=2025-01-22&end_date=2025-01-22";
    let shown = day.get(calendar, &["start", "candidate_name", "interviewer_name", "schedule_status"]).await;
    assert_eq!(each(&shown, "schedule_status"), vec![json!("confirmed"); 8]);
}

/// A field of each of the items.
fn each(answer: &Value, field: &str) -> Vec<Value> {
    answer["items"].as_array().into_iter().flatten().map(|item| item[field].clone()).collect()
}

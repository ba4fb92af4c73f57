//! What the product offers in a company.

use super::world::{SLOTS, World};
use e2e::Answer;
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60;

impl World<'_> {
    /// Everything that search finds, page by page.
    pub(crate) async fn search(&self, limit: i64) -> Vec<Value> {
        let date = |days: i64| self.monday.plus_minutes(days * DAY).to_string()[..10].to_owned();
        let body = json!({"company_id": self.company, "start_date": date(-10), "end_date": date(200)});
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("{SLOTS}/search_available/?limit={limit}{cursor}");
            let page = self.app.post(&path, body.clone()).await;
            found.extend(items(&page, "items"));
            let Some(next) = page["next"].as_str() else { return found };
            cursor = format!("&cursor={next}");
        }
    }

    /// All slots of the company.
    pub(crate) async fn slots(&self) -> Vec<Value> {
        items(&self.app.get(&format!("{SLOTS}?company_id={}&limit=200", self.company)).await, "items")
    }

    pub(crate) async fn slot(&self, slot: &Value) -> Value {
        let id = slot["id"].as_str().expect("an id");
        self.app.get(&format!("{SLOTS}/{id}")).await.body
    }

    /// A template of these people.
    pub(crate) async fn template(&self, people: &[i64], minutes: i64) -> i64 {
        let body = json!({
            "company_id": self.company, "name": "Meeting", "duration_minutes": minutes, "interviewers": people,
        });
        self.app.make("/api/v1/interview-templates", body).await.id()
    }

    /// A template for which one of these people is enough.
    pub(crate) async fn template_of_one(&self, people: &[i64], minutes: i64) -> i64 {
        let body = json!({
            "company_id": self.company, "name": "One of them", "duration_minutes": minutes, "interviewers": people,
            "groups": [{"members": people, "required": 1}], "step_minutes": 1, "minimum_notice_minutes": 0,
        });
        self.app.make("/api/v1/interview-templates", body).await.id()
    }

    /// When the people of a template can meet.
    pub(crate) async fn availability(
        &self,
        template: i64,
        (start, end): (Timestamp, Timestamp),
        rules: &str,
    ) -> Answer {
        let path = format!("/api/interviews/{template}/availability?start={start}&end={end}&{rules}");
        let answer = self.app.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    }

    /// Whether availability has them free for all of a slot.
    pub(crate) async fn are_free(&self, people: &[i64], slot: &Value) -> bool {
        if people.is_empty() {
            return true;
        }
        let at = |field: &str| testkit::at(slot[field].as_str().expect("an instant"));
        let (start, end) = (at("start_time"), at("end_time"));
        let minutes = (end.unix() - start.unix()) / 60;
        let template = self.template(people, minutes).await;
        let answer =
            self.availability(template, (start, end), "step_minutes=1&minimum_notice_minutes=0").await;
        !items(&answer, "availableSlots").is_empty()
    }
}

pub(crate) fn items(answer: &Answer, list: &str) -> Vec<Value> {
    answer[list].as_array().unwrap_or_else(|| panic!("no {list}: {}", answer.text)).clone()
}

/// Status and slug.
pub(crate) fn told(answer: &Answer) -> (u16, String) {
    let slug = answer["type"].as_str().unwrap_or_default().trim_start_matches("/problems/");
    (answer.status, slug.to_owned())
}

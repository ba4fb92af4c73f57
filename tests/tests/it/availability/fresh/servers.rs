//! Servers that remember, and one that reads everything each time: they must say the same.

use super::dice::Dice;
use super::question::{PageQuestion, Question};
use crate::conventions::second::{Second, TOKEN};
use app::known_people::KnownPeople;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use testkit::db::TestDb;

/// What a server of these tests may remember.
pub(super) const BYTES: usize = 16 << 20;

/// Three servers on one database: the first two remember, the third reads everything each time.
pub(super) struct Servers {
    pub(super) app: App,
    pub(super) other: Second,
    oracle: Second,
    /// What was answered under each entity tag.
    tagged: Mutex<HashMap<String, String>>,
    /// What the other server's pages would remember, and what the third's would not.
    pages: [KnownPeople; 2],
}

impl Servers {
    pub(super) async fn start(db: TestDb) -> Self {
        let app = App::start(db).await;
        let (other, oracle) = (Second::with(&app, None, BYTES), Second::with(&app, None, 0));
        let pages = [BYTES, 0].map(|bytes| KnownPeople::new((*app.db).clone(), bytes));
        Self { app, other, oracle, tagged: Mutex::default(), pages }
    }

    /// Asks all of them; they must say the same.
    pub(super) async fn answer(&self, what: &str, question: &Question) {
        match question {
            Question::Path(path) => drop(self.ask(what, path).await),
            Question::Page(page) => self.look(what, page).await,
        }
    }

    async fn look(&self, what: &str, page: &PageQuestion) {
        let now = self.app.clock.now();
        let [other, oracle] = &self.pages;
        let expected = page.ask(oracle, now).await;
        for (server, people) in [("first", &self.app.known), ("second", other)] {
            assert_eq!(page.ask(people, now).await, expected, "the {server} server, {what}: {page:?}");
        }
    }

    /// Asks all of them; they must say the same.
    pub(super) async fn ask(&self, what: &str, path: &str) -> Answer {
        let expected = self.oracle.get(&self.app, path, TOKEN).await;
        let other = || self.other.get(&self.app, path, TOKEN);
        // What a server has said it says again from memory.
        for (server, answer) in [
            ("first", self.app.get(path).await),
            ("first, again,", self.app.get(path).await),
            ("second", other().await),
            ("second, again,", other().await),
        ] {
            assert_eq!(
                (answer.status, said(&answer)),
                (expected.status, said(&expected)),
                "the {server} server, {what}: {path}"
            );
            self.check_tag(&answer, path);
        }
        expected
    }

    /// Answers of one tag are the same, whenever and by which server they were given.
    fn check_tag(&self, answer: &Answer, path: &str) {
        let tag = answer.header("etag");
        if tag.is_empty() {
            return;
        }
        let mut tagged = self.tagged.lock().unwrap_or_else(PoisonError::into_inner);
        let before = tagged.entry(tag.to_owned()).or_insert_with(|| answer.text.clone());
        assert_eq!(*before, answer.text, "{tag} of {path}");
    }

    /// Changes something by one of the two that remember. What is refused is as good as what is done.
    pub(super) async fn change(&self, dice: &mut Dice, method: Method, path: &str, body: &Value) -> Answer {
        // The second server was not given what these need: passwords, a client of feeds, and threads that book.
        let needy = [
            "/api/v1/users",
            "/api/v1/calendars",
            "/api/v1/appointments/book",
            "/api/v1/appointments/appointments",
        ];
        let first = needy.iter().any(|needy| path.starts_with(needy));
        let request = match first || dice.yes() {
            true => self.app.request(method, path),
            false => self.other.request(method, path, TOKEN),
        };
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = self.app.send(request).await;
        assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.text);
        answer
    }
}

/// What an answer says: all of it, but that each refusal has a name of its own.
fn said(answer: &Answer) -> String {
    let mut body = answer.body.clone();
    match body.as_object_mut().filter(|_| answer.status != 200) {
        Some(refusal) => {
            refusal.remove("instance");
            body.to_string()
        }
        None => answer.text.clone(),
    }
}

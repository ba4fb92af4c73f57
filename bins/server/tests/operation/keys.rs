//! What stored secrets are sealed with.

use crate::program::{Place, Server};
use serde_json::json;
use testkit::Case;
use testkit::db::{Raw, TestDb};

const OLD: &str = "SECRET_KEY=an-old-and-random-key";
const NEW: &str = "SECRET_KEY=a-new-and-random-key";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        another_key_is_refused_and_a_key_is_changed_by_giving_both,
        answers_that_are_kept_come_under_the_new_key_too,
        the_key_of_the_installation_gives_way_to_one_that_is_given,
        calendars_that_were_stored_before_they_were_sealed_are_sealed_at_the_start,
    ]
}

/// A company with something of each kind that is easily made: a webhook, a calendar with a password.
fn fill(server: &Server) -> (i64, i64) {
    let company = server.post("/api/v1/companies", json!({"name": "A"})).id();
    let user = json!({"company_id": company, "email": "ann@a.test", "name": "Ann", "role": "staff"});
    let user = server.post("/api/v1/users", user).id();
    let webhook = json!({"company_id": company, "url": "https://hooks.example.test/x"});
    assert_eq!(server.post("/api/v1/webhooks", webhook).status, 201);
    let calendar = json!({
        "user_id": user, "kind": "ics_url", "name": "Work", "url": "https://cal.example.test/private-0123/basic.ics",
        "credentials": {"username": "ann", "password": "hunter2"},
    });
    (company, server.post("/api/v1/calendars", calendar).id())
}

fn check_calendar(server: &Server, id: i64) {
    let calendar = server.get(&format!("/api/v1/calendars/{id}"));
    assert_eq!(calendar.json()["url"], "https://cal.example.test/private-0123/basic.ics", "{calendar:?}");
}

fn stored(place: &Place) -> Vec<String> {
    let sql = "SELECT url AS text FROM calendars UNION ALL SELECT credentials FROM calendars \
               UNION ALL SELECT secret FROM webhooks";
    Raw::connect(&place.url).texts(sql)
}

async fn another_key_is_refused_and_a_key_is_changed_by_giving_both(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&[OLD]);
    let (_, calendar) = fill(&server);
    server.stop();
    let sealed = stored(&place);
    assert_eq!(sealed.len(), 3);
    assert!(sealed.iter().all(|text| text.starts_with("v1:")), "{sealed:?}");

    for words in [&[NEW][..], &[]] {
        let (started, said) = place.run(words);
        assert!(
            !started && said.contains("another SECRET_KEY") && said.contains("SECRET_KEY_PREVIOUS"),
            "{said}"
        );
    }
    assert_eq!(stored(&place), sealed, "nothing was changed");

    let server = place.start(&[NEW, "SECRET_KEY_PREVIOUS=an-old-and-random-key"]);
    check_calendar(&server, calendar);
    let said = server.stop();
    assert!(said.contains("sealed anew"), "{said}");
    let anew = stored(&place);
    assert!(anew.iter().all(|text| text.starts_with("v1:") && !sealed.contains(text)), "{anew:?}");

    let server = place.start(&[NEW]);
    check_calendar(&server, calendar);
    server.stop();
    let (started, said) = place.run(&[OLD]);
    assert!(!started && said.contains("another SECRET_KEY"), "{said}");
    let (well, said) = place.run(&["doctor", NEW]);
    assert!(well && said.contains("ok    keys: SECRET_KEY opens all 3 secrets"), "{said}");
    let (well, said) = place.run(&["doctor", OLD]);
    assert!(!well && said.contains("FAIL  keys: "), "{said}");
}

async fn answers_that_are_kept_come_under_the_new_key_too(db: TestDb) {
    let place = Place::of(db);
    let ask = |server: &Server| {
        let answer = server.post_once("/api/v1/api-keys", "once", json!({"name": "Shop", "role": "admin"}));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["key"].as_str().expect("a key").to_owned()
    };
    let sealed = || Raw::connect(&place.url).texts("SELECT sealed AS text FROM idempotency_keys");
    let server = place.start(&[OLD]);
    let first = ask(&server);
    server.stop();
    let before = sealed();
    let server = place.start(&[NEW, "SECRET_KEY_PREVIOUS=an-old-and-random-key"]);
    assert_eq!(ask(&server), first);
    server.stop();
    let server = place.start(&[NEW]);
    assert_eq!(ask(&server), first, "without the key before");
    server.stop();
    let after = sealed();
    assert!(before.iter().chain(&after).all(|text| text.starts_with("v1:")), "{before:?} {after:?}");
    assert!((before.len(), after.len()) == (1, 1) && before != after, "{before:?} {after:?}");
}

async fn the_key_of_the_installation_gives_way_to_one_that_is_given(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&[]);
    let (_, calendar) = fill(&server);
    server.stop();
    let own = "SELECT name AS text FROM settings WHERE name = 'secret_key'";
    assert_eq!(Raw::connect(&place.url).texts(own).len(), 1);
    let server = place.start(&[NEW]);
    check_calendar(&server, calendar);
    server.stop();
    assert!(Raw::connect(&place.url).texts(own).is_empty(), "a key beside what it opens protects little");
    let (started, said) = place.run(&[]);
    assert!(!started && said.contains("another SECRET_KEY"), "{said}");
}

async fn calendars_that_were_stored_before_they_were_sealed_are_sealed_at_the_start(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&[OLD]);
    let (_, calendar) = fill(&server);
    server.stop();
    Raw::connect(&place.url).execute(
        "DELETE FROM settings WHERE name = 'secret_key_probe'; \
         UPDATE calendars SET url = 'https://cal.example.test/private-0123/basic.ics', credentials = 'ann' || chr(10) || 'x';"
            .replace("chr(10)", if place.url.starts_with("sqlite") { "char(10)" } else { "chr(10)" })
            .as_str(),
    );
    let before = stored(&place);
    let (started, said) = place.run(&[NEW]);
    assert!(!started && said.contains("another SECRET_KEY"), "the webhook's secret tells, too: {said}");
    assert_eq!(stored(&place), before, "nothing was sealed with the wrong key");
    let server = place.start(&[OLD]);
    check_calendar(&server, calendar);
    server.stop();
    let sealed = stored(&place);
    assert!(sealed.iter().all(|text| text.starts_with("v1:")), "{sealed:?}");
}

//! What servers remember is what is stored: two that remember, and one that reads everything each time, on one database.
//!
//! `MERIDIAN_FRESH_CHANGES` says how many changes are made (200), `MERIDIAN_FRESH_SEED` which.

mod dice;
mod question;
mod servers;
mod shop;
mod world;

use super::calendars::{create_calendar, import};
use crate::conventions::second::TOKEN;
use crate::shop::start::{SERVICES, Shop};
use crate::slots::start::SLOTS;
use app::known_people::KnownPeople;
use dice::Dice;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::{App, check_problem};
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use reqwest::Method;
use scheduling_core::time::Interval;
use serde_json::json;
use servers::{BYTES, Servers};
use testkit::db::TestDb;
use testkit::{at, seed};
use world::World;

#[expect(clippy::disallowed_methods, reason = "how many and which is a setting of the run")]
fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

pub(crate) async fn two_servers_never_tell_what_is_stale(db: TestDb) {
    let servers = Servers::start(db).await;
    let mut world = World::build(&servers.app).await;
    let mut dice = Dice(u64::try_from(setting("MERIDIAN_FRESH_SEED", 1)).expect("a seed"));
    let mut last = world.question(&mut dice, servers.app.clock.now());
    for number in 0..setting("MERIDIAN_FRESH_CHANGES", 200) {
        let what = world.change(&servers, &mut dice).await;
        let what = format!("after change {number}, {what}");
        // The question before it, of which something is remembered, and another.
        servers.answer(&what, &last).await;
        last = world.question(&mut dice, servers.app.clock.now());
        servers.answer(&what, &last).await;
    }
    let used = servers.app.known.bytes();
    assert!(used > 0 && used <= BYTES, "{used} bytes are remembered");
}

const WEEK: &str = "start=2025-01-21T00:00:00Z&end=2025-01-28T00:00:00Z&minimum_notice_minutes=0";

fn path(template: i64) -> String {
    format!("/api/interviews/{template}/availability?{WEEK}")
}

/// A company of people with simulated calendars, and a template of all of them.
async fn company(app: &App, people: usize) -> (i64, Vec<i64>, i64) {
    let company = app.company("Acme").await;
    let mut panel = Vec::new();
    for number in 0..people {
        let user = app.user(company, &format!("person{number}")).await;
        create_calendar(app, user, json!({"kind": "simulated"})).await;
        panel.push(user);
    }
    let template = app.template(company, &panel).await;
    (company, panel, template)
}

pub(crate) async fn what_has_not_moved_takes_one_statement(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (_, panel, template) = company(app, 12).await;
    let count = async || {
        let (statements, answer) = app.db.count_statements(app.get(&path(template))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        statements
    };
    count().await;
    assert_eq!(count().await, 1);
    // Whatever else is asked of the next weeks.
    let (statements, _) = app
        .db
        .count_statements(app.get(&format!("/api/interviews/{template}/availability?step_minutes=15")))
        .await;
    assert_eq!(statements, 1);
    // One of twelve people moves: their own rows are read, in as many statements as there are tables.
    let body = json!({"user_id": panel[7], "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    assert_eq!(
        count().await,
        9,
        "versions twice, user, bookings, calendars, times, periods, days off, patterns"
    );
    assert_eq!(count().await, 1);
    // The other server did none of it, and has to read it once.
    servers.ask("after a busy period", &path(template)).await;
    let (statements, _) = app.db.count_statements(servers.other.get(app, &path(template), TOKEN)).await;
    assert_eq!(statements, 1);
    app.patch(&format!("/api/v1/interview-templates/{template}"), json!({"duration_minutes": 30})).await;
    assert_eq!(
        count().await,
        5,
        "versions, versions of the template that was, template, its people, versions"
    );
    assert_eq!(count().await, 1);
}

pub(crate) async fn every_way_takes_one_statement(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let shop = Shop::open(app, "Europe/Berlin").await;
    create_calendar(app, shop.user, json!({"kind": "simulated"})).await;
    let (service, user, company) = (format!("{SERVICES}/{}", shop.service), shop.user, shop.company);
    let ways = [
        format!("{service}/slots?date=2025-01-21"),
        format!("{service}/slots?date=2025-01-21&staff_id={}", shop.staff),
        format!("{service}/slots?date=2025-01-21&explain=true"),
        format!("{service}/next-date"),
        format!("/api/v1/free-busy?user_ids={user}&company_id={company}"),
        "/book/salon/cut".to_owned(),
        "/book/salon/cut/2025-01-22".to_owned(),
        "/book/salon/cut/2025-02-22".to_owned(),
        format!("/book/salon/cut/2025-01-22?staff={}", shop.staff),
    ];
    let count = async |path: &String| {
        let (statements, answer) = app.db.count_statements(app.get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        statements
    };
    for path in &ways {
        count(path).await;
    }
    for path in ways.iter().chain(ways.iter().rev()) {
        assert_eq!(count(path).await, 1, "{path}");
    }
    let body = json!({"user_id": user, "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    for path in &ways {
        count(path).await;
        assert_eq!(count(path).await, 1, "after a busy period: {path}");
    }
    let moved = async |day: u32, path: &String| {
        let (start, end) = (format!("2025-01-{day}T09:00:00Z"), format!("2025-01-{day}T10:00:00Z"));
        app.make("/api/v1/busy-periods", json!({"user_id": user, "start": start, "end": end})).await;
        count(path).await
    };
    let (slots, page) = (moved(23, &ways[0]).await, moved(24, &ways[5]).await);
    assert!(page <= slots + 4, "{page} and {slots}: of a page its address is read beside who moved");
}

pub(crate) async fn near_and_far_windows_are_remembered_together(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let company = app.company("Acme").await;
    let user = app.user(company, "alice").await;
    let template = app.template(company, &[user]).await;
    let paths = [0, 200, 380, 800, -5].map(|days| {
        let start = app.clock.now().plus_minutes(days * 1440);
        let end = start.plus_minutes(7 * 1440);
        format!("/api/interviews/{template}/availability?start={start}&end={end}")
    });
    for path in paths.iter().chain(&paths) {
        servers.ask("so that it is remembered", path).await;
    }
    for path in paths.iter().chain(paths.iter().rev()) {
        let (statements, answer) = app.db.count_statements(app.get(path)).await;
        assert_eq!((statements, answer.status), (1, 200), "{path}: {}", answer.text);
    }
}

pub(crate) async fn a_search_reads_hosts_that_moved_alone(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (company, panel, _) = company(app, 3).await;
    for (number, person) in panel.iter().enumerate() {
        let body = json!({
            "start_time": format!("2025-01-2{number}T18:00:00Z"), "end_time": format!("2025-01-2{number}T19:00:00Z"),
            "interviewer": person, "company": company,
        });
        app.make(SLOTS, body).await;
    }
    let path = format!(
        "/api/interviews/available-slots?company_id={company}&start_date=2025-01-20&end_date=2025-01-25"
    );
    let count = async |found: usize| {
        let (statements, answer) = app.db.count_statements(app.get(&path)).await;
        assert_eq!(answer["items"].as_array().map(Vec::len), Some(found), "{}", answer.text);
        statements
    };
    let first = count(3).await;
    let known = count(3).await;
    assert!(known + 6 <= first, "{first} statements, and {known} of what is known");
    let body = json!({"user_id": panel[0], "start": "2025-01-24T18:00:00Z", "end": "2025-01-24T19:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    assert!(count(3).await > known);
    assert_eq!(count(3).await, known);
    let body = json!({"user_id": panel[0], "start": "2025-01-20T18:00:00Z", "end": "2025-01-20T19:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    count(2).await;
    assert_eq!(count(2).await, known, "why a slot can't be booked is not asked");
    servers.ask("once more", &path).await;
}

pub(crate) async fn what_ends_by_the_clock_ends(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (company, panel, template) = company(app, 1).await;
    let file = create_calendar(app, panel[0], json!({"kind": "ics_file"})).await;
    let permit = seed::owner(CompanyId(company));
    let now = app.clock.now();
    let start = at("2025-01-23T09:00:00Z");
    let claims = [Claim {
        subject: Subject::User(UserId(panel[0])),
        span: Span::bare(Interval::new(start, start.plus_minutes(600)).expect("hours")),
        source: Source { kind: SourceKind::Request, id: uuid::Uuid::nil() },
        hold: Hold::Until(now.plus_minutes(10)),
    }];
    let done = app
        .db
        .write(move |tx| Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, &claims)?.is_ok()));
    assert!(done.await.expect("a claim"));
    servers.ask("before the file is read", &path(template)).await;
    let empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nEND:VCALENDAR\r\n";
    assert_eq!(import(app, file, empty).await.status, 200);
    let held = servers.ask("while it is held", &path(template)).await;
    app.clock.advance(9 * 60 + 59);
    assert_eq!(servers.ask("a second before", &path(template)).await.text, held.text);
    app.clock.advance(1);
    let (statements, free) = app.db.count_statements(app.get(&path(template))).await;
    assert_eq!(statements, 1, "the clock moves, and nothing is read");
    assert_ne!(free.text, held.text);
    servers.ask("once it has expired", &path(template)).await;
}

pub(crate) async fn trust_ends_without_a_change(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let company = app.company("Acme").await;
    let user = app.user(company, "alice").await;
    let template = app.template(company, &[user]).await;
    let feed = e2e::Feed::start().await;
    feed.serve("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nEND:VCALENDAR\r\n", "\"v1\"");
    create_calendar(app, user, json!({"kind": "ics_url", "url": feed.url()})).await;
    app.worker().run_once().await;
    let status = async |case: &str| {
        let answer = servers.ask(case, &path(template)).await;
        (answer["sources"][0]["status"].clone(), answer["availableSlots"].as_array().map_or(0, Vec::len))
    };
    let (fresh, slots) = status("read").await;
    assert!(fresh == "fresh" && slots > 0, "{fresh}, {slots} slots");
    app.clock.advance(2 * 3600);
    assert_eq!(status("two hours later").await.0, "fresh");
    app.clock.advance(1);
    assert_eq!(status("a second more").await, (json!("stale"), 0));
    let (statements, _) = app.db.count_statements(app.get(&path(template))).await;
    assert_eq!(statements, 1, "nothing had to be read for that");
}

pub(crate) async fn everybody_at_once_shares_statements(db: TestDb) {
    let app = App::start(db).await;
    let (_, _, template) = company(&app, 3).await;
    let known: &KnownPeople = &app.known;
    let expected = app.get(&path(template)).await;
    assert!(known.bytes() > 0);
    let ask = async || {
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..48 {
            asked.spawn(app.request(Method::GET, &path(template)).send());
        }
        let mut texts = Vec::new();
        while let Some(answer) = asked.join_next().await {
            let answer = answer.expect("a task").expect("an answer");
            texts.push(answer.text().await.expect("a text"));
        }
        texts
    };
    let (statements, texts) = app.db.count_statements(ask()).await;
    assert_eq!(texts.len(), 48);
    assert!(texts.iter().all(|text| *text == expected.text));
    assert!(statements <= 48, "{statements} statements for 48 answers");
}

pub(crate) async fn memory_shows_nobody_what_they_may_not_see(db: TestDb) {
    let servers = Servers::start(db).await;
    let app = &servers.app;
    let (company, panel, template) = company(app, 2).await;
    let theirs = app.company("Theirs").await;
    servers.ask("so that it is remembered", &path(template)).await;
    let stranger = app.key(Some(theirs), "owner").await;
    let owner = app.key(Some(company), "owner").await;
    let ask = async |token: &str| app.send(app.request_by(token, Method::GET, &path(template))).await;
    check_problem("of another company", &ask(&stranger).await, 404, "not-found", &[]);
    assert_eq!(ask(&owner).await.status, 200);
    app.delete(&format!("/api/v1/interview-templates/{template}")).await;
    servers.ask("a template that is gone", &path(template)).await;
    check_problem("gone", &ask(&owner).await, 404, "not-found", &[]);
    let again = app.template(company, &panel).await;
    servers.ask("another template", &path(again)).await;
    // As a template may be stored from before this was refused.
    app.db.raw().execute(&format!("DELETE FROM template_interviewers WHERE template_id = {again}"));
    let refused = servers.ask("nobody interviews", &path(again)).await;
    check_problem("nobody interviews", &refused, 422, "invalid", &["/interviewers"]);
}

pub(crate) async fn a_small_memory_is_never_exceeded(db: TestDb) {
    let app = App::start(db).await;
    let (_, panel, all) = company(&app, 6).await;
    let small = KnownPeople::new((*app.db).clone(), 4_000);
    let permit = seed::platform();
    let now = app.clock.now();
    let wish = app::template_availability::Wish {
        window: Interval::new(now, now.plus_minutes(7 * 24 * 60)).expect("a week"),
        zone: scheduling_core::time::TimeZone::utc(),
        step_minutes: None,
        minimum_notice_minutes: None,
        buffer_before_minutes: None,
        buffer_after_minutes: None,
    };
    let company =
        app.get(&format!("/api/v1/users/{}", panel[0])).await["company_id"].as_i64().expect("a company");
    let mut templates = vec![all];
    for person in &panel {
        templates.push(app.template(company, &[*person]).await);
    }
    for template in templates.iter().chain(&templates) {
        let template = domain::TemplateId(*template);
        let asked = app::template_availability::Asked { template, wish: wish.clone(), explain: false, now };
        let known = app::template_availability::known(&small, permit.clone(), asked).await;
        assert!(known.is_ok());
        assert!(small.bytes() <= 4_000, "{} bytes", small.bytes());
    }
    assert!(small.bytes() > 0);
}

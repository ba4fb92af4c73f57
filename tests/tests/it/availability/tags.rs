//! `ETag` and `If-None-Match`: an answer that the client has is not sent again, and not one that it has not.

use crate::conventions::second::{Second, TOKEN};
use crate::shop::start::{SERVICES, SPECIAL_HOURS, Shop};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::{Answer, App, check_problem};
use persistence::StoreError;
use persistence::ledger::{self, Claim};
use reqwest::Method;
use scheduling_core::time::Interval;
use serde_json::json;
use testkit::db::TestDb;
use testkit::{at, seed};

const WEEK: &str = "start=2025-01-21T00:00:00Z&end=2025-01-28T00:00:00Z&minimum_notice_minutes=0";

async fn ask(app: &App, path: &str, tag: &str) -> Answer {
    app.send(app.request(Method::GET, path).header("if-none-match", tag)).await
}

/// Asks, and checks whether the client with that tag is sent the answer again; its tag.
async fn check(app: &App, path: &str, tag: &str, case: &str, again: bool) -> String {
    let answer = ask(app, path, tag).await;
    assert_eq!(answer.status, if again { 200 } else { 304 }, "{case}: {}", answer.text);
    assert_eq!(answer.text.is_empty(), !again, "{case}");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("etag") == tag, !again, "{case}");
    answer.header("etag").to_owned()
}

async fn template(app: &App) -> (i64, i64, String) {
    let company = app.company("Acme").await;
    let ann = app.user(company, "ann").await;
    let template = app.template(company, &[ann]).await;
    (company, ann, format!("/api/interviews/{template}/availability"))
}

/// Holds an hour of hers for 90 seconds.
async fn hold(app: &App, company: i64, ann: i64, start: &str) {
    let (now, start) = (app.clock.now(), at(start));
    let permit = seed::owner(CompanyId(company));
    let claims = [Claim {
        subject: Subject::User(UserId(ann)),
        span: Span::bare(Interval::new(start, start.plus_minutes(60)).expect("an hour")),
        source: Source { kind: SourceKind::Request, id: uuid::Uuid::nil() },
        hold: Hold::Until(now.plus_seconds(90)),
    }];
    let done = app
        .db
        .write(move |tx| Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, &claims)?.is_ok()));
    assert!(done.await.expect("a claim"));
}

pub(crate) async fn an_answer_that_is_still_so_is_not_sent_again(db: TestDb) {
    let app = App::start(db).await;
    let (company, ann, path) = template(&app).await;
    let week = format!("{path}?{WEEK}");
    let first = app.get(&week).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 24, "{tag}");
    let (statements, _) = app.db.count_statements(check(&app, &week, &tag, "at once", false)).await;
    assert_eq!(statements, 1, "the versions alone");
    let several = ask(&app, &week, &format!("\"other\", W/{tag}")).await;
    assert_eq!((several.status, several.header("etag")), (304, tag.as_str()), "one of several");
    check(&app, &week, "\"other\"", "another", true).await;
    check(&app, &format!("{path}?{WEEK}&step_minutes=15"), &tag, "another question", true).await;
    // The server beside it comes to the same.
    let other = app.beside();
    let beside = other.anonymous(Method::GET, &week).bearer_auth(e2e::ADMIN_TOKEN);
    assert_eq!(app.send(beside.header("if-none-match", &tag)).await.status, 304);
    let body = json!({"user_id": ann, "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let tag = check(&app, &week, &tag, "after a change", true).await;
    app.patch(&format!("/api/v1/companies/{company}"), json!({"active": false})).await;
    check(&app, &week, &tag, "a company that takes no bookings", true).await;
}

pub(crate) async fn a_tag_counts_as_long_as_its_minute(db: TestDb) {
    let app = App::start(db).await;
    let (company, ann, path) = template(&app).await;
    let week = format!("{path}?{WEEK}");
    hold(&app, company, ann, "2025-01-23T09:00:00Z").await;
    let tag = app.get(&week).await.header("etag").to_owned();
    app.clock.advance(1);
    let tag = check(&app, &week, &tag, "no longer on the minute", true).await;
    app.clock.advance(58);
    check(&app, &week, &tag, "within the minute", false).await;
    app.clock.advance(2);
    let tag = check(&app, &week, &tag, "the next minute", true).await;
    app.clock.advance(28);
    check(&app, &week, &tag, "a second before the hold expires", false).await;
    app.clock.advance(1);
    check(&app, &week, &tag, "the hold has expired", true).await;
    // A window that begins now goes on with the minute.
    let (soon, told) = (format!("{path}?minimum_notice_minutes=0"), format!("{path}?explain=true"));
    let (tag, told_tag) = (app.get(&soon).await, app.get(&told).await);
    let (tag, told_tag) = (tag.header("etag").to_owned(), told_tag.header("etag").to_owned());
    check(&app, &told, &told_tag, "an explanation", false).await;
    app.clock.advance(5);
    check(&app, &soon, &tag, "within the minute", false).await;
    check(&app, &told, &told_tag, "an explanation tells seconds", true).await;
    app.clock.advance(60);
    check(&app, &soon, &tag, "the next minute", true).await;
}

pub(crate) async fn a_tag_does_not_depend_on_how_much_was_read(db: TestDb) {
    let app = App::start(db).await;
    let (company, ann, path) = template(&app).await;
    let week = format!("{path}?{WEEK}");
    hold(&app, company, ann, "2025-05-30T09:00:00Z").await;
    // One server has read as far as a hold that the other has not.
    let far = app.get(&format!("{path}?start=2025-05-30T00:00:00Z&end=2025-05-31T00:00:00Z")).await;
    assert_eq!(far.status, 200, "{}", far.text);
    let other = app.beside();
    let beside = async || {
        let request = other.anonymous(Method::GET, &week).bearer_auth(e2e::ADMIN_TOKEN);
        app.send(request).await.header("etag").to_owned()
    };
    let tag = beside().await;
    assert!(!tag.is_empty());
    assert_eq!(app.get(&week).await.header("etag"), tag);
    app.clock.advance(91);
    assert_eq!(app.get(&week).await.header("etag"), beside().await, "it is not in the week");
}

pub(crate) async fn what_was_sent_is_kept_and_sent_again(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let (_, _, path) = template(&app).await;
    let service = format!("{SERVICES}/{}", shop.service);
    for path in [
        format!("{path}?{WEEK}"),
        format!("{service}/slots?date=2025-01-21"),
        format!("{service}/slots?date=2025-01-21&staff_id={}", shop.staff),
        format!("{service}/next-date?from=2025-01-21"),
    ] {
        // All that it is made of is known from now on.
        app.get(&format!("{path}&time_zone=Asia/Tokyo")).await;
        let before = app.known.bytes();
        let first = app.get(&path).await;
        let kept = app.known.bytes() - before;
        assert_eq!(first.status, 200, "{path}: {}", first.text);
        assert!(kept >= first.text.len() && kept < first.text.len() + 512, "{path}: {kept} bytes");
        let again = app.get(&path).await;
        assert_eq!((again.status, &again.text), (200, &first.text), "{path}");
        assert_eq!(again.header("content-type"), first.header("content-type"), "{path}");
        assert_eq!(again.header("etag"), first.header("etag"), "{path}");
        assert_eq!(app.known.bytes() - before, kept, "{path}: once");
        let tag = first.header("etag").to_owned();
        check(&app, &path, &tag, &path, false).await;
        let other = check(&app, &path, "\"other\"", &path, true).await;
        assert_eq!(other, tag, "{path}");
    }
}

pub(crate) async fn a_tag_of_a_service_moves_with_what_is_offered(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let service = format!("{SERVICES}/{}", shop.service);
    let ways = [format!("{service}/slots?date=2025-01-22"), format!("{service}/next-date?from=2025-01-22")];
    let user = shop.user;
    let changes: [(&str, Method, String, serde_json::Value); 4] = [
        (
            "busy",
            Method::POST,
            "/api/v1/busy-periods".into(),
            json!({"user_id": user, "start": "2025-01-22T09:00:00Z", "end": "2025-01-22T10:00:00Z"}),
        ),
        ("the service", Method::PATCH, service.clone(), json!({"duration_minutes": 45})),
        (
            "everybody's hours",
            Method::POST,
            SPECIAL_HOURS.into(),
            json!({"date": "2025-01-22", "intervals": [{"start": "12:00", "end": "15:00"}], "company_id": shop.company}),
        ),
        (
            "the company",
            Method::PATCH,
            format!("/api/v1/companies/{}", shop.company),
            json!({"active": false}),
        ),
    ];
    for (what, method, path, body) in changes {
        let mut tags = Vec::new();
        for way in &ways {
            tags.push(app.get(way).await.header("etag").to_owned());
            check(&app, way, tags.last().expect("a tag"), what, false).await;
        }
        let changed = app.send(app.request(method, &path).json(&body)).await;
        assert!(changed.status < 300, "{what}: {}", changed.text);
        for (way, tag) in ways.iter().zip(tags) {
            check(&app, way, &tag, what, true).await;
        }
    }
    app.clock.advance(61);
    let again = app.get(&ways[0]).await;
    assert!(!again.header("etag").is_empty());
}

pub(crate) async fn a_tag_is_no_credential(db: TestDb) {
    let app = App::start(db).await;
    let (company, _, path) = template(&app).await;
    let week = format!("{path}?{WEEK}");
    let made =
        app.make("/api/v1/api-keys", json!({"name": "A", "role": "viewer", "company_id": company})).await;
    let key = made["key"].as_str().expect("a key").to_owned();
    let by_key = async |tag: &str| {
        app.send(app.request_by(&key, Method::GET, &week).header("if-none-match", tag)).await
    };
    let tag = by_key("\"none\"").await.header("etag").to_owned();
    assert_eq!(by_key(&tag).await.status, 304);
    app.delete(&format!("/api/v1/api-keys/{}", made.id())).await;
    check_problem("revoked", &by_key(&tag).await, 401, "unauthenticated", &[]);
    check_problem("revoked", &by_key("*").await, 401, "unauthenticated", &[]);
    // Who remembers nothing has no versions to make a tag of.
    let forgetful = Second::with(&app, None, 0);
    let answer = app.send(forgetful.request(Method::GET, &week, TOKEN).header("if-none-match", &tag)).await;
    assert_eq!((answer.status, answer.header("etag"), answer.header("cache-control")), (200, "", "no-store"));
}

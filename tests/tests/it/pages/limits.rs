//! What visitors may take and learn who have shown nothing of themselves, and what companies may pile up.

use super::book::{CUT, NINE, appointments, at, book, hold, leads, rows, says, send, visitor};
use super::visit::Browser;
use crate::appointments::start::{TEN, digits, newest};
use crate::shop::start::{STAFF, Shop, service};
use app::appointments::visits::{self, Standing, Visitor, Wanted};
use app::shop::pages::{self, PageSettings};
use domain::CompanyId;
use domain::appointment::{BookingPage, ServiceId};
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        who_has_another_appointment_is_told_to_nobody_else,
        a_candidate_shows_a_code_before_anything_is_said_of_their_time,
        what_is_booked_without_a_code_counts_as_a_hold,
        a_time_that_is_not_held_is_whose_code_comes_first,
        an_office_is_not_locked_out,
        what_a_browser_holds_counts_for_the_network_that_it_came_from,
        a_network_has_so_many_codes_mailed,
        a_network_holds_so_often_within_an_hour,
        services_and_companies_keep_a_number_of_addresses,
        all_services_can_be_reached,
        pictures_of_this_server_are_shown,
        a_view_costs_few_statements,
    ]
}

const HALF_PAST_NINE: &str = "2025-01-21T09:30:00Z";
const ELEVEN: &str = "2025-01-21T11:00:00Z";
const FOUR: &str = "2025-01-21T16:00:00Z";

/// Shows the code that was mailed last, as the form of that start.
async fn show_code(app: &App, shop: &Shop, browser: &Browser<'_>, start: &str, name: &str) -> e2e::Answer {
    let mail = newest(app, shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    let email = format!("{}@example.com", name.to_lowercase());
    let fields = [("do", "book"), ("name", name), ("email", email.as_str()), ("code", code.as_str())];
    send(app, browser, start, &fields).await
}

/// Waits until what is held now is held no longer.
fn wait_out_holds(app: &App) {
    app.clock.set(app.clock.now().plus_minutes(16));
}

async fn who_has_another_appointment_is_told_to_nobody_else(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = app.user(shop.company, "other").await;
    app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await;
    leads(&book(&app, &visitor(&app).await, TEN, "Ann").await, "/booked/v1.");
    // Somebody else types the address: at that time, and at one that overlaps it.
    for start in [TEN, "2025-01-21T10:30:00Z", FOUR] {
        let stranger = visitor(&app).await;
        let asked = book(&app, &stranger, start, "Ann").await;
        says(&asked, 200, "six digits to ann@example.com.");
        assert!(!asked.text.contains("another appointment"), "{start}: {}", asked.text);
        wait_out_holds(&app);
    }
    let stranger = visitor(&app).await;
    says(&book(&app, &stranger, HALF_PAST_NINE, "Ann").await, 200, "six digits");
    let fields = [("do", "book"), ("name", "Ann"), ("email", "ann@example.com"), ("code", "000000")];
    let guessed = send(&app, &stranger, HALF_PAST_NINE, &fields).await;
    assert!(guessed.status == 422 && !guessed.text.contains("another appointment"), "{}", guessed.text);
    // Who shows the code is told.
    let told = show_code(&app, &shop, &stranger, HALF_PAST_NINE, "Ann").await;
    says(&told, 409, "You have another appointment at that time.");
    assert_eq!(appointments(&app, &shop).await, 1);
}

async fn a_candidate_shows_a_code_before_anything_is_said_of_their_time(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let interviewer = app.user(shop.company, "ivy").await;
    let job = app.make("/api/v1/jobs", json!({"company_id": shop.company, "title": "Cutter"})).await.id();
    let body = json!({"company_id": shop.company, "name": "Cleo", "email": "cleo@example.com"});
    let candidate = app.make("/api/v1/candidates", body).await.id();
    for (action, body) in [
        ("shortlist", json!({"job_id": job, "shortlisted": true})),
        (
            "toggle-interview",
            json!({"job_id": job, "interview_enabled": true, "online_interview_enabled": true}),
        ),
    ] {
        let done = app.post(&format!("/api/v1/candidates/{candidate}/{action}"), body).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    app.make(
        "/api/v1/interviews",
        json!({
            "candidate_id": candidate, "job_id": job, "interview_type": "online", "scheduled_at": TEN,
            "interviewer_ids": [interviewer],
        }),
    )
    .await;
    for start in [TEN, FOUR] {
        let stranger = visitor(&app).await;
        let asked = book(&app, &stranger, start, "Cleo").await;
        says(&asked, 200, "six digits to cleo@example.com.");
        assert!(!asked.text.contains("another appointment"), "{}", asked.text);
        wait_out_holds(&app);
    }
    assert_eq!(appointments(&app, &shop).await, 0);
    let cleo = visitor(&app).await;
    says(&book(&app, &cleo, HALF_PAST_NINE, "Cleo").await, 200, "six digits");
    let told = show_code(&app, &shop, &cleo, HALF_PAST_NINE, "Cleo").await;
    says(&told, 409, "You have another appointment at that time.");
}

async fn what_is_booked_without_a_code_counts_as_a_hold(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let start = |hour: u32| format!("2025-01-28T{hour:02}:00:00Z");
    for (hour, name) in [(9, "Ann"), (11, "Bob")] {
        leads(&book(&app, &visitor(&app).await, &start(hour), name).await, "/booked/v1.");
    }
    // Two are booked, and ten are offered still: a third one is not held, and its client shows a code.
    let third = visitor(&app).await;
    leads(&hold(&third, &start(14)).await, &at(&start(14)));
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "0");
    let asked = book(&app, &third, &start(14), "Cy").await;
    says(&asked, 200, "six digits to cy@example.com.");
    says(&asked, 200, "This time is not held meanwhile.");
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "0");
    assert_eq!(appointments(&app, &shop).await, 2);
    // Loading the page again changes nothing of that, and neither does asking for more time.
    says(&third.get(&at(&start(14))).await, 200, "This time is not held meanwhile.");
    let fields = [("do", "extend"), ("name", "Cy"), ("email", "cy@example.com"), ("code", "")];
    says(&send(&app, &third, &start(14), &fields).await, 200, "This time is not held meanwhile.");
    leads(&show_code(&app, &shop, &third, &start(14), "Cy").await, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 3);
    // Who has shown a code does not count, and after a day nothing of this does.
    app.clock.set(testkit::at("2025-01-21T09:00:00Z"));
    leads(&book(&app, &visitor(&app).await, &start(16), "Dora").await, "/booked/v1.");
}

async fn a_time_that_is_not_held_is_whose_code_comes_first(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for (start, name) in [(NINE, "Ann"), (ELEVEN, "Bob")] {
        leads(&book(&app, &visitor(&app).await, start, name).await, "/booked/v1.");
    }
    let (slow, fast) = (visitor(&app).await, visitor(&app).await);
    says(&book(&app, &slow, FOUR, "Slow").await, 200, "This time is not held meanwhile.");
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    says(&book(&app, &fast, FOUR, "Fast").await, 200, "This time is not held meanwhile.");
    leads(&show_code(&app, &shop, &fast, FOUR, "Fast").await, "/booked/v1.");
    let fields = [("do", "book"), ("name", "Slow"), ("email", "slow@example.com"), ("code", code.as_str())];
    let late = send(&app, &slow, FOUR, &fields).await;
    says(&late, 409, "This time is no longer free");
    assert!(late.text.contains("value=\"slow@example.com\""), "what was typed is kept: {}", late.text);
    assert_eq!(appointments(&app, &shop).await, 3);
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "0");
}

async fn an_office_is_not_locked_out(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let start = |day: u32| format!("2025-01-{day}T09:00:00Z");
    // All of these are one network, and five of them hold a time.
    for day in [21, 22, 23, 24, 27] {
        leads(&hold(&visitor(&app).await, &start(day)).await, &at(&start(day)));
    }
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "5");
    // More of them book all the same, each with a code.
    for (day, name) in [(28, "Fay"), (29, "Gil"), (30, "Hal")] {
        let browser = visitor(&app).await;
        leads(&hold(&browser, &start(day)).await, &at(&start(day)));
        says(&browser.get(&at(&start(day))).await, 200, "It is yours once you have booked.");
        says(&book(&app, &browser, &start(day), name).await, 200, "This time is not held meanwhile.");
        leads(&show_code(&app, &shop, &browser, &start(day), name).await, "/booked/v1.");
    }
    assert_eq!(appointments(&app, &shop).await, 3);
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "5");
}

/// A new hold takes the place of the browser's own, which counted for the network that it came from.
async fn what_a_browser_holds_counts_for_the_network_that_it_came_from(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let start = |day: u32| format!("2025-01-{day}T09:00:00Z");
    let comes_from = |browser: &str, network: &str| Visitor {
        company: CompanyId(shop.company),
        browser: browser.to_owned(),
        network: Some(network.to_owned()),
    };
    let may_hold = async |visitor: &Visitor, start: &str| {
        let (visitor, now) = (visitor.clone(), app.clock.now());
        let (service, start) = (ServiceId(shop.service), testkit::at(start));
        let wanted = Wanted { service, staff: None, start, offered: Some(15) };
        let held = app.db.write(move |tx| visits::hold(tx, &visitor, &wanted, now)).await;
        matches!(held.expect("an answer"), Standing::Held(_))
    };
    for (browser, day) in [("a", 21), ("b", 22), ("c", 23), ("d", 24)] {
        assert!(may_hold(&comes_from(browser, "office"), &start(day)).await, "{day}");
    }
    let own = comes_from("e", "office");
    assert!(may_hold(&own, &start(27)).await, "the fifth one");
    assert!(may_hold(&own, &start(28)).await, "in the place of the fifth one");
    // Who comes from elsewhere would be the sixth one.
    assert!(may_hold(&comes_from("f", "cafe"), &start(29)).await);
    assert!(!may_hold(&comes_from("f", "office"), &start(30)).await);
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "6");
}

async fn ask_codes(app: &App, shop: &Shop) {
    let page = BookingPage { asks_code: true, contact: None };
    let settings = PageSettings { slug: "salon".into(), page };
    let (permit, now) = (testkit::seed::owner(CompanyId(shop.company)), app.clock.now());
    let put = app.db.write(move |tx| pages::put_settings(tx, &permit, &settings, 0, now)).await;
    put.expect("codes are asked for");
}

async fn a_network_has_so_many_codes_mailed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    ask_codes(&app, &shop).await;
    let (mut statuses, mut waits) = (Vec::new(), Vec::new());
    for day in [21, 22, 23, 24, 27, 28, 29, 30] {
        let (browser, start) = (visitor(&app).await, format!("2025-01-{day}T09:00:00Z"));
        for number in 0..4 {
            let email = format!("n{day}-{number}@example.com");
            let fields = [("do", "book"), ("name", "N"), ("email", email.as_str())];
            let answer = send(&app, &browser, &start, &fields).await;
            statuses.push(answer.status);
            waits.push(answer.header("retry-after").parse::<u32>().ok());
        }
    }
    assert_eq!(statuses, [vec![200; 30], vec![429; 2]].concat());
    assert!(waits[..30].iter().all(Option::is_none), "{waits:?}");
    let until_next_hour = |wait: &Option<u32>| wait.is_some_and(|seconds| (1..=3600).contains(&seconds));
    assert!(waits[30..].iter().all(until_next_hour), "{waits:?}");
    assert_eq!(rows(&app, "effects WHERE kind = 'mail_code'"), "30");
    // The next hour begins anew.
    app.clock.set(testkit::at("2025-01-20T09:00:00Z"));
    let browser = visitor(&app).await;
    says(&book(&app, &browser, "2025-01-31T09:00:00Z", "Ann").await, 200, "six digits");
}

async fn a_network_holds_so_often_within_an_hour(db: TestDb) {
    let app = App::start(db).await;
    Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    // Each takes the place of the one before.
    for number in 0..60 {
        let start = if number % 2 == 0 { NINE } else { TEN };
        leads(&hold(&browser, start).await, &at(start));
    }
    let refused = hold(&browser, NINE).await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert_eq!(refused.header("retry-after"), "3600", "{:?}", refused.headers);
    // The next hour begins anew.
    app.clock.set(testkit::at("2025-01-20T09:00:00Z"));
    leads(&hold(&browser, NINE).await, &at(NINE));
}

async fn services_and_companies_keep_a_number_of_addresses(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let permit = testkit::seed::owner(CompanyId(shop.company));
    for number in 1..=25 {
        let (permit, now, id) = (permit.clone(), app.clock.now(), ServiceId(shop.service));
        let slug = format!("cut-{number:02}");
        let put = app.db.write(move |tx| pages::put_slug_of_service(tx, &permit, id, &slug, now)).await;
        put.expect("a new address");
        app.clock.set(app.clock.now().plus_seconds(1));
    }
    assert_eq!(rows(&app, "service_slugs"), "21", "the one that it has, and twenty of before");
    let browser = Browser::new(&app);
    leads(&browser.get("/book/salon/cut-05").await, "/book/salon/cut-25");
    for gone in [CUT, "/book/salon/cut-04"] {
        assert_eq!(browser.get(gone).await.status, 404, "{gone}");
    }
    // An address that a company had is nobody else's: so it has a limited number of them.
    app.account(Some(shop.company), "olga", "owner").await;
    let owner = Browser::of(&app, "olga@example.com").await;
    let page = "/app/settings/booking-page";
    for number in 1..=20 {
        let slug = format!("salon-of-{number}");
        leads(&owner.submit(page, page, &[("slug", slug.as_str())]).await, page);
    }
    says(&owner.submit(page, page, &[("slug", "one-more")]).await, 422, "as often as it can be");
    leads(&owner.submit(page, page, &[("slug", "salon")]).await, page);
    assert_eq!(rows(&app, "company_slugs WHERE is_current"), "1");
}

async fn all_services_can_be_reached(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let mut offered = vec![shop.service];
    for number in 1..=110 {
        let body =
            json!({"company_id": shop.company, "name": format!("Cut {number:03}"), "duration_minutes": 60});
        offered.push(app.make(crate::shop::start::SERVICES, body).await.id());
    }
    let put = app.patch(&format!("{STAFF}/{}", shop.staff), json!({"services": offered})).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let browser = Browser::new(&app);
    let first = browser.get("/book/salon").await;
    assert!(first.text.contains("/book/salon/cut-099\"") && !first.text.contains("/book/salon/cut-110\""));
    assert!(!first.text.contains("First services"), "{}", first.text);
    let link = first.text.split("rel=\"next\"").next().and_then(|text| text.rsplit("href=\"").next());
    let link =
        link.and_then(|rest| rest.split('"').next()).expect("a way to the others").replace("&amp;", "&");
    let rest = browser.get(&link).await;
    says(&rest, 200, "/book/salon/cut-110\"");
    assert!(
        !rest.text.contains("/book/salon/cut-099\"") && !rest.text.contains("rel=\"next\""),
        "{}",
        rest.text
    );
    says(&rest, 200, "First services");
    // What is no place in the list is its beginning.
    says(&browser.get("/book/salon?after=nowhere&sort=-created").await, 200, "/book/salon/cut-099\"");
}

async fn pictures_of_this_server_are_shown(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let colour = service(&app, shop.company, json!({"name": "Colour"})).await;
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"services": [shop.service, colour]})).await;
    let images = "/api/v1/appointments/images/";
    for (service, url) in [
        (shop.service, format!("https://book.example{images}0a1b")),
        (colour, "https://elsewhere.example/colour.jpg".to_owned()),
    ] {
        let path = format!("{}/{service}", crate::shop::start::SERVICES);
        let put = app.patch(&path, json!({"image_url": url})).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }
    let browser = Browser::new(&app);
    let shown = format!("src=\"{images}0a1b?width=320\"");
    for page in ["/book/salon", CUT] {
        says(&browser.get(page).await, 200, &shown);
    }
    says(&browser.get(CUT).await, 200, "alt=\"Picture of Cut\" loading=\"lazy\"");
    for page in ["/book/salon", "/book/salon/colour"] {
        assert!(!browser.get(page).await.text.contains("elsewhere.example"), "{page}");
    }
}

/// Statements of a first view, a day and a form, at the most. What is read of a service is read once, however much is asked about it.
const OF_A_MONTH: u64 = 22;
const OF_A_FORM: u64 = 23;

async fn a_view_costs_few_statements(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for number in 0..5 {
        let user = app.user(shop.company, &format!("more{number}")).await;
        app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await;
    }
    let browser = visitor(&app).await;
    let cost = async |path: &str| {
        let before = app.db.metrics().statements;
        assert_eq!(browser.get(path).await.status, 200, "{path}");
        app.db.metrics().statements - before
    };
    let seen = [cost(CUT).await, cost("/book/salon/cut/2025-02-11").await, cost(&at(TEN)).await];
    assert!(seen[0] <= OF_A_MONTH && seen[1] <= OF_A_MONTH && seen[2] <= OF_A_FORM, "{seen:?}");
    // At the end of a month the first free day is in the next one.
    app.clock.set(testkit::at("2025-01-31T20:00:00Z"));
    let end = cost(CUT).await;
    assert!(end <= OF_A_MONTH, "{end}");
}

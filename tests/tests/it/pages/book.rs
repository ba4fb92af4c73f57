//! The pages on which anybody books: what is offered is held and booked once, and nobody takes all of it.

use super::visit::{Browser, token};
use crate::appointments::start::{APPOINTMENTS, TEN, digits, newest};
use crate::payments::world::World;
use crate::shop::start::{SERVICES, STAFF, Shop, service};
use app::shop::pages::{self, PageSettings};
use domain::CompanyId;
use domain::appointment::{BookingPage, ServiceId};
use e2e::{Answer, App};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_visitor_books_in_two_steps_and_once,
        looking_changes_nothing,
        money_is_paid_at_the_provider_or_at_the_company,
        a_hold_is_prolonged_once_and_ends,
        a_time_that_is_taken_meanwhile_keeps_the_form,
        two_clicks_at_once_book_once,
        addresses_of_others_and_wrong_dates_lead_nowhere,
        old_addresses_lead_on,
        an_owner_sets_the_booking_page,
        what_is_typed_is_checked,
        nobody_holds_everything,
        new_clients_show_a_code_where_the_company_asks,
        nobody_books_with_themselves,
        zones_and_hours_are_those_of_the_visitor,
        a_zone_that_was_chosen_stays_after_booking,
        a_day_without_times_says_why_and_what_next,
    ]
}

pub(super) const CUT: &str = "/book/salon/cut";
pub(super) const NINE: &str = "2025-01-21T09:00:00Z";
pub(super) const TUESDAY: &str = "/book/salon/cut/2025-01-21";

pub(super) fn at(start: &str) -> String {
    format!("{CUT}/{start}")
}

/// Somebody who has looked at a page.
pub(super) async fn visitor(app: &App) -> Browser<'_> {
    let mut browser = Browser::new(app);
    let page = browser.visit(CUT).await;
    assert_eq!(page.status, 200, "{}", page.text);
    browser
}

/// Chooses a time.
pub(super) async fn hold(browser: &Browser<'_>, start: &str) -> Answer {
    let csrf = token(&browser.get("/login").await.text);
    browser.post(CUT, &[("csrf", &csrf), ("start", start)]).await
}

/// Sends the form of a start, some seconds after it was shown.
pub(super) async fn send(app: &App, browser: &Browser<'_>, start: &str, fields: &[(&str, &str)]) -> Answer {
    // All forms of a browser have the same token then.
    let csrf = token(&browser.get("/login").await.text);
    app.clock.set(app.clock.now().plus_seconds(3));
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    browser.post(&at(start), &all).await
}

/// Books in the name of somebody.
pub(super) async fn book(app: &App, browser: &Browser<'_>, start: &str, name: &str) -> Answer {
    let email = format!("{}@example.com", name.to_lowercase());
    send(app, browser, start, &[("do", "book"), ("name", name), ("email", &email)]).await
}

/// How many appointments there are.
pub(super) async fn appointments(app: &App, shop: &Shop) -> usize {
    let page = app.get(&format!("{APPOINTMENTS}?company_id={}", shop.company)).await;
    page["items"].as_array().map(Vec::len).unwrap_or_else(|| panic!("no list: {}", page.text))
}

pub(super) fn rows(app: &App, table: &str) -> String {
    let sql = format!("SELECT CAST(count(*) AS TEXT) AS text FROM {table}");
    app.db.raw().texts(&sql).pop().unwrap_or_default()
}

#[track_caller]
pub(super) fn leads(answer: &Answer, to: &str) {
    let seen = (answer.status, answer.header("location"));
    assert!(seen.0 == 303 && seen.1.starts_with(to), "{seen:?}, not {to}: {}", answer.text);
}

#[track_caller]
pub(super) fn says(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.text.contains(words), "no {words}: {}", answer.text);
}

async fn a_visitor_books_in_two_steps_and_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    let page = browser.get(CUT).await;
    says(&page, 200, "Monday 20 January, 15 times");
    assert!(page.text.contains("value=\"2025-01-20T09:00:00Z\">09:00<"), "{}", page.text);
    assert_eq!(page.header("content-security-policy"), http_kit::html::PAGE_POLICY);
    let held = hold(&browser, TEN).await;
    leads(&held, &at(TEN));
    // The browser is known for two more days, and so for as long as the time is held.
    assert!(held.header("set-cookie").starts_with("meridian_visitor="), "{}", held.header("set-cookie"));
    let form = browser.get(&at(TEN)).await;
    says(&form, 200, "until 08:15 (UTC): <span data-clock>15 minutes</span> left.");
    says(&form, 200, "Tuesday 21 January 2025, 10:00 to 11:00 (UTC)");
    let booked = book(&app, &browser, TEN, "Ann").await;
    leads(&booked, "/booked/v1.");
    assert_eq!(browser.get(booked.header("location")).await.status, 200);
    says(&browser.get(&at(TEN)).await, 200, "You are booked");
    leads(&book(&app, &browser, TEN, "Ann").await, "/booked/v1.");
    leads(&hold(&browser, TEN).await, &at(TEN));
    assert_eq!(appointments(&app, &shop).await, 1);
    let other = visitor(&app).await;
    says(&other.get(TUESDAY).await, 200, "Tuesday 21 January, 12 times");
    says(&other.get(&at(TEN)).await, 409, "This time is no longer free");
}

async fn looking_changes_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    for path in ["/book/salon", CUT, TUESDAY, &at(TEN)] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    for table in ["appointment_requests", "appointments", "commitments", "visitor_holds", "visitor_counts"] {
        assert_eq!(rows(&app, table), "0", "{table}");
    }
    // Without a hold the form says so, and books at once.
    says(&browser.get(&at(TEN)).await, 200, "It is yours once you have booked.");
    leads(&book(&app, &browser, TEN, "Ann").await, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 1);
    let stranger = browser.post(&at(TEN), &[("csrf", "1.x"), ("do", "book")]).await;
    assert_eq!(stranger.status, 403);
}

async fn money_is_paid_at_the_provider_or_at_the_company(db: TestDb) {
    let world = World::offline(db).await;
    let app = &world.app;
    let browser = visitor(app).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    let form = browser.get(&at(TEN)).await;
    says(&form, 200, "Pay a part now: 25.00 EUR");
    says(&form, 200, "You pay Salon directly.");
    let fields = [("do", "book"), ("name", "Ann"), ("email", "ann@example.com"), ("payment", "none")];
    says(&send(app, &browser, TEN, &fields).await, 422, "Choose one of those");
    leads(&book(app, &browser, TEN, "Ann").await, "/booked/v1.");
    let put = app.put(&world.provider(), crate::payments::world::account(e2e::STRIPE_KEY)).await;
    assert_eq!(put.status, 200, "{}", put.text);
    says(&browser.get(&at(NINE)).await, 200, "You pay on the next page.");
    let fields = [("do", "book"), ("name", "Bob"), ("email", "bob@example.com"), ("payment", "full")];
    let paying = send(app, &browser, NINE, &fields).await;
    leads(&paying, "/pay/");
    says(&browser.get(&at(NINE)).await, 200, "It waits for your payment.");
    assert_eq!(send(app, &browser, NINE, &fields).await.header("location"), paying.header("location"));
    let page = app.get(&format!("{APPOINTMENTS}?company_id={}&sort=start", world.shop.company)).await;
    let amounts: Vec<_> =
        page["items"].as_array().into_iter().flatten().map(|one| &one["amount_to_pay"]).collect();
    let euros = |amount: i64| json!({"amount": amount, "currency": "EUR"});
    assert_eq!(amounts, [&euros(10_000), &euros(2_500)]);
    // No redirect leads to the provider after a form: the page does.
    says(
        &browser.led(send(app, &browser, NINE, &fields).await).await,
        200,
        "The page on which you pay is being made.",
    );
    world.work().await;
    let goes = browser.led(send(app, &browser, NINE, &fields).await).await;
    let url = world.stripe.session()["url"].as_str().unwrap_or_default().to_owned();
    says(&goes, 200, &format!("content=\"0; url={url}\""));
    says(&goes, 200, &format!("href=\"{url}\" rel=\"noreferrer noopener\""));
    assert_eq!(goes.header("referrer-policy"), "no-referrer");
}

async fn a_hold_is_prolonged_once_and_ends(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let mut browser = visitor(&app).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    let typed = [("do", "extend"), ("name", "Ann"), ("email", "not yet"), ("note", "By bike; soon")];
    let csrf = token(&browser.get("/login").await.text);
    let longer = browser.send(&at(TEN), &[&[("csrf", csrf.as_str())][..], &typed[..]].concat()).await;
    leads(&longer, &at(TEN));
    // The page can be loaded again, and what was typed is there without a script.
    for _ in 0..2 {
        let form = browser.get(&at(TEN)).await;
        says(&form, 200, "held for you until 08:30 (UTC): <span data-clock>30 minutes</span> left.");
        says(&form, 200, ">By bike; soon</textarea>");
        assert!(
            form.text.contains("value=\"not yet\"") && !form.text.contains("Keep it 15"),
            "{}",
            form.text
        );
    }
    let other = browser.get(&at("2025-01-22T09:00:00Z")).await;
    assert!(!other.text.contains("not yet"), "another form has it: {}", other.text);
    says(&send(&app, &browser, TEN, &typed).await, 409, "held longer before");
    app.clock.set(testkit::at("2025-01-20T08:31:00Z"));
    // Its time is up: the form stays, and booking takes it again.
    says(&browser.get(&at(TEN)).await, 200, "value=\"not yet\"");
    says(&send(&app, &browser, TEN, &typed).await, 200, "It is yours once you have booked.");
    leads(&book(&app, &browser, TEN, "Ann").await, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 1);
    // What a browser can't keep is on the page at once.
    let next = "2025-01-22T09:00:00Z";
    leads(&hold(&browser, next).await, &at(next));
    let long = "x".repeat(4000);
    let long = send(&app, &browser, next, &[("do", "extend"), ("name", "Ann"), ("note", &long)]).await;
    says(&long, 200, "value=\"Ann\"");
}

async fn a_time_that_is_taken_meanwhile_keeps_the_form(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (slow, fast) = (visitor(&app).await, visitor(&app).await);
    leads(&hold(&slow, TEN).await, &at(TEN));
    says(&hold(&fast, TEN).await, 409, "This time is no longer free");
    app.clock.set(testkit::at("2025-01-20T08:16:00Z"));
    leads(&book(&app, &fast, TEN, "Bob").await, "/booked/v1.");
    let fields = [("do", "book"), ("name", "Ann"), ("email", "ann@example.com"), ("note", "By bike")];
    let taken = send(&app, &slow, TEN, &fields).await;
    says(&taken, 409, "This time is no longer free");
    for kept in
        ["value=\"Ann\"", "value=\"ann@example.com\"", ">By bike</textarea>", "tabindex=\"-1\" autofocus"]
    {
        assert!(taken.text.contains(kept), "{kept}: {}", taken.text);
    }
    let nearest: Vec<&str> =
        taken.text.split("formaction=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(nearest, [NINE, "2025-01-21T11:00:00Z", "2025-01-21T11:30:00Z"].map(at));
    // The form goes on with one of them.
    let csrf = token(&taken.text);
    let mut hold = vec![("csrf", csrf.as_str())];
    hold.extend(fields.iter().skip(1));
    hold.push(("do", "hold"));
    let form = slow.post(&at(NINE), &hold).await;
    says(&form, 200, "This time is held for you");
    assert!(form.text.contains("value=\"Ann\""), "{}", form.text);
    leads(&book(&app, &slow, NINE, "Ann").await, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 2);
}

async fn two_clicks_at_once_book_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    let csrf = token(&browser.get(&at(TEN)).await.text);
    app.clock.set(app.clock.now().plus_seconds(3));
    let fields = [("csrf", csrf.as_str()), ("do", "book"), ("name", "Ann"), ("email", "ann@example.com")];
    let path = at(TEN);
    let (one, other) = tokio::join!(browser.post(&path, &fields), browser.post(&path, &fields));
    leads(&one, "/booked/v1.");
    leads(&other, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 1);
    let csrf = token(&browser.get(CUT).await.text);
    let fields = [("csrf", csrf.as_str()), ("start", NINE)];
    let (one, other) = tokio::join!(browser.post(CUT, &fields), browser.post(CUT, &fields));
    leads(&one, &at(NINE));
    leads(&other, &at(NINE));
    assert_eq!(rows(&app, "visitor_holds"), "2");
}

async fn addresses_of_others_and_wrong_dates_lead_nowhere(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = Shop::open(&app, "UTC").await;
    service(&app, other.company, json!({"name": "Colour"})).await;
    let browser = visitor(&app).await;
    assert_eq!(browser.get("/book/salon-2/cut").await.status, 200);
    assert_eq!(browser.get("/book/salon-2/colour").await.status, 200);
    for path in [
        "/book/nobody",
        "/book/salon/colour",
        "/book/salon/nothing",
        "/book/salon/cut/2025-02-30",
        "/book/salon/cut/soon",
        "/book/salon/cut/9999-12-31",
        "/book/salon/cut/0001-01-01",
        "/book/%00/cut",
        "/book/salon/cut/2025-01-21T10:00",
        "/clock/13",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    let gone = [
        "2025-01-17T10:00:00Z",
        "2025-01-21T10:10:00Z",
        "2025-01-26T10:00:00Z",
        "9999-12-31T10:00:00Z",
        "0001-01-01T00:00:00Z",
    ];
    for start in gone {
        says(&browser.get(&at(start)).await, 409, "This time is no longer free");
        says(&hold(&browser, start).await, 409, "This time is no longer free");
    }
    says(&browser.get("/book/salon/cut/2025-01-19").await, 200, "This day is over.");
    // People of others, and what is no number, are nobody here.
    for staff in [other.staff.to_string(), "x".into(), "-1".into()] {
        leads(&browser.get(&format!("{TUESDAY}?staff={staff}")).await, TUESDAY);
    }
    assert_eq!(browser.get(&format!("{TUESDAY}?staff={}", shop.staff)).await.status, 200);
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"active": false})).await;
    says(&browser.get(TUESDAY).await, 200, "can&#39;t be booked at the moment");
    leads(&book(&app, &browser, TEN, "Ann").await, CUT);
    app.patch(&format!("/api/v1/companies/{}", shop.company), json!({"suspended": true})).await;
    assert_eq!(browser.get(CUT).await.status, 404);
    assert_eq!(rows(&app, "appointment_requests"), "0");
}

async fn old_addresses_lead_on(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let twin = service(&app, shop.company, json!({"name": "Cut"})).await;
    let permit = testkit::seed::owner(CompanyId(shop.company));
    let put = |id: i64, slug: &'static str| {
        let (permit, now) = (permit.clone(), app.clock.now());
        app.db.write(move |tx| pages::put_slug_of_service(tx, &permit, ServiceId(id), slug, now))
    };
    put(shop.service, "haircut").await.expect("a new address");
    let taken = put(twin, "cut").await.expect_err("the address of before is taken");
    assert!(taken.to_string().contains("already"), "{taken}");
    assert!(put(twin, "No Slug").await.is_err());
    let browser = Browser::new(&app);
    leads(&browser.get(CUT).await, "/book/salon/haircut");
    leads(
        &browser.get(&format!("{TUESDAY}?tz=Asia/Tokyo")).await,
        "/book/salon/haircut/2025-01-21?tz=Asia%2FTokyo",
    );
    // What else was asked for goes along.
    let instant = browser.get(&format!("{CUT}?at={TEN}&utm_source=mail")).await;
    leads(&instant, "/book/salon/haircut?at=2025-01-21T10%3A00%3A00Z&utm_source=mail");
    let day = browser.get(instant.header("location")).await;
    leads(&day, "/book/salon/haircut/2025-01-21?utm_source=mail");
    assert_eq!(browser.get("/book/salon/cut-2").await.status, 200);
    put(shop.service, "cut").await.expect("its own again");
    leads(&browser.get("/book/salon/haircut").await, "/book/salon/cut");
    let shown = browser.get("/book/salon").await;
    assert!(shown.text.contains("/book/salon/cut\""), "{}", shown.text);
}

async fn an_owner_sets_the_booking_page(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let owner = Browser::of(&app, "olga@example.com").await;
    let page = "/app/settings/booking-page";
    says(&owner.get(page).await, 200, "Visitors book at /book/salon.");
    for wrong in ["", "Salon", "a--b", "ä", &"a".repeat(61)] {
        assert_eq!(owner.submit(page, page, &[("slug", wrong)]).await.status, 422, "{wrong}");
    }
    says(&owner.submit(page, page, &[("slug", "salon-2")]).await, 422, "Somebody else has this address");
    let fields = [("slug", "my-salon"), ("contact", "ask@example.com")];
    leads(&owner.submit(page, page, &fields).await, page);
    let browser = Browser::new(&app);
    leads(&browser.get(CUT).await, "/book/my-salon/cut");
    leads(&browser.get("/book/salon?lang=x").await, "/book/my-salon?lang=x");
    says(&browser.get("/book/my-salon").await, 200, "mailto:ask@example.com");
    let csrf = token(&owner.get(page).await.text);
    let old = [("csrf", csrf.as_str()), ("version", "0"), ("slug", "my-salon")];
    assert_eq!(owner.post(page, &old).await.status, 412);
    // A form that comes back because something else is wrong is still of the version that it was made from.
    let wrong = [("csrf", csrf.as_str()), ("version", "0"), ("slug", "a--b")];
    says(&owner.post(page, &wrong).await, 422, "name=\"version\" value=\"0\"");
    let last = i64::MAX.to_string();
    let none = [("csrf", csrf.as_str()), ("version", last.as_str()), ("slug", "my-salon")];
    assert_eq!(owner.post(page, &none).await.status, 422);
}

async fn what_is_typed_is_checked(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    let check = async |change: &[(&str, &str)], words: &str| {
        let mut fields = vec![("do", "book"), ("name", "Ann"), ("email", "ann@example.com")];
        fields.retain(|(name, _)| !change.iter().any(|(other, _)| other == name));
        fields.extend(change);
        let answer = send(&app, &browser, TEN, &fields).await;
        says(&answer, 422, words);
        assert!(answer.text.contains("id=\"errors\"") || answer.text.contains("role=\"alert\""));
    };
    let (long, email) = ("x".repeat(201), format!("{}@example.com", "x".repeat(300)));
    check(&[("name", "")], "Fill this in.").await;
    check(&[("name", &long)], "At most 200 characters").await;
    check(&[("name", "A\nB")], "control characters").await;
    check(&[("email", "ann")], "Enter an e-mail address").await;
    check(&[("email", &email)], "At most 254").await;
    check(&[("note", &"x".repeat(5001))], "At most 5000").await;
    check(&[("website", "http://spam.example")], "Leave this field empty").await;
    check(&[("code", "12")], "Enter the six digits").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "phone"})).await;
    check(&[], "Fill this in.").await;
    check(&[("phone", "call me")], "Enter a telephone number").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "client_place"})).await;
    check(&[], "Fill this in.").await;
    // Faster than people type.
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let csrf = token(&browser.get(&at(TEN)).await.text);
    let fields = [("csrf", csrf.as_str()), ("do", "book"), ("name", "Ann"), ("email", "ann@example.com")];
    says(&browser.post(&at(TEN), &fields).await, 422, "That was very fast");
    // Nobody is asked for a code here: a field of that name makes nobody slower.
    let fields = [&fields[..], &[("code", "123456")]].concat();
    says(&browser.post(&at(TEN), &fields).await, 422, "That was very fast");
    assert_eq!(appointments(&app, &shop).await, 0);
    leads(&book(&app, &browser, TEN, "Ann").await, "/booked/v1.");
}

async fn nobody_holds_everything(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let start = |day: u32, hour: u32| format!("2025-01-{day}T{hour:02}:00:00Z");
    let mut browsers = Vec::new();
    for _ in 0..7 {
        browsers.push(visitor(&app).await);
    }
    // One live hold for each visitor: the second is in the place of the first.
    for hour in [9, 10] {
        let start = start(21, hour);
        leads(&hold(&browsers[0], &start).await, &at(&start));
    }
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "1");
    // Two are held, and nine are offered still: visitors whom nobody has verified hold no more.
    leads(&hold(&browsers[1], &start(21, 12)).await, &at(&start(21, 12)));
    // The day is not closed for that: who shows a code needs no hold.
    leads(&hold(&browsers[2], &start(21, 14)).await, &at(&start(21, 14)));
    says(&browsers[2].get(&at(&start(21, 14))).await, 200, "It is yours once you have booked.");
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "2");
    // Other days are free, until the network has five.
    for (browser, day) in [(2, 22), (3, 23), (4, 24), (5, 27), (6, 28)] {
        leads(&hold(&browsers[browser], &start(day, 9)).await, &at(&start(day, 9)));
    }
    assert_eq!(rows(&app, "commitments WHERE state = 'held'"), "5");
    // Holds that have ended count for nothing.
    app.clock.set(testkit::at("2025-01-20T08:20:00Z"));
    leads(&hold(&browsers[6], &start(28, 9)).await, &at(&start(28, 9)));
    // Nobody asks for the same address again and again.
    let page = BookingPage { asks_code: true, contact: None };
    let settings = PageSettings { slug: "salon".into(), page };
    let (permit, now) = (testkit::seed::owner(CompanyId(shop.company)), app.clock.now());
    let put = app.db.write(move |tx| pages::put_settings(tx, &permit, &settings, 0, now)).await;
    put.expect("codes are asked for");
    let mut statuses = Vec::new();
    for number in 0..11 {
        let name = format!("N{number}");
        let fields = [("do", "book"), ("name", name.as_str()), ("email", "ann@example.com")];
        statuses.push(send(&app, &browsers[6], &start(28, 9), &fields).await.status);
    }
    assert_eq!(statuses, [vec![200; 10], vec![429]].concat());
}

async fn new_clients_show_a_code_where_the_company_asks(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let owner = Browser::of(&app, "olga@example.com").await;
    let page = "/app/settings/booking-page";
    leads(&owner.submit(page, page, &[("slug", "salon"), ("asks_code", "yes")]).await, page);
    let browser = visitor(&app).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    says(&book(&app, &browser, TEN, "Ann").await, 200, "We sent six digits to ann@example.com.");
    assert_eq!(appointments(&app, &shop).await, 0);
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let with = async |code: &str| {
        let fields = [("do", "book"), ("name", "Ann"), ("email", "ann@example.com"), ("code", code)];
        send(&app, &browser, TEN, &fields).await
    };
    says(&with(wrong).await, 422, "You can try 4 times more.");
    // Mail has been kept meanwhile, and not sent.
    let asked = with("").await;
    says(&asked, 200, "We wrote six digits to ann@example.com. This server keeps mail and does not send it");
    assert!(!asked.text.contains("We sent"), "{}", asked.text);
    // Holding the time longer asks for the code still; whose address is wrong goes back to the form.
    let fields = [("do", "extend"), ("name", "Ann"), ("email", "ann@example.com"), ("code", "")];
    let longer = send(&app, &browser, TEN, &fields).await;
    leads(&longer, &format!("{}?step=code", at(TEN)));
    for _ in 0..2 {
        says(&browser.get(longer.header("location")).await, 200, "six digits to ann@example.com");
    }
    let fields = [("do", "hold"), ("name", "Ann"), ("email", "ann@example.com"), ("note", "By bike")];
    let form = send(&app, &browser, TEN, &fields).await;
    says(&form, 200, ">By bike</textarea>");
    assert!(!form.text.contains("six digits"), "{}", form.text);
    let pasted = format!("{} {}", &code[..3], &code[3..]);
    leads(&with(&pasted).await, "/booked/v1.");
    assert_eq!(appointments(&app, &shop).await, 1);
    // Who is known shows one anyway; another one is sent where it is asked for.
    let again = visitor(&app).await;
    says(&book(&app, &again, NINE, "Ann").await, 200, "six digits");
    let fields = [("do", "resend"), ("name", "Ann"), ("email", "ann@example.com"), ("code", "")];
    says(&send(&app, &again, NINE, &fields).await, 200, "six digits");
}

async fn nobody_books_with_themselves(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let user = app.get(&format!("/api/v1/users/{}", shop.user)).await;
    let email = user["email"].as_str().unwrap_or_default().to_owned();
    let browser = visitor(&app).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    let with = async |code: &[(&str, &str)]| {
        let typed = [("do", "book"), ("name", "Me"), ("email", email.as_str())];
        send(&app, &browser, TEN, &[&typed[..], code].concat()).await
    };
    // That the address is somebody's of the staff is told to nobody who has not shown that it is theirs.
    says(&with(&[]).await, 200, "six digits");
    let mail = newest(&app, &shop, "code").await;
    let code = digits(mail["text"].as_str().unwrap_or_default());
    says(&with(&[("code", &code)]).await, 422, "one person");
    assert_eq!(appointments(&app, &shop).await, 0);
}

async fn zones_and_hours_are_those_of_the_visitor(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"location_type": "online"})).await;
    let browser = visitor(&app).await;
    says(&browser.get(TUESDAY).await, 200, "Times in Europe/Berlin (our guess)");
    let tokyo = browser.get(&format!("{TUESDAY}?tz=Asia/Tokyo")).await;
    says(&tokyo, 200, "value=\"2025-01-21T08:00:00Z\">17:00<");
    says(&tokyo, 200, "Times in Asia/Tokyo");
    // The day follows the instant that stays.
    let moved = browser.get(&format!("{TUESDAY}?tz=Pacific/Auckland&at=2025-01-21T15:00:00Z")).await;
    leads(&moved, "/book/salon/cut/2025-01-22?tz=Pacific%2FAuckland");
    says(&browser.get(&format!("{}?tz=Asia/Tokyo", at(TEN))).await, 200, "19:00 to 20:00 (Asia/Tokyo)");
    says(&browser.get(&format!("{TUESDAY}?tz=new+york")).await, 200, "Times in America/New York");
    says(&browser.get(&format!("{TUESDAY}?tz=indiana")).await, 200, "tz=America%2FIndiana%2FKnox");
    let nowhere = browser.get(&format!("{TUESDAY}?tz=nowhere")).await;
    says(&nowhere, 200, "There is no time zone");
    // The summary leads to the field, which has the focus.
    says(&nowhere, 200, "<a href=\"#tz\">Time zone: There is no time zone");
    assert_eq!(nowhere.text.matches(" autofocus").count(), 1, "{}", nowhere.text);
    let with = async |language: &str| {
        let request = app.anonymous(reqwest::Method::GET, TUESDAY).header("accept-language", language);
        app.send(request).await
    };
    says(&with("en-US").await, 200, ">9:00 am<");
    says(&with("en-GB").await, 200, ">09:00<");
    let german = with("de").await;
    says(&german, 200, "Dienstag, 21. Januar, 15 Zeiten");
    assert!(german.text.contains("<html lang=\"de\""), "{}", german.text);
    let mut browser = browser;
    leads(&browser.visit(&format!("/clock/12?next={TUESDAY}")).await, TUESDAY);
    says(&browser.get(TUESDAY).await, 200, ">9:00 am<");
    leads(&browser.get("/clock/24?next=//other.example").await, "/");
}

async fn a_zone_that_was_chosen_stays_after_booking(db: TestDb) {
    let app = App::start(db).await;
    Shop::open(&app, "Europe/Berlin").await;
    let mut browser = visitor(&app).await;
    browser.visit(&format!("{TUESDAY}?tz=America/New_York")).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    let booked = book(&app, &browser, TEN, "Ann").await;
    leads(&booked, "/booked/v1.");
    let page = booked.header("location").to_owned();
    for path in [page.clone(), format!("{page}/move")] {
        says(&browser.get(&path).await, 200, "05:00 to 06:00 (America/New York)");
        says(&Browser::new(&app).get(&path).await, 200, "11:00 to 12:00 (Europe/Berlin)");
    }
    let unfolded = |file: Answer| file.text.replace("\r\n ", "");
    let file = unfolded(browser.get(&format!("{page}/appointment.ics")).await);
    let words = "DESCRIPTION:Tuesday\\, 21 January 2025\\, 05:00–06:00 (America/New York\\, UTC-05:00)";
    assert!(file.contains(words), "{file}");
    let file = unfolded(Browser::new(&app).get(&format!("{page}/appointment.ics")).await);
    assert!(file.contains("11:00–12:00 (Europe/Berlin\\, UTC+01:00)"), "{file}");
    // What is chosen there counts for the pages of the company too.
    browser.visit(&format!("{page}?tz=Asia/Tokyo")).await;
    says(&browser.get(TUESDAY).await, 200, "Times in Asia/Tokyo");
    // An address that names the zone leads to one that does.
    let other = visitor(&app).await;
    let csrf = token(&other.get("/login").await.text);
    app.clock.set(app.clock.now().plus_seconds(3));
    let fields = [("csrf", csrf.as_str()), ("do", "book"), ("name", "Bob"), ("email", "bob@example.com")];
    let booked = other.post(&format!("{}?tz=America/New_York", at(NINE)), &fields).await;
    let location = booked.header("location");
    assert!(location.ends_with("?tz=America%2FNew_York"), "{location}: {}", booked.text);
}

async fn a_day_without_times_says_why_and_what_next(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = app.user(shop.company, "other").await;
    app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await;
    let browser = visitor(&app).await;
    let sunday = browser.get("/book/salon/cut/2025-01-26").await;
    says(&sunday, 200, "Nobody takes bookings on this day.");
    says(&sunday, 200, "Next free day: Monday 27 January");
    app.make(crate::shop::start::DAYS_OFF, json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    }))
    .await;
    let off = browser.get(&format!("{TUESDAY}?staff={}", shop.staff)).await;
    says(&off, 200, "Nobody takes bookings on this day.");
    says(&off, 200, "Ask for anybody");
    // That of one alone is theirs; a day off that everybody has is named, on the page about missing times too.
    let everybodys = json!({
        "company_id": shop.company, "staff_id": null, "start_date": "2025-01-22", "end_date": "2025-01-22",
    });
    app.make(crate::shop::start::DAYS_OFF, everybodys).await;
    says(&browser.get("/book/salon/cut/2025-01-22").await, 200, "We have a day off on this day.");
    says(&browser.get("/book/salon/cut/why?from=2025-01-22").await, 200, "Day off");
    let chosen = browser.get(&format!("/book/salon/cut/2025-01-22?staff={}", shop.staff)).await;
    says(&chosen, 200, "Nobody takes bookings on this day.");
    says(&browser.get("/book/salon/cut/2026-12-01").await, 200, "can&#39;t be booked yet");
    app.company("Empty").await;
    says(&browser.get("/book/empty").await, 200, "There is nothing to book here");
}

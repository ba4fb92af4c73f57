//! Bookings that come in at the same time and are made together.

use super::start::{APPOINTMENTS, BOOK, booking, ledger, with};
use crate::schedules::races::answer;
use crate::shop::start::{STAFF, Shop};
use app::appointments::{Booking, NewBooking, book_many};
use app::rooms::RoomSeed;
use domain::CompanyId;
use domain::access::{Action, Caller, Permit, authorise};
use domain::appointment::{Client, Notes, PaymentType, ServiceId};
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testkit::db::TestDb;
use testkit::{Case, at};
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_time_of_each_member_of_staff_is_booked_once,
        each_is_refused_for_itself,
        who_has_least_is_chosen_among_those_before,
        statements_do_not_rise_with_bookings,
    ]
}

/// A shop with three who offer its service.
async fn shop_of_three(app: &App) -> Shop {
    let shop = Shop::open(app, "UTC").await;
    for name in ["bea", "cem"] {
        let user = app.user(shop.company, name).await;
        app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await;
    }
    shop
}

/// A booking with anybody.
fn anybody(shop: &Shop, hour: usize, name: &str) -> Value {
    with(booking(shop, &format!("2025-01-21T{hour:02}:00:00Z"), name), &json!({"staff_id": null}))
}

/// Sends each booking under a key of its own, twice, all at once; the answers by key.
async fn at_once(app: &App, keys: &str, bookings: &[Value]) -> BTreeMap<usize, Vec<(u16, Value)>> {
    let mut sent = JoinSet::new();
    for (key, body) in bookings.iter().enumerate().chain(bookings.iter().enumerate()) {
        let name = format!("{keys}-{key}");
        let request = app.request(Method::POST, BOOK).json(body).header("idempotency-key", name);
        sent.spawn(async move { (key, answer(request).await) });
    }
    let mut answers: BTreeMap<usize, Vec<(u16, Value)>> = BTreeMap::new();
    while let Some(one) = sent.join_next().await {
        let (key, one) = one.expect("an answer");
        answers.entry(key).or_default().push(one);
    }
    answers
}

/// The one answer under each key.
fn alike(answers: BTreeMap<usize, Vec<(u16, Value)>>) -> Vec<(u16, Value)> {
    let one = |(key, mut answers): (usize, Vec<(u16, Value)>)| {
        assert_eq!(answers.len(), 2, "{key}");
        assert_eq!(answers[0], answers[1], "{key}");
        answers.remove(0)
    };
    answers.into_iter().map(one).collect()
}

async fn each_time_of_each_member_of_staff_is_booked_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = shop_of_three(&app).await;
    let bookings: Vec<Value> = (0..24).map(|n| anybody(&shop, 10 + n % 4, &format!("Client{n}"))).collect();
    let answers = alike(at_once(&app, "one", &bookings).await);
    let made: Vec<&Value> =
        answers.iter().filter(|(status, _)| *status == 201).map(|(_, body)| body).collect();
    let places: BTreeSet<String> =
        made.iter().map(|one| format!("{} {}", one["staff"], one["start"])).collect();
    assert_eq!((made.len(), places.len()), (12, 12), "{answers:?}");
    for (status, body) in &answers {
        assert!(*status == 201 || body["type"] == "/problems/slot-not-available", "{status} {body}");
    }
    assert_eq!(ledger(&app).len(), 24, "of staff and client each");
    let listed = app.get(&format!("{APPOINTMENTS}?company_id={}", shop.company)).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(12));
}

async fn each_is_refused_for_itself(db: TestDb) {
    let app = App::start(db).await;
    let shop = shop_of_three(&app).await;
    let good = anybody(&shop, 10, "Ana");
    let bookings = [
        good.clone(),
        with(good.clone(), &json!({"service_id": 4711})),
        with(good.clone(), &json!({"staff_id": 4711})),
        with(good.clone(), &json!({"payment_type": "full"})),
        // Another day, on which nobody works.
        with(anybody(&shop, 10, "Bob"), &json!({"start": "2025-01-25T10:00:00Z"})),
        // In two months.
        with(anybody(&shop, 10, "Eve"), &json!({"start": "2025-03-25T10:00:00Z"})),
        // The client is the member of staff.
        with(
            booking(&shop, "2025-01-21T12:00:00Z", "Cy"),
            &json!({
                "client": {"name": "Cy", "email": format!("user{}@example.com", shop.company)},
            }),
        ),
    ];
    let answers = alike(at_once(&app, "one", &bookings).await);
    let told = |(status, body): &(u16, Value)| {
        let slug = body["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        format!("{status} {slug} {}", body["errors"][0]["pointer"].as_str().unwrap_or_default())
            .trim()
            .to_owned()
    };
    let told: Vec<String> = answers.iter().map(told).collect();
    assert_eq!(told[0], "201");
    assert!(told[1].starts_with("404 not-found") && told[2].starts_with("404 not-found"), "{told:?}");
    assert_eq!(told[3], "422 invalid /payment_type");
    assert_eq!(told[4], "409 slot-not-available");
    assert_eq!(told[5], "201");
    assert_eq!(told[6], "422 invalid /client/email");
    let known =
        app.db.raw().texts("SELECT subject AS text FROM subjects WHERE subject LIKE 'customer:%' ORDER BY 1");
    assert_eq!(
        known,
        ["customer:ana@example.com", "customer:eve@example.com"],
        "nothing stays of who was refused"
    );
    // One client is at one place at a time, by any member of staff.
    let twice =
        [anybody(&shop, 14, "Dan"), with(anybody(&shop, 14, "Dan"), &json!({"want_reminder": false}))];
    let mut statuses: Vec<u16> = alike(at_once(&app, "dan", &twice).await).iter().map(|one| one.0).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

fn permit(shop: &Shop) -> Permit {
    authorise(&Caller::platform_admin(), Action::BookAppointments, Some(CompanyId(shop.company)))
        .expect("an admin may do everything")
}

/// As one transaction books them.
fn wanted(shop: &Shop, hours: impl Iterator<Item = i64>, name: &str) -> Vec<Booking> {
    let of = |hour: i64| Booking {
        permit: permit(shop),
        new: NewBooking {
            service: ServiceId(shop.service),
            staff: None,
            start: at("2025-01-21T09:00:00Z").plus_minutes(60 * hour),
            client: Client {
                name: name.into(),
                email: format!("{name}{hour}@example.com"),
                phone: None,
                address: None,
            },
            notes: Notes { want_reminder: true, additional_info: None, internal: None },
            payment_type: PaymentType::None,
        },
        seed: RoomSeed::new().expect("random bytes"),
        now: at("2025-01-20T08:00:00Z"),
    };
    hours.map(of).collect()
}

async fn who_has_least_is_chosen_among_those_before(db: TestDb) {
    let app = App::start(db).await;
    let shop = shop_of_three(&app).await;
    let bookings = wanted(&shop, 0..6, "client");
    let made = app.db.write(move |tx| book_many(tx, &bookings, |_, _, _| Ok(()))).await.expect("booked");
    let staff: Vec<i64> = made.iter().flatten().map(|booked| booked.appointment.staff.0).collect();
    assert_eq!(staff.len(), 6, "{made:?}");
    let distinct: BTreeSet<i64> = staff[..3].iter().copied().collect();
    assert_eq!(distinct.len(), 3, "each one once: {staff:?}");
    assert_eq!(staff[..3], staff[3..], "and again in the same order: {staff:?}");
}

async fn statements_do_not_rise_with_bookings(db: TestDb) {
    let app = App::start(db).await;
    let shop = shop_of_three(&app).await;
    let count = async |bookings: Vec<Booking>| {
        let many = bookings.len();
        let work = app.db.write(move |tx| book_many(tx, &bookings, |_, _, _| Ok(())));
        let (statements, made) = app.db.count_statements(work).await;
        assert_eq!(made.expect("booked").iter().flatten().count(), many);
        statements
    };
    let one = count(wanted(&shop, 0..1, "first")).await;
    let many = count(wanted(&shop, 1..7, "more")).await;
    // On SQLite each row is a statement.
    let rows = if app.db.kind() == "sqlite" { 5 * 16 } else { 0 };
    assert!(many <= one + rows, "{many} statements, {one} for one of them");
}

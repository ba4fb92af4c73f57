//! What is listed can be booked, and what is not listed can't.

use super::start::{BOOK, act, booking, refused};
use crate::shop::start::{CONFIG, DAYS_OFF, STAFF, Shop};
use e2e::App;
use scheduling_core::time::Timestamp;
use serde_json::json;
use std::collections::BTreeSet;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![listed_is_bookable]
}

/// A small generator of numbers, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn index(&mut self, most: u64) -> usize {
        usize::try_from(self.below(most)).unwrap_or_default()
    }
}

async fn listed_is_bookable(db: TestDb) {
    let app = App::start(db).await;
    for seed in 1..=4 {
        let mut numbers = Numbers(seed);
        let shop = Shop::open(&app, ["UTC", "Europe/Berlin", "Asia/Kathmandu"][numbers.index(3)]).await;
        let pause = [0, 10, 30][numbers.index(3)];
        let step = [15, 20, 30, 45][numbers.index(4)];
        let path = format!("{STAFF}/{}", shop.staff);
        app.patch(&path, json!({"appointment_buffer_minutes": pause, "slot_duration_minutes": step})).await;
        let notice = json!({"minimum_notice_minutes": numbers.below(1500), "maximum_notice_days": 3});
        let put = app.put(&format!("{CONFIG}?company_id={}", shop.company), notice).await;
        assert_eq!(put.status, 200, "{}", put.text);
        if numbers.below(2) == 0 {
            let day = json!({
                "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-22", "end_date": "2025-01-22",
            });
            app.make(DAYS_OFF, day).await;
        }
        for number in 0..25 {
            let start =
                at("2025-01-20T08:00:00Z").plus_minutes(i64::try_from(numbers.below(400) * 15).unwrap_or(0));
            judge(&app, &shop, start, number).await;
        }
    }
}

/// Tries to book a start, and compares with what is listed.
async fn judge(app: &App, shop: &Shop, start: Timestamp, number: usize) {
    let date = &start.to_string()[..10];
    let query = format!("date={date}&time_zone=UTC&staff_id={}", shop.staff);
    let answer = shop.ask(app, &query).await;
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let listed: BTreeSet<&str> = items.iter().filter_map(|one| one["start"].as_str()).collect();
    // Half of the tries are of what is listed.
    let text = start.to_string();
    let tried = if number.is_multiple_of(2) { listed.iter().next().copied().unwrap_or(&text) } else { &text };
    let booked = app.post(BOOK, booking(shop, tried, &format!("C{number}"))).await;
    if listed.contains(tried) {
        assert_eq!(booked.status, 201, "{tried} is listed: {}", booked.text);
        let path = booked.header("location").to_owned();
        if number.is_multiple_of(4) {
            assert_eq!(act(app, &path, "cancel", json!({"reason": "ill"})).await.status, 200);
            let again = app.post(BOOK, booking(shop, tried, &format!("C{number}"))).await;
            assert_eq!(again.status, 201, "{tried} is free again: {}", again.text);
        }
    } else {
        refused(&booked, 409, "slot-not-available");
    }
}

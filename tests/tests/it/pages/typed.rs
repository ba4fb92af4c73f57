//! What people type into addresses and fields: zones, and addresses in another case.

use super::book::{CUT, NINE, TUESDAY, leads, says, visitor};
use super::visit::Browser;
use crate::appointments::start::{BOOK, booking};
use crate::picking::start as picking;
use crate::shop::start::Shop;
use e2e::App;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

/// What is the name of no zone, as addresses have it. People mean the opposite of what `Etc/GMT+5` says.
const NONE: [&str; 6] = ["GMT%2B5", "gmt%2B5", "GMT-8", "UTC%2B5", "GMT%2B1", "nonsense"];

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        what_names_no_zone_is_said_to_visitors,
        what_names_no_zone_is_said_to_candidates,
        what_names_no_zone_is_not_stored,
        addresses_are_known_in_any_case,
    ]
}

async fn what_names_no_zone_is_said_to_visitors(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let browser = visitor(&app).await;
    let made = app.make(BOOK, booking(&shop, NINE, "Ana")).await;
    let url = made["manage_url"].as_str().unwrap_or_default();
    let booked = url.strip_prefix(e2e::PUBLIC_URL).unwrap_or_default();
    for zone in NONE {
        let page = browser.get(&format!("{TUESDAY}?tz={zone}")).await;
        says(&page, 200, "There is no time zone “");
        says(&page, 200, "Europe/Berlin");
        assert!(!page.text.contains("tz=Etc"), "{zone}: {}", page.text);
        for tail in ["", "/move"] {
            let page = browser.get(&format!("{booked}{tail}?tz={zone}")).await;
            says(&page, 200, "There is no zone “");
        }
        says(&browser.get(&format!("{booked}?tz={zone}")).await, 200, "10:00 to 11:00 (Europe/Berlin)");
    }
    // Its full name is taken still.
    says(&browser.get(&format!("{TUESDAY}?tz=Etc/GMT%2B5")).await, 200, "Times in Etc/GMT+5");
}

async fn what_names_no_zone_is_said_to_candidates(db: TestDb) {
    let app = picking::ready(db).await;
    let link = picking::link(&app, &json!({})).await;
    for zone in NONE {
        let page = picking::get(&app, &format!("{}?tz={zone}", link.path)).await;
        says(&page, 200, "There is no zone “");
        assert!(!page.text.contains("in the zone Etc"), "{zone}: {}", page.text);
    }
}

async fn what_names_no_zone_is_not_stored(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let candidate = app.candidate(company, "dora").await;
    let (ann, stored) =
        (Browser::of(&app, "ann@example.com").await, format!("/api/v1/candidates/{candidate}"));
    let form = format!("/app/candidates/{candidate}/edit");
    for zone in ["GMT+5", "gmt-8", "UTC+5", "nonsense"] {
        for (form, name) in [(form.as_str(), "dora"), ("/app/settings/company", "Acme")] {
            let fields = [
                ("name", name),
                ("email", "dora@example.com"),
                ("time_zone", zone),
                ("ai_parallel", "1"),
                ("opens", "09:00"),
                ("closes", "18:00"),
            ];
            let sent = ann.submit(form, form, &fields).await;
            says(&sent, 422, "Choose a time zone such as Europe/Berlin.");
        }
        let sent = app.patch(&stored, json!({"time_zone": zone})).await;
        assert_eq!(sent.status, 422, "{zone}: {}", sent.text);
    }
    let exact = app.patch(&stored, json!({"time_zone": "Etc/GMT+5"})).await;
    assert_eq!((exact.status, &exact["time_zone"]), (200, &json!("Etc/GMT+5")), "{}", exact.text);
}

async fn addresses_are_known_in_any_case(db: TestDb) {
    let app = App::start(db).await;
    Shop::open(&app, "UTC").await;
    let browser = visitor(&app).await;
    let lead = [
        ("/book/SALON", "/book/salon"),
        ("/book/Salon/CUT", CUT),
        ("/book/salon/Cut/2025-01-21?tz=UTC", "/book/salon/cut/2025-01-21?tz=UTC"),
        ("/book/SALON/cut/why", "/book/salon/cut/why"),
    ];
    for (typed, right) in lead {
        leads(&browser.get(typed).await, right);
    }
    assert_eq!(browser.get("/book/SALO").await.status, 404);
}

//! Charts: how many meetings each day has, on the clock of who looks, however many there are.

use super::calendar::{ann, ready};
use super::visit::Browser;
use crate::appointments::start::{TEN, act, book, booking, with};
use crate::shop::start::{STAFF, Shop};
use domain::CompanyId;
use domain::access::{Action, Caller, Permit, authorise};
use domain::appointment::AppointmentStatus;
use domain::interview::InterviewStatus;
use e2e::App;
use persistence::StoreError;
use persistence::store::beginnings::{self, Beginnings};
use scheduling_core::time::Interval;
use serde_json::json;
use testkit::db::TestDb;
use testkit::{Case, at, between};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![interviews_are_counted_by_the_day_of_the_clock, appointments_are_counted_as_they_stand]
}

fn permit(company: i64, action: Action) -> Permit {
    authorise(&Caller::platform_admin(), action, Some(CompanyId(company)))
        .expect("an admin may do everything")
}

fn week() -> Interval {
    between("2025-01-20T00:00:00Z", "2025-01-27T00:00:00Z")
}

async fn interviews_are_counted_by_the_day_of_the_clock(db: TestDb) {
    let app = ready(db).await;
    // Its days begin at a quarter past an hour of UTC.
    let zone = json!({"time_zone": "Asia/Kathmandu"});
    assert_eq!(app.patch("/api/v1/companies/1", zone).await.status, 200);
    let starts = ["18:10", "18:20", "18:20", "18:25"];
    for (number, start) in starts.into_iter().enumerate() {
        let candidate = app.candidate(1, &format!("candidate{number}")).await;
        app.gates(1, candidate, 1, [true, true, true]).await;
        let body = json!({
            "candidate_id": candidate, "job_id": 1, "interview_type": "online",
            "scheduled_at": format!("2025-01-22T{start}:00Z"),
        });
        app.make("/api/v1/interviews", body).await;
    }
    let page = ann(&app).await.get("/app").await.text;
    for row in ["Wed 22 Jan</th><td>1</td>", "Thu 23 Jan</th><td>3</td>"] {
        assert!(page.contains(row), "{row}: {page}");
    }
    let found = app.db.read(|tx| {
        let permit = permit(1, Action::ReadInterviews);
        beginnings::of_interviews(&mut tx.scope(&permit), week())
    });
    let found: Result<_, StoreError> = found.await;
    let mut found: Vec<Beginnings<InterviewStatus>> = found.expect("meetings");
    found.sort_by_key(|one| one.quarter);
    let row = |quarter: &str, count: usize| Beginnings {
        quarter: at(quarter),
        status: InterviewStatus::Scheduled,
        count,
    };
    assert_eq!(found, [row("2025-01-22T18:00:00Z", 1), row("2025-01-22T18:15:00Z", 3)]);
}

async fn appointments_are_counted_as_they_stand(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.account(Some(shop.company), "olga", "owner").await;
    let user = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    book(&app, &shop, TEN, "Ana").await;
    let with_other = with(booking(&shop, TEN, "Bob"), &json!({"staff_id": other}));
    app.make("/api/v1/appointments/book", with_other).await;
    let gone = book(&app, &shop, "2025-01-21T12:00:00Z", "Cid").await;
    assert_eq!(act(&app, &gone, "cancel", json!({"reason": "ill"})).await.status, 200);
    let company = shop.company;
    let found = app.db.read(move |tx| {
        let permit = permit(company, Action::ReadAppointments);
        beginnings::of_appointments(&mut tx.scope(&permit), week())
    });
    let found: Result<_, StoreError> = found.await;
    let mut found: Vec<Beginnings<AppointmentStatus>> = found.expect("meetings");
    found.sort_by_key(|one| one.quarter);
    let row = |quarter: &str, status: AppointmentStatus, count: usize| Beginnings {
        quarter: at(quarter),
        status,
        count,
    };
    let noon = row("2025-01-21T12:00:00Z", AppointmentStatus::Cancelled, 1);
    assert_eq!(found, [row(TEN, AppointmentStatus::Confirmed, 2), noon]);
    let page = Browser::of(&app, "olga@example.com").await.get("/app").await.text;
    assert!(page.contains("Tue 21 Jan</th><td>2</td>"), "{page}");
}

//! The starts of a date, and the next date with one.

use super::start::{CONFIG, DAYS_OFF, SERVICES, SPECIAL_HOURS, STAFF, Shop, service, starts};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        every_half_hour_from_the_beginning_of_work,
        each_is_as_long_as_the_service,
        whatever_takes_the_users_time_takes_the_starts,
        the_pause_is_between_bookings_and_after_now,
        notice_bounds_both_ends,
        a_day_is_one_of_the_zone_that_is_named,
        the_next_date_is_found_over_a_full_year,
        all_who_offer_it_are_asked,
        statements_do_not_rise_with_staff,
        what_takes_no_bookings_offers_nothing,
        questions_that_are_none,
    ]
}

async fn every_half_hour_from_the_beginning_of_work(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    // From nine to five on weekdays, by the defaults; the last of an hour starts at four.
    let tuesday = shop.starts(&app, "date=2025-01-21").await;
    assert_eq!(
        (tuesday.len(), tuesday.first(), tuesday.last()),
        (15, Some(&"21T09:00".into()), Some(&"21T16:00".into()))
    );
    assert_eq!(shop.starts(&app, "date=2025-01-25").await, [""; 0], "a Saturday");
    let path = format!("{STAFF}/{}", shop.staff);
    let change = json!({"lead_time": "09:10", "finish_time": "12:00", "slot_duration_minutes": 45, "work_on_saturday": true});
    app.patch(&path, change).await;
    assert_eq!(shop.starts(&app, "date=2025-01-25").await, ["25T09:10", "25T09:55", "25T10:40"]);
    shop.hours(&app, &[2], "10:05", "12:00").await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T10:05", "21T10:50"]);
    assert_eq!(shop.starts(&app, "date=2025-01-25").await, [""; 0], "who has working hours keeps to them");
    let closed = json!({"company_id": shop.company, "date": "2025-01-21", "intervals": []});
    app.make(SPECIAL_HOURS, closed).await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, [""; 0]);
    let own = json!({
        "company_id": shop.company, "staff_id": shop.staff, "date": "2025-01-21",
        "intervals": [{"start": "18:00", "end": "19:00"}, {"start": "20:30", "end": "22:00"}],
    });
    app.make(SPECIAL_HOURS, own).await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T18:00", "21T20:30"]);
}

async fn each_is_as_long_as_the_service(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"duration_minutes": 400})).await;
    let answer = shop.ask(&app, "date=2025-01-21").await;
    let expected = json!({
        "date": "2025-01-21", "time_zone": "UTC",
        "items": [
            {"start": "2025-01-21T09:00:00Z", "end": "2025-01-21T15:40:00Z", "staff_id": shop.staff},
            {"start": "2025-01-21T09:30:00Z", "end": "2025-01-21T16:10:00Z", "staff_id": shop.staff},
            {"start": "2025-01-21T10:00:00Z", "end": "2025-01-21T16:40:00Z", "staff_id": shop.staff},
        ],
    });
    assert_eq!(answer.body, expected);
}

async fn whatever_takes_the_users_time_takes_the_starts(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = json!({"user_id": shop.user, "start": "2025-01-21T09:00:00Z", "end": "2025-01-21T12:30:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let candidate = app.candidate(shop.company, "cy").await;
    let job = app.job(shop.company, "Barber").await;
    for (action, flag) in [("shortlist", "shortlisted"), ("toggle-interview", "interview_enabled")] {
        let path = format!("/api/v1/candidates/{candidate}/{action}");
        assert_eq!(app.post(&path, json!({"job_id": job, (flag): true})).await.status, 200);
    }
    let interview = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "online", "interviewer_ids": [shop.user],
        "scheduled_at": "2025-01-21T14:00:00Z", "duration_minutes": 60,
    });
    app.make("/api/v1/interviews", interview).await;
    let expected = ["21T12:30", "21T13:00", "21T15:00", "21T15:30", "21T16:00"];
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, expected);
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20250121T153000Z\r\n\
               DTEND:20250121T170000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let body = json!({"user_id": shop.user, "kind": "ics_file", "name": "Own"});
    let calendar = app.make("/api/v1/calendars", body).await.id();
    let path = format!("/api/v1/calendars/{calendar}/import");
    let import = app.request(reqwest::Method::POST, &path).header("content-type", "text/calendar").body(ics);
    assert_eq!(app.send(import).await.status, 200);
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T12:30", "21T13:00"]);
}

async fn the_pause_is_between_bookings_and_after_now(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = format!("{STAFF}/{}", shop.staff);
    let change = json!({"appointment_buffer_minutes": 100, "finish_time": "13:00"});
    app.patch(&path, change).await;
    // It is eight o'clock.
    assert_eq!(
        shop.starts(&app, "date=2025-01-20").await,
        ["20T10:00", "20T10:30", "20T11:00", "20T11:30", "20T12:00"]
    );
    // Busy time is no booking.
    let body = json!({"user_id": shop.user, "start": "2025-01-21T10:00:00Z", "end": "2025-01-21T11:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let tuesday = ["21T09:00", "21T11:00", "21T11:30", "21T12:00"];
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, tuesday);
    let slot = json!({
        "interviewer": shop.user, "company": shop.company, "start_time": "2025-01-21T11:00:00Z",
        "end_time": "2025-01-21T11:10:00Z",
    });
    let slot = app.make("/api/interviews/slots", slot).await;
    assert_eq!(
        shop.starts(&app, "date=2025-01-21").await,
        tuesday,
        "what is offered elsewhere takes no time"
    );
    let id = slot["id"].as_str().unwrap_or_default();
    assert_eq!(app.post(&format!("/api/interviews/slots/{id}/book_slot"), json!({})).await.status, 200);
    assert_eq!(
        shop.starts(&app, "date=2025-01-21").await,
        [""; 0],
        "from 09:20 to 12:50, and not before ten"
    );
    app.patch(&path, json!({"appointment_buffer_minutes": 20})).await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T09:00", "21T11:30", "21T12:00"]);
}

async fn notice_bounds_both_ends(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let config = format!("{CONFIG}?company_id={}", shop.company);
    // Three days and an hour and a half before: half past nine on Thursday.
    app.put(&config, json!({"minimum_notice_minutes": 4320 + 90})).await;
    assert_eq!(shop.next(&app, "").await, "2025-01-23");
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, [""; 0]);
    assert_eq!(shop.starts(&app, "date=2025-01-23").await.first().map(String::as_str), Some("23T09:30"));
    app.put(&config, json!({"maximum_notice_days": 1})).await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, [""; 0], "eight o'clock of tomorrow is the end");
    app.clock.set(at("2025-01-20T10:05:00Z"));
    let last = shop.starts(&app, "date=2025-01-21").await;
    assert_eq!(last, ["21T09:00", "21T09:30", "21T10:00"]);
    assert_eq!(shop.next(&app, "from=2025-01-22").await, Value::Null);
    let too_much = app.put(&config, json!({"maximum_notice_days": 0, "minimum_notice_minutes": -1})).await;
    check_problem("ranges", &too_much, 422, "invalid", &["/minimum_notice_minutes", "/maximum_notice_days"]);
}

async fn a_day_is_one_of_the_zone_that_is_named(db: TestDb) {
    let app = App::start(db).await;
    // Kathmandu is 5:45 ahead of UTC: nine o'clock is 03:15.
    let shop = Shop::with_zones(&app, "Europe/Berlin", "Asia/Kathmandu").await;
    let staff = format!("date=2025-01-22&staff_id={}", shop.staff);
    let own = shop.ask(&app, &staff).await;
    assert_eq!((starts(&own).first().cloned(), starts(&own).len()), (Some("22T03:15".into()), 15));
    assert_eq!(own["time_zone"], "Asia/Kathmandu");
    let companys = shop.ask(&app, "date=2025-01-22").await;
    assert_eq!((companys["time_zone"].as_str(), starts(&companys).len()), (Some("Europe/Berlin"), 15));
    // A day in Los Angeles is from 08:00 of UTC on: the end of one day in Kathmandu, and the beginning of the next.
    let client = shop.starts(&app, "date=2025-01-21&time_zone=America/Los_Angeles").await;
    assert_eq!(
        (client.first().cloned(), client.last().cloned()),
        (Some("21T08:15".into()), Some("22T07:45".into()))
    );
    let client = shop.starts(&app, "date=2025-01-22&time_zone=America/Los_Angeles").await;
    assert_eq!(
        (client.first().cloned(), client.last().cloned()),
        (Some("22T08:15".into()), Some("23T07:45".into()))
    );
    assert_eq!(shop.next(&app, "from=2025-01-25&time_zone=America/Los_Angeles").await, "2025-01-26");
    // Eleven in the evening of the provider is the next date of a client to the east.
    let evening = Shop::open(&app, "America/New_York").await;
    evening.hours(&app, &[3], "23:00", "24:00").await;
    assert_eq!(evening.starts(&app, "date=2025-01-22").await, ["23T04:00"]);
    assert_eq!(evening.starts(&app, "date=2025-01-23&time_zone=Asia/Tokyo").await, ["23T04:00"]);
    assert_eq!(evening.starts(&app, "date=2025-01-22&time_zone=Asia/Tokyo").await, [""; 0]);
    assert_eq!(evening.next(&app, "").await, "2025-01-22");
    assert_eq!(evening.next(&app, "time_zone=Asia/Tokyo").await, "2025-01-23");
}

async fn the_next_date_is_found_over_a_full_year(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    assert_eq!(shop.next(&app, "").await, "2025-01-20");
    assert_eq!(shop.next(&app, "from=2025-01-25").await, "2025-01-27");
    assert_eq!(shop.next(&app, "from=2020-01-01").await, "2025-01-20", "not before today");
    let body = json!({"user_id": shop.user, "start": "2025-01-20T00:00:00Z", "end": "2025-01-20T23:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let (statements, _) = app.db.count_statements(shop.next(&app, "")).await;
    let body = json!({"user_id": shop.user, "start": "2025-01-20T00:00:00Z", "end": "2026-01-16T00:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let (after, found) = app.db.count_statements(shop.next(&app, "")).await;
    assert_eq!((after, found), (statements, json!("2026-01-16")), "one search");
    let body = json!({"company_id": shop.company, "start_date": "2026-01-16", "end_date": "2026-02-16"});
    app.make(DAYS_OFF, body).await;
    assert_eq!(shop.next(&app, "").await, Value::Null);
}

async fn all_who_offer_it_are_asked(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let bea = app.user(shop.company, "bea").await;
    let body = json!({
        "user_id": bea, "services": [shop.service], "lead_time": "15:45", "slot_duration_minutes": 15,
    });
    let bea = app.make(STAFF, body).await.id();
    let answer = shop.ask(&app, "date=2025-01-21").await;
    let late: Vec<(String, i64)> = starts(&answer)
        .into_iter()
        .zip(answer["items"].as_array().into_iter().flatten())
        .map(|(start, slot)| (start, slot["staff_id"].as_i64().unwrap_or_default()))
        .filter(|(start, _)| start.as_str() >= "21T15:30")
        .collect();
    let expected = [
        ("21T15:30".to_owned(), shop.staff),
        ("21T15:45".to_owned(), bea),
        ("21T16:00".to_owned(), shop.staff),
        ("21T16:00".to_owned(), bea),
    ];
    assert_eq!(late, expected);
    assert_eq!(shop.starts(&app, &format!("date=2025-01-21&staff_id={bea}")).await, ["21T15:45", "21T16:00"]);
    // Who does not offer it offers nothing.
    let other = service(&app, shop.company, json!({})).await;
    let answer = app.get(&format!("{SERVICES}/{other}/slots?date=2025-01-21&staff_id={bea}")).await;
    assert_eq!(starts(&answer), [""; 0]);
}

async fn statements_do_not_rise_with_staff(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let one = format!("date=2025-01-21&staff_id={}", shop.staff);
    let (few, _) = app.db.count_statements(shop.ask(&app, &one)).await;
    let book = async |staff: i64, start: &str| {
        let client = json!({"name": "Ana", "email": format!("ana{staff}@example.com")});
        let body = json!({
            "company_id": shop.company, "service_id": shop.service, "staff_id": staff, "client": client,
            "payment_type": "none", "start": format!("2025-01-21T{start}:00Z"),
        });
        app.make("/api/v1/appointments/book", body).await;
    };
    for number in 0..12 {
        let user = app.user(shop.company, &format!("more{number}")).await;
        let body = json!({"user_id": user, "services": [shop.service], "appointment_buffer_minutes": 10});
        let staff = app.make(STAFF, body).await.id();
        for start in ["09:00", "10:30", "15:00"] {
            book(staff, start).await;
        }
    }
    let (many, answer) = app.db.count_statements(shop.ask(&app, "date=2025-01-21")).await;
    let free = starts(&answer).len() - 15;
    assert_eq!(free % 12, 0, "{free}");
    assert!(many <= few + 2, "{many} statements, {few} for one of them");
    let (again, _) = app.db.count_statements(shop.ask(&app, &one)).await;
    assert_eq!(again, 1, "all of it is known");
}

async fn what_takes_no_bookings_offers_nothing(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let service = format!("{SERVICES}/{}", shop.service);
    let staff = format!("{STAFF}/{}", shop.staff);
    let user = format!("/api/v1/users/{}", shop.user);
    let company = format!("/api/v1/companies/{}", shop.company);
    for path in [&service, &staff, &user, &company] {
        assert_eq!(app.patch(path, json!({"active": false})).await.status, 200, "{path}");
        assert_eq!(shop.starts(&app, "date=2025-01-21").await, [""; 0], "{path}");
        assert_eq!(shop.next(&app, "").await, Value::Null, "{path}");
        app.patch(path, json!({"active": true})).await;
        assert_eq!(shop.starts(&app, "date=2025-01-21").await.len(), 15, "{path}");
    }
}

async fn questions_that_are_none(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let slots = format!("{SERVICES}/{}/slots", shop.service);
    let check = async |query: &str, status: u16, slug: &str, pointers: &[&str]| {
        check_problem(query, &app.get(&format!("{slots}?{query}")).await, status, slug, pointers);
    };
    check("", 400, "malformed-query", &["/date"]).await;
    check("date=tomorrow", 400, "malformed-query", &["/date"]).await;
    check("date=2025-01-21&time_zone=Mars", 422, "invalid", &["/time_zone"]).await;
    check("date=2025-01-21&staff_id=4711", 404, "not-found", &["/staff_id"]).await;
    check("date=2025-01-21&colour=red", 400, "malformed-query", &["/colour"]).await;
    for date in ["0001-01-01", "9999-12-31"] {
        assert_eq!(shop.starts(&app, &format!("date={date}")).await, [""; 0]);
        assert_eq!(shop.starts(&app, &format!("date={date}&explain=true")).await, [""; 0]);
        assert_eq!(app.get(&format!("{SERVICES}/{}/next-date?from={date}", shop.service)).await.status, 200);
    }
    check_problem(
        "no service",
        &app.get(&format!("{SERVICES}/4711/slots?date=2025-01-21")).await,
        404,
        "not-found",
        &[],
    );
}

//! Calendars of which nobody knows what they say: their owners never look free by it. It is Monday 20 January 2025.

use super::calendars::{WEEK, busy, calendar, create_calendar, event, import, start};
use serde_json::{Value, json};
use testkit::db::TestDb;

pub(crate) async fn what_nobody_knows_the_clock_of_is_busy(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let unknown = "DTSTART;TZID=Nowhere/Office:20250122T100000";
    // The end is where the start would be if its clock were that of UTC.
    let single = event("a", &[unknown, "DTEND:20250122T100000Z"]);
    let answer = import(&app, id, calendar(&[single])).await;
    assert_eq!((answer.status, &answer["events"]), (200, &json!(1)), "{}", answer.text);
    let reason = answer["skipped"][0]["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("Nowhere/Office"), "{}", answer.text);
    assert_eq!(busy(&app, user, WEEK).await.0, ["21T08:00-23T12:00"]);
    assert_eq!(app.get(&format!("/api/v1/calendars/{id}")).await["complete"], true);
    // Neither the change nor what it replaces is lost.
    let series = event("a", &["DTSTART:20250120T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=6"]);
    let change = event("a", &["RECURRENCE-ID:20250123T100000Z", unknown, "DTEND:20250122T100000Z"]);
    import(&app, id, calendar(&[series, change])).await;
    let expected = ["20T10:00-20T11:00", "21T08:00-23T12:00", "24T10:00-24T11:00", "25T10:00-25T11:00"];
    assert_eq!(busy(&app, user, WEEK).await.0, expected);
}

pub(crate) async fn what_comes_after_a_change_moves_with_it(db: TestDb) {
    let (app, user) = start(db).await;
    let zone = json!({"time_zone": "Europe/Berlin"});
    assert_eq!(app.patch(&format!("/api/v1/users/{user}"), zone).await.status, 200);
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let series = event("a", &["DTSTART:20250121T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"]);
    // On the clock of the series, and on the owner's.
    for written in ["20250122T100000", "20250122T110000"] {
        let replaced = format!("RECURRENCE-ID;RANGE=THISANDFUTURE:{written}");
        let change = event("a", &[&replaced, "DTSTART:20250122T150000Z", "DURATION:PT1H"]);
        let answer = import(&app, id, calendar(&[series.clone(), change])).await;
        assert_eq!(answer["skipped"], json!([]), "{written}");
        let expected = ["21T10:00-21T11:00", "22T15:00-22T16:00", "23T15:00-23T16:00"];
        assert_eq!(busy(&app, user, WEEK).await.0, expected, "{written}");
    }
}

pub(crate) async fn availability_is_told_and_never_frees(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let told = async |lines: &str| {
        let availability = format!("BEGIN:VAVAILABILITY\r\nBUSYTYPE:BUSY\r\n{lines}END:VAVAILABILITY\r\n");
        let answer = import(&app, id, calendar(&[availability])).await;
        assert_eq!((answer.status, &answer["events"]), (200, &json!(0)), "{}", answer.text);
        assert_eq!(answer["skipped"][0]["line"], 4, "{}", answer.text);
        let shown = app.get(&format!("/api/v1/calendars/{id}")).await;
        assert_eq!(shown["left_out"], json!({"count": 1, "lines": answer["skipped"]}));
        shown["complete"].clone()
    };
    let bounded = "DTSTART:20250122T000000Z\r\nDTEND:20250123T000000Z\r\n";
    assert_eq!(told(bounded).await, Value::Bool(true));
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T00:00-23T00:00"]);
    assert_eq!(told("DTSTART:20250122T000000Z\r\n").await, Value::Bool(false));
    assert_eq!(busy(&app, user, WEEK).await.0, ["20T00:00-27T00:00"]);
}

//! Calendars on a CalDAV server, from the server to free/busy and back, on both databases. The server is Radicale; where
//! it is not there, all of this is ignored and says so.

mod publish;
mod showing;
mod sync;

use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use testkit::radicale::{self, Radicale};

pub(crate) fn cases() -> Vec<Case> {
    let cases = testkit::cases![
        sync::its_events_make_the_owner_busy,
        sync::a_wrong_password_fails_and_a_right_one_mends_it,
        sync::a_server_that_is_down_never_yields_a_slot_silently,
        sync::workers_read_what_has_changed,
        sync::windows_beyond_what_is_stored_and_other_zones,
        sync::each_event_has_its_own_time_zones,
        sync::what_cant_be_followed_counts_as_busy,
        sync::an_address_with_several_calendars_names_them,
        sync::readers_at_the_same_time_agree,
        sync::another_address_is_another_calendar,
        sync::other_companies_see_nothing,
        publish::the_same_event_is_written_once,
        publish::changes_follow_and_the_owners_part_stays,
        publish::what_was_taken_away_stays_away,
        publish::an_invitation_that_came_by_mail_is_not_doubled,
        publish::failures_say_whether_to_try_again,
        publish::our_own_events_are_not_busy_time,
        publish::several_at_once_leave_one_event,
        publish::whose_turn_is_over_writes_nothing,
        showing::an_interview_is_shown_moved_and_taken_out,
        showing::who_leaves_the_panel_loses_it_and_who_joins_gets_it,
        showing::nothing_is_shown_where_nobody_asked_for_it,
        showing::turned_on_and_off_it_follows_for_what_lies_ahead,
        showing::our_own_events_are_no_conflict,
        showing::a_wrong_password_is_told_and_not_tried_for_ever,
        showing::it_is_tried_again_once_when_the_calendar_was_read,
        showing::a_server_that_is_down_gets_it_later,
        showing::the_last_state_wins_whatever_the_order,
        showing::what_a_killed_worker_left_is_found,
        showing::deleted_calendars_are_left_alone,
        showing::other_kinds_can_not_be_written_to,
    ];
    testkit::needing(radicale::look().err().as_deref(), cases)
}

/// Wednesday 22 January 2025, the week in which all of this happens; it is Monday, 08:00 UTC.
const WEEK: (&str, &str) = ("2025-01-20T00:00:00Z", "2025-01-27T00:00:00Z");

/// A product with a person in it, and a CalDAV server with a calendar of theirs.
struct World {
    app: App,
    server: Radicale,
    company: i64,
    user: i64,
    calendar: i64,
}

impl World {
    async fn start(db: TestDb) -> Self {
        let server = Radicale::start();
        let url = server.calendar("office");
        Self::with(db, server, &url).await
    }

    async fn with(db: TestDb, server: Radicale, url: &str) -> Self {
        let app = App::start(db).await;
        let company = app.company("Acme").await;
        let user = app.user(company, "alice").await;
        let body = json!({
            "user_id": user, "kind": "caldav", "name": "Work", "url": url, "credentials": login(radicale::PASSWORD),
        });
        let calendar = app.make("/api/v1/calendars", body).await.id();
        Self { app, server, company, user, calendar }
    }

    /// Reads the calendar now.
    async fn sync(&self) -> Answer {
        let synced = self.app.post(&format!("/api/v1/calendars/{}/sync", self.calendar), Value::Null).await;
        assert_eq!(synced.status, 200, "{}", synced.text);
        synced
    }

    /// Reads it, which must go well.
    async fn read(&self) {
        let synced = self.sync().await;
        assert_eq!(synced["last_error"], Value::Null, "{}", synced.text);
    }

    async fn patch(&self, change: Value) -> Answer {
        let changed = self.app.patch(&format!("/api/v1/calendars/{}", self.calendar), change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        changed
    }

    /// When its owner is busy, as `dayThour:minute-dayThour:minute`, and how far the calendar is trusted.
    async fn busy_in(&self, (start, end): (&str, &str)) -> (Vec<String>, String) {
        let path = format!("/api/v1/free-busy?user_ids={}&start={start}&end={end}", self.user);
        let answer = self.app.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let item = &answer["items"][0];
        let short = |value: &Value| value.as_str().expect("an instant")[8..16].to_owned();
        let times = item["busy"].as_array().expect("busy time").iter();
        let times = times.map(|time| format!("{}-{}", short(&time["start"]), short(&time["end"]))).collect();
        (times, item["sources"][0]["status"].as_str().unwrap_or_default().to_owned())
    }

    async fn check_busy(&self, case: &str, times: &[&str], status: &str) {
        let times: Vec<String> = times.iter().map(|&time| time.to_owned()).collect();
        assert_eq!(self.busy_in(WEEK).await, (times, status.to_owned()), "{case}");
    }
}

fn login(password: &str) -> Value {
    json!({"username": radicale::USER, "password": password})
}

/// The calendar object of one event.
fn event(uid: &str, lines: &[&str]) -> String {
    object(&format!("UID:{uid}"), lines, "")
}

fn object(uid: &str, lines: &[&str], before: &str) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\n{before}BEGIN:VEVENT\r\n{uid}\r\n\
         DTSTAMP:20250101T000000Z\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// Somebody's appointment of one hour on Wednesday.
fn hour(uid: &str, hour: usize) -> String {
    event(uid, &[&format!("DTSTART:20250122T{hour:02}0000Z"), "DURATION:PT1H", "SUMMARY:Dentist"])
}

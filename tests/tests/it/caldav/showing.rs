//! Interviews in the calendars of those who hold them, by the worker.

use super::{World, hour, login};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::radicale::PASSWORD;

/// What one event on the server says: `UID`, `SEQUENCE`, start, summary.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    uid: String,
    sequence: u32,
    start: String,
    summary: String,
}

impl World {
    /// A calendar that bookings are shown in, of somebody who has read it.
    async fn showing(db: TestDb) -> Self {
        let world = Self::start(db).await;
        world.patch(json!({"show_bookings": true})).await;
        world.work().await;
        world
    }

    /// Lets a worker do all that is due.
    async fn work(&self) {
        let worker = self.app.worker();
        while worker.run_once().await {}
        while worker.run_once().await {}
    }

    async fn shown(&self) -> Value {
        let answer = self.app.get(&format!("/api/v1/calendars/{}", self.calendar)).await;
        answer["show_bookings_error"].clone()
    }

    /// An interview of a new candidate with this panel on Wednesday at that hour, scheduled; its path.
    async fn booked(&self, name: &str, panel: &[i64], hour: usize) -> String {
        let candidate = self.app.candidate(self.company, name).await;
        let job = self.app.job(self.company, "Welder").await;
        let id = self.app.interview(self.company, candidate, job, panel).await;
        let path = format!("/api/v1/interviews/{id}");
        self.change(&path, json!({"scheduled_at": at(hour)})).await;
        path
    }

    async fn change(&self, path: &str, change: Value) {
        let changed = self.app.patch(path, change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
    }

    /// What of our own is on the server, in order of start.
    fn events(&self) -> Vec<Seen> {
        let text = self.server.whole("office");
        let mut seen: Vec<Seen> = text
            .split("BEGIN:VEVENT")
            .skip(1)
            .filter(|event| event.contains("@meridian"))
            .map(|event| {
                let value = |name: &str| {
                    let found = event.lines().find_map(|line| line.strip_prefix(name));
                    found.unwrap_or_else(|| panic!("no {name} in {event}")).to_owned()
                };
                let sequence = value("SEQUENCE:").parse().expect("a number");
                Seen { uid: value("UID:"), sequence, start: value("DTSTART:"), summary: value("SUMMARY:") }
            })
            .collect();
        seen.sort_by(|a, b| a.start.cmp(&b.start));
        seen
    }

    fn starts_shown(&self) -> Vec<String> {
        self.events().into_iter().map(|event| event.start[9..11].to_owned()).collect()
    }

    /// How many effects of that kind are still to be done.
    fn waiting(&self, kind: &str) -> usize {
        let sql = format!("SELECT kind AS text FROM effects WHERE kind = '{kind}' AND dead_at IS NULL");
        self.app.db.raw().texts(&sql).len()
    }
}

fn at(hour: usize) -> String {
    format!("2025-01-22T{hour:02}:00:00Z")
}

pub(crate) async fn an_interview_is_shown_moved_and_taken_out(db: TestDb) {
    let world = World::showing(db).await;
    let path = world.booked("cora", &[world.user], 10).await;
    assert_eq!(world.events(), [], "not before a worker does it");
    world.work().await;
    let first = world.events();
    assert_eq!(world.starts_shown(), ["10"]);
    assert_eq!(first[0].summary, "Welder – cora");
    world.change(&path, json!({"scheduled_at": at(14)})).await;
    world.work().await;
    let moved = world.events();
    assert_eq!((moved.len(), &moved[0].uid), (1, &first[0].uid), "in place");
    assert_eq!(world.starts_shown(), ["14"]);
    assert!(moved[0].sequence > first[0].sequence, "{first:?} {moved:?}");
    let cancelled = world.app.post(&format!("{path}/cancel"), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    world.work().await;
    assert_eq!(world.events(), []);
    assert_eq!(world.waiting("show_in_calendar") + world.waiting("show_in_calendars"), 0);
}

pub(crate) async fn who_leaves_the_panel_loses_it_and_who_joins_gets_it(db: TestDb) {
    let world = World::showing(db).await;
    let bob = world.app.user(world.company, "bob").await;
    let url = world.server.calendar("bobs");
    let calendar = json!({
        "user_id": bob, "kind": "caldav", "name": "Bob", "url": url, "credentials": login(PASSWORD),
        "show_bookings": true,
    });
    world.app.make("/api/v1/calendars", calendar).await;
    let path = world.booked("cora", &[world.user], 10).await;
    world.work().await;
    assert_eq!((world.starts_shown().len(), world.server.whole("bobs").contains("@meridian")), (1, false));
    world.change(&path, json!({"interviewer_ids": [bob]})).await;
    world.work().await;
    assert_eq!((world.starts_shown().len(), world.server.whole("bobs").contains("@meridian")), (0, true));
    world.change(&path, json!({"interviewer_ids": [world.user, bob]})).await;
    world.work().await;
    assert_eq!((world.starts_shown().len(), world.server.whole("bobs").contains("@meridian")), (1, true));
}

pub(crate) async fn nothing_is_shown_where_nobody_asked_for_it(db: TestDb) {
    let world = World::start(db).await;
    world.read().await;
    world.booked("cora", &[world.user], 10).await;
    world.work().await;
    assert_eq!(world.events(), []);
}

pub(crate) async fn turned_on_and_off_it_follows_for_what_lies_ahead(db: TestDb) {
    let world = World::start(db).await;
    world.read().await;
    world.booked("cora", &[world.user], 10).await;
    world.booked("dora", &[world.user], 12).await;
    world.work().await;
    world.patch(json!({"show_bookings": true})).await;
    world.work().await;
    assert_eq!(world.starts_shown(), ["10", "12"]);
    world.app.clock.set(testkit::at("2025-01-22T11:30:00Z"));
    world.patch(json!({"show_bookings": false})).await;
    world.work().await;
    assert_eq!(world.starts_shown(), ["10"], "what is over stays where it was");
}

pub(crate) async fn our_own_events_are_no_conflict(db: TestDb) {
    let world = World::showing(db).await;
    world.booked("cora", &[world.user], 10).await;
    world.work().await;
    assert_eq!(world.starts_shown(), ["10"]);
    // It comes back through reading the same calendar, beside somebody else's event.
    world.server.put("office/a.ics", &hour("a", 15));
    world.read().await;
    world.work().await;
    let conflicts = world.app.get("/api/interviews/conflicts/").await;
    assert_eq!(conflicts["items"], json!([]), "{}", conflicts.text);
    world
        .check_busy("the booking and the dentist", &["22T10:00-22T11:00", "22T15:00-22T16:00"], "fresh")
        .await;
    // The same event under another name would be one.
    let foreign = world.server.whole("office").replace("@meridian", "@elsewhere");
    let event = foreign.split("BEGIN:VEVENT").find(|event| event.contains("@elsewhere")).expect("an event");
    let event = event.split("END:VEVENT").next().unwrap_or_default();
    world.server.put(
        "office/copy.ics",
        &format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
    );
    world.read().await;
    world.work().await;
    let conflicts = world.app.get("/api/interviews/conflicts/").await;
    assert_eq!(conflicts["items"][0]["conflict_type"], "interviewer_unavailable", "{}", conflicts.text);
}

pub(crate) async fn a_wrong_password_is_told_and_not_tried_for_ever(db: TestDb) {
    let world = World::showing(db).await;
    // Or else nobody could be booked while it can't be read.
    world.patch(json!({"credentials": login("a wrong word"), "stale_policy": "ignore"})).await;
    world.booked("cora", &[world.user], 10).await;
    world.booked("dora", &[world.user], 12).await;
    world.work().await;
    let error = world.shown().await;
    let error = error.as_str().expect("its owner is told");
    assert!(error.contains("401") && !error.contains("wrong word"), "{error}");
    assert_eq!(
        (world.waiting("show_in_calendar"), world.events()),
        (0, vec![]),
        "and nothing is tried again"
    );
    world.patch(json!({"credentials": login(PASSWORD)})).await;
    assert_eq!(world.shown().await, Value::Null, "it may go well now");
    world.work().await;
    assert_eq!(world.starts_shown(), ["10", "12"], "what was missed is there");
    assert_eq!(world.shown().await, Value::Null);
}

pub(crate) async fn it_is_tried_again_once_when_the_calendar_was_read(db: TestDb) {
    let world = World::showing(db).await;
    world.booked("cora", &[world.user], 10).await;
    world.booked("dora", &[world.user], 12).await;
    world.work().await;
    // As if the server had refused both: it is not known to have them, and has none.
    let mut raw = world.app.db.raw();
    raw.execute("UPDATE calendars SET write_error = 'forbidden'");
    raw.execute("UPDATE caldav_published SET fingerprint = '?', href = NULL");
    for event in world.events() {
        world.server.delete(&format!("office/{}.ics", event.uid.trim_end_matches("@meridian")));
    }
    world.read().await;
    assert_eq!(world.waiting("show_in_calendar"), 1, "one tells whether it goes well again");
    world.work().await;
    assert_eq!((world.starts_shown().len(), world.shown().await), (2, Value::Null), "and brings the others");
    // Where nothing is missing, there is nothing to complain of.
    raw.execute("UPDATE calendars SET write_error = 'forbidden'");
    world.read().await;
    assert_eq!((world.waiting("show_in_calendar"), world.shown().await), (0, Value::Null));
}

pub(crate) async fn a_server_that_is_down_gets_it_later(db: TestDb) {
    let mut world = World::showing(db).await;
    world.server.stop();
    world.booked("cora", &[world.user], 10).await;
    world.app.worker().run_once().await;
    world.app.worker().run_once().await;
    assert_eq!((world.waiting("show_in_calendar"), world.shown().await), (1, Value::Null));
    world.server.resume();
    world.app.clock.advance(60);
    world.work().await;
    assert_eq!((world.starts_shown(), world.waiting("show_in_calendar")), (vec!["10".to_owned()], 0));
}

pub(crate) async fn the_last_state_wins_whatever_the_order(db: TestDb) {
    let world = World::showing(db).await;
    let path = world.booked("cora", &[world.user], 9).await;
    let (one, other) = (world.app.worker(), world.app.worker());
    for hour in [10, 11, 12, 13, 14, 15] {
        world.change(&path, json!({"scheduled_at": at(hour)})).await;
        // Both at once, beside the next change; each leaves effects that the other one does.
        let next = world.change(&path, json!({"location": format!("Room {hour}")}));
        tokio::join!(one.run_once(), other.run_once(), next);
    }
    world.app.clock.advance(60);
    tokio::join!(one.run_once(), other.run_once());
    world.app.clock.advance(60);
    world.work().await;
    assert_eq!(world.starts_shown(), ["15"]);
    assert!(world.server.whole("office").contains("LOCATION:Room 15"));
    // An old effect that comes late finds the newest state too.
    let id = path.rsplit('/').next().unwrap_or_default();
    let (permit, interview) = (testkit::seed::owner(domain::CompanyId(world.company)), id.to_owned());
    let company = domain::CompanyId(world.company);
    let late = world.app.db.write(move |tx| {
        let interview = domain::InterviewId(interview.parse().expect("an id"));
        let effect = domain::effect::Effect::ShowInCalendars { interview };
        let due = domain::effect::Due { effect, at: testkit::at("2025-01-20T08:00:00Z") };
        persistence::outbox::enqueue(
            &mut tx.scope(&permit),
            company,
            &[due],
            testkit::at("2025-01-20T08:00:00Z"),
        )
    });
    late.await.expect("an effect");
    world.work().await;
    assert_eq!(world.starts_shown(), ["15"]);
}

pub(crate) async fn what_a_killed_worker_left_is_found(db: TestDb) {
    let world = World::showing(db).await;
    let path = world.booked("cora", &[world.user], 10).await;
    world.work().await;
    // As if the worker had died after it wrote the event, and before it could note where.
    let mut raw = world.app.db.raw();
    raw.execute("UPDATE caldav_published SET fingerprint = '?', href = NULL, etag = NULL, sequence = 0");
    world.change(&path, json!({"interviewer_ids": []})).await;
    world.work().await;
    assert_eq!(world.events(), []);
}

pub(crate) async fn deleted_calendars_are_left_alone(db: TestDb) {
    let world = World::showing(db).await;
    let path = world.booked("cora", &[world.user], 10).await;
    world.work().await;
    world.change(&path, json!({"scheduled_at": at(11)})).await;
    assert_eq!(world.app.delete(&format!("/api/v1/calendars/{}", world.calendar)).await.status, 204);
    world.work().await;
    assert_eq!((world.waiting("show_in_calendar"), world.starts_shown()), (0, vec!["10".to_owned()]));
}

pub(crate) async fn other_kinds_can_not_be_written_to(db: TestDb) {
    let world = World::showing(db).await;
    let body = json!({"user_id": world.user, "kind": "simulated", "name": "x", "show_bookings": true});
    let refused = world.app.post("/api/v1/calendars", body).await;
    check_problem("made", &refused, 422, "invalid", &["/show_bookings"]);
    let path = format!("/api/v1/calendars/{}", world.calendar);
    let change = json!({"kind": "simulated", "url": null, "credentials": null, "show_bookings": true});
    check_problem("changed", &world.app.patch(&path, change).await, 422, "invalid", &["/show_bookings"]);
    let change = json!({"kind": "simulated", "url": null, "credentials": null});
    assert_eq!(world.patch(change).await["show_bookings"], false, "another kind shows nothing");
}

//! Our bookings in people's calendars.

use super::{World, event, login};
use app::calendars::publish::{Content, Outcome, Publication, PublishError, publish};
use domain::access::Permit;
use domain::{CalendarId, CompanyId, Refusal};
use integrations::calendars::own_uid;
use persistence::store::calendars::published;
use persistence::{StoreError, Tx};
use serde_json::json;
use testkit::db::TestDb;
use testkit::radicale::PASSWORD;
use testkit::{between, seed};
use uuid::Uuid;

const BOOKING: Uuid = Uuid::from_u128(0x0192_d6d8_6f4b_7c63_a62b_0f1e_2d3c_4b5a);
const PATH: &str = "office/0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a.ics";

/// A state of the booking: an hour on Wednesday.
fn at(sequence: u32, hour: usize) -> Publication {
    let (start, end) = (format!("2025-01-22T{hour:02}:00:00Z"), format!("2025-01-22T{:02}:00:00Z", hour + 1));
    let content = Content {
        time: between(&start, &end),
        summary: "Interview: Zoë".into(),
        description: "With Bob;\nbring questions".into(),
        location: "Room 7".into(),
        url: "https://meridian.example/i/1".into(),
    };
    Publication { booking: BOOKING, sequence, event: Some(content) }
}

fn gone(sequence: u32) -> Publication {
    Publication { booking: BOOKING, sequence, event: None }
}

impl World {
    async fn publish(&self, wanted: &Publication) -> Result<Outcome, PublishError> {
        let permit = seed::owner(CompanyId(self.company));
        self.publish_as(&permit, wanted).await
    }

    async fn publish_as(&self, permit: &Permit, wanted: &Publication) -> Result<Outcome, PublishError> {
        let (calendar, now) = (CalendarId(self.calendar), self.app.clock.now());
        let (feeds, newest) = (e2e::feeds(), wanted.clone());
        let newest = move |_: &mut Tx<'_>| Ok(newest.clone());
        publish(&self.app.db, &feeds, permit, calendar, wanted.booking, newest, now).await
    }

    async fn check(&self, case: &str, wanted: &Publication, expected: Outcome) {
        let seen = self.publish(wanted).await.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(seen, expected, "{case}");
    }

    /// The starts of all events on the server.
    fn starts(&self) -> Vec<String> {
        let text = self.server.whole("office");
        let starts = text.lines().filter_map(|line| line.strip_prefix("DTSTART:2025012")).map(str::to_owned);
        starts.collect()
    }
}

pub(crate) async fn the_same_event_is_written_once(db: TestDb) {
    let world = World::start(db).await;
    world.check("first", &at(1, 10), Outcome::Written).await;
    let text = world.server.text(PATH).expect("an event");
    for line in
        ["SUMMARY:Interview: Zoë", "DESCRIPTION:With Bob\\;\\nbring questions", "DTEND:20250122T110000Z"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    world.check("again", &at(1, 10), Outcome::Unchanged).await;
    // What we knew of it is lost, as if we had died before we could write it down.
    world.patch(json!({"credentials": login("x")})).await;
    world.patch(json!({"credentials": login(PASSWORD)})).await;
    world.check("as if for the first time", &at(1, 10), Outcome::Written).await;
    assert_eq!(world.server.text(PATH), Some(text), "it was so already");
    assert_eq!(world.starts(), ["2T100000Z"]);
    world.read().await;
    world.check("the calendar was read meanwhile", &at(2, 12), Outcome::Written).await;
    assert_eq!(world.starts(), ["2T120000Z"]);
}

pub(crate) async fn changes_follow_and_the_owners_part_stays(db: TestDb) {
    let world = World::start(db).await;
    world.check("first", &at(1, 10), Outcome::Written).await;
    let alarm =
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT";
    let text = world.server.text(PATH).expect("an event");
    let moved =
        text.replace("T100000Z", "T173000Z").replace("SEQUENCE:1", "SEQUENCE:9").replace("END:VEVENT", alarm);
    world.server.put(PATH, &moved);
    world.check("its owner has moved it, which is theirs to do", &at(1, 10), Outcome::Unchanged).await;
    world.check("the booking moves", &at(2, 14), Outcome::Written).await;
    let text = world.server.text(PATH).expect("an event");
    assert!(text.contains("DTSTART:20250122T140000Z") && text.contains("TRIGGER:-PT15M"), "{text}");
    assert!(text.contains("SEQUENCE:9") && !text.contains("T173000Z"), "{text}");
    world.check("an older state comes late", &at(1, 10), Outcome::Superseded).await;
    assert_eq!(world.starts(), ["2T140000Z"]);
    world.server.delete(PATH);
    world.check("its owner has deleted it, and it moves again", &at(3, 15), Outcome::Written).await;
    assert_eq!(world.starts(), ["2T150000Z"]);
    // What stands there can't be read any more as our event.
    world.server.delete(PATH);
    world.server.put(
        PATH,
        &event(&own_uid(BOOKING), &["RECURRENCE-ID:20250122T150000Z", "DTSTART:20250122T150000Z"]),
    );
    world.check("only an exception is left", &at(4, 16), Outcome::Written).await;
    assert_eq!(world.starts(), ["2T160000Z"]);
}

pub(crate) async fn what_was_taken_away_stays_away(db: TestDb) {
    let world = World::start(db).await;
    world.check("it never was there", &gone(0), Outcome::Removed).await;
    world.check("first", &at(1, 10), Outcome::Written).await;
    let text = world.server.text(PATH).expect("an event");
    world.server.put(PATH, &text.replace("Room 7", "Room 8"));
    world.check("its owner has changed it", &gone(2), Outcome::Removed).await;
    assert_eq!(world.server.text(PATH), None);
    world.check("again", &gone(3), Outcome::Unchanged).await;
    world.check("an older state comes late", &at(2, 12), Outcome::Superseded).await;
    assert_eq!(world.starts(), [""; 0]);
    world.check("it is booked again", &at(4, 13), Outcome::Written).await;
    assert_eq!(world.starts(), ["2T130000Z"]);
    // Its owner has put it under another name.
    let text = world.server.text(PATH).expect("an event");
    world.server.delete(PATH);
    world.server.put("office/mine.ics", &text);
    world.check("found under its other name", &gone(5), Outcome::Removed).await;
    assert_eq!(world.starts(), [""; 0]);
    // What somebody else has put in its place is theirs.
    world.server.put(PATH, &event("theirs", &["DTSTART:20250123T100000Z", "DURATION:PT1H"]));
    world.patch(json!({"credentials": login("x")})).await;
    world.patch(json!({"credentials": login(PASSWORD)})).await;
    world.check("somebody else's", &gone(6), Outcome::Removed).await;
    assert_eq!(world.starts(), ["3T100000Z"]);
}

pub(crate) async fn an_invitation_that_came_by_mail_is_not_doubled(db: TestDb) {
    let world = World::start(db).await;
    let lines = ["DTSTART:20250122T090000Z", "DURATION:PT1H", "SUMMARY:Invitation", "X-MAIL:1"];
    world.server.put("office/from-mail.ics", &event(&own_uid(BOOKING), &lines));
    world.check("it is there under another name", &at(1, 10), Outcome::Written).await;
    let text = world.server.text("office/from-mail.ics").expect("an event");
    assert!(text.contains("SUMMARY:Interview: Zoë") && text.contains("X-MAIL:1"), "{text}");
    assert_eq!((world.starts(), world.server.text(PATH)), (vec!["2T100000Z".to_owned()], None));
    world.check("and stays known there", &at(2, 11), Outcome::Written).await;
    assert_eq!(world.starts(), ["2T110000Z"]);
    world.check("gone", &gone(3), Outcome::Removed).await;
    assert_eq!(world.starts(), [""; 0]);
}

pub(crate) async fn failures_say_whether_to_try_again(db: TestDb) {
    let mut world = World::start(db).await;
    let words = |result: Result<Outcome, PublishError>| match result {
        Err(PublishError::Later(words)) => format!("later: {words}"),
        Err(PublishError::Never(words)) => format!("never: {words}"),
        other => panic!("{other:?}"),
    };
    world.server.stop();
    let seen = words(world.publish(&at(1, 10)).await);
    assert!(seen.starts_with("later: 127.0.0.1 can't be reached"), "{seen}");
    world.server.resume();
    world.check("it is back", &at(1, 10), Outcome::Written).await;
    world.patch(json!({"credentials": login("a wrong word")})).await;
    for wanted in [at(2, 11), gone(2)] {
        let seen = words(world.publish(&wanted).await);
        assert!(seen.starts_with("never: 127.0.0.1 answered with status 401"), "{seen}");
        assert!(!seen.contains("wrong word"), "{seen}");
    }
    let stranger = seed::owner(CompanyId(world.app.company("Other").await));
    let seen = world.publish_as(&stranger, &at(2, 11)).await;
    let refused = matches!(seen, Err(PublishError::Store(StoreError::Refused(Refusal::NotFound { .. }))));
    assert!(refused, "{seen:?}");
    world.patch(json!({"kind": "simulated", "url": null, "credentials": null})).await;
    let seen = words(world.publish(&at(3, 12)).await);
    assert!(seen.starts_with("never: only calendars on a CalDAV server"), "{seen}");
}

pub(crate) async fn our_own_events_are_not_busy_time(db: TestDb) {
    let world = World::start(db).await;
    world.server.put("office/a.ics", &super::hour("a", 15));
    world.check("first", &at(1, 10), Outcome::Written).await;
    world.read().await;
    world.check_busy("the dentist alone", &["22T15:00-22T16:00"], "fresh").await;
    let window = ("2028-01-20T00:00:00Z", "2028-01-27T00:00:00Z");
    assert_eq!(world.busy_in(window).await.0, [""; 0]);
    // Nor are they when nothing else is there.
    world.server.delete("office/a.ics");
    world.read().await;
    world.check_busy("nothing", &[], "fresh").await;
}

pub(crate) async fn several_at_once_leave_one_event(db: TestDb) {
    let world = World::start(db).await;
    let (one, other) = (at(1, 10), at(1, 10));
    let (first, second, third) =
        tokio::join!(world.publish(&one), world.publish(&other), world.publish(&one));
    let mut written = 0;
    for seen in [first, second, third] {
        match seen {
            Ok(Outcome::Written) => written += 1,
            Ok(Outcome::Unchanged) | Err(PublishError::Busy) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((written, world.starts()), (1, vec!["2T100000Z".to_owned()]));
    world.check("a later one", &at(1, 10), Outcome::Unchanged).await;
}

pub(crate) async fn whose_turn_is_over_writes_nothing(db: TestDb) {
    let world = World::start(db).await;
    world.check("first", &at(1, 10), Outcome::Written).await;
    let (permit, feeds, now) = (seed::owner(CompanyId(world.company)), e2e::feeds(), world.app.clock.now());
    let calendar = CalendarId(world.calendar);
    // While this one reads what is wanted, its turn goes by, and somebody else's begins: which writes another state.
    let stolen = move |tx: &mut Tx<'_>| {
        let scope = &mut tx.scope(&seed::owner(CompanyId(1)));
        let (uid, late) = (own_uid(BOOKING), now.plus_seconds(3600));
        let other = Uuid::from_u128(7);
        let held = published::hold(scope, calendar, &uid, other, late, late)?;
        assert!(held.is_some());
        Ok(at(2, 12))
    };
    assert_eq!(world.company, 1);
    let seen = publish(&world.app.db, &feeds, &permit, calendar, BOOKING, stolen, now).await;
    assert!(matches!(seen, Err(PublishError::Later(_))), "{seen:?}");
    assert_eq!(world.starts(), ["2T100000Z"], "it noticed before it wrote");
    assert!(matches!(world.publish(&at(2, 12)).await, Err(PublishError::Busy)));
    world.app.clock.advance(3600);
    world.check("that turn is over too", &at(2, 12), Outcome::Written).await;
}

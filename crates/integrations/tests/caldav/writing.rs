//! Writing to calendars on a real server.

use crate::{UID, account, ours, radicale, server, theirs};
use integrations::caldav::{Collection, Condition, Deleted, Event, Known, Put};
use std::process::Command;

async fn calendar(server: &radicale::Radicale) -> Collection {
    account(&server.url("/ann/office/")).only_calendar().await.expect("a calendar")
}

fn etag(put: Put) -> String {
    match put {
        Put::Done { etag: Some(etag) } => etag,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn an_event_is_put_changed_and_taken_away() {
    let server = server();
    let calendar = calendar(&server).await;
    let href = calendar.href_of("one.ics");
    assert_eq!(href, "/ann/office/one.ics");
    assert_eq!(calendar.get(&href).await.expect("an answer"), None);
    let first = etag(calendar.put(&href, &ours("First").text(), &Condition::New).await.expect("an answer"));
    let found = calendar.get(&href).await.expect("an answer").expect("an event");
    assert_eq!(found.etag.as_ref(), Some(&first));
    assert!(ours("First").is_said_by(&found.text), "{}", found.text);
    let second = ours("Second").merged_into(&found.text);
    let second = etag(calendar.put(&href, &second, &Condition::Version(first)).await.expect("an answer"));
    assert!(server.whole("office").contains("SUMMARY:Second"));
    assert_eq!(calendar.delete(&href, Some(&second)).await, Ok(Deleted::Gone));
    assert_eq!(calendar.delete(&href, Some(&second)).await, Ok(Deleted::Gone), "gone is gone");
    assert_eq!(calendar.get(&href).await.expect("an answer"), None);
}

pub(crate) async fn whoever_comes_second_is_told() {
    let server = server();
    let calendar = calendar(&server).await;
    let href = calendar.href_of("one.ics");
    let put = async |text: &str, condition: &Condition| calendar.put(&href, text, condition).await;
    let first = etag(put(&ours("First").text(), &Condition::New).await.expect("an answer"));
    assert_eq!(put(&ours("Second").text(), &Condition::New).await, Ok(Put::Conflict), "it is there");
    // Its owner moves it, and sets a reminder.
    let moved = ours("First").text().replace("T100000Z", "T120000Z").replace(
        "END:VEVENT",
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT",
    );
    server.put("office/one.ics", &moved);
    let mine = Condition::Version(first.clone());
    assert_eq!(put(&ours("Second").text(), &mine).await, Ok(Put::Conflict), "it is another version");
    assert_eq!(calendar.delete(&href, Some(&first)).await, Ok(Deleted::Conflict));
    let found = calendar.get(&href).await.expect("an answer").expect("an event");
    assert!(!ours("Second").is_said_by(&found.text));
    let merged = ours("Second").merged_into(&found.text);
    let version = Condition::Version(found.etag.expect("a version"));
    etag(put(&merged, &version).await.expect("an answer"));
    let text = server.text("office/one.ics").expect("an event");
    assert!(text.contains("TRIGGER:-PT10M") && text.contains("DTSTART:20250122T100000Z"), "{text}");
    server.delete("office/one.ics");
    assert_eq!(put(&ours("Third").text(), &version).await, Ok(Put::Conflict), "it is gone");
}

pub(crate) async fn an_event_is_found_wherever_it_was_put() {
    let server = server();
    let calendar = calendar(&server).await;
    server.put("office/other.ics", &theirs("other", 9));
    assert_eq!(calendar.find(UID).await, Ok(None));
    // A mail program has put the invitation there under a name of its own.
    server.put("office/from-mail.ics", &ours("Invited").text());
    assert_eq!(calendar.find(UID).await, Ok(Some("/ann/office/from-mail.ics".into())));
    let elsewhere =
        calendar.put(&calendar.href_of("ours.ics"), &ours("Second").text(), &Condition::New).await;
    assert_eq!(elsewhere, Ok(Put::Elsewhere));
    assert_eq!(calendar.find("uid <&> \"'").await, Ok(None));
}

/// What the server gives back is read by a parser that knows nothing of ours.
pub(crate) async fn another_parser_reads_what_is_written() {
    let server = server();
    let calendar = calendar(&server).await;
    let event = Event {
        description: "Line one\r\nLine two; with, all \\ of it\n\n🎉 ".repeat(20).trim().to_owned(),
        location: "Room \"7\"; 2nd floor".into(),
        url: "https://meridian.example/rooms/1?a=b;c,d".into(),
        ..ours("Zoë & Jörg, <script>; 面接 ".repeat(10).trim())
    };
    etag(
        calendar.put(&calendar.href_of("one.ics"), &event.text(), &Condition::New).await.expect("an answer"),
    );
    let known = Known::default();
    let seen = calendar.changes(&known).await.expect("changes").changed.pop().expect("an event");
    let program = "import icalendar, sys\n\
        e = icalendar.Calendar.from_ical(sys.argv[1]).walk('VEVENT')[0]\n\
        print('\\x1f'.join([str(e['UID']), str(e['SUMMARY']), str(e['DESCRIPTION']), str(e['LOCATION']), str(e['URL']), \
        e['DTSTART'].dt.isoformat(), e['DTEND'].dt.isoformat(), str(e['SEQUENCE'])]), end='')\n";
    let python = radicale::look().expect("Python");
    for text in [event.text(), seen.text] {
        let output = Command::new(&python).args(["-c", program, &text]).output().expect("an answer");
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let fields: Vec<&str> = output.split('\u{1f}').collect();
        let description = event.description.replace("\r\n", "\n");
        let (start, end) = ("2025-01-22T10:00:00+00:00", "2025-01-22T11:00:00+00:00");
        let expected = [UID, &event.summary, &description, &event.location, &event.url, start, end, "0"];
        assert_eq!(fields, expected);
    }
}

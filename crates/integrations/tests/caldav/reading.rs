//! Finding and reading calendars on a real server.

use crate::{account, account_with, limits, login, radicale::Radicale, server, theirs};
use integrations::caldav::{CaldavError, Changes, Collection, Known};

/// Reads what is new, and knows it afterwards: the changed objects as `name version`, and those that are gone.
async fn read(calendar: &Collection, known: &mut Known) -> (Vec<String>, Vec<String>) {
    let changes = calendar.changes(known).await.expect("changes");
    let name =
        |href: &String| href.rsplit('/').next().unwrap_or_default().trim_end_matches(".ics").to_owned();
    let changed = changes.changed.iter().map(|object| name(&object.href)).collect();
    let removed = changes.removed.iter().map(name).collect();
    learn(known, changes);
    (changed, removed)
}

fn learn(known: &mut Known, changes: Changes) {
    changes.removed.iter().for_each(|href| drop(known.etags.remove(href)));
    known.etags.extend(changes.changed.into_iter().map(|object| (object.href, object.etag)));
    known.token = changes.token;
}

fn none() -> Vec<String> {
    Vec::new()
}

pub(crate) async fn an_address_leads_to_its_calendar() {
    let server = server();
    let expected = server.url("/ann/office/");
    for path in
        ["", "/", "/ann/", "/ann", "/ann/office/", "/ann/office", "/nothing/here", "/.well-known/caldav"]
    {
        let found = account(&server.url(path)).only_calendar().await;
        // A path of nobody's is forbidden there, which may mean that other credentials are wanted.
        if path == "/nothing/here" {
            assert_eq!(found.err().and_then(|error| error.status()), Some(403), "{path}");
        } else {
            assert_eq!(
                found.as_ref().map(Collection::url).map_err(ToString::to_string),
                Ok(expected.as_str()),
                "{path}"
            );
        }
    }
    let again = account(&server.url("/")).collection(&expected).expect("the same server");
    assert_eq!(again.url(), expected);
    let two = server.calendar("home");
    let error = account(&server.url("/")).only_calendar().await.expect_err("two calendars").to_string();
    assert!(error.contains("/ann/office/") && error.contains("/ann/home/"), "{error}");
    let mut all = account(&server.url("/")).calendars().await.expect("calendars");
    all.sort_by(|one, other| one.url.cmp(&other.url));
    let all: Vec<(&str, bool, bool)> =
        all.iter().map(|calendar| (calendar.url.as_str(), calendar.events, calendar.writable)).collect();
    assert_eq!(all, [(two.as_str(), true, true), (expected.as_str(), true, true)]);
    server.delete("home/");
    // A collection for tasks alone is no calendar for events.
    let tasks = "<C:mkcalendar xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop>\
                 <D:displayname>To do</D:displayname><C:supported-calendar-component-set><C:comp name='VTODO'/>\
                 </C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>";
    assert_eq!(server.ask("MKCALENDAR", "/ann/tasks/", "", tasks).0, 201);
    assert_eq!(account(&server.url("/")).only_calendar().await.expect("one with events").url(), expected);
    server.delete("office/");
    let error = account(&server.url("/")).only_calendar().await.expect_err("no calendar with events");
    assert_eq!(error, CaldavError::NoCalendar);
}

pub(crate) async fn changes_are_seen_once_each() {
    let server = server();
    let calendar = account(&server.url("/ann/office/")).only_calendar().await.expect("a calendar");
    let mut known = Known::default();
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
    assert!(known.token.is_some(), "Radicale has tokens");
    server.put("office/a.ics", &theirs("a", 9));
    server.put("office/b.ics", &theirs("b", 10));
    assert_eq!(read(&calendar, &mut known).await, (vec!["a".into(), "b".into()], none()));
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
    server.put("office/a.ics", &theirs("a", 11));
    assert_eq!(read(&calendar, &mut known).await, (vec!["a".into()], none()));
    server.delete("office/b.ics");
    assert_eq!(read(&calendar, &mut known).await, (none(), vec!["b".into()]));
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
    // What came and went between two readings was never there.
    server.put("office/c.ics", &theirs("c", 12));
    server.delete("office/c.ics");
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
    // Names that have to be escaped, twice over.
    server.put("office/a%20%26%20b%25.ics", &theirs("d", 13));
    assert_eq!(read(&calendar, &mut known).await.0.len(), 1);
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
}

pub(crate) async fn a_token_that_was_lost_costs_a_listing() {
    let server = server();
    let calendar = account(&server.url("/ann/office/")).only_calendar().await.expect("a calendar");
    for name in ["a", "b", "c"] {
        server.put(&format!("office/{name}.ics"), &theirs(name, 9));
    }
    let mut known = Known::default();
    read(&calendar, &mut known).await;
    server.put("office/a.ics", &theirs("a", 10));
    server.delete("office/b.ics");
    for lost in [
        "http://radicale.org/ns/sync/0000000000000000000000000000000000000000000000000000000000000000",
        "<&>",
    ] {
        let mut known = Known { token: Some(lost.to_owned()), ..known.clone() };
        assert_eq!(read(&calendar, &mut known).await, (vec!["a".into()], vec!["b".into()]), "{lost}");
        assert_eq!(read(&calendar, &mut known).await, (none(), none()), "{lost}");
    }
}

pub(crate) async fn a_wrong_password_is_told_as_such() {
    let server = server();
    for (case, login) in [("wrong", login("wrong word")), ("none", None)] {
        for path in ["/", "/ann/office/"] {
            let account = account_with(&server.url(path), login.clone(), limits());
            let error = account.only_calendar().await.expect_err(case);
            assert_eq!(error.status(), Some(401), "{case} {path}: {error}");
            assert!(!error.may_pass() && !error.to_string().contains("word"), "{error}");
            assert!(error.to_string().contains("credentials"), "{error}");
            let calendar = account.collection(&server.url("/ann/office/")).expect("the same server");
            let error = calendar.changes(&Known::default()).await.expect_err(case);
            assert_eq!(error.status(), Some(401), "{case} {path}: {error}");
        }
    }
}

/// A calendar of that many events, made by one request.
fn fill(server: &Radicale, count: usize) {
    let events: String = (0..count)
        .map(|n| {
            format!(
                "BEGIN:VEVENT\r\nUID:event-{n}\r\nDTSTAMP:20250101T000000Z\r\nDTSTART:20250{}{:02}T{:02}0000Z\r\n\
                 DURATION:PT30M\r\nSUMMARY:Nr. {n}\r\nDESCRIPTION:{}\r\nEND:VEVENT\r\n",
                1 + n / 250,
                1 + n / 10 % 25,
                8 + n % 10,
                "words ".repeat(20)
            )
        })
        .collect();
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n");
    server.put("large/", &text);
}

pub(crate) async fn two_thousand_events() {
    let server = Radicale::start();
    fill(&server, 2_000);
    let calendar = account(&server.url("/ann/large/")).only_calendar().await.expect("a calendar");
    let mut known = Known::default();
    let changes = calendar.changes(&known).await.expect("changes");
    let mut summaries: Vec<&str> = changes
        .changed
        .iter()
        .filter_map(|object| object.text.split("SUMMARY:").nth(1)?.lines().next())
        .collect();
    summaries.sort_unstable();
    summaries.dedup();
    assert_eq!((changes.changed.len(), summaries.len(), changes.removed.len()), (2_000, 2_000, 0));
    learn(&mut known, changes);
    assert_eq!(read(&calendar, &mut known).await, (none(), none()));
    server.put("large/one-more.ics", &theirs("one more", 9));
    assert_eq!(read(&calendar, &mut known).await, (vec!["one-more".into()], none()));
}

/// Somebody edits while we read: whatever mixture of old and new one reading sees, the next has the rest.
pub(crate) async fn events_edited_between_two_requests() {
    let server = server();
    let calendar = account(&server.url("/ann/office/")).only_calendar().await.expect("a calendar");
    for n in 0..150 {
        server.put(&format!("office/{n}.ics"), &theirs(&format!("uid-{n}"), 9));
    }
    let mut known = Known::default();
    let editing = async {
        for n in 0..150 {
            let name = format!("office/{}.ics", 149 - n);
            if n % 3 == 0 {
                server.delete(&name);
            } else {
                server.put(&name, &theirs(&format!("uid-{}", 149 - n), 10));
            }
            tokio::task::yield_now().await;
        }
    };
    let reading = async {
        let mut texts = std::collections::HashMap::new();
        for _ in 0..4 {
            let changes = calendar.changes(&known).await.expect("changes");
            changes.removed.iter().for_each(|href| drop(texts.remove(href)));
            texts.extend(changes.changed.iter().map(|object| (object.href.clone(), object.text.clone())));
            learn(&mut known, changes);
        }
        texts
    };
    let ((), mut texts) = tokio::join!(editing, reading);
    let last = calendar.changes(&known).await.expect("changes");
    last.removed.iter().for_each(|href| drop(texts.remove(href)));
    texts.extend(last.changed.into_iter().map(|object| (object.href, object.text)));
    assert_eq!(texts.len(), 100);
    assert!(texts.values().all(|text| text.contains("DTSTART:20250122T100000Z")), "all edits were seen");
}

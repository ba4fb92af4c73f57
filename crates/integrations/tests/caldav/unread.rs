//! Objects that can't be read, by a report of changes and by a list.

use crate::listing::{is_sync, known, open};
use crate::server::{Server, answer, bare, entry, multistatus, response, shown, text_of};
use integrations::caldav::Changes;

/// What comes of reading a calendar of two objects that were known, with this list and these texts.
async fn read(has_sync: bool, list: String, texts: String) -> Changes {
    let server = Server::start(move |request| match request.method.as_str() {
        _ if is_sync(request) && has_sync => multistatus(&list, Some("t1")),
        _ if is_sync(request) => answer("501 Not Implemented", "", ""),
        "PROPFIND" => multistatus(&(response("/cal/", "<D:resourcetype/>") + &list), None),
        _ => multistatus(&texts, None),
    })
    .await;
    let last = known(has_sync.then_some("t0"), &[("/cal/a.ics", "1"), ("/cal/b.ics", "1")]);
    open(&server).changes(&last).await.expect("the others are read")
}

/// Both have changed, and the text of the first can't be read.
async fn check(text: &str, reason: &str) {
    for has_sync in [true, false] {
        let list = entry("/cal/a.ics", "2") + &entry("/cal/b.ics", "2");
        let texts = shown("/cal/a.ics", "2", text) + &shown("/cal/b.ics", "2", &text_of("b"));
        let changes = read(has_sync, list, texts).await;
        let changed: Vec<&str> = changes.changed.iter().map(|object| object.href.as_str()).collect();
        assert_eq!((changed, changes.removed), (vec!["/cal/b.ics"], vec![]), "{text}");
        let [unread] = changes.unread.as_slice() else { panic!("{text}: {:?}", changes.unread) };
        assert_eq!((unread.href.as_str(), unread.text.is_some()), ("/cal/a.ics", true), "{text}");
        assert!(unread.reason.contains(reason), "{text}: {}", unread.reason);
        // The state that was listed is not reached: it is listed again.
        assert_eq!(changes.token.as_deref(), has_sync.then_some("t0"), "{text}");
    }
}

pub(crate) async fn an_object_that_is_no_whole_calendar_is_left_unread() {
    check("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250122T100000Z\n", "stops before its end").await;
    check("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\n", "stops before its end").await;
    check("", "without its text").await;
    check(" \n", "without its text").await;
    check("&lt;html&gt;", "something else than iCalendar").await;
}

pub(crate) async fn what_a_bad_reference_damages_is_left_unread_alone() {
    for (bad, reason) in [
        ("&#0;", "reference to no character"),
        ("&#xD800;", "reference to no character"),
        ("&nbsp;", "entities of its own"),
        (" & ", "an & that begins no reference"),
    ] {
        check(&text_of(bad), reason).await;
    }
    let list = entry("/cal/a.ics", "2") + &entry("/cal/b.ics", "2");
    let texts =
        shown("/cal/a.ics", "2", &text_of("&#11;&amp;")) + &shown("/cal/b.ics", "2", &text_of("\u{1}"));
    let changes = read(true, list, texts).await;
    assert_eq!((changes.changed.len(), changes.unread.len()), (2, 0), "what can be read over is");
}

/// Nobody knows which object is meant, so that none counts as gone.
pub(crate) async fn what_has_no_readable_address_takes_nothing_away() {
    for has_sync in [true, false] {
        let list = entry("/cal/&#0;.ics", "2") + &entry("/cal/b.ics", "1");
        let changes = read(has_sync, list, String::new()).await;
        assert_eq!((changes.changed.len(), changes.removed.len(), changes.unread.len()), (0, 0, 1));
        assert!(changes.unread[0].href.starts_with("/cal/&"), "{:?}", changes.unread);
        assert_eq!(changes.token.as_deref(), has_sync.then_some("t0"));
    }
    // In the answer with the texts it is the one that is missing there.
    let texts = shown("/cal/&#0;.ics", "2", &text_of("a")) + &bare("/cal/c.ics", "404 Not Found");
    let changes = read(true, entry("/cal/a.ics", "2"), texts).await;
    assert_eq!(changes.unread.iter().map(|unread| unread.href.as_str()).collect::<Vec<_>>(), ["/cal/a.ics"]);
}

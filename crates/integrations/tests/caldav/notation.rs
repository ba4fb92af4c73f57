//! One address in several notations (RFC 3986, 6.2.2), by a report of changes and by a list.

use crate::listing::{is, is_sync, known, open, short};
use crate::server::{Server, answer, bare, entry, multistatus, response, texts};

/// Notations of one address each: as it is kept, and as a server writes it.
const NOTATIONS: &[(&str, &str)] = &[
    ("/cal/%C3%A4.ics", "/cal/%c3%a4.ics"),
    ("/cal/%C3%A4.ics", "/cal/\u{e4}.ics"),
    ("/cal/b@x.ics", "/cal/b%40x.ics"),
    ("/cal/b-x.ics", "/cal/b%2Dx.ics"),
    ("/cal/b%20x.ics", "/cal/b x.ics"),
    ("/cal/b.ics", "b.ics"),
];

pub(crate) async fn what_is_gone_is_gone_in_any_notation() {
    for &(kept, told) in NOTATIONS {
        let last = known(Some("t0"), &[(kept, "1"), ("/cal/z.ics", "1")]);
        let server = Server::start(move |_| multistatus(&bare(told, "404 Not Found"), Some("t1"))).await;
        assert_eq!(short(open(&server).changes(&last).await), is("", kept, Some("t1")), "{told}");
        let server = Server::start(move |request| match is_sync(request) {
            true => multistatus(&entry(told, "2"), Some("t1")),
            false => texts(request, "2"),
        })
        .await;
        assert_eq!(short(open(&server).changes(&last).await), is(kept, "", Some("t1")), "{told}");
        let fetched = server.requests().last().map(|request| request.body.clone()).unwrap_or_default();
        let written = if told.contains('%') { told } else { kept };
        assert!(
            fetched.contains(&format!("<D:href>{written}</D:href>")),
            "as the server writes it: {fetched}"
        );
        let server = Server::start(move |request| match request.method.as_str() {
            "PROPFIND" => multistatus(&(response("/cal/", "<D:resourcetype/>") + &entry(told, "1")), None),
            _ => answer("501 Not Implemented", "", ""),
        })
        .await;
        let last = known(None, &[(kept, "1"), ("/cal/z.ics", "1")]);
        assert_eq!(short(open(&server).changes(&last).await), is("", "/cal/z.ics", None), "{told}");
    }
}

/// An earlier version kept addresses as servers wrote them, and overlooked what was taken away under another notation.
pub(crate) async fn what_was_kept_in_another_notation_is_read_again() {
    let server = Server::start(|request| match is_sync(request) {
        true if request.body.contains("<D:sync-token>t0<") => multistatus("", Some("t0")),
        true => multistatus(&(entry("/cal/a%40x.ics", "1") + &entry("/cal/b.ics", "1")), Some("t1")),
        false => texts(request, "1"),
    })
    .await;
    let last = known(
        Some("t0"),
        &[("/cal/a%40x.ics", "1"), ("/cal/a@x.ics", "0"), ("/cal/b.ics", "1"), ("/cal/gone%40.ics", "1")],
    );
    let expected = is("/cal/a@x.ics", "/cal/a%40x.ics /cal/gone%40.ics", Some("t1"));
    assert_eq!(short(open(&server).changes(&last).await), expected);
}

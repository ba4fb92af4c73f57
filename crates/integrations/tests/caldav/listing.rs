//! Servers that list their events in other ways than Radicale.

use crate::server::{Request, Server, answer, bare, entry, multistatus, response, text_of, texts};
use crate::{account, account_with, limits, login};
use integrations::caldav::{CaldavError, Changes, Collection, Known};
use integrations::outbound::Limits;

pub(crate) fn open(server: &Server) -> Collection {
    account(&server.url("/")).collection(&server.url("/cal/")).expect("the same server")
}

pub(crate) fn is_sync(request: &Request) -> bool {
    request.body.contains("sync-collection")
}

fn token_of(request: &Request) -> &str {
    let rest = request.body.split("<D:sync-token>").nth(1).unwrap_or_default();
    rest.split('<').next().unwrap_or_default()
}

pub(crate) fn known(token: Option<&str>, etags: &[(&str, &str)]) -> Known {
    let etags = etags.iter().map(|(href, etag)| ((*href).to_owned(), (*etag).to_owned())).collect();
    Known { token: token.map(str::to_owned), etags }
}

/// Changed and removed, in short, and the token.
pub(crate) fn short(changes: Result<Changes, CaldavError>) -> (String, String, Option<String>) {
    let changes = changes.expect("changes");
    let changed: Vec<String> = changes.changed.into_iter().map(|object| object.href).collect();
    (changed.join(" "), changes.removed.join(" "), changes.token)
}

pub(crate) fn is(changed: &str, removed: &str, token: Option<&str>) -> (String, String, Option<String>) {
    (changed.into(), removed.into(), token.map(str::to_owned))
}

pub(crate) async fn pages_are_read_to_the_last() {
    let server = Server::start(|request| match (is_sync(request), token_of(request)) {
        (true, "t0") => {
            multistatus(&(entry("/cal/a", "1") + &bare("/cal/", "507 Insufficient Storage")), Some("t1"))
        }
        (true, "t1") => multistatus(
            &(bare("/cal/b", "404 Not Found")
                + &entry("/cal/sub/", "9")
                + &bare("/cal/", "507 Insufficient Storage")),
            Some("t2"),
        ),
        (true, "t2") => {
            multistatus(&(entry("/cal/a", "2") + &entry("http:/cal/c", "1")).replace("http:", ""), Some("t3"))
        }
        _ => texts(request, "2"),
    })
    .await;
    let seen = open(&server).changes(&known(Some("t0"), &[("/cal/b", "1"), ("/cal/z", "1")])).await;
    assert_eq!(short(seen), is("/cal/a /cal/c /cal/sub/", "/cal/b", Some("t3")));
    let fetched: Vec<Request> =
        server.requests().into_iter().filter(|request| request.body.contains("multiget")).collect();
    assert_eq!(fetched.len(), 1, "texts are fetched once, after the last page");
}

pub(crate) async fn a_list_that_is_too_large_is_read_in_pages() {
    let server = Server::start(|request| match (is_sync(request), request.body.contains("nresults>1000<")) {
        (true, false) => multistatus(&entry("/cal/a", &"x".repeat(5_000)), Some("t1")),
        (true, true) => multistatus(&entry("/cal/a", "1"), Some("t1")),
        _ => texts(request, "1"),
    })
    .await;
    let limits = Limits { bytes: 4_000, ..limits() };
    let account = account_with(&server.url("/"), login("x"), limits);
    let calendar = account.collection(&server.url("/cal/")).expect("the same server");
    assert_eq!(short(calendar.changes(&Known::default()).await), is("/cal/a", "", Some("t1")));
}

/// Whatever status a server has for a report that it does not know, its events are listed and compared.
pub(crate) async fn servers_without_sync_are_compared() {
    for status in
        ["400 Bad Request", "403 Forbidden", "404 Not Found", "405 No", "415 No", "501 Not Implemented"]
    {
        let server = Server::start(move |request| match (request.method.as_str(), is_sync(request)) {
            (_, true) => answer(status, "", ""),
            ("PROPFIND", _) => multistatus(
                &(response("/cal/", "<D:resourcetype><D:collection/></D:resourcetype>")
                    + &entry("/cal/a", "1")
                    + &entry("/cal/b", "2")
                    + &entry("/cal/c", "1")
                    + &response("/cal/sub/", "<D:resourcetype><D:collection/></D:resourcetype>")),
                None,
            ),
            _ => texts(request, "2"),
        })
        .await;
        let last = known(None, &[("/cal/a", "1"), ("/cal/b", "1"), ("/cal/z", "1")]);
        assert_eq!(
            short(open(&server).changes(&last).await),
            is("/cal/b /cal/c", "/cal/z", None),
            "{status}"
        );
        let all = known(None, &[("/cal/a", "1"), ("/cal/b", "2"), ("/cal/c", "1")]);
        assert_eq!(short(open(&server).changes(&all).await), is("", "", None), "{status}");
    }
}

pub(crate) async fn a_forgotten_token_is_done_without() {
    for status in
        ["403 Forbidden", "409 Conflict", "412 Precondition Failed", "410 Gone", "507 Insufficient Storage"]
    {
        let server = Server::start(move |request| match (is_sync(request), token_of(request)) {
            (true, "") => multistatus(&(entry("/cal/a", "1") + &entry("/cal/b", "2")), Some("new")),
            (true, _) => answer(status, "", "<D:error xmlns:D='DAV:'><D:valid-sync-token/></D:error>"),
            _ => texts(request, "2"),
        })
        .await;
        let last = known(Some("old"), &[("/cal/a", "1"), ("/cal/b", "1"), ("/cal/z", "1")]);
        assert_eq!(
            short(open(&server).changes(&last).await),
            is("/cal/b", "/cal/z", Some("new")),
            "{status}"
        );
    }
}

/// A calendar that can't be read to its end must not look as if it could.
pub(crate) async fn what_is_incomplete_is_an_error() {
    let check = async |case: &str, list: String, fetched: String, expected: &str| {
        let server =
            Server::start(move |request| if is_sync(request) { list.clone() } else { fetched.clone() }).await;
        let error = open(&server).changes(&Known::default()).await.expect_err(case).to_string();
        assert!(error.contains(expected), "{case}: {error}");
    };
    let one = || multistatus(&entry("/cal/a", "1"), Some("t"));
    let text = "<C:calendar-data>x</C:calendar-data>";
    check("left out", one(), multistatus("", None), "left out").await;
    check("another one", one(), multistatus(&response("/cal/b", text), None), "left out").await;
    check("no text", one(), multistatus(&entry("/cal/a", "1"), None), "does not show").await;
    check("forbidden", one(), multistatus(&bare("/cal/a", "403 Forbidden"), None), "does not show").await;
    check("no token", multistatus(&entry("/cal/a", "1"), None), String::new(), "no token").await;
    let round = multistatus(&bare("/cal/", "507 Insufficient Storage"), Some("same"));
    check("round in circles", round, String::new(), "circles").await;
    check("a bad entry", multistatus(&bare("/cal/a", "500 Oh"), Some("t")), String::new(), "incomplete")
        .await;
    let of_itself = multistatus(&bare("/cal/", "403 Forbidden"), Some("t"));
    check("the calendar itself", of_itself, String::new(), "incomplete").await;
    let long = multistatus(&entry(&format!("/cal/{}", "x".repeat(2_000)), "1"), Some("t"));
    check("too long", long, String::new(), "too long").await;
    // Gone by now is no error; the state of the list is not reached, so that what comes back is seen.
    let list = one();
    let server = Server::start(move |request| match is_sync(request) {
        true => list.clone(),
        false => multistatus(&bare("/cal/a", "404 Not Found"), None),
    })
    .await;
    assert_eq!(short(open(&server).changes(&Known::default()).await), is("", "", None));
    assert_eq!(short(open(&server).changes(&known(None, &[("/cal/a", "0")])).await), is("", "/cal/a", None));
    assert_eq!(
        short(open(&server).changes(&known(Some("s"), &[("/cal/a", "0")])).await),
        is("", "/cal/a", Some("s"))
    );
}

/// A list without pages that says that there is more is no whole list.
pub(crate) async fn a_list_that_was_cut_off_is_an_error() {
    for status in ["507 Insufficient Storage", "500 Oh", "403 Forbidden", "404 Not Found"] {
        for itself in ["/cal/", "/cal", "/c%61l/"] {
            let server = Server::start(move |request| match (request.method.as_str(), is_sync(request)) {
                (_, true) => answer("501 Not Implemented", "", ""),
                ("PROPFIND", _) => multistatus(&(entry("/cal/a", "1") + &bare(itself, status)), None),
                _ => texts(request, "1"),
            })
            .await;
            let error = open(&server).changes(&Known::default()).await.expect_err(status).to_string();
            assert!(error.contains("the list of its events is incomplete"), "{itself} {status}: {error}");
        }
    }
}

/// An answer about a collection names the collection; one that does not is about something else, however good it looks.
pub(crate) async fn a_list_without_the_calendar_itself_is_an_error() {
    let folder = |href: &str| response(href, "<D:resourcetype><D:collection/></D:resourcetype>");
    let is_read = async |list: String| {
        let server = Server::start(move |request| match request.method.as_str() {
            "PROPFIND" => multistatus(&list, None),
            _ => answer("501 Not Implemented", "", ""),
        })
        .await;
        open(&server).changes(&known(None, &[("/cal/a", "1")])).await
    };
    for list in [String::new(), folder("/other/"), folder("/cal/sub/"), folder("/"), entry("/cal/a", "1")] {
        let error = is_read(list.clone()).await.expect_err(&list).to_string();
        assert!(error.contains("the calendar itself is not in it"), "{list}: {error}");
    }
    for itself in ["/cal/", "/cal", "/c%61l/", "with a status"] {
        let list = if itself == "with a status" { bare("/cal/", "200 OK") } else { folder(itself) };
        assert_eq!(short(is_read(list).await), is("", "/cal/a", None), "{itself}: nothing else is in it");
    }
}

/// The same address in different escapes, as servers have it whose accounts are e-mail addresses.
pub(crate) async fn escapes_of_addresses_make_no_difference() {
    let server = Server::start(|request| match is_sync(request) {
        true => multistatus(&(entry("/a%40b/", "0") + &entry("/a%40b/%C3%A9.ics", "1")), Some("t")),
        false => {
            let body = request.body.replace("%40", "@").replace("%C3%A9", "%c3%a9");
            texts(&Request { body, ..request.clone() }, "1")
        }
    })
    .await;
    let calendar = account(&server.url("/")).collection(&server.url("/a@b/")).expect("the same server");
    assert_eq!(short(calendar.changes(&Known::default()).await), is("/a@b/%C3%A9.ics", "", Some("t")));
    let _ = calendar.delete("/a%40b/%C3%A9.ics", None).await;
    assert_eq!(
        server.requests().last().map(|request| request.method.clone()),
        Some("DELETE".into()),
        "it lies inside"
    );
}

pub(crate) async fn batches_that_are_too_large_are_halved() {
    let server = Server::start(|request| match is_sync(request) {
        true => {
            multistatus(&(0..250).map(|n| entry(&format!("/cal/{n}"), "1")).collect::<String>(), Some("t"))
        }
        false if request.body.matches("<D:href>").count() > 30 => multistatus(&"x".repeat(100_000), None),
        false => texts(request, "1"),
    })
    .await;
    let account = account_with(&server.url("/"), None, Limits { bytes: 60_000, ..limits() });
    let calendar = account.collection(&server.url("/cal/")).expect("the same server");
    let changes = calendar.changes(&Known::default()).await.expect("changes");
    assert_eq!(changes.changed.len(), 250);
    assert!(changes.changed.iter().all(|object| object.text == text_of(&object.href)));
    // One event that is too large alone can't be cut.
    let server = Server::start(|request| match is_sync(request) {
        true => multistatus(&entry("/cal/a", "1"), Some("t")),
        false => multistatus(&"x".repeat(100_000), None),
    })
    .await;
    let account = account_with(&server.url("/"), None, Limits { bytes: 60_000, ..limits() });
    let calendar = account.collection(&server.url("/cal/")).expect("the same server");
    let error = calendar.changes(&Known::default()).await.expect_err("too large").to_string();
    assert!(error.contains("larger than 60000 bytes"), "{error}");
}

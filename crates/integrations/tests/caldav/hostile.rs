//! A server that means ill, or is none.

use crate::server::{Server, answer, bare, entry, multistatus, response};
use crate::{account, account_with, limits, login, ours};
use integrations::caldav::{CaldavError, Condition, Deleted, Known, Login, Put};
use integrations::calendars::feed;
use integrations::outbound::Limits;
use std::time::{Duration, Instant};

/// A resource that is a calendar.
fn calendar(href: &str) -> String {
    multistatus(&response(href, "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"), None)
}

pub(crate) async fn credentials_stay_where_they_belong() {
    let thief = Server::start(|request| calendar(&request.path)).await;
    let theirs = thief.url("/stolen/");
    let home = format!("<C:calendar-home-set><D:href>{theirs}</D:href></C:calendar-home-set>");
    let principal = format!("<D:current-user-principal><D:href>{theirs}</D:href></D:current-user-principal>");
    let protocol = theirs.replace("http:", "");
    let cases = [
        ("a redirect", answer("302 Found", &format!("Location: {theirs}\r\n"), "")),
        ("a redirect that keeps the method", answer("308 Moved", &format!("Location: {theirs}\r\n"), "")),
        ("without a scheme", answer("307 Moved", &format!("Location: {protocol}\r\n"), "")),
        ("a home", multistatus(&response("/", &home), None)),
        ("a principal", multistatus(&response("/", &principal), None)),
        ("an address in the answer", calendar(&theirs)),
    ];
    for (case, text) in cases {
        let server = Server::start(move |_| text.clone()).await;
        let error = account(&server.url("/")).only_calendar().await.expect_err(case);
        assert_eq!(error, CaldavError::Elsewhere { host: "127.0.0.1".into() }, "{case}");
        assert!(server.requests()[0].headers.contains("authorization: basic "), "{case}");
    }
    assert!(thief.requests().is_empty(), "{:?}", thief.requests());
    // A client that has none to lose may follow a redirect.
    let text = answer("302 Found", &format!("Location: {theirs}\r\n"), "");
    let server = Server::start(move |_| text.clone()).await;
    let found = account_with(&server.url("/"), None, limits()).only_calendar().await;
    assert!(
        matches!(found, Err(CaldavError::Elsewhere { .. })),
        "its calendars are the other server's still"
    );
    let url = server.url("/").replace("http://", "http://me:hidden@");
    let error =
        account_with(&url, None, limits()).only_calendar().await.expect_err("credentials in the address");
    assert!(!error.to_string().contains("hidden"), "{error}");
}

pub(crate) async fn redirects_on_the_same_server_are_followed() {
    let server = Server::start(|request| match request.path.as_str() {
        "/" => answer("404 Not Found", "", ""),
        "/.well-known/caldav" => answer("301 Moved", "Location: /dav/\r\n", ""),
        "/dav/" => multistatus(
            &response("/dav/", "<D:current-user-principal><D:href>me/</D:href></D:current-user-principal>"),
            None,
        ),
        "/dav/me/" => multistatus(
            &response("/dav/me/", "<C:calendar-home-set><D:href>/calendars/</D:href></C:calendar-home-set>"),
            None,
        ),
        "/calendars/" => calendar("/calendars/office"),
        _ => answer("500 Oh", "", ""),
    })
    .await;
    let found = account(&server.url("/")).only_calendar().await.expect("a calendar");
    assert_eq!(found.url(), server.url("/calendars/office/"));
    assert!(server.requests().iter().all(|request| request.method == "PROPFIND"));
    assert!(server.requests().iter().all(|request| request.headers.contains("authorization: basic ")));
    let server = Server::start(|_| answer("301 Moved", "Location: /round\r\n", "")).await;
    let error = account(&server.url("/")).only_calendar().await.expect_err("round in circles");
    assert!(error.to_string().contains("redirects more than 5 times"), "{error}");
}

pub(crate) async fn hostile_answers_are_refused_quickly() {
    let xml = |body: &str| answer("207 Multi-Status", "", body);
    let bomb = "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>\
                <D:multistatus xmlns:D='DAV:'>&b;</D:multistatus>";
    let file = "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><m>&a;</m>";
    let cases = [
        ("a page", answer("200 OK", "Content-Type: text/html\r\n", "<html>hello</html>"), "not CalDAV"),
        ("a page with the status", xml("<html>hello</html>"), "no multistatus"),
        ("no XML", xml("hello"), "XML ends too early"),
        ("nothing", xml(""), "XML ends too early"),
        ("entities", xml(bomb), "document type"),
        ("a file", xml(file), "document type"),
        ("deep", xml(&"<a>".repeat(200_000)), "too deep"),
        ("wide", xml(&format!("<D:m xmlns:D='DAV:'>{}", "<a/>".repeat(1_000_000))), "too many elements"),
        ("large", xml(&" ".repeat(26 << 20)), "larger than"),
        ("no HTTP", "hello\r\n\r\n".into(), "can't be reached"),
        ("a hang", String::new(), "within 0.5 seconds"),
    ];
    for (case, text, expected) in cases {
        let server = Server::start(move |_| text.clone()).await;
        let total = if case == "a hang" { Duration::from_millis(500) } else { Duration::from_secs(10) };
        let limits = Limits { total, ..limits() };
        let begun = Instant::now();
        let account = account_with(&server.url("/secret-path/"), login("hidden"), limits);
        let error = account.only_calendar().await.expect_err(case).to_string();
        assert!(error.contains(expected), "{case}: {error}");
        assert!(!error.contains("hidden") && !error.contains("secret-path"), "{case}: {error}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{case}: {:?}", begun.elapsed());
    }
}

pub(crate) async fn private_addresses_are_not_asked() {
    let server = Server::start(|request| calendar(&request.path)).await;
    let (plain, named) = (server.url("/"), server.url("/").replace("127.0.0.1", "localhost"));
    for (url, expected) in [
        (plain.clone(), "not on the public internet"),
        (named.clone(), "would be sent unencrypted"),
        (named.replace("http:", "https:"), "no address that may be asked"),
        ("https://no-such-name.invalid/".into(), "no address that may be asked"),
    ] {
        let error = account_with(&url, login("x"), feed::LIMITS).only_calendar().await;
        let error = error.expect_err("private").to_string();
        assert!(error.contains(expected), "{url}: {error}");
    }
    assert!(server.requests().is_empty());
}

/// Whatever address a server, or a database, comes up with: a calendar itself is never written to or deleted.
pub(crate) async fn nothing_outside_of_the_calendar_is_touched() {
    let server = Server::start(|_| multistatus(&entry("/other/a.ics", "1"), None)).await;
    let calendar = account(&server.url("/")).collection(&server.url("/cal/")).expect("the same server");
    for href in
        ["/cal/", "/cal", "/", "", "/cal/../other/a.ics", "/other/a.ics", "/cal/sub/a.ics", "/calendar/a.ics"]
    {
        assert!(calendar.delete(href, None).await.is_err(), "{href}");
        assert!(calendar.put(href, "x", &Condition::Whatever).await.is_err(), "{href}");
        assert!(calendar.get(href).await.is_err(), "{href}");
    }
    assert!(server.requests().is_empty(), "{:?}", server.requests());
    assert_eq!(calendar.find("x").await, Ok(None), "what lies elsewhere is not found");
    assert_eq!(calendar.href_of("../../a b/c.ics"), "/cal/....abc.ics");
}

pub(crate) async fn versions_are_compared_as_they_must_be() {
    let server = Server::start(|request| match request.method.as_str() {
        "GET" => answer("200 OK", "ETag: W/\"1\"\r\n", "BEGIN:VCALENDAR"),
        _ => answer("204 No Content", "ETag: W/\"2\"\r\n", ""),
    })
    .await;
    let calendar = account(&server.url("/")).collection(&server.url("/cal/")).expect("the same server");
    let found = calendar.get("/cal/a").await.expect("an answer").expect("an event");
    assert_eq!(found.etag.as_deref(), Some("\"1\""));
    let put = calendar.put("/cal/a", &ours("A").text(), &Condition::Version("\"1\"".into())).await;
    assert_eq!(put, Ok(Put::Done { etag: Some("\"2\"".into()) }));
    let sent = server.requests();
    assert!(sent[1].headers.contains("if-match: \"1\""), "{}", sent[1].headers);
    // A version that would break the header is not sent.
    let put = calendar.put("/cal/a", "x", &Condition::Version("a\r\nx: y".into())).await;
    assert!(put.is_err());
    assert_eq!(server.requests().len(), 2);
}

/// What came of writing, or the status and whether it may pass.
type Answered = Result<Put, (u16, bool)>;

pub(crate) async fn statuses_have_a_meaning() {
    let conflict =
        "<D:error xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><C:no-uid-conflict/></D:error>";
    let version = || Condition::Version("\"1\"".into());
    let cases: [(&str, &str, Condition, Answered); 9] = [
        ("412 Precondition Failed", "", Condition::New, Ok(Put::Conflict)),
        ("404 Not Found", "", version(), Ok(Put::Conflict)),
        ("404 Not Found", "", Condition::New, Err((404, false))),
        ("409 Conflict", conflict, Condition::New, Ok(Put::Elsewhere)),
        ("403 Forbidden", conflict, Condition::New, Ok(Put::Elsewhere)),
        ("403 Forbidden", "", Condition::New, Err((403, false))),
        ("507 Insufficient Storage", "", version(), Err((507, true))),
        ("429 Too Many Requests", "", version(), Err((429, true))),
        ("401 Unauthorized", "", version(), Err((401, false))),
    ];
    for (status, body, condition, expected) in cases {
        let server = Server::start(move |_| answer(status, "", body)).await;
        let calendar = account(&server.url("/")).collection(&server.url("/cal/")).expect("the same server");
        let put = calendar.put("/cal/a", "x", &condition).await;
        let seen = put.map_err(|error| (error.status().unwrap_or_default(), error.may_pass()));
        assert_eq!(seen, expected, "{status} {condition:?}");
    }
    for (status, expected) in
        [("410 Gone", Deleted::Gone), ("412 No", Deleted::Conflict), ("200 OK", Deleted::Gone)]
    {
        let server = Server::start(move |_| answer(status, "", "")).await;
        let calendar = account(&server.url("/")).collection(&server.url("/cal/")).expect("the same server");
        assert_eq!(calendar.delete("/cal/a", Some("\"1\"")).await, Ok(expected), "{status}");
    }
}

pub(crate) async fn tokens_are_sent_as_tokens() {
    let server = Server::start(|_| multistatus(&bare("/cal/a", "404 Not Found"), Some("t"))).await;
    let account = account_with(&server.url("/"), Some(Login::Bearer("a-token".into())), limits());
    let calendar = account.collection(&server.url("/cal/")).expect("the same server");
    assert!(calendar.changes(&Known::default()).await.is_ok());
    assert!(server.requests()[0].headers.contains("authorization: bearer a-token"));
    assert_eq!(format!("{account:?} {calendar:?}").matches("a-token").count(), 0);
}

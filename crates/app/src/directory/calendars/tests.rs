//! What a calendar may become by a change.

use super::*;

fn feed() -> CalendarDetails {
    CalendarDetails {
        user: domain::UserId(1),
        kind: CalendarKind::IcsUrl,
        name: "Ann".into(),
        url: Some("https://a.example/ann.ics".into()),
        credentials: Some(basic_credentials("ann", "secret")),
        stale_policy: StalePolicy::Busy,
        show_bookings: false,
    }
}

/// The pointers that a change is refused for, or kind, address and password after it.
fn check(case: &str, change: &CalendarChange, expected: Result<(&str, &str, &str), &[&str]>) {
    let text = |value: Option<String>| value.unwrap_or_default();
    match (change.apply(feed()), expected) {
        (Ok(seen), Ok((kind, url, password))) => {
            let stored = seen.credentials.map(|secret| secret.reveal().to_owned());
            let stored = text(stored.and_then(|both| both.split_once('\n').map(|(_, last)| last.to_owned())));
            assert_eq!(
                (seen.kind.name(), text(seen.url).as_str(), stored.as_str()),
                (kind, url, password),
                "{case}"
            );
        }
        (Err(Refusal::Invalid(problems)), Err(pointers)) => {
            let seen: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
            assert_eq!(seen, pointers, "{case}");
        }
        (seen, expected) => panic!("{case}: {seen:?} instead of {expected:?}"),
    }
}

fn url(text: &str) -> Option<Option<String>> {
    Some(Some(text.into()))
}

#[test]
fn credentials_stay_with_their_server() {
    let (near, far) = ("https://a.example/other.ics", "https://b.example/ann.ics");
    let old = "https://a.example/ann.ics";
    let same = CalendarChange::default;
    check("nothing", &same(), Ok(("ics_url", old, "secret")));
    check("near", &CalendarChange { url: url(near), ..same() }, Ok(("ics_url", near, "secret")));
    check("far", &CalendarChange { url: url(far), ..same() }, Err(&["/credentials"]));
    let new = Some(Some(basic_credentials("bob", "other")));
    check(
        "far, new",
        &CalendarChange { url: url(far), credentials: new, ..same() },
        Ok(("ics_url", far, "other")),
    );
    let none = CalendarChange { url: url(far), credentials: Some(None), ..same() };
    check("far, none", &none, Ok(("ics_url", far, "")));
}

#[test]
fn a_kind_has_what_it_needs_and_no_more() {
    let to = |kind| CalendarChange { kind: Some(kind), ..CalendarChange::default() };
    let bare = |kind| CalendarChange { url: Some(None), ..to(kind) };
    check("no address", &bare(CalendarKind::IcsUrl), Err(&["/credentials"]));
    let nothing = CalendarChange { credentials: Some(None), ..bare(CalendarKind::IcsUrl) };
    check("no address and no credentials", &nothing, Err(&["/url"]));
    check("a file keeps no address", &to(CalendarKind::IcsFile), Err(&["/url"]));
    check("a file", &bare(CalendarKind::IcsFile), Ok(("ics_file", "", "")));
    check("made up", &bare(CalendarKind::Simulated), Ok(("simulated", "", "")));
    let given = CalendarChange { credentials: Some(feed().credentials), ..to(CalendarKind::IcsFile) };
    check("a file with both", &given, Err(&["/url", "/credentials"]));
    check("a server", &to(CalendarKind::Caldav), Ok(("caldav", "https://a.example/ann.ics", "secret")));
    let nowhere = CalendarChange { credentials: Some(None), ..bare(CalendarKind::Caldav) };
    check("a server without an address", &nowhere, Err(&["/url"]));
}

#[test]
fn credentials_are_kept_as_they_are_or_refused() {
    let check = |username: &str, password: &str, expected: Result<&str, &[&str]>| {
        let seen = checked_credentials(username, password);
        let seen = seen.map(|secret| secret.reveal().to_owned());
        let pointers = |problems: Vec<FieldProblem>| -> Vec<String> {
            problems.into_iter().map(|problem| problem.pointer).collect()
        };
        let expected = expected.map(str::to_owned);
        let expected = expected.map_err(|all| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>());
        assert_eq!(seen.map_err(pointers), expected, "{username:?}");
    };
    let long = "x".repeat(501);
    check("ann", " two  spaces ", Ok("ann\n two  spaces "));
    check("", &long[1..], Ok(&format!("\n{}", &long[1..])));
    check("a:b", "secret", Err(&["/credentials/username"]));
    check("a\nb", "c\u{7}", Err(&["/credentials/username", "/credentials/password"]));
    check(&long, &long, Err(&["/credentials/username", "/credentials/password"]));
}

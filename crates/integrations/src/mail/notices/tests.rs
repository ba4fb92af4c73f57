//! Every kind in every language, hostile data, and wall clocks on both sides of clock changes.

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

fn between(start: &str, end: &str) -> Interval {
    Interval::new(at(start), at(end)).expect("an interval")
}

fn data() -> TemplateData {
    TemplateData {
        company: "Acme GmbH".to_owned(),
        recipient: "Ada Lovelace".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        job: Some("Rust Engineer".to_owned()),
        candidate: Some("Grace Hopper".to_owned()),
        interviewers: vec!["Lena Vogel".to_owned(), "Marcus Reed".to_owned()],
        time: Some(between("2026-11-23T13:00:00Z", "2026-11-23T14:00:00Z")),
        previous: Some(between("2026-10-01T13:00:00Z", "2026-10-01T14:00:00Z")),
        location: Some("Room 4".to_owned()),
        link: Some("https://example.org/i/1?a=b&c=d".to_owned()),
        own_room: false,
        reason: Some("Ill".to_owned()),
        webhook: Some("https://example.net/hook".to_owned()),
        code: Some("004711".to_owned()),
        returned: Some("125.00 EUR".to_owned()),
        offered: vec![between("2026-11-25T13:00:00Z", "2026-11-25T14:00:00Z")],
        valid_until: Some(at("2026-11-24T08:30:00Z")),
        contact: Some("hr@example.org".to_owned()),
        conflict: Some("0199-7".to_owned()),
        answer: Some(AnswerLinks {
            accept: "https://example.org/a?answer=accepted".to_owned(),
            decline: "https://example.org/a?answer=declined".to_owned(),
        }),
        join: Some("https://example.org/rooms/7".to_owned()),
        manage: Some(ManageLinks {
            reschedule: "https://example.org/booked/1/move".to_owned(),
            cancel: "https://example.org/booked/1#cancel".to_owned(),
        }),
    }
}

fn each(check: impl Fn(Kind, Language)) {
    for kind in Kind::ALL {
        for language in Language::ALL {
            check(kind, language);
        }
    }
}

#[test]
fn every_notice_tells_its_facts() {
    each(|kind, language| {
        let notice = write(kind, language, &data()).expect("a notice");
        let name = format!("{kind:?} {language:?}");
        let all = ["Ada Lovelace", "Acme GmbH", "Grace Hopper", "Lena Vogel, Marcus Reed", "Room 4", "Ill"];
        let more = ["hr@example.org", "0199-7", "https://example.org/a?answer=declined"];
        let ways = ["https://example.org/rooms/7", "https://example.org/booked/1/move", "/booked/1#cancel"];
        let more = more.into_iter().chain(ways);
        for fact in all.into_iter().chain(more).chain([
            "2026",
            "Europe/Berlin, UTC+01:00",
            "Europe/Berlin, UTC+02:00",
        ]) {
            assert!(
                notice.text.contains(fact) && notice.html.contains(fact),
                "{name}: {fact}\n{}",
                notice.text
            );
        }
        let keys = ["label-", "weekday-", "month-", "greeting"];
        assert!(!keys.iter().any(|key| notice.text.contains(key)), "{name}: {}", notice.text);
        assert!(notice.text.contains("https://example.org/i/1?a=b&c=d"), "{name}");
        assert!(
            notice.html.contains("href=\"https://example.org/i/1?a=b&#38;c=d\""),
            "{name}: {}",
            notice.html
        );
        assert!(notice.subject.contains("Acme GmbH") && !notice.subject.contains('\n'), "{name}");
        assert!(!notice.text.contains("\n\n\n"), "{name}:\n{}", notice.text);
    });
}

#[test]
fn every_kind_reads_differently() {
    for language in Language::ALL {
        let mut subjects: Vec<String> =
            Kind::ALL.map(|kind| write(kind, language, &data()).expect("a notice").subject).to_vec();
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), Kind::ALL.len(), "{subjects:?}");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    each(|kind, language| {
        let html = write(kind, language, &data()).expect("a notice").html;
        for part in ["<img", "<link", "<script", "src=", "url(", "@import"] {
            assert!(!html.contains(part), "{kind:?} {language:?}: {part}");
        }
    });
}

#[test]
fn hostile_facts_stay_facts() {
    let bad = "<script>alert('1')</script>\r\nBcc: eve@example.org\u{2028}\"&";
    let hostile = TemplateData {
        company: bad.to_owned(),
        recipient: bad.to_owned(),
        zone: bad.to_owned(),
        job: Some(bad.to_owned()),
        candidate: Some(bad.to_owned()),
        interviewers: vec![bad.to_owned()],
        location: Some(bad.to_owned()),
        link: Some("javascript:alert(1)".to_owned()),
        reason: Some(bad.repeat(1000)),
        webhook: Some(bad.to_owned()),
        ..data()
    };
    each(|kind, language| {
        let notice = write(kind, language, &hostile).expect("a notice");
        assert!(!notice.html.contains("<script") && !notice.html.contains("javascript:"), "{}", notice.html);
        assert!(notice.text.contains("<script>alert('1')</script> Bcc"), "{}", notice.text);
        assert!(!notice.text.contains("javascript:") && !notice.text.contains("\nBcc"), "{}", notice.text);
        assert!(!notice.subject.contains(['\r', '\n', '\u{2028}']), "{}", notice.subject);
        assert!(notice.html.len() < 30_000, "{}", notice.html.len());
    });
}

#[test]
fn what_is_absent_is_not_mentioned() {
    let bare = TemplateData { company: "Acme".to_owned(), ..TemplateData::default() };
    let notice = write(Kind::Cancelled, Language::English, &bare).expect("a notice");
    let expected = "Hello,\n\nThe interview will not take place.\n\nYou need not do anything. Please contact us if you have questions.\n\n\
         Acme\n\n-- \nThis message was sent automatically.\n";
    assert_eq!((notice.subject.as_str(), notice.text.as_str()), ("Interview cancelled – Acme", expected));
    assert!(!notice.html.contains("<a "), "{}", notice.html);
}

#[test]
fn a_whole_text() {
    let data = TemplateData {
        candidate: None,
        previous: None,
        code: None,
        reason: None,
        webhook: None,
        returned: None,
        offered: Vec::new(),
        valid_until: None,
        contact: None,
        conflict: None,
        answer: None,
        join: None,
        manage: None,
        ..data()
    };
    let expected = "Guten Tag Ada Lovelace,\n\n\
        Acme GmbH lädt Sie zu einem Vorstellungsgespräch für die Stelle Rust Engineer ein.\n\n\
        Wann: Montag, 23. November 2026, 14:00–15:00 Uhr (Europe/Berlin, UTC+01:00)\n\
        Wo: Room 4\nStelle: Rust Engineer\nGespräch mit: Lena Vogel, Marcus Reed\n\n\
        Termin ansehen:\nhttps://example.org/i/1?a=b&c=d\n\n\
        Falls Ihnen der Termin nicht passt, geben Sie uns bitte möglichst bald Bescheid.\n\n\
        Acme GmbH\n\n-- \nDiese Nachricht wurde automatisch versandt.\n";
    assert_eq!(write(Kind::Invitation, Language::German, &data).expect("a notice").text, expected);
}

#[test]
fn wall_clocks_around_clock_changes() {
    let check = |language: Language, zone: &str, start: &str, end: &str, expected: &str| {
        let seen = Clock::new(language, zone).interval(between(start, end));
        assert_eq!(seen.replace('\u{a0}', " "), expected, "{zone} {start}");
    };
    let (en, de, fr) = (Language::English, Language::German, Language::French);
    let berlin = "Europe/Berlin";
    let sunday = "Sunday, 25 October 2026";
    let check_berlin = |start: &str, end: &str, expected: String| {
        let day = |time: &str| format!("2026-10-25T{time}:00Z");
        check(en, berlin, &day(start), &day(end), &expected);
    };
    check_berlin("00:00", "00:30", format!("{sunday}, 02:00–02:30 (Europe/Berlin, UTC+02:00)"));
    check_berlin("00:30", "01:15", format!("{sunday}, 02:30–02:15 (Europe/Berlin, UTC+02:00 → UTC+01:00)"));
    check_berlin("01:00", "01:30", format!("{sunday}, 02:00–02:30 (Europe/Berlin, UTC+01:00)"));
    let spring = |start: &str| format!("2027-03-28T{start}:00Z");
    let before = "Sonntag, 28. März 2027, 01:30–03:15 Uhr (Europe/Berlin, UTC+01:00 → UTC+02:00)";
    check(de, berlin, &spring("00:30"), &spring("01:15"), before);
    let after = "dimanche 28 mars 2027, de 3 h 00 à 4 h 00 (Europe/Berlin, UTC+02:00)";
    check(fr, berlin, &spring("01:00"), &spring("02:00"), after);
    let first = "mardi 1er décembre 2026, de 9 h 05 à 10 h 00 (Europe/Paris, UTC+01:00)";
    check(fr, "Europe/Paris", "2026-12-01T08:05:00Z", "2026-12-01T09:00:00Z", first);
    let night =
        "Monday, 16 November 2026, 23:00 – Tuesday, 17 November 2026, 01:00 (America/New York, UTC-05:00)";
    check(en, "America/New_York", "2026-11-17T04:00:00Z", "2026-11-17T06:00:00Z", night);
    let half = "Monday, 16 November 2026, 05:30–06:30 (Asia/Kolkata, UTC+05:30)";
    check(en, "Asia/Kolkata", "2026-11-16T00:00:00Z", "2026-11-16T01:00:00Z", half);
    let unknown = "Monday, 16 November 2026, 00:00–01:00 (UTC)";
    check(en, "Atlantis/Capital", "2026-11-16T00:00:00Z", "2026-11-16T01:00:00Z", unknown);
}

#[test]
fn languages_by_their_tags() {
    let check = |tag: &str, expected: Language| assert_eq!(Language::of_tag(tag), expected, "{tag}");
    check("de", Language::German);
    check("fr-CA", Language::French);
    check("DE_at", Language::German);
    check("en-US", Language::English);
    check("tlh", Language::English);
    check("", Language::English);
}

#[test]
fn a_page_on_which_people_talk_says_so() {
    for language in Language::ALL {
        let plain = write(Kind::Invitation, language, &data()).expect("a notice");
        let noted = TemplateData { own_room: true, ..data() };
        let noted = write(Kind::Invitation, language, &noted).expect("a notice");
        let note = &Texts(language).say("label-own-room");
        assert!(noted.text.contains(note.as_str()) && !plain.text.contains(note.as_str()), "{}", noted.text);
        assert_ne!(noted.html, plain.html);
        let nowhere = TemplateData { own_room: true, link: None, join: None, ..data() };
        let nowhere = write(Kind::Invitation, language, &nowhere).expect("a notice");
        assert!(!nowhere.text.contains(note.as_str()), "{}", nowhere.text);
    }
}

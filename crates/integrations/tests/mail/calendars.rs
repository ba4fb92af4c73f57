//! Invitations, read back by three parsers that are not ours: every property is what it was.

use crate::peers::{Case, Peers, beside};
use crate::support::{at, mailbox};
use integrations::mail::imip::{self, Answer, Attendee, Event};
use integrations::mail::{Address, Mailbox};
use scheduling_core::time::Interval;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

pub(crate) const ALL: &[Case] = &[
    ("calendars::icalendar_reads_what_we_wrote", |peers| all(peers, "icalendar")),
    ("calendars::vobject_reads_what_we_wrote", |peers| all(peers, "vobject")),
    ("calendars::ical_js_reads_what_we_wrote", |peers| all(peers, "ical.js")),
];

/// A text, and what a parser should make of it.
struct Sample {
    text: String,
    expected: Value,
}

/// The parser's answers to all texts, which one process reads.
fn read(peers: &Peers, parser: &str, samples: &[Sample]) -> Vec<Value> {
    let texts: Vec<&str> = samples.iter().map(|sample| sample.text.as_str()).collect();
    let mut command = match parser {
        "ical.js" => {
            let mut node = Command::new("node");
            node.arg(beside("read_ics.mjs")).arg(peers.folder());
            node
        }
        _ => {
            let mut python = Command::new(peers.python());
            python.arg(beside("read_ics.py")).arg(parser);
            python
        }
    };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the parser starts");
    child.stdin.take().expect("its input").write_all(json!(texts).to_string().as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{parser} can't read what we wrote");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn event() -> Event {
    Event {
        uid: "0190f3e2-7c1b-7000-8000-000000000001@meridian".to_owned(),
        sequence: 0,
        dtstamp: at("2026-11-20T08:00:00Z"),
        time: Interval::new(at("2026-10-25T00:30:00Z"), at("2026-10-25T01:15:00Z")).expect("an interval"),
        organizer: mailbox("Acme <hr@acme.example>"),
        attendees: vec![
            Attendee { mailbox: mailbox("Ada Lovelace <ada@example.org>"), answer: Answer::NeedsAction },
            Attendee { mailbox: mailbox("grace+x@example.org"), answer: Answer::Accepted },
        ],
        summary: "Interview".to_owned(),
        description: Some("First line\nsecond line".to_owned()),
        location: Some("Room 4".to_owned()),
        url: Some("https://example.org/i/1?a=b&c=d,e;f".to_owned()),
        cancelled: false,
    }
}

/// Texts that are harmless in people's mouths and dangerous in files.
fn hostile() -> Vec<String> {
    let texts = [
        "commas, semicolons; colons: \"quotes\" and \\ backslashes \\n \\, \\\\",
        "two\nlines\n\nand an empty one",
        "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil",
        "Zoë 🎉👩‍💻 日本語 ﷽ e\u{301}",
        " leading and trailing ",
        "tab\there",
        "^n ^^ ^' =3D %0A &amp; <b>",
        "RSVP=TRUE:mailto:eve@example.org",
    ];
    let long = ["s".repeat(300), "ü".repeat(300), "🎉".repeat(300), "a,;\\".repeat(75)];
    texts.into_iter().map(str::to_owned).chain(long).collect()
}

fn all(peers: &Peers, parser: &str) {
    let samples: Vec<Sample> = events().iter().flat_map(three_ways).chain([broken_lines()]).collect();
    let seen = read(peers, parser, &samples);
    assert_eq!(seen.len(), samples.len(), "{parser}");
    for (seen, sample) in seen.iter().zip(&samples) {
        assert_eq!(seen, &sample.expected, "{parser}\n{}", sample.text);
    }
}

/// Events with each hostile text in every place that takes one, and events that lack what they may.
fn events() -> Vec<Event> {
    let person =
        |name: &str, address| Mailbox::new(name.to_owned(), Address::parse(address).expect("an address"));
    let hostile = hostile().into_iter().map(|text| Event {
        uid: format!("{}@meridian", text.trim().chars().take(60).collect::<String>()),
        sequence: 7,
        summary: text.clone(),
        description: Some(text.clone()),
        location: Some(text.clone()),
        organizer: person(&text, "hr@acme.example"),
        attendees: vec![Attendee { mailbox: person(&text, "ada@example.org"), answer: Answer::Tentative }],
        ..event()
    });
    let bare = Event { description: None, location: None, url: None, ..event() };
    hostile.chain([event(), bare]).collect()
}

/// The event as an invitation, as its cancellation, and published together with its own later version.
fn three_ways(event: &Event) -> Vec<Sample> {
    let sample = |text: String, method: &str, expected: &[Value]| Sample {
        text,
        expected: json!({ "method": method, "version": "2.0", "events": expected }),
    };
    let later = Event { sequence: event.sequence + 1, cancelled: true, ..event.clone() };
    let both = [expected(event, "CONFIRMED", false), expected(&later, "CANCELLED", false)];
    vec![
        sample(imip::request(event).ics, "REQUEST", &[expected(event, "CONFIRMED", true)]),
        sample(imip::cancel(event).ics, "CANCEL", &[expected(event, "CANCELLED", true)]),
        sample(imip::publish(None, &[event.clone(), later]), "PUBLISH", &both),
    ]
}

/// Line ends of every kind arrive as one kind, and characters that iCalendar can't hold are gone.
fn broken_lines() -> Sample {
    let broken = Event { summary: "a\r\nb\rc\u{2028}d\u{85}e\u{0}f\u{b}g".to_owned(), ..event() };
    let clean = Event { summary: "a\nb\nc\nd\nefg".to_owned(), ..event() };
    let expected = json!([expected(&clean, "CONFIRMED", true)]);
    Sample {
        text: imip::request(&broken).ics,
        expected: json!({ "method": "REQUEST", "version": "2.0", "events": expected }),
    }
}

fn expected(event: &Event, status: &str, with_attendees: bool) -> Value {
    let attendees: Vec<Value> =
        event.attendees.iter().filter(|_| with_attendees).map(|a| attendee(a, status)).collect();
    let mut names =
        vec!["DTEND", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"];
    let optional = [
        ("ATTENDEE", !attendees.is_empty()),
        ("DESCRIPTION", event.description.is_some()),
        ("LOCATION", event.location.is_some()),
        ("URL", event.url.is_some()),
    ];
    names.extend(optional.iter().filter(|(_, there)| *there).map(|(name, _)| *name));
    names.sort_unstable();
    json!({
        "names": names,
        "uid": event.uid,
        "sequence": event.sequence,
        "dtstamp": event.dtstamp.to_string(),
        "start": event.time.start().to_string(),
        "end": event.time.end().to_string(),
        "status": status,
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
        "url": event.url,
        "organizer": { "address": format!("mailto:{}", event.organizer.address), "params": common_name(&event.organizer) },
        "attendees": attendees,
        "inner": 0,
    })
}

fn attendee(attendee: &Attendee, status: &str) -> Value {
    let (answer, asked) = match attendee.answer {
        Answer::NeedsAction => ("NEEDS-ACTION", status != "CANCELLED"),
        Answer::Accepted => ("ACCEPTED", false),
        Answer::Tentative => ("TENTATIVE", false),
        Answer::Declined => ("DECLINED", false),
    };
    let mut params = common_name(&attendee.mailbox);
    params["CUTYPE"] = json!("INDIVIDUAL");
    params["ROLE"] = json!("REQ-PARTICIPANT");
    params["PARTSTAT"] = json!(answer);
    params["RSVP"] = json!(if asked { "TRUE" } else { "FALSE" });
    json!({ "address": format!("mailto:{}", attendee.mailbox.address), "params": params })
}

/// The name as a parameter can hold it: one line, no double quotes, carets and backslashes.
fn common_name(mailbox: &Mailbox) -> Value {
    let Some(name) = &mailbox.name else { return json!({}) };
    let line = name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('"', "'")
        .replace('^', "ˆ")
        .replace('\\', "/");
    let cut: String = line.chars().take(199).collect();
    json!({ "CN": if line.chars().count() > 200 { format!("{cut}…") } else { line } })
}

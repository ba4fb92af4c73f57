//! What is sent arrives, to the letter.

use crate::peers::{Case, Peers};
use crate::server::Server;
use crate::support::{at, mailbox, message, outcomes, plain_mailer, send, send_one};
use integrations::mail::imip::{self, Answer, Attendee, Event};
use integrations::mail::{Mailbox, Message};
use scheduling_core::time::Interval;
use serde_json::{Value, json};

pub(crate) const ALL: &[Case] = &[
    ("letters::a_message_arrives", a_message_arrives),
    ("letters::any_text_arrives_as_it_was", any_text_arrives_as_it_was),
    ("letters::no_header_can_be_smuggled_in", no_header_can_be_smuggled_in),
    ("letters::an_invitation_has_its_parts", an_invitation_has_its_parts),
    ("letters::connections_are_used_again", connections_are_used_again),
];

fn a_message_arrives(peers: &Peers) {
    let server = Server::plain(peers);
    let message = Message {
        from: Some(mailbox("Ada Lovelace <ada@example.net>")),
        reply_to: Some(mailbox("hr@example.net")),
        ..message(&["grace", "lena", "grace"])
    };
    let delivery = send_one(&plain_mailer(server.port), &message);
    let queued = ("accepted", "250 2.0.0 queued as 4711");
    assert_eq!(outcomes(&delivery), [queued, queued]);
    let seen = server.received();
    let check = |key: &str, expected: Value| assert_eq!(seen[key], expected, "{key}");
    check("mail_from", json!("no-reply@acme.example"));
    check("rcpt_tos", json!(["grace@example.org", "lena@example.org"]));
    check("from", json!([["Ada Lovelace", "ada@example.net"]]));
    check("reply_to", json!([["", "hr@example.net"]]));
    check("hello", json!("acme.example"));
    check("structure", json!(["multipart/alternative", "text/plain", "text/html"]));
    check("defects", json!([]));
    let header = |name: &str, expected: &str| assert_eq!(seen["headers"][name], expected, "{name}");
    header("message-id", "<0190.1@meridian.example>");
    header("date", "Fri, 20 Nov 2026 08:00:00 +0000");
    header("subject", "Hello");
    header("auto-submitted", "auto-generated");
}

fn any_text_arrives_as_it_was(peers: &Peers) {
    let server = Server::plain(peers);
    let mailer = plain_mailer(server.port);
    let long = "x".repeat(5000);
    let check = |text: &str| {
        let bodies = Message { text: text.to_owned(), html: format!("<p>{text}</p>"), ..message(&["a"]) };
        let delivery = send_one(&mailer, &bodies);
        assert_eq!(outcomes(&delivery)[0].0, "accepted", "{text:?}");
        let seen = server.received();
        // Text travels with CRLF; what the reader does to line ends depends on the encoding.
        let content =
            |part: usize| seen["parts"][part]["content"].as_str().expect("a text").replace("\r\n", "\n");
        assert_eq!(content(0).trim_end_matches('\n'), text.trim_end_matches('\n'));
        assert_eq!(content(1).trim_end_matches('\n'), format!("<p>{text}</p>"));
        assert_eq!((&seen["ascii"], &seen["bare"], &seen["defects"]), (&json!(true), &json!(0), &json!([])));
        assert!(seen["longest_line"].as_u64().expect("a number") <= 998, "{}", seen["longest_line"]);
    };
    check("plain");
    check("Grüße, œuvre, 日本語, 🎉👩‍💻\nzwei\n\ndrei");
    check(".\n..\n.leading dot\nmiddle . dot\n.\n");
    check("From the first word\nFrom the second line");
    check(&long);
    check(&format!("ü{long}\n{long}"));
    check("ends with spaces   \nand = signs =3D\tand tabs");
}

fn no_header_can_be_smuggled_in(peers: &Peers) {
    let server = Server::plain(peers);
    let hostile = "Zoë \"Q\" <x@evil.example>, 🎉\r\nBcc: eve@example.org\r\n\r\nbody";
    let flat = "Zoë \"Q\" <x@evil.example>, 🎉 Bcc: eve@example.org body";
    let address = mailbox("ada@example.org").address;
    let message = Message {
        from: Some(Mailbox::new(hostile, address.clone())),
        to: vec![Mailbox::new(hostile, address)],
        subject: format!("{hostile} {}", "sehr länglich ".repeat(40)),
        ..message(&[])
    };
    let delivery = send_one(&plain_mailer(server.port), &message);
    assert_eq!(outcomes(&delivery)[0].0, "accepted");
    let seen = server.received();
    assert_eq!(seen["from"], json!([[flat, "ada@example.org"]]));
    assert_eq!(seen["to"], json!([[flat, "ada@example.org"]]));
    assert_eq!(seen["rcpt_tos"], json!(["ada@example.org"]));
    assert!(seen["headers"]["subject"].as_str().expect("a subject").starts_with(flat), "{seen}");
    assert!(seen["headers"].get("bcc").is_none() && seen["ascii"] == json!(true), "{seen}");
}

fn an_invitation_has_its_parts(peers: &Peers) {
    let server = Server::plain(peers);
    let mailer = plain_mailer(server.port);
    let event = Event {
        uid: "0190@meridian".to_owned(),
        sequence: 2,
        dtstamp: at("2026-11-20T08:00:00Z"),
        time: Interval::new(at("2026-11-23T13:00:00Z"), at("2026-11-23T14:00:00Z")).expect("an interval"),
        organizer: mailbox("Acme <no-reply@acme.example>"),
        attendees: vec![Attendee { mailbox: mailbox("a@example.org"), answer: Answer::NeedsAction }],
        summary: "Vorstellungsgespräch 🎉, Teil 1".to_owned(),
        description: Some("long ".repeat(100)),
        location: None,
        url: None,
        cancelled: false,
    };
    for (invitation, method) in [(imip::request(&event), "REQUEST"), (imip::cancel(&event), "CANCEL")] {
        let message = Message { invitation: Some(invitation.clone()), ..message(&["a"]) };
        assert_eq!(outcomes(&send_one(&mailer, &message))[0].0, "accepted");
        let seen = server.received();
        let structure = [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ];
        assert_eq!(seen["structure"], json!(structure));
        let (calendar, file) = (&seen["parts"][2], &seen["parts"][3]);
        let params = &calendar["params"];
        assert_eq!((&params["method"], &params["charset"]), (&json!(method), &json!("utf-8")), "{calendar}");
        assert_eq!((&file["disposition"], &file["filename"]), (&json!("attachment"), &json!("invite.ics")));
        // Python's reader gives lines of text their usual ends; the file is bytes and keeps them.
        let text = calendar["content"].as_str().expect("a text").replace("\r\n", "\n");
        assert_eq!(text, invitation.ics.replace("\r\n", "\n"));
        assert_eq!(file["content"], json!(invitation.ics));
        assert_eq!(seen["defects"], json!([]));
    }
}

fn connections_are_used_again(peers: &Peers) {
    let server = Server::plain(peers);
    let mailer = plain_mailer(server.port);
    let messages = [message(&["a"]), message(&["refused"]), message(&["spam"]), message(&["b"])];
    let deliveries = send(&mailer, &messages);
    let words: Vec<&str> = deliveries.iter().map(|delivery| outcomes(delivery)[0].0).collect();
    assert_eq!(words, ["accepted", "refused", "refused", "accepted"]);
    assert_eq!(server.received()["peer"], server.received()["peer"], "one connection for all");
}

//! Appointments as iCalendar (RFC 5545) for invitations by mail (RFC 5546, RFC 6047) and for downloads.
//!
//! `ical` writes the lines, and keeps hostile texts from becoming lines of their own; which lines there are is said here.
//! Three parsers of others read them back in the tests.
//!
//! Calendars know an appointment by its `uid`; of two messages about it the one with the higher `sequence` counts,
//! and `dtstamp` decides between equal ones (RFC 5546, 2.1.5).

use super::{Address, Invitation, Mailbox, Method};
use ical::{PropertyBuilder, Writer, property};
use scheduling_core::time::{Interval, Timestamp};
use url::Url;

/// One appointment. Any text will do in texts: what iCalendar can't hold is left out, the rest is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the whole life of the appointment, and no other's.
    pub uid: String,
    /// Rises with every change that matters to those who attend, the cancellation included.
    pub sequence: u32,
    /// When this was written.
    pub dtstamp: Timestamp,
    /// When it takes place.
    pub time: Interval,
    /// Who invites; calendars send the answers there.
    pub organizer: Mailbox,
    /// Who is invited.
    pub attendees: Vec<Attendee>,
    /// Its title.
    pub summary: String,
    /// More about it; may have several lines.
    pub description: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// Where online: an absolute `http` or `https` URL; anything else is left out.
    pub url: Option<String>,
    /// Whether it has been cancelled.
    pub cancelled: bool,
}

/// Who is invited, and what they said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub mailbox: Mailbox,
    /// What they said so far.
    pub answer: Answer,
}

/// An answer to an invitation (`PARTSTAT`, RFC 5545, 3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// None yet; calendars ask for one.
    NeedsAction,
    /// Yes.
    Accepted,
    /// Perhaps.
    Tentative,
    /// No.
    Declined,
}

impl Answer {
    fn as_str(self) -> &'static str {
        match self {
            Self::NeedsAction => "NEEDS-ACTION",
            Self::Accepted => "ACCEPTED",
            Self::Tentative => "TENTATIVE",
            Self::Declined => "DECLINED",
        }
    }
}

/// An invitation, or its newer version.
#[must_use]
pub fn request(event: &Event) -> Invitation {
    invitation(event, Method::Request)
}

/// The cancellation of an invitation; its `sequence` must be higher than the invitation's.
#[must_use]
pub fn cancel(event: &Event) -> Invitation {
    invitation(event, Method::Cancel)
}

/// A calendar to be downloaded or subscribed to. It asks nobody to come: there are no attendees (RFC 5546, 3.2.1).
#[must_use]
pub fn publish(name: Option<&str>, events: &[Event]) -> String {
    let mut writer = begin("PUBLISH");
    if let Some(name) = name {
        writer.line(&property("X-WR-CALNAME").text(name));
    }
    for event in events {
        write(&mut writer, event, None);
    }
    end(writer)
}

fn invitation(event: &Event, method: Method) -> Invitation {
    let mut writer = begin(method.as_str());
    write(&mut writer, event, Some(method));
    Invitation { method, ics: end(writer) }
}

fn begin(method: &str) -> Writer {
    let mut writer = Writer::default();
    writer.begin("VCALENDAR");
    writer.line(&property("VERSION").plain("2.0"));
    writer.line(&property("PRODID").text("-//Meridian//Scheduling//EN"));
    writer.line(&property("CALSCALE").plain("GREGORIAN"));
    writer.line(&property("METHOD").plain(method));
    writer
}

fn end(mut writer: Writer) -> String {
    writer.end("VCALENDAR");
    writer.into_text()
}

/// Writes an event; without a method it is published, and names no attendees.
fn write(writer: &mut Writer, event: &Event, method: Option<Method>) {
    let cancelled = event.cancelled || method == Some(Method::Cancel);
    writer.begin("VEVENT");
    writer.line(&property("UID").text(&event.uid));
    writer.line(&property("SEQUENCE").plain(event.sequence));
    writer.line(&property("DTSTAMP").utc(event.dtstamp));
    writer.line(&property("DTSTART").utc(event.time.start()));
    writer.line(&property("DTEND").utc(event.time.end()));
    writer.line(&property("STATUS").plain(if cancelled { "CANCELLED" } else { "CONFIRMED" }));
    writer.line(&property("TRANSP").plain(if cancelled { "TRANSPARENT" } else { "OPAQUE" }));
    writer.line(&named("ORGANIZER", &event.organizer).uri(&mailto(&event.organizer.address)));
    for attendee in event.attendees.iter().filter(|_| method.is_some()) {
        writer.line(&attendee_line(attendee, cancelled));
    }
    writer.line(&property("SUMMARY").text(&event.summary));
    let optional = [("DESCRIPTION", &event.description), ("LOCATION", &event.location)];
    for (name, text) in optional {
        if let Some(text) = text {
            writer.line(&property(name).text(text));
        }
    }
    if let Some(url) = event.url.as_deref().and_then(web_address) {
        writer.line(&property("URL").uri(url.as_str()));
    }
    writer.end("VEVENT");
}

/// Nobody is asked for an answer who gave one, or to what has been cancelled.
fn attendee_line(attendee: &Attendee, cancelled: bool) -> String {
    let asked = attendee.answer == Answer::NeedsAction && !cancelled;
    named("ATTENDEE", &attendee.mailbox)
        .parameter("CUTYPE", "INDIVIDUAL")
        .parameter("ROLE", "REQ-PARTICIPANT")
        .parameter("PARTSTAT", attendee.answer.as_str())
        .parameter("RSVP", if asked { "TRUE" } else { "FALSE" })
        .uri(&mailto(&attendee.mailbox.address))
}

/// A property about a person, with the person's name where there is one.
fn named(name: &str, mailbox: &Mailbox) -> PropertyBuilder {
    match mailbox.shown_name() {
        Some(shown) => property(name).quoted("CN", &shown),
        None => property(name),
    }
}

/// The address as a URI (RFC 6068): what means something in URIs is percent-encoded.
fn mailto(address: &Address) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$'*+".contains(&byte);
    let local = address
        .local()
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    format!("mailto:{}@{}", local.collect::<String>(), address.domain())
}

fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        let at = |text| Timestamp::parse(text).expect("an instant");
        Event {
            uid: "1@meridian".to_owned(),
            sequence: 3,
            dtstamp: at("2026-11-20T08:00:00Z"),
            time: Interval::new(at("2026-11-23T13:00:00Z"), at("2026-11-23T14:00:00Z")).expect("an interval"),
            organizer: Mailbox::new("Acme: \"HR\"", Address::parse("hr@example.org").expect("an address")),
            attendees: vec![Attendee {
                mailbox: Mailbox::parse("a&b=c@example.org").expect("a mailbox"),
                answer: Answer::NeedsAction,
            }],
            summary: "Interview, part 1; \\ \r\nBEGIN:VALARM".to_owned(),
            description: None,
            location: Some("Room 1".to_owned()),
            url: Some("https://example.org/a?b=c;d,e f".to_owned()),
            cancelled: false,
        }
    }

    #[test]
    fn an_invitation_to_the_letter() {
        let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Meridian//Scheduling//EN\r\n\
            CALSCALE:GREGORIAN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@meridian\r\nSEQUENCE:3\r\n\
            DTSTAMP:20261120T080000Z\r\nDTSTART:20261123T130000Z\r\nDTEND:20261123T140000Z\r\n\
            STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nORGANIZER;CN=\"Acme: 'HR'\":mailto:hr@example.org\r\n\
            ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=\r\n \
            TRUE:mailto:a%26b%3Dc@example.org\r\nSUMMARY:Interview\\, part 1\\; \\\\ \\nBEGIN:VALARM\r\n\
            LOCATION:Room 1\r\nURL:https://example.org/a?b=c;d,e%20f\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(request(&event()).ics, expected);
    }

    #[test]
    fn what_the_methods_differ_in() {
        let check = |text: &str, there: &[&str], absent: &[&str]| {
            let lines: Vec<&str> = text.split("\r\n").collect();
            assert!(there.iter().all(|line| lines.contains(line)), "{text}");
            assert!(absent.iter().all(|part| !text.contains(part)), "{text}");
        };
        let cancelled = cancel(&event());
        assert_eq!(cancelled.method, Method::Cancel);
        check(&cancelled.ics, &["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"], &["RSVP=TRUE"]);
        let feed = publish(Some("My, calendar"), &[event(), Event { cancelled: true, ..event() }]);
        let there = ["METHOD:PUBLISH", "X-WR-CALNAME:My\\, calendar", "STATUS:CONFIRMED", "STATUS:CANCELLED"];
        check(&feed, &there, &["ATTENDEE"]);
        let odd = Event { url: Some("javascript:alert(1)".to_owned()), ..event() };
        check(&request(&odd).ics, &["METHOD:REQUEST"], &["URL", "alert"]);
    }
}

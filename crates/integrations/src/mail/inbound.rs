//! Mail that comes in: the answer of a calendar to an invitation (`REPLY`, RFC 5546, 3.2.3).
//!
//! A mail server hands mail on to us, and what stands in it is anybody's. An answer counts for the address that the mail
//! is from, so that nobody answers for somebody else; that the address is not forged is for the mail server to see to.

use ical::{Property, content_lines};
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use scheduling_core::time::Timestamp;

/// The longest line of a calendar that is read.
const LONGEST: usize = 4096;
/// The most lines of a calendar that are read.
const LINES: usize = 2000;
/// The most parts of a mail that are looked at.
const PARTS: usize = 100;
/// How a calendar begins.
const BEGINNING: &[u8] = b"BEGIN:VCALENDAR";

/// What somebody's calendar answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participation {
    /// They come.
    Accepted,
    /// They don't.
    Declined,
    /// They may.
    Tentative,
}

/// An answer to an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundReply {
    /// Of the appointment.
    pub uid: String,
    /// Of the invitation that is answered.
    pub sequence: i64,
    /// Whose answer it is.
    pub address: String,
    /// The answer.
    pub participation: Participation,
    /// When it was given, where it says so.
    pub at: Option<Timestamp>,
}

/// Why there is no answer in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoReply(pub &'static str);

/// Reads the answer out of a mail (RFC 5322, MIME).
///
/// # Errors
/// Says why there is none.
pub fn read_reply(raw: &[u8]) -> Result<InboundReply, NoReply> {
    let message = MessageParser::default().parse(raw).ok_or(NoReply("it is no mail"))?;
    let from = message.from().and_then(only_address).ok_or(NoReply("it is not from one address"))?;
    let calendar = calendar_of(&message).ok_or(NoReply("no answer of a calendar is in it"))?;
    let reply = reply_of(&calendar)?;
    let sent_by = reply.sent_by.as_deref().unwrap_or(&reply.reply.address);
    if !from.eq_ignore_ascii_case(&reply.reply.address) && !from.eq_ignore_ascii_case(sent_by) {
        return Err(NoReply("the answer is of another address than the mail"));
    }
    Ok(reply.reply)
}

/// The address of a header that names one mailbox.
fn only_address(address: &Address<'_>) -> Option<String> {
    let mut all = address.iter();
    let only = all.next()?.address()?.to_owned();
    all.next().is_none().then_some(only)
}

/// The first part that is a calendar, wherever it stands; where none says so of itself, the first that turns out to be one.
fn calendar_of(message: &Message<'_>) -> Option<Vec<u8>> {
    let parts = || message.parts.iter().take(PARTS);
    let part =
        parts().find(|part| is_calendar(part)).or_else(|| parts().find(|part| is_file_of_calendar(part)))?;
    bytes(part).map(<[u8]>::to_vec)
}

fn bytes<'m>(part: &'m MessagePart<'_>) -> Option<&'m [u8]> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.as_bytes()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(bytes),
        PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

fn is_calendar(part: &MessagePart<'_>) -> bool {
    is_of(part, "text", "calendar") || is_of(part, "application", "ics")
}

/// A file of no kind in particular, as some gateways have it of all files: its name or its beginning says what it is.
fn is_file_of_calendar(part: &MessagePart<'_>) -> bool {
    let is_named = || {
        let name = part.attachment_name().unwrap_or_default().trim_end().to_ascii_lowercase();
        name.ends_with(".ics")
    };
    is_of(part, "application", "octet-stream") && (is_named() || bytes(part).is_some_and(begins_as_calendar))
}

fn begins_as_calendar(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    bytes.get(..BEGINNING.len()).is_some_and(|start| start.eq_ignore_ascii_case(BEGINNING))
}

fn is_of(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|given| {
        given.ctype().eq_ignore_ascii_case(kind)
            && given.subtype().is_some_and(|given| given.eq_ignore_ascii_case(subtype))
    })
}

struct Read {
    reply: InboundReply,
    /// Who answered for them.
    sent_by: Option<String>,
}

fn reply_of(calendar: &[u8]) -> Result<Read, NoReply> {
    let lines = content_lines(calendar, LONGEST).take(LINES);
    let properties: Vec<Property> =
        lines.filter_map(|line| Property::parse(line.number, &line.text?).ok()).collect();
    let all = |name: &'static str| properties.iter().filter(move |property| property.name == name);
    let value = |name: &'static str| all(name).next().map(|property| property.value.as_str());
    if !value("METHOD").is_some_and(|method| method.eq_ignore_ascii_case("REPLY")) {
        return Err(NoReply("its calendar is no answer"));
    }
    let mut attendees = all("ATTENDEE");
    let (Some(attendee), None) = (attendees.next(), attendees.next()) else {
        return Err(NoReply("it is not the answer of one person"));
    };
    let participation = match attendee.parameter("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str()
    {
        "ACCEPTED" => Participation::Accepted,
        "DECLINED" => Participation::Declined,
        "TENTATIVE" => Participation::Tentative,
        _ => return Err(NoReply("it says neither yes nor no")),
    };
    let reply = InboundReply {
        uid: value("UID").ok_or(NoReply("it names no appointment"))?.to_owned(),
        sequence: value("SEQUENCE").and_then(|number| number.parse().ok()).unwrap_or_default(),
        address: address_of(&attendee.value).ok_or(NoReply("it names no address"))?,
        participation,
        at: value("DTSTAMP").and_then(instant),
    };
    Ok(Read { reply, sent_by: attendee.parameter("SENT-BY").and_then(address_of) })
}

/// The address of `mailto:` (RFC 6068).
fn address_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    let address = rest.split('?').next().unwrap_or_default();
    let address = percent_encoding::percent_decode_str(address).decode_utf8().ok()?;
    (scheme.eq_ignore_ascii_case("mailto") && address.contains('@')).then(|| address.trim().to_owned())
}

/// `20261123T130000Z`
fn instant(text: &str) -> Option<Timestamp> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to);
    let (date, time) =
        ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    let text = format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, time.0, time.1, time.2);
    Timestamp::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALENDAR: &str = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@meridian\r\nSEQUENCE:3\r\n\
        DTSTAMP:20261120T080000Z\r\nATTENDEE;CN=\"Ada, L.\";PARTSTAT=DECLINED:mailto:ada@example.org\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";

    fn mail(from: &str, kind: &str, body: &str) -> String {
        format!(
            "From: {from}\r\nTo: hr@example.org\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nNo.\r\n\
             --x\r\nContent-Type: {kind}\r\n\r\n{body}\r\n--x--\r\n"
        )
    }

    fn check(mail: &str, expected: Result<(Participation, i64, &str), &str>) {
        let seen = read_reply(mail.as_bytes());
        let seen = seen.as_ref().map(|reply| (reply.participation, reply.sequence, reply.address.as_str()));
        assert_eq!(seen.map_err(|why| why.0), expected, "{mail}");
    }

    #[test]
    fn an_answer_is_found_wherever_it_stands() {
        let declined = Ok((Participation::Declined, 3, "ada@example.org"));
        let text = "text/calendar; method=REPLY; charset=UTF-8";
        check(&mail("Ada <ada@example.org>", text, CALENDAR), declined);
        check(&mail("ADA@example.org", "application/ics; name=invite.ics", CALENDAR), declined);
        let encoded = "text/calendar\r\nContent-Transfer-Encoding: base64";
        let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, CALENDAR);
        check(&mail("ada@example.org", encoded, &base64), declined);
        for (file, body) in [
            ("; name=invite.ics", CALENDAR.to_owned()),
            ("; name=\"Invite.ICS\"\r\nContent-Transfer-Encoding: base64", base64.clone()),
            ("\r\nContent-Disposition: attachment; filename=invite.ics", CALENDAR.to_owned()),
            ("; name=file.dat\r\nContent-Transfer-Encoding: base64", base64.clone()),
            ("", format!("\u{feff}\r\n{CALENDAR}")),
        ] {
            check(&mail("ada@example.org", &format!("application/octet-stream{file}"), &body), declined);
        }
        let single = format!("From: ada@example.org\r\nContent-Type: text/calendar\r\n\r\n{CALENDAR}");
        check(&single, declined);
        let folded = CALENDAR.replace("mailto:ada", "mail\r\n to:ada").replace("DECLINED", "accepted");
        check(&mail("ada@example.org", text, &folded), Ok((Participation::Accepted, 3, "ada@example.org")));
        let for_her = CALENDAR.replace("PARTSTAT", "SENT-BY=\"mailto:bob@example.org\";PARTSTAT");
        check(&mail("bob@example.org", text, &for_her), declined);
        let reply = read_reply(mail("ada@example.org", text, CALENDAR).as_bytes()).expect("an answer");
        assert_eq!(reply.at, Timestamp::parse("2026-11-20T08:00:00Z").ok());
    }

    #[test]
    fn what_is_no_answer_is_none() {
        let text = "text/calendar";
        let with = |from: &str, to: &str| mail("ada@example.org", text, &CALENDAR.replace(from, to));
        check("", Err("it is no mail"));
        check(&mail("ada@example.org", "text/html", "<p>No.</p>"), Err("no answer of a calendar is in it"));
        let file = mail("ada@example.org", "application/octet-stream; name=a.pdf", "%PDF BEGIN:VCALENDAR");
        check(&file, Err("no answer of a calendar is in it"));
        check(
            &mail("eve@example.org", text, CALENDAR),
            Err("the answer is of another address than the mail"),
        );
        check(&mail("a@b.example, ada@example.org", text, CALENDAR), Err("it is not from one address"));
        check(&with("REPLY", "COUNTER"), Err("its calendar is no answer"));
        check(&with("DECLINED", "NEEDS-ACTION"), Err("it says neither yes nor no"));
        check(&with("UID:1@meridian\r\n", ""), Err("it names no appointment"));
        check(&with("mailto:ada@example.org", "ada"), Err("it names no address"));
        let another = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org\r\nEND:VEVENT";
        check(&with("END:VEVENT", another), Err("it is not the answer of one person"));
    }

    #[test]
    fn broken_mail_is_survived() {
        let whole = mail("ada@example.org", "text/calendar", CALENDAR);
        for end in 0..whole.len() {
            let _ = read_reply(whole.as_bytes().get(..end).unwrap_or_default());
        }
        let deep = format!(
            "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{}",
            "--x\r\n".repeat(20_000)
        );
        assert!(read_reply(deep.as_bytes()).is_err());
    }
}

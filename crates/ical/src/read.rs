//! A file into a document: each line given to the component that it belongs to.

use super::components::{Content, Reader};
use super::doubt;
use super::limits::Limits;
use super::lines::{ContentLine, content_lines};
use super::names::{self, AddressKey};
use super::object;
use super::parsed::{NotACalendar, Parsed};
use super::property::{self, Property};

/// Reads an iCalendar file of nobody in particular; see [`parse_of`].
///
/// # Errors
/// The file has no `BEGIN:VCALENDAR` at all.
pub fn parse(file: &[u8], limits: &Limits) -> Result<Parsed, NotACalendar> {
    parse_of(&[], str::to_owned, file, limits)
}

/// Reads an iCalendar file of somebody with these e-mail addresses, which are compared by `key`: what they have declined does not take
/// their time.
///
/// The bytes need not be good UTF-8. What can't be read is left out and reported with its line; so is what
/// goes beyond the limits.
///
/// # Errors
/// The file has no `BEGIN:VCALENDAR` at all.
pub fn parse_of(
    addresses: &[String],
    key: AddressKey,
    file: &[u8],
    limits: &Limits,
) -> Result<Parsed, NotACalendar> {
    let known = addresses.iter().filter_map(|address| names::address(address));
    let mut reader = Reader::new(known.map(|address| key(&address)).collect(), key, limits);
    for line in content_lines(file, limits.list_bytes) {
        if reader.is_late(&line) {
            reader.give_up(line.number);
            break;
        }
        take(&mut reader, &line, limits);
    }
    reader.finish()
}

/// Gives a line to the innermost open component.
fn take(reader: &mut Reader, line: &ContentLine, limits: &Limits) {
    let number = line.number;
    let text = line.text.as_deref().unwrap_or(&line.beginning);
    if doubt::has_another_line(text) {
        reader.swallowed(number);
    }
    let Some((name, rest)) = property::name_of(text) else {
        return match line.text {
            Some(_) => {
                let reason = Property::parse(number, text).err().unwrap_or("is no property");
                reader.unreadable(number, text, reason);
            }
            None => reader.too_long(number, limits.list_bytes),
        };
    };
    let is_list = matches!(name.as_str(), "EXDATE" | "RDATE" | "FREEBUSY");
    let most = if is_list { limits.list_bytes } else { limits.line_bytes };
    if !reader.reads(&name) {
        // Texts and pictures may be as long as they like.
        reader.pass_over(number, &name, rest);
    } else if line.text.is_none() || text.len() > most {
        reader.too_long(number, most);
    } else {
        match Property::parse(number, text) {
            Ok(property) => reader.take(&property),
            Err(reason) => reader.unreadable(number, text, reason),
        }
    }
}

impl Reader {
    /// Whether a property of this name means something where it stands.
    fn reads(&self, name: &str) -> bool {
        matches!(name, "BEGIN" | "END")
            || self.innermost().is_some_and(|content| match content {
                Content::Calendar(_) => {
                    matches!(name, "METHOD" | "X-WR-CALNAME" | "FREEBUSY")
                        || object::ZONES.contains(&name)
                        || doubt::is_of_events(name)
                }
                Content::Event(_) => doubt::is_of_events(name),
                Content::Availability(_) => matches!(name, "DTSTART" | "DTEND" | "DURATION"),
                Content::FreeBusy(_) => name == "FREEBUSY",
                Content::Zone(_) => matches!(name, "TZID" | "X-LIC-LOCATION"),
                Content::Observance(_) => {
                    matches!(name, "DTSTART" | "RDATE" | "RRULE" | "TZOFFSETFROM" | "TZOFFSETTO")
                }
                Content::Other(_) => false,
            })
    }
}

//! Whether a text is a calendar from its beginning to its end.

use super::lines::content_lines;
use super::property::{Property, name_of};

/// Lines that are longer frame nothing.
const LONGEST: usize = 1_000;

/// What a text is, by its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// No calendar begins in it.
    Missing,
    /// A calendar begins and does not end: [`Parsed::cut_off`](super::Parsed::cut_off).
    CutOff,
    /// Every calendar that begins ends.
    Whole,
}

/// Looks at the frame of a text, and at nothing in it.
#[must_use]
pub fn frame(text: &[u8]) -> Frame {
    let mut frame = Frame::Missing;
    for line in content_lines(text, LONGEST).filter_map(|line| line.text) {
        match (frame, edge(&line)) {
            (_, Some("BEGIN")) => frame = Frame::CutOff,
            (Frame::CutOff, Some(_)) => frame = Frame::Whole,
            _ => {}
        }
    }
    frame
}

/// `BEGIN` or `END` where the line is that of a calendar.
fn edge(line: &str) -> Option<&'static str> {
    let (name, _) = name_of(line)?;
    let edge = ["BEGIN", "END"].into_iter().find(|edge| *edge == name)?;
    Property::parse(0, line).is_ok_and(|property| property.is("VCALENDAR")).then_some(edge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, parse};

    #[test]
    fn a_frame_is_what_reading_says_of_it() {
        let check = |text: &str, expected: Frame| {
            assert_eq!(frame(text.as_bytes()), expected, "{text}");
            let read = match parse(text.as_bytes(), &Limits::default()) {
                Ok(parsed) if parsed.cut_off => Frame::CutOff,
                Ok(_) => Frame::Whole,
                Err(_) => Frame::Missing,
            };
            assert_eq!(read, expected, "{text}");
        };
        let whole =
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20250122T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        check(whole, Frame::Whole);
        check(&whole.to_lowercase().replace("dtstart:20250122t100000z", "x-a:b"), Frame::Whole);
        check("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250122T100000Z\nEND:VCAL\n ENDAR\n", Frame::Whole);
        check(&format!("{whole}{whole}"), Frame::Whole);
        for end in ["END:VCALENDAR", "END:VEVENT", "DTSTART", "BEGIN:VEVENT"] {
            check(whole.split(end).next().unwrap_or_default(), Frame::CutOff);
        }
        check(&format!("{whole}BEGIN:VCALENDAR\r\n"), Frame::CutOff);
        check(&format!("BEGIN:VCALENDAR\nX-A:{}\n", "b".repeat(5_000)), Frame::CutOff);
        check("", Frame::Missing);
        check("END:VCALENDAR\n", Frame::Missing);
        check("<html>BEGIN:VCALENDAR</html>", Frame::Missing);
    }
}

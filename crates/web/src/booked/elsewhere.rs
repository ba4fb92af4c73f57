//! Links that put a meeting into a calendar of somebody else. Nothing is sent there before somebody follows one.

use app::appointments::BookedPage;
use scheduling_core::time::{Interval, Timestamp};
use url::form_urlencoded::Serializer;

/// A calendar, and the address that adds the meeting to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    pub(crate) name: &'static str,
    pub(crate) link: String,
}

/// What is put there. The link to the page is not: who has it can cancel.
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) place: Option<String>,
    /// Where people meet online.
    pub(crate) room: Option<String>,
    pub(crate) time: Interval,
}

impl Entry {
    pub(super) fn of(page: &BookedPage) -> Self {
        Self {
            title: format!("{} – {}", page.appointment.terms.service_name, page.company_name),
            place: page.place.clone(),
            room: page.meeting_link.clone(),
            time: page.appointment.time,
        }
    }

    fn place(&self) -> &str {
        self.place.as_deref().unwrap_or(self.text())
    }

    fn text(&self) -> &str {
        self.room.as_deref().unwrap_or_default()
    }

    /// The calendars that take it by a link.
    pub(crate) fn links(&self) -> Vec<Elsewhere> {
        vec![google(self), outlook(self), yahoo(self)]
    }
}

fn google(entry: &Entry) -> Elsewhere {
    let dates = format!("{}/{}", basic(entry.time.start()), basic(entry.time.end()));
    let values = [
        ("action", "TEMPLATE"),
        ("text", &entry.title),
        ("dates", &dates),
        ("location", entry.place()),
        ("details", entry.text()),
    ];
    Elsewhere {
        name: "Google Calendar",
        link: address("https://calendar.google.com/calendar/render", &values),
    }
}

fn outlook(entry: &Entry) -> Elsewhere {
    let (start, end) = (entry.time.start().to_string(), entry.time.end().to_string());
    let values = [
        ("path", "/calendar/action/compose"),
        ("rru", "addevent"),
        ("subject", &entry.title),
        ("startdt", &start),
        ("enddt", &end),
        ("location", entry.place()),
        ("body", entry.text()),
    ];
    Elsewhere {
        name: "Outlook",
        link: address("https://outlook.office.com/calendar/deeplink/compose", &values),
    }
}

fn yahoo(entry: &Entry) -> Elsewhere {
    let (start, end) = (basic(entry.time.start()), basic(entry.time.end()));
    let values = [
        ("v", "60"),
        ("title", entry.title.as_str()),
        ("st", &start),
        ("et", &end),
        ("in_loc", entry.place()),
        ("desc", entry.text()),
    ];
    Elsewhere { name: "Yahoo", link: address("https://calendar.yahoo.com/", &values) }
}

fn address(base: &str, values: &[(&str, &str)]) -> String {
    let given = values.iter().filter(|(_, value)| !value.is_empty());
    // Outlook takes a plus sign for one.
    let query = Serializer::new(String::new()).extend_pairs(given).finish().replace('+', "%20");
    format!("{base}?{query}")
}

/// 20270310T100000Z
fn basic(at: Timestamp) -> String {
    at.to_string().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_calendar_is_given_the_same_time() {
        let at = |text| Timestamp::parse(text).expect("an instant");
        let entry = Entry {
            title: "Cut & Colour – Salon".into(),
            place: Some("Main Street 1".into()),
            room: None,
            time: Interval::new(at("2027-03-10T10:00:00Z"), at("2027-03-10T11:00:00Z")).expect("an interval"),
        };
        assert_eq!(
            google(&entry).link,
            "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Cut%20%26%20Colour%20%E2%80%93%20Salon\
             &dates=20270310T100000Z%2F20270310T110000Z&location=Main%20Street%201"
        );
        assert!(
            outlook(&entry).link.contains("startdt=2027-03-10T10%3A00%3A00Z&enddt=2027-03-10T11%3A00%3A00Z")
        );
        assert!(yahoo(&entry).link.contains("st=20270310T100000Z&et=20270310T110000Z"));
    }
}

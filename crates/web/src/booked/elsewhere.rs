//! Links that put an appointment into a calendar of somebody else. Nothing is sent there before somebody follows one.

use app::appointments::BookedPage;
use scheduling_core::time::Timestamp;
use url::form_urlencoded::Serializer;

/// A calendar, and the address that adds the appointment to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    pub(crate) name: &'static str,
    pub(crate) link: String,
}

/// What is put there. The link to the page is not: who has it can cancel.
struct Entry {
    title: String,
    place: String,
    text: String,
    start: Timestamp,
    end: Timestamp,
}

/// The calendars that take an appointment by a link.
pub(crate) fn links(page: &BookedPage) -> Vec<Elsewhere> {
    let room = page.meeting_link.clone().unwrap_or_default();
    let entry = Entry {
        title: format!("{} – {}", page.appointment.terms.service_name, page.company_name),
        place: page.place.clone().unwrap_or_else(|| room.clone()),
        text: room,
        start: page.appointment.time.start(),
        end: page.appointment.time.end(),
    };
    vec![google(&entry), outlook(&entry), yahoo(&entry)]
}

fn google(entry: &Entry) -> Elsewhere {
    let dates = format!("{}/{}", basic(entry.start), basic(entry.end));
    let values = [
        ("action", "TEMPLATE"),
        ("text", &entry.title),
        ("dates", &dates),
        ("location", &entry.place),
        ("details", &entry.text),
    ];
    Elsewhere {
        name: "Google Calendar",
        link: address("https://calendar.google.com/calendar/render", &values),
    }
}

fn outlook(entry: &Entry) -> Elsewhere {
    let (start, end) = (entry.start.to_string(), entry.end.to_string());
    let values = [
        ("path", "/calendar/action/compose"),
        ("rru", "addevent"),
        ("subject", &entry.title),
        ("startdt", &start),
        ("enddt", &end),
        ("location", &entry.place),
        ("body", &entry.text),
    ];
    Elsewhere {
        name: "Outlook",
        link: address("https://outlook.office.com/calendar/deeplink/compose", &values),
    }
}

fn yahoo(entry: &Entry) -> Elsewhere {
    let (start, end) = (basic(entry.start), basic(entry.end));
    let values = [
        ("v", "60"),
        ("title", entry.title.as_str()),
        ("st", &start),
        ("et", &end),
        ("in_loc", &entry.place),
        ("desc", &entry.text),
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
            place: "Main Street 1".into(),
            text: String::new(),
            start: at("2027-03-10T10:00:00Z"),
            end: at("2027-03-10T11:00:00Z"),
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

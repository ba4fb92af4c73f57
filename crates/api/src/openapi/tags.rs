//! What each group of operations is about, in the order in which a reader meets them.

use utoipa::openapi::tag::{Tag, TagBuilder};

const TAGS: &[(&str, &str)] = &[
    (
        "Accounts",
        "Log in and out, API keys, password resets, and log-in through a company's OpenID Connect provider.",
    ),
    (
        "Companies",
        "Tenants. A company has its own time zone, opening hours, settings and people; nobody but a platform \
         administrator sees two of them.",
    ),
    (
        "Users",
        "The people of a company and their roles. Users with the role `staff` or above can hold interviews.",
    ),
    ("Jobs", "The vacancies that candidates are interviewed for."),
    (
        "Payments",
        "What is to be paid for appointments, what came, and what went back; and who takes the money.",
    ),
    ("Locations", "The places where people meet."),
    ("Candidates", "The people who are interviewed, their shortlists and the state of their interviews."),
    (
        "Interview templates",
        "Which interviewers an interview needs, how many of each group, for how long, and with which margins. \
         `GET /api/interviews/{id}/availability` answers when they can meet.",
    ),
    (
        "Calendars",
        "A person's calendars elsewhere: iCalendar files, feeds and CalDAV. Their busy time counts like a booking.",
    ),
    ("Busy periods", "Busy time that a person enters by hand."),
    ("Availability patterns", "When an interviewer can be booked: weekly hours with a first and a last day."),
    (
        "Availability",
        "Free and busy time, and the engine on its own: possible starts for people and rules that the request names, \
         and why the other starts are not offered.",
    ),
    ("Interview slots", "Times that an interviewer or an AI interviewer offers, with one or more places."),
    ("AI configurations", "When AI interviewers of a type are offered, for how long and how often."),
    ("Interview schedules", "Bookings of slots for interviews: book, confirm, reschedule, cancel."),
    ("Interview conflicts", "Bookings that were refused or broken, and how users resolved them."),
    ("Interview calendar", "Interviews, schedules and slots of a range of dates in one list."),
    ("Interviews", "Interviews from the first invitation to the record: time, panel, room, status and log."),
    (
        "Scheduling links",
        "Links by which candidates choose the time of their interview, move it and cancel it, without an account.",
    ),
    (
        "Appointments",
        "What clients book with the staff: requests that hold a time, appointments, moves, and how they end.",
    ),
    ("Notifications", "Messages that were sent, who wants to be notified of what, and the company's sender."),
    ("Webhooks", "Events for programs of the company, signed by the Standard Webhooks scheme."),
    (
        "Appointments: services",
        "What clients can book, who offers it, and the starts that are offered: what is listed can be booked.",
    ),
    ("Appointments: staff", "The profiles of users who offer services."),
    (
        "Appointments: hours",
        "When staff work: weekly hours with breaks, other hours on single dates, and days off, which win over both.",
    ),
    (
        "Appointments: settings",
        "How a company lets appointments be booked, and what counts where staff say nothing.",
    ),
    ("Effects", "Background work that was given up after many attempts, and how to run it again."),
];

/// The groups, for the document.
pub(super) fn all() -> Vec<Tag> {
    let tag = |(name, description): &(&str, &str)| {
        TagBuilder::new().name(*name).description(Some(*description)).build()
    };
    TAGS.iter().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_group_is_described_and_used() {
        let document = super::super::document("http://localhost", crate::routes);
        let json = serde_json::to_value(document).expect("a document");
        let operations =
            json["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object());
        let tags = operations.flatten().flat_map(|(_, operation)| operation["tags"].as_array());
        let used: BTreeSet<&str> = tags.flatten().filter_map(serde_json::Value::as_str).collect();
        let described: BTreeSet<&str> = TAGS.iter().map(|(name, _)| *name).collect();
        assert_eq!(used, described);
        assert_eq!(json["tags"].as_array().map(Vec::len), Some(TAGS.len()));
    }
}

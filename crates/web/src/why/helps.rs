//! What would help, as buttons that lead to where it is done, with the value filled in.

use super::answer::{Answer, Person, Subject};
use crate::kit::page::Page;
use crate::kit::texts::Texts;
use domain::access::Action;
use domain::access::actions::ReadCalendars;
use scheduling_core::availability::{Change, Help, Rule};

/// Minutes of an hour, and of a day.
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// One change that would give times.
pub(super) struct Way {
    pub(super) text: String,
    /// How many times it would give.
    pub(super) gain: String,
    /// Where it is done; `None` for those who may not do it.
    pub(super) button: Option<Button>,
}

/// A button that opens a page.
pub(super) struct Button {
    pub(super) path: String,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// A page on which something is changed, and who may.
struct Place {
    text: String,
    action: Action,
    button: Button,
}

/// The ways, the smallest change first.
pub(super) fn ways(page: &Page<ReadCalendars>, subject: Subject, answer: &Answer) -> Vec<Way> {
    let way = |help: &Help| {
        let Place { text, action, button } = place(page, subject, answer, help.change)?;
        let gain = page.visitor.texts.count("why-gain", help.slots);
        Some(Way { text, gain, button: page.may(action).then_some(button) })
    };
    answer.helps.iter().filter_map(way).collect()
}

/// A length of time in the largest unit that says it.
fn length(texts: Texts, minutes: i64) -> String {
    let (key, count) = match minutes {
        _ if minutes > 0 && minutes % DAY == 0 => ("why-days", minutes / DAY),
        _ if minutes > 0 && minutes % HOUR == 0 => ("why-hours", minutes / HOUR),
        _ => ("time-minutes", minutes),
    };
    texts.count(key, usize::try_from(count).unwrap_or_default())
}

fn button(path: String, fields: Vec<(&'static str, String)>) -> Button {
    Button { path, fields }
}

/// Where a change is made; `None` for what is changed nowhere, or is not to be known.
fn place(page: &Page<ReadCalendars>, subject: Subject, answer: &Answer, change: Change) -> Option<Place> {
    let texts = page.visitor.texts;
    match change {
        Change::Without { rule, participant } => {
            let person = answer.people.get(participant)?;
            without(texts, person, rule)
        }
        Change::BusyPeriod { participant, period } => {
            // Of the busy time of those who offer services no more is told than that it is in the way.
            let person = answer.people.get(participant).filter(|person| person.staff.is_none())?;
            let when = page.clock.short_span(period, page.now);
            let day = page.clock.day_of(period.start()).to_string();
            let fields = vec![("view", "day".into()), ("date", day), ("people", person.id.to_string())];
            Some(Place {
                text: texts.values("why-help-period", &[("who", &person.name), ("when", &when)]),
                action: Action::ReadCalendars,
                button: button("/app/calendar".into(), fields),
            })
        }
        other => of_terms(texts, subject, other),
    }
}

/// Leaving a rule of somebody aside.
fn without(texts: Texts, person: &Person, rule: Rule) -> Option<Place> {
    let calendar = || button("/app/calendar".into(), vec![("people", person.id.to_string())]);
    let hours = || match person.staff {
        Some(staff) => button("/app/hours".into(), vec![("staff", staff.to_string())]),
        None => button("/app/hours".into(), vec![("user", person.id.to_string())]),
    };
    let (key, action, button) = match rule {
        Rule::WorkingHours if person.staff.is_some() => return None,
        Rule::Available => ("why-help-hours", Action::ManagePatterns, hours()),
        Rule::WorkingHours => ("why-help-hours", Action::ManageHours, hours()),
        Rule::DayOff => ("why-help-off", Action::ManageHours, hours()),
        _ => ("why-help-busy", Action::ReadCalendars, calendar()),
    };
    Some(Place { text: texts.with(key, "who", &person.name), action, button })
}

/// Another term of the meeting.
fn of_terms(texts: Texts, subject: Subject, change: Change) -> Option<Place> {
    let (key, field, value) = match change {
        Change::Step(minutes) => ("why-help-step", "step_minutes", minutes),
        Change::BufferBefore(minutes) => ("why-help-before", "buffer_before_minutes", minutes),
        Change::BufferAfter(minutes) => ("why-help-after", "buffer_after_minutes", minutes),
        Change::MinimumNotice(minutes) => ("why-help-notice", "minimum_notice_minutes", minutes),
        Change::MaximumNotice(minutes) => ("why-help-ahead", "maximum_notice_days", whole_days(minutes)),
        Change::Duration(minutes) => ("why-help-duration", "duration_minutes", minutes),
        Change::Required { group, members } => return required(texts, subject, group, members),
        _ => return None,
    };
    let said = if field == "maximum_notice_days" { value * DAY } else { value };
    let text = texts.with(key, "length", &length(texts, said));
    let (path, action) = match subject {
        Subject::Template(id) => (format!("/app/settings/templates/{id}/edit"), Action::ManageTemplates),
        // The rules by which times for one interview are looked for are nobody's to set; how long it takes is.
        Subject::Interview(id) if field == "duration_minutes" => {
            (format!("/app/interviews/{id}/edit"), Action::ManageInterviews)
        }
        Subject::Interview(_) => return None,
        Subject::Service(id) if field == "duration_minutes" => {
            (format!("/app/services/{id}/edit"), Action::ManageShop)
        }
        Subject::Service(_) => ("/app/settings/booking".into(), Action::ChangeCompany),
    };
    Some(Place { text, action, button: button(path, vec![(field, value.to_string())]) })
}

/// So many days hold these minutes.
fn whole_days(minutes: i64) -> i64 {
    (minutes + DAY - 1) / DAY
}

fn required(texts: Texts, subject: Subject, group: usize, members: usize) -> Option<Place> {
    let count = texts.count("people-count", members);
    let text = texts.with("why-help-required", "people", &count);
    match subject {
        Subject::Template(id) => Some(Place {
            text,
            action: Action::ManageTemplates,
            button: button(
                format!("/app/settings/templates/{id}/groups"),
                vec![("group", (group + 1).to_string()), ("needed", members.to_string())],
            ),
        }),
        Subject::Interview(id) => Some(Place {
            text,
            action: Action::ManageInterviews,
            button: button(format!("/app/interviews/{id}/edit"), Vec::new()),
        }),
        Subject::Service(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_in_the_largest_unit() {
        let check = |minutes: i64, expected: &str| {
            assert_eq!(length(Texts::default(), minutes), expected, "{minutes}");
        };
        check(0, "0 minutes");
        check(45, "45 minutes");
        check(60, "1 hour");
        check(90, "90 minutes");
        check(2880, "2 days");
        assert_eq!((whole_days(1), whole_days(1440), whole_days(1441)), (1, 1, 2));
    }

    #[test]
    fn a_change_leads_to_where_it_is_made() {
        let check = |subject: Subject, change: Change, expected: Option<(&str, &str, &str)>| {
            let place = of_terms(Texts::default(), subject, change);
            let seen = place.map(|place| (place.button.path, place.button.fields));
            let expected = expected.map(|(path, name, value)| (path.to_owned(), name, value.to_owned()));
            let seen = seen.map(|(path, fields)| {
                let (name, value) = fields.into_iter().next().unwrap_or_default();
                (path, name, value)
            });
            assert_eq!(seen, expected, "{subject:?} {change:?}");
        };
        let template = Subject::Template(domain::TemplateId(3));
        let service = Subject::Service(domain::appointment::ServiceId(2));
        let path = "/app/settings/templates/3/edit";
        check(template, Change::MinimumNotice(60), Some((path, "minimum_notice_minutes", "60")));
        check(template, Change::Duration(30), Some((path, "duration_minutes", "30")));
        let groups = "/app/settings/templates/3/groups";
        check(template, Change::Required { group: 0, members: 2 }, Some((groups, "group", "1")));
        check(service, Change::Duration(30), Some(("/app/services/2/edit", "duration_minutes", "30")));
        let booking = "/app/settings/booking";
        check(service, Change::MaximumNotice(1441), Some((booking, "maximum_notice_days", "2")));
        check(service, Change::Required { group: 0, members: 1 }, None);
    }
}

//! What stands around every page: its head, the navigation, and who is logged in.

use crate::assets;
use crate::kit::hours;
use crate::kit::texts::{Language, Texts};
use crate::kit::when::Hours;
use domain::access::{Action, Caller, Role, allows};
use domain::effect::Topic;
use scheduling_core::time::Timestamp;
use url::form_urlencoded::byte_serialize;

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// A choice that is off.
pub(crate) const OFF: &str = "off";

/// What a frame is made from.
pub(crate) struct Look<'v> {
    pub(crate) texts: Texts,
    pub(crate) theme: Theme,
    /// How hours are counted.
    pub(crate) hours: Hours,
    /// Whether keys are shortcuts.
    pub(crate) keys: bool,
    /// The token of the page's forms.
    pub(crate) csrf: String,
    /// The address of the page.
    pub(crate) here: &'v str,
    /// The key of what was done just now.
    pub(crate) done: Option<&'v str>,
    pub(crate) now: Timestamp,
}

/// The frame of a page, as the template `layout.html` shows it.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) texts: Texts,
    pub(crate) lang: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) title: String,
    pub(crate) csrf: String,
    /// The address of the page, encoded as a value of a query.
    pub(crate) next: String,
    pub(crate) languages: Vec<Choice>,
    pub(crate) themes: Vec<Choice>,
    /// The ways of counting hours.
    pub(crate) clocks: Vec<Choice>,
    /// Whether keys are shortcuts, and the choice.
    pub(crate) keys: &'static str,
    pub(crate) key_choices: Vec<Choice>,
    pub(crate) person: Option<Person>,
    pub(crate) places: Vec<Place>,
    /// Where the brand leads.
    pub(crate) home: &'static str,
    /// Whether people and jobs can be searched.
    pub(crate) finds: bool,
    /// What was done just now.
    pub(crate) done: Option<String>,
    /// What was not done along with it, a line each.
    pub(crate) left_out: Vec<String>,
    /// Of what changes the page hears, by the names of `domain::effect::Topic`; of none where it is empty.
    pub(crate) hears: String,
    /// When it was made, in seconds since 1970: it hears of what changes after that.
    pub(crate) made_at: i64,
    /// How that is undone, where it can be.
    pub(crate) undo: Option<Undo>,
    pub(crate) assets: assets::Paths,
}

/// A form that undoes what was done, and leads back.
#[derive(Debug, Clone)]
pub(crate) struct Undo {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) back: String,
}

/// One of a few that are offered.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: &'static str,
    pub(crate) text: String,
    pub(crate) is_current: bool,
}

/// Who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) company: String,
}

/// An entry of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// What it begins a group of entries with, where it begins one.
    pub(crate) group: Option<String>,
    pub(crate) path: &'static str,
    pub(crate) text: String,
    pub(crate) icon: &'static str,
    pub(crate) is_current: bool,
}

/// The entries, with what one has to be allowed to see each.
pub(crate) const PLACES: [(&str, &str, &str, Action); 15] = [
    ("/app", "nav-dashboard", "layout-dashboard", Action::ReadInterviews),
    ("/app/calendar", "nav-calendar", "calendar-days", Action::ReadCalendars),
    ("/app/interviews", "nav-interviews", "messages-square", Action::ReadInterviews),
    ("/app/candidates", "nav-candidates", "users", Action::ReadDirectory),
    ("/app/jobs", "nav-jobs", "briefcase", Action::ReadDirectory),
    ("/app/slots", "nav-slots", "clock", Action::ReadSlots),
    ("/app/conflicts", "nav-conflicts", "triangle-alert", Action::ReadInterviews),
    ("/app/appointments", "nav-appointments", "calendar-check", Action::ReadDirectory),
    ("/app/clients", "nav-clients", "contact", Action::ReadDirectory),
    ("/app/services", "nav-services", "tag", Action::ReadDirectory),
    ("/app/staff", "nav-staff", "id-card", Action::ReadDirectory),
    ("/app/hours", "nav-hours", "clock", Action::ReadHours),
    ("/app/payments", "nav-payments", "wallet", Action::ReadPayments),
    ("/app/calendars", "nav-calendars", "calendar-sync", Action::ReadBusySources),
    ("/app/settings", "nav-settings", "settings", Action::ReadMessages),
];

/// The entries that begin a group, with its name.
const GROUPS: [(&str, &str); 3] = [
    ("/app/interviews", "nav-group-hiring"),
    ("/app/appointments", "nav-group-appointments"),
    ("/app/calendars", "nav-group-company"),
];

/// The same for customers.
const PLACES_OF_CUSTOMERS: [(&str, &str, &str, Action); 2] = [
    ("/me", "nav-me", "layout-dashboard", Action::ReadAppointments),
    ("/me/appointments", "nav-me-appointments", "calendar-days", Action::ReadAppointments),
];

/// The first page of somebody who is logged in.
pub(crate) fn home_of(role: Role) -> &'static str {
    match role {
        Role::Customer => "/me",
        _ => "/app",
    }
}

impl Shell {
    /// The frame of a page, without a navigation.
    pub(crate) fn of(look: Look<'_>, title: String) -> Self {
        let Look { texts, theme, hours, keys, csrf, here, done, now } = look;
        let language =
            |one: Language| Choice { value: one.tag(), text: one.name().into(), is_current: one == texts.0 };
        let appearance = |one: Theme| Choice {
            value: one.name(),
            text: texts.say(&format!("theme-{}", one.name())),
            is_current: one == theme,
        };
        let keys = if keys { "on" } else { OFF };
        let key_choice = |value: &'static str| Choice {
            value,
            text: texts.say(&format!("keys-{value}")),
            is_current: value == keys,
        };
        let clock = |one: Hours| Choice {
            value: hours::name(one),
            text: texts.say(&format!("clock-{}", hours::name(one))),
            is_current: one == hours,
        };
        let done = done.and_then(|key| texts.known(&format!("done-{key}")));
        Self {
            texts,
            lang: texts.0.tag(),
            theme: theme.name(),
            title,
            csrf,
            next: byte_serialize(here.as_bytes()).collect(),
            languages: Language::ALL.into_iter().map(language).collect(),
            themes: Theme::ALL.into_iter().map(appearance).collect(),
            clocks: [Hours::TwentyFour, Hours::Twelve].map(clock).into(),
            keys,
            key_choices: ["on", OFF].map(key_choice).into(),
            person: None,
            places: Vec::new(),
            home: "/",
            finds: false,
            done,
            left_out: Vec::new(),
            hears: String::new(),
            made_at: now.unix(),
            undo: None,
            assets: assets::Paths::get(),
        }
    }

    /// The same for a page that looks again by itself when something of these kinds has changed.
    pub(crate) fn hearing(mut self, topics: &[Topic]) -> Self {
        self.hears = topics.iter().map(|topic| topic.name()).collect::<Vec<_>>().join(" ");
        self
    }

    /// The same for somebody of a company, with the places that they may see.
    pub(crate) fn with(mut self, caller: &Caller, name: &str, company: &str, path: &str) -> Self {
        let texts = self.texts;
        self.person = Some(Person {
            name: name.to_owned(),
            role: role_name(texts, caller.role),
            company: company.to_owned(),
        });
        self.home = home_of(caller.role);
        self.finds = allows(caller.role, Action::ReadDirectory);
        let all: &[_] = if caller.role == Role::Customer { &PLACES_OF_CUSTOMERS } else { &PLACES };
        let places = all.iter().copied().filter(|(.., action)| allows(caller.role, *action));
        self.places = places
            .map(|(place, key, icon, _)| Place {
                group: GROUPS.iter().find(|(first, _)| *first == place).map(|(_, key)| texts.say(key)),
                path: place,
                text: texts.say(key),
                icon,
                is_current: is_within(path, place),
            })
            .collect();
        self
    }
}

/// Whether a path is that place, or below it; first pages have nothing below them.
fn is_within(path: &str, place: &str) -> bool {
    let below = path
        .strip_prefix(place)
        .is_some_and(|rest| rest.starts_with('/') && !matches!(place, "/app" | "/me"));
    path == place || below
}

/// The name of a role for people.
pub(crate) fn role_name(texts: Texts, role: Role) -> String {
    texts.say(&format!("role-{}", role.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_current_on_its_page_and_below_it() {
        assert!(is_within("/app", "/app") && !is_within("/app/jobs", "/app"));
        assert!(is_within("/app/jobs/3", "/app/jobs") && is_within("/app/jobs", "/app/jobs"));
        assert!(!is_within("/app/calendars", "/app/calendar"));
    }
}

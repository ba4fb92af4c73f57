//! From an address to the calendars behind it (RFC 6764, 6; RFC 5397; RFC 4791, 6.2.1).

use super::account::{Account, Ask};
use super::error::CaldavError;
use super::multistatus::{Multistatus, Response, address};
use super::xml::{Element, Ns};
use super::{Collection, requests};
use std::fmt::Write as _;
use url::Url;

/// As many calendars are named to somebody who has to choose.
const NAMED: usize = 10;

/// A calendar of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarInfo {
    /// Where it is; credentials are no part of it.
    pub url: Url,
    /// What its owner calls it, else the last part of its path.
    pub name: String,
    /// Whether events can be in it; there are collections for tasks alone.
    pub events: bool,
    /// Whether the account may put events into it. Where the server does not say, it is worth a try.
    pub writable: bool,
}

impl Account {
    /// The calendar that the address means: it is one, or there is one with events and no other.
    ///
    /// # Errors
    /// [`CaldavError::NoCalendar`], [`CaldavError::Several`], and whatever keeps the server from being asked.
    pub async fn only_calendar(&self) -> Result<Collection, CaldavError> {
        let mut with_events: Vec<CalendarInfo> = self.calendars().await?;
        with_events.retain(|calendar| calendar.events);
        match with_events.as_slice() {
            [] => Err(CaldavError::NoCalendar),
            [one] => Ok(Collection { account: self.clone(), url: one.url.clone() }),
            several => Err(CaldavError::Several { names: names(several) }),
        }
    }

    /// The calendars that the address leads to: the one that it is, or those of the account's home.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked; none being there is no error.
    pub async fn calendars(&self) -> Result<Vec<CalendarInfo>, CaldavError> {
        self.bounded(self.look()).await
    }

    async fn look(&self) -> Result<Vec<CalendarInfo>, CaldavError> {
        let here = self.describe(&self.home, "0").await;
        if let Ok(here) = &here {
            let calendars: Vec<CalendarInfo> = here.responses.iter().filter_map(info).collect();
            if !calendars.is_empty() {
                return Ok(calendars);
            }
        }
        // A server whose root knows nothing may say where it begins. Any other address is meant as it stands: a calendar
        // that is no longer there must not turn into the one beside it.
        let here = match here {
            Err(error) if self.home.path() == "/" && matches!(error.status(), Some(404 | 405 | 501)) => {
                Err(error)
            }
            here => Ok(here?),
        };
        let mut homes = match &here {
            Ok(here) => self.homes(here).await?,
            Err(_) => Vec::new(),
        };
        if homes.is_empty() {
            homes = self.well_known_homes().await?;
        }
        match (homes.is_empty(), here) {
            (true, Err(error)) => Err(error),
            _ => self.members(&homes).await,
        }
    }

    async fn describe(&self, url: &Url, depth: &'static str) -> Result<Multistatus, CaldavError> {
        let ask = Ask::xml("PROPFIND", depth, requests::DESCRIBE.to_owned());
        self.multistatus(&self.send(url, &ask).await?)
    }

    /// Where RFC 6764 has a server say where it begins. A server without it says nothing.
    async fn well_known_homes(&self) -> Result<Vec<Url>, CaldavError> {
        let start = self.resolve(&self.home, "/.well-known/caldav")?;
        match self.describe(&start, "0").await {
            Ok(found) => self.homes(&found).await,
            Err(CaldavError::Answer { .. }) => Ok(Vec::new()),
            Err(error) if matches!(error.status(), Some(404 | 405 | 501)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The homes that a resource names, or that the principal does that it names.
    async fn homes(&self, found: &Multistatus) -> Result<Vec<Url>, CaldavError> {
        let homes = self.references(found, Ns::Caldav, "calendar-home-set")?;
        if !homes.is_empty() {
            return Ok(homes);
        }
        match self.references(found, Ns::Dav, "current-user-principal")?.first() {
            Some(principal) => {
                let principal = self.describe(principal, "0").await?;
                self.references(&principal, Ns::Caldav, "calendar-home-set")
            }
            None => Ok(Vec::new()),
        }
    }

    /// The addresses that a property holds.
    fn references(&self, found: &Multistatus, ns: Ns, name: &'static str) -> Result<Vec<Url>, CaldavError> {
        let props = found.responses.iter().filter_map(|response| response.prop(ns, name));
        let hrefs = props.flat_map(|prop| prop.all(Ns::Dav, "href")).filter_map(Element::trimmed);
        hrefs.take(NAMED).map(|reference| self.resolve(&found.url, reference)).collect()
    }

    async fn members(&self, homes: &[Url]) -> Result<Vec<CalendarInfo>, CaldavError> {
        let mut calendars: Vec<CalendarInfo> = Vec::new();
        for home in homes {
            let members = self.describe(home, "1").await?;
            for calendar in members.responses.iter().filter_map(info) {
                if calendars.iter().all(|known| address(&known.url) != address(&calendar.url)) {
                    calendars.push(calendar);
                }
            }
        }
        Ok(calendars)
    }
}

/// What a response says of a calendar; `None` where the resource is none.
fn info(response: &Response) -> Option<CalendarInfo> {
    if !response.is_a(Ns::Caldav, "calendar") {
        return None;
    }
    let mut url = response.url.clone();
    if !url.path().ends_with('/') {
        // Members are resolved against it.
        url.set_path(&format!("{}/", url.path()));
    }
    let last = || url.path_segments().into_iter().flatten().rfind(|part| !part.is_empty()).unwrap_or("/");
    let name = response.prop(Ns::Dav, "displayname").and_then(Element::trimmed);
    let name = name.unwrap_or_else(last).chars().filter(|c| !c.is_control()).take(60).collect();
    let components = response.prop(Ns::Caldav, "supported-calendar-component-set");
    let privileges = response.prop(Ns::Dav, "current-user-privilege-set");
    Some(CalendarInfo {
        name,
        // "In its absence, the server MUST accept all component types" (RFC 4791, 5.2.3).
        events: components.is_none_or(|set| set.children.iter().any(is_vevent)),
        writable: privileges.is_none_or(|set| WRITE.iter().any(|name| set.below(Ns::Dav, name).is_some())),
        url,
    })
}

/// Privileges that let an account put an event into a collection (RFC 3744, 3).
const WRITE: &[&str] = &["write", "write-content", "bind", "all"];

fn is_vevent(component: &Element) -> bool {
    component.label.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("VEVENT"))
}

fn names(calendars: &[CalendarInfo]) -> String {
    let mut names = String::new();
    for calendar in calendars.iter().take(NAMED) {
        let separator = if names.is_empty() { "" } else { ", " };
        let path: String = calendar.url.path().chars().take(200).collect();
        let _ = write!(names, "{separator}{} ({path})", calendar.name);
    }
    if calendars.len() > NAMED {
        names.push_str(", …");
    }
    names
}

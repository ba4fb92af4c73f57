//! In which zone times are shown: as the address says, as was chosen before, or a guess.

use super::guest::Guest;
use super::way::Path;
use super::zones::{matching, named};
use crate::kit::month::Way;
use app::shop::pages::ServiceFront;
use domain::appointment::Setting;
use scheduling_core::time::{TimeZone, Timestamp};

/// Characters of what is typed to find a zone.
const LONGEST: usize = 60;

/// How the zone of a page came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Chosen,
    /// Where the appointment takes place.
    Place,
    /// The company's.
    Guess,
}

/// The zone of a page.
pub(super) struct Zone {
    pub(super) zone: TimeZone,
    pub(super) why: Why,
    /// What was typed that is the name of no zone.
    pub(super) unknown: Option<String>,
}

impl Zone {
    pub(super) fn of(guest: &Guest, front: &ServiceFront) -> Self {
        let asked = guest.visitor.param("tz");
        let found = asked.and_then(named);
        let kept = || guest.zone.as_deref().and_then(|name| TimeZone::named(name).ok());
        let unknown = asked.filter(|_| found.is_none()).map(|text| text.chars().take(LONGEST).collect());
        if let Some(zone) = found.or_else(kept) {
            return Self { zone, why: Why::Chosen, unknown };
        }
        let own = TimeZone::named(&front.front.company.details.time_zone).unwrap_or_else(|_| TimeZone::utc());
        let at_place = front.listed.service.details.location_type == Setting::InPerson;
        Self { zone: own, why: if at_place { Why::Place } else { Why::Guess }, unknown }
    }
}

/// Zones whose names hold what was typed, as links that lead to a page in that zone. An instant that stands on the page stays the same there.
pub(super) fn links(
    text: &str,
    path: &Path,
    here: &dyn Fn(&Path) -> String,
    at: Option<Timestamp>,
) -> Vec<Way> {
    let link = |name: &str| {
        let address = here(&path.zoned(name));
        let path = match at {
            Some(at) => format!("{address}&at={at}"),
            None => address,
        };
        Way { path, text: name.replace('_', " ") }
    };
    matching(text).into_iter().map(link).collect()
}

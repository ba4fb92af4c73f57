//! In which zone times are shown: as the address says, as was chosen before, or a guess.

use super::guest::Guest;
use super::way::Path;
use crate::kit::month::Way;
use crate::kit::zone::{Known, ShownZone, Source};
use crate::kit::zones::matching;
use app::shop::pages::ServiceFront;
use domain::appointment::Setting;
use scheduling_core::time::{TimeZone, Timestamp};

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
        let known = Known { company: &front.front.company.details.time_zone, ..Known::default() };
        let ShownZone { zone, source, unknown } = guest.visitor.zone_of(guest.visitor.param("tz"), known);
        let at_place = front.listed.service.details.location_type == Setting::InPerson;
        let why = match source {
            Source::Company if at_place => Why::Place,
            Source::Company => Why::Guess,
            Source::Asked | Source::Account | Source::Kept | Source::Told => Why::Chosen,
        };
        Self { zone, why, unknown }
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

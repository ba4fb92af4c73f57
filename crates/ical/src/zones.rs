//! Which zone a `TZID` means.
//!
//! Our own zone data is newer than what calendars carry along, so a name that can be found there wins over
//! the definition in the file; the definition counts for names that only the file knows.

use super::budget::Budget;
use super::windows_zones;
use super::zone_definition::ZoneDefinition;
use scheduling_core::time::{TimeZone, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// What a name of the file means.
#[derive(Debug, Clone)]
enum Meaning {
    Known(TimeZone),
    Defined(ZoneDefinition),
}

/// The zone names that a file uses. A name that means nothing is not in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneBook {
    meanings: BTreeMap<String, Meaning>,
}

impl ZoneBook {
    /// Looks a name up, in our zone data and in the definitions of the file, and keeps what it means. False
    /// where it means nothing.
    pub(crate) fn learn(&mut self, name: &str, definitions: &HashMap<String, ZoneDefinition>) -> bool {
        if self.meanings.contains_key(name) {
            return true;
        }
        let definition = definitions.get(name);
        let location = definition.and_then(|definition| definition.location.as_deref());
        let defined = || definition.filter(|definition| !definition.observances.is_empty());
        let meaning = by_name(name)
            .or_else(|| location.and_then(by_name))
            .map(Meaning::Known)
            .or_else(|| defined().cloned().map(Meaning::Defined))
            .or_else(|| in_any_letters(name).map(Meaning::Known));
        meaning.map(|meaning| self.meanings.insert(name.to_owned(), meaning)).is_some()
    }

    /// The zones, ready for times up to `until`.
    pub(crate) fn zones(
        &self,
        until: Timestamp,
        made: &mut MadeZones,
        budget: &mut Budget,
    ) -> HashMap<&str, TimeZone> {
        let mut zones = HashMap::new();
        for (name, meaning) in &self.meanings {
            let zone = match meaning {
                Meaning::Known(zone) => Some(zone.clone()),
                Meaning::Defined(definition) => made.zone(definition, until, budget),
            };
            zones.extend(zone.map(|zone| (name.as_str(), zone)));
        }
        zones
    }
}

/// Zones that definitions were made into. The objects of one calendar mostly carry the same few along, and following
/// their rules is most of the work on an event.
#[derive(Debug, Default)]
pub(crate) struct MadeZones {
    made: Vec<(ZoneDefinition, Option<TimeZone>)>,
}

impl MadeZones {
    /// As many are kept; comparing with more would cost more than it saves.
    const KEPT: usize = 32;

    /// The zone of a definition, up to `until`, which is the same for all.
    fn zone(
        &mut self,
        definition: &ZoneDefinition,
        until: Timestamp,
        budget: &mut Budget,
    ) -> Option<TimeZone> {
        if let Some((_, zone)) = self.made.iter().find(|(known, _)| known.says_the_same_as(definition)) {
            return zone.clone();
        }
        let zone = definition.zone(until, budget);
        if self.made.len() < Self::KEPT {
            self.made.push((definition.clone(), zone.clone()));
        }
        zone
    }
}

/// The zone of our own data that a name means without doubt: an IANA name, one with a prefix of the program
/// that wrote it (`/freeassociation.sourceforge.net/Europe/Berlin`), or a name of Windows (`W. Europe Standard
/// Time`).
fn by_name(name: &str) -> Option<TimeZone> {
    let windows = || windows_zones::iana_name(name.trim()).and_then(named);
    suffixes(name).find_map(named).or_else(windows)
}

/// The zone that a name most likely means: `europe/lisbon`. A definition in the file goes before it: there are
/// calendars whose `Europe/lisbon` keeps the time of Paris, and their meetings were at that time.
fn in_any_letters(name: &str) -> Option<TimeZone> {
    suffixes(name)
        .find_map(|name| names_in_lower_case().get(&name.to_ascii_lowercase()).copied().and_then(named))
}

fn named(name: &str) -> Option<TimeZone> {
    TimeZone::named(name).ok()
}

/// The name, then what follows each of its slashes. Never a last word alone: `Moon/Jamaica` is not in Jamaica.
fn suffixes(name: &str) -> impl Iterator<Item = &str> {
    let name = name.trim();
    let behind = name.match_indices('/').filter_map(move |(at, _)| name.get(at + 1..));
    std::iter::once(name).chain(behind.filter(|suffix| suffix.contains('/')))
}

/// Names are matched exactly elsewhere; calendars write some of them in other letters.
fn names_in_lower_case() -> &'static HashMap<String, &'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| TimeZone::names().map(|name| (name.to_ascii_lowercase(), name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_programs_mean_zones() {
        let check = |name: &str, expected: Option<&str>| {
            let mut book = ZoneBook::default();
            assert_eq!(book.learn(name, &HashMap::new()), expected.is_some(), "{name}");
            let seen = by_name(name).or_else(|| in_any_letters(name));
            assert_eq!(seen.as_ref().map(TimeZone::name), expected, "{name}");
        };
        check("Europe/Berlin", Some("Europe/Berlin"));
        check("Europe/lisbon", Some("Europe/Lisbon"));
        check("/freeassociation.sourceforge.net/Europe/Berlin", Some("Europe/Berlin"));
        check("/mozilla.org/20050126_1/America/Argentina/Ushuaia", Some("America/Argentina/Ushuaia"));
        check("/softwarestudio.org/Olson_20011030_5/Asia/Tokyo", Some("Asia/Tokyo"));
        check("Eastern Standard Time", Some("America/New_York"));
        check("w. europe standard time", Some("Europe/Berlin"));
        check("UTC", Some("UTC"));
        check("Moon/Jamaica", None);
        check("Nowhere/Middle", None);
        check("Customized Time Zone", None);
        check("", None);
    }
}

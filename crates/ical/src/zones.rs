//! Which zone a `TZID` means.
//!
//! Our own zone data is newer than what calendars carry along, so a name that can be found there wins over
//! the definition in the file; the definition counts for names that only the file knows. An abbreviation such as `EST` is
//! no place: in our data it has one offset for ever, and a file that gives it two means its own.

use super::budget::Budget;
use super::definitions::{Defined, Definitions, Index};
use super::names::zone_name;
use super::report::{Report, shown};
use super::windows_zones;
use super::zone_definition::{ZoneDefinition, ZoneId};
use super::zone_forms::{self, ZoneClock};
use scheduling_core::time::{SECONDS_PER_DAY, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What a name of the file means.
#[derive(Debug, Clone)]
enum Meaning {
    Known(ZoneClock),
    Defined(Arc<ZoneDefinition>),
    /// Any of these, where they differ.
    AnyOf(Vec<ZoneId>),
    /// Nobody knows.
    Nothing,
}

/// The zone names that a file uses, by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneBook {
    meanings: Vec<Meaning>,
}

/// The zone names of a file while it is read. Each name is kept once, however many times are in its zone.
#[derive(Debug, Default)]
pub(crate) struct ZoneNames {
    /// The names of the calendar object that is read.
    of_object: HashMap<String, ZoneId>,
    /// The line where each was used first, and its name where it has one; what it means, once the object has been read.
    uses: Vec<(usize, Option<String>, Option<Meaning>)>,
    /// The numbers for several zones, any of which may be meant.
    any_of: HashMap<Vec<ZoneId>, ZoneId>,
    /// The last one without a name, and the line of its times.
    nameless: Option<(usize, ZoneId)>,
    /// How much has been kept.
    pub(crate) entries: usize,
}

impl ZoneNames {
    /// The number of a name in the object that is read.
    pub(crate) fn id(&mut self, written: &str, line: usize) -> ZoneId {
        let Some(name) = zone_name(written) else { return self.unknown(line) };
        if let Some(id) = self.of_object.get(&name) {
            return *id;
        }
        let id = self.add(line, Some(name.clone()), None);
        self.of_object.insert(name, id);
        id
    }

    /// The number of a zone whose name can't be read. That of another line may be another zone.
    pub(crate) fn unknown(&mut self, line: usize) -> ZoneId {
        match self.nameless {
            Some((of, id)) if of == line => id,
            _ => {
                let id = self.add(line, None, None);
                self.nameless = Some((line, id));
                id
            }
        }
    }

    /// The number for any of several zones; `None` for none.
    pub(crate) fn any_of(&mut self, zones: &[ZoneId]) -> Option<ZoneId> {
        match zones {
            [] => None,
            [only] => Some(*only),
            [first, rest @ ..] if rest.iter().all(|zone| zone == first) => Some(*first),
            _ if self.any_of.contains_key(zones) => self.any_of.get(zones).copied(),
            _ => {
                let id = self.add(0, None, Some(Meaning::AnyOf(zones.to_vec())));
                self.entries += zones.len();
                self.any_of.insert(zones.to_vec(), id);
                Some(id)
            }
        }
    }

    fn add(&mut self, line: usize, name: Option<String>, meaning: Option<Meaning>) -> ZoneId {
        self.entries += 2 + name.as_ref().map_or(0, |name| name.len() / 16);
        let id = ZoneId(u32::try_from(self.uses.len()).unwrap_or(u32::MAX));
        self.uses.push((line, name, meaning));
        id
    }

    /// Ends the object: its names mean what its own definitions say, wherever in it they stand.
    pub(crate) fn end_object(&mut self, definitions: &Definitions) {
        let index = Index::new(definitions);
        for (name, id) in self.of_object.drain() {
            let Some(used) = usize::try_from(id.0).ok().and_then(|index| self.uses.get_mut(index)) else {
                continue;
            };
            used.2 = meaning(&name, index.find(&name).as_ref());
        }
    }

    /// What all of them mean. Names that their own objects do not define mean what the others say, if they agree.
    pub(crate) fn finish(self, others: &Definitions, report: &mut Report) -> ZoneBook {
        let mut book = ZoneBook::default();
        let mut reported = std::collections::HashSet::new();
        let index = Index::new(others);
        for (line, name, meaning) in self.uses {
            let elsewhere = |name: &str| {
                let definition = index.find(name)?.definition.filter(|definition| !definition.is_broken)?;
                Some(Meaning::Defined(Arc::clone(definition)))
            };
            let said = |name: &str| zone_forms::said(name, in_our_data).map(Meaning::Known);
            let meaning = meaning
                .or_else(|| name.as_deref().and_then(elsewhere))
                .or_else(|| name.as_deref().and_then(said))
                .unwrap_or(Meaning::Nothing);
            if let Some(reason) = meaning.doubt(name.as_deref())
                && reported.insert(reason.clone())
            {
                report.add(line, reason);
            }
            book.meanings.push(meaning);
        }
        book
    }
}

impl Meaning {
    /// What nobody knows of the clock of this name.
    fn doubt(&self, name: Option<&str>) -> Option<String> {
        let name = match name {
            Some(name) => format!("the time zone \"{}\"", shown(name)),
            None => "a time zone".into(),
        };
        match self {
            Self::Nothing => {
                Some(format!("{name} is not known; its times count from 14 hours before to 12 hours after"))
            }
            Self::Known(ZoneClock { or: Some(_), .. }) => {
                Some(format!("{name} says an offset alone; its times count with and without summer time"))
            }
            Self::Known(_) | Self::Defined(_) | Self::AnyOf(_) => None,
        }
    }
}

/// What a name means in an object that defines it so, or contradicts itself, or does not define it (`None`).
fn meaning(name: &str, defined: Option<&Defined<'_>>) -> Option<Meaning> {
    let zone = |zone: TimeZone| Meaning::Known(ZoneClock::known(zone));
    let by_names = || by_name(name).or_else(|| by_name(defined?.name));
    let definition = defined.and_then(|defined| defined.definition);
    let whole = definition.filter(|definition| !definition.is_broken);
    if let Some(known) = by_names()
        && !whole.is_some_and(|definition| is_overruled(name, &known, definition))
    {
        return Some(zone(known));
    }
    if defined.is_none() {
        return in_any_letters(name).map(zone);
    }
    // It names a place, whatever else can't be read.
    let location = definition.and_then(|definition| definition.location.as_deref());
    let known = location.and_then(by_name).map(zone);
    let with_offsets = || whole.filter(|definition| !definition.observances.is_empty()).cloned();
    // A definition without any offset says nothing.
    let nothing = || {
        let said = || zone_forms::said(name, in_our_data).map(Meaning::Known);
        whole.and_then(|_| in_any_letters(name).map(zone).or_else(said))
    };
    Some(known.or_else(|| with_offsets().map(Meaning::Defined)).or_else(nothing).unwrap_or(Meaning::Nothing))
}

/// Whether a file means a zone of its own by the name of a known one: the known one has a single offset, the file's has
/// two, and the name is an abbreviation or that of an offset.
fn is_overruled(name: &str, known: &TimeZone, definition: &ZoneDefinition) -> bool {
    let is_place = name.contains('/') && !name.starts_with("Etc/");
    !is_place && definition.has_two_offsets() && has_one_offset(known)
}

/// Whether clocks have not changed since 1970, and will not.
fn has_one_offset(zone: &TimeZone) -> bool {
    let quarters = (0..4 * 70).map(|quarter| Timestamp::saturating_from_unix(quarter * 91 * SECONDS_PER_DAY));
    let mut offsets = quarters.map(|at| zone.offset_at(at));
    let first = offsets.next();
    offsets.all(|offset| Some(offset) == first)
}

impl ZoneBook {
    /// The zones, by their numbers, ready for times up to `until`; `None` for those that nobody knows.
    pub(crate) fn zones(
        &self,
        until: Timestamp,
        made: &mut MadeZones,
        budget: &mut Budget,
    ) -> Vec<Option<ZoneClock>> {
        let zone = |meaning: &Meaning| match meaning {
            Meaning::Known(clock) => Some(clock.clone()),
            Meaning::Defined(definition) => made.zone(definition, until, budget),
            Meaning::Nothing | Meaning::AnyOf(_) => None,
        };
        let alone: Vec<Option<ZoneClock>> = self.meanings.iter().map(zone).collect();
        let clock_of = |id: &ZoneId| usize::try_from(id.0).ok().and_then(|index| alone.get(index)?.as_ref());
        let clocks = self.meanings.iter().zip(&alone).map(|(meaning, clock)| match meaning {
            Meaning::AnyOf(ids) => ZoneClock::any_of(ids.iter().filter_map(clock_of)),
            _ => clock.clone(),
        });
        clocks.collect()
    }
}

/// Zones that definitions were made into. The objects of one calendar mostly carry the same few along, and following
/// their rules is most of the work on an event.
#[derive(Debug, Default)]
pub(crate) struct MadeZones {
    made: Vec<(Arc<ZoneDefinition>, Option<ZoneClock>)>,
}

impl MadeZones {
    /// As many are kept; comparing with more would cost more than it saves.
    const KEPT: usize = 32;

    /// The zone of a definition, up to `until`, which is the same for all.
    fn zone(
        &mut self,
        definition: &Arc<ZoneDefinition>,
        until: Timestamp,
        budget: &mut Budget,
    ) -> Option<ZoneClock> {
        if let Some((_, zone)) = self.made.iter().find(|(known, _)| known.says_the_same_as(definition)) {
            return zone.clone();
        }
        let zone = definition.zone(until, budget);
        if self.made.len() < Self::KEPT {
            self.made.push((Arc::clone(definition), zone.clone()));
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

/// The zone of our own data that a name means, in whatever letters.
fn in_our_data(name: &str) -> Option<TimeZone> {
    by_name(name).or_else(|| in_any_letters(name))
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
            assert_eq!(meaning(name, None).is_some(), expected.is_some(), "{name}");
            let seen = in_our_data(name);
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
        check("tzone://Microsoft/Utc", Some("Etc/UTC"));
        check("TZONE://microsoft/UTC", Some("Etc/UTC"));
        check("tzone://Microsoft/Custom", None);
        check("Moon/Jamaica", None);
        check("Nowhere/Middle", None);
        check("Customized Time Zone", None);
        check("", None);
    }
}

//! Components that open and close, and what each gathers.

use super::definitions::Definitions;
use super::document::CalendarDocument;
use super::event::EventDraft;
use super::free_busy::free_busy;
use super::limits::Limits;
use super::lines::ContentLine;
use super::names::AddressKey;
use super::object::ObjectDraft;
use super::passed::Passed;
use super::property::Property;
use super::report::{Report, shown};
use super::time_limit::Watch;
use super::vtimezone::{ObservanceDraft, ZoneDraft};
use super::zones::ZoneNames;
use std::collections::HashSet;

/// A component that has begun and not ended.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) content: Content,
}

/// What a component gathers. All others than these are read over.
#[derive(Debug)]
pub(super) enum Content {
    Calendar(Box<ObjectDraft>),
    Event(Box<EventDraft>),
    /// `VAVAILABILITY`, of which only start and end are read.
    Availability(Box<EventDraft>),
    /// Whether what follows and can't be read belongs to a text.
    FreeBusy(bool),
    Zone(ZoneDraft),
    Observance(ObservanceDraft),
    Other(Passed),
}

/// How deep components may nest. iCalendar needs three levels; what is deeper is read over.
const DEEPEST: usize = 16;

/// Bytes that are read before the clock is asked again, and what the work on a line is worth in bytes.
const ASK_AFTER: usize = 64 << 10;
const LINE: usize = 64;

/// Components that hold others, and those that they hold.
const KNOWN: &[&str] =
    &["VCALENDAR", "VEVENT", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY", "STANDARD", "DAYLIGHT", "AVAILABLE"];
/// Components that say nothing of busy time.
const OTHERS: &[&str] =
    &["VTODO", "VJOURNAL", "VALARM", "VPOLL", "VVENUE", "VLOCATION", "VRESOURCE", "PARTICIPANT"];

pub(super) struct Reader {
    pub(super) open: Vec<Open>,
    /// Components that are open beyond [`DEEPEST`].
    pub(super) too_deep: usize,
    pub(super) document: CalendarDocument,
    /// The definitions of all objects that have ended.
    pub(super) definitions: Definitions,
    pub(super) names: ZoneNames,
    pub(super) report: Report,
    pub(super) components: usize,
    most_components: usize,
    pub(super) entries: usize,
    most_entries: usize,
    pub(super) is_calendar: bool,
    /// An event was ended by the BEGIN of something else; what follows may have been its lines.
    pub(super) is_broken_off: bool,
    /// Of the owner, as they are compared.
    pub(super) addresses: HashSet<String>,
    pub(super) key: AddressKey,
    /// The events that somebody declined, and who.
    pub(super) declined: Vec<(usize, Vec<String>)>,
    watch: Watch,
}

impl Reader {
    pub(super) fn new(addresses: HashSet<String>, key: AddressKey, limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            too_deep: 0,
            document: CalendarDocument::default(),
            definitions: Definitions::new(),
            names: ZoneNames::default(),
            report: Report::new(limits.skipped),
            components: 0,
            most_components: limits.components,
            entries: 0,
            most_entries: limits.entries,
            is_calendar: false,
            is_broken_off: false,
            addresses,
            key,
            declined: Vec::new(),
            watch: Watch::new(&limits.time, ASK_AFTER),
        }
    }

    /// Whether the time is over before this line.
    pub(super) fn is_late(&mut self, line: &ContentLine) -> bool {
        self.watch.is_over_after(line.text.as_deref().unwrap_or(&line.beginning).len() + LINE)
    }

    /// Reads no further. What was read counts, and nobody knows what was to come.
    pub(super) fn give_up(&mut self, line: usize) {
        self.is_calendar = true;
        self.leave_out(line, "reading takes too long; the rest is left out".into());
        while !self.open.is_empty() {
            self.close();
        }
    }

    pub(super) fn innermost(&self) -> Option<&Content> {
        self.open.last().filter(|_| self.too_deep == 0).map(|open| &open.content)
    }

    pub(super) fn take(&mut self, property: &Property) {
        match property.name.as_str() {
            "BEGIN" | "END" if self.is_words(property) => self.take_words(property),
            "BEGIN" => self.begin(property),
            "END" if self.too_deep > 0 => self.too_deep -= 1,
            "END" => self.end(property),
            _ => self.give(property),
        }
    }

    /// Whether a BEGIN or an END is a line of a text that has lost its line: it looks like words, and means no component
    /// that is known or open.
    fn is_words(&self, property: &Property) -> bool {
        let name = property.value.to_ascii_uppercase();
        let is_name = KNOWN.contains(&name.as_str())
            || OTHERS.contains(&name.as_str())
            || self.open.iter().any(|open| open.name == name);
        !is_name && (property.is_words || name.contains(char::is_whitespace))
    }

    /// Gives a property to the innermost open component.
    fn give(&mut self, property: &Property) {
        let (names, report) = (&mut self.names, &mut self.report);
        let Some(open) = self.open.last_mut() else { return };
        match &mut open.content {
            Content::Calendar(object) => object.take(property, names, report),
            Content::Event(event) | Content::Availability(event) => event.take(property, names, report),
            Content::FreeBusy(after_words) => {
                *after_words = false;
                let times = free_busy(property, names, report);
                self.entries += times.len();
                self.document.free_busy.extend(times.in_utc);
                self.document.unavailable.extend(times.others);
            }
            Content::Zone(zone) => match property.name.as_str() {
                "TZID" => zone.name.clone_from(&property.value),
                _ => zone.location = Some(property.value.clone()),
            },
            Content::Observance(observance) => observance.take(property, names, report),
            Content::Other(_) => {}
        }
        self.charge(property.line);
    }

    /// Ends the reading of lists where the file has had enough entries.
    fn charge(&mut self, line: usize) {
        let open = self.open.last().map_or(0, |open| match &open.content {
            Content::Event(event) => event.entries,
            Content::Observance(observance) => observance.entries,
            _ => 0,
        });
        if self.entries + self.names.entries + open <= self.most_entries {
            return;
        }
        let most = self.most_entries;
        if self.document.left_out.is_none() {
            self.leave_out(
                line,
                format!("the file has more than {most} entries in lists; the rest is left out"),
            );
        }
        if let Some(open) = self.open.last_mut().filter(|open| !matches!(open.content, Content::Calendar(_)))
        {
            open.content = Content::Other(Passed::default());
        }
    }

    fn begin(&mut self, property: &Property) {
        let name = property.value.to_ascii_uppercase();
        let top_level = matches!(
            name.as_str(),
            "VCALENDAR" | "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY" | "VTIMEZONE" | "VAVAILABILITY"
        );
        if top_level {
            self.too_deep = 0;
            self.close_to_calendar(property.line, &name);
        } else if self.open.len() >= DEEPEST {
            self.too_deep += 1;
            return self.report.add(property.line, "components nest too deep; this one is left out");
        }
        if matches!(name.as_str(), "STANDARD" | "DAYLIGHT")
            && self.open.last().is_some_and(|open| matches!(open.content, Content::Observance(_)))
        {
            self.close_unended(property.line);
        }
        self.is_calendar |= name == "VCALENDAR";
        let content = self.content(&name, property.line);
        let content = self.within_limit(property.line, content);
        self.open.push(Open { line: property.line, name, content });
    }

    /// What a component gathers that begins here.
    fn content(&mut self, name: &str, line: usize) -> Content {
        let (document, key) = (&self.document, self.key);
        let object = || ObjectDraft::new(document.events.len(), document.unavailable.len());
        match (name, self.open.last_mut().map(|open| &mut open.content)) {
            ("VCALENDAR", _) => Content::Calendar(Box::new(object())),
            ("VEVENT", Some(Content::Calendar(_))) => Content::Event(Box::new(EventDraft::new(line, key))),
            ("VAVAILABILITY", Some(Content::Calendar(_))) => {
                Content::Availability(Box::new(EventDraft::new(line, key)))
            }
            ("VFREEBUSY", Some(Content::Calendar(_))) => Content::FreeBusy(false),
            ("VTIMEZONE", Some(Content::Calendar(_))) => Content::Zone(ZoneDraft::new(line)),
            ("STANDARD" | "DAYLIGHT", Some(Content::Zone(_))) => {
                Content::Observance(ObservanceDraft::new(line))
            }
            (_, Some(Content::Zone(zone))) => {
                zone.is_broken |= !name.starts_with("X-");
                Content::Other(Passed::default())
            }
            ("VEVENT" | "VFREEBUSY" | "VAVAILABILITY", None) => {
                self.report.lose(line, format!("{name} begins outside of a calendar and is left out"));
                Content::Other(Passed::default())
            }
            (_, Some(Content::Calendar(_))) if !OTHERS.contains(&name) && !name.starts_with("X-") => {
                self.report
                    .lose(line, format!("{} is no component that is known; it is left out", shown(name)));
                Content::Other(Passed::default())
            }
            _ => Content::Other(Passed::default()),
        }
    }

    /// The content, or nothing to gather where the file has had enough components.
    fn within_limit(&mut self, line: usize, content: Content) -> Content {
        if matches!(content, Content::Calendar(_) | Content::Other(_)) {
            return content;
        }
        self.components += 1;
        if self.components == self.most_components + 1 {
            let most = self.most_components;
            self.leave_out(line, format!("the file has more than {most} components; the rest is left out"));
        }
        let is_full = self.components > self.most_components || self.entries > self.most_entries;
        if is_full { Content::Other(Passed::default()) } else { content }
    }
}

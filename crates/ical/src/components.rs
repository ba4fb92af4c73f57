//! Components that open and close, and what each gathers.

use super::document::{CalendarDocument, Event};
use super::event::{self, EventDraft};
use super::limits::Limits;
use super::lines::ContentLine;
use super::object::ObjectDraft;
use super::parsed::{NotACalendar, Parsed};
use super::property::Property;
use super::report::{Report, shown};
use super::time_limit::Watch;
use super::vtimezone::ObservanceDraft;
use super::zone_definition::ZoneDefinition;
use super::zones::{Definitions, ZoneNames, define};
use std::collections::HashSet;
use std::sync::Arc;

/// A component that has begun and not ended.
#[derive(Debug)]
pub(super) struct Open {
    line: usize,
    name: String,
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
    Zone(ZoneDefinition),
    Observance(ObservanceDraft),
    Other,
}

/// How deep components may nest. iCalendar needs three levels; what is deeper is read over.
const DEEPEST: usize = 16;

/// Bytes that are read before the clock is asked again, and what the work on a line is worth in bytes.
const ASK_AFTER: usize = 64 << 10;
const LINE: usize = 64;

/// Components that say nothing of busy time.
const OTHERS: &[&str] =
    &["VTODO", "VJOURNAL", "VALARM", "VPOLL", "VVENUE", "VLOCATION", "VRESOURCE", "PARTICIPANT"];

pub(super) struct Reader {
    pub(super) open: Vec<Open>,
    /// Components that are open beyond [`DEEPEST`].
    pub(super) too_deep: usize,
    pub(super) document: CalendarDocument,
    /// The definitions of all objects that have ended.
    definitions: Definitions,
    names: ZoneNames,
    pub(super) report: Report,
    components: usize,
    most_components: usize,
    entries: usize,
    most_entries: usize,
    is_calendar: bool,
    /// Of the owner.
    addresses: HashSet<String>,
    /// The events that somebody declined, and who.
    declined: Vec<(usize, Vec<String>)>,
    watch: Watch,
}

impl Reader {
    pub(super) fn new(addresses: HashSet<String>, limits: &Limits) -> Self {
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
            addresses,
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
            "BEGIN" => self.begin(property),
            "END" if self.too_deep > 0 => self.too_deep -= 1,
            "END" => self.end(property),
            _ => self.give(property),
        }
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
                let times = event::free_busy(property, names, report);
                self.entries += times.len();
                self.document.free_busy.extend(times);
            }
            Content::Zone(zone) => match property.name.as_str() {
                "TZID" => zone.name.clone_from(&property.value),
                _ => zone.location = Some(property.value.clone()),
            },
            Content::Observance(observance) => observance.take(property, names, report),
            Content::Other => {}
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
            open.content = Content::Other;
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
            self.close_to_calendar(property.line, name == "VCALENDAR");
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
        let document = &self.document;
        let object = || ObjectDraft::new(document.events.len(), document.unavailable.len());
        match (name, self.open.last_mut().map(|open| &mut open.content)) {
            ("VCALENDAR", _) => Content::Calendar(Box::new(object())),
            ("VEVENT", Some(Content::Calendar(_))) => Content::Event(Box::new(EventDraft::new(line))),
            ("VAVAILABILITY", Some(Content::Calendar(_))) => {
                Content::Availability(Box::new(EventDraft::new(line)))
            }
            ("VFREEBUSY", Some(Content::Calendar(_))) => Content::FreeBusy(false),
            ("VTIMEZONE", Some(Content::Calendar(_))) => Content::Zone(ZoneDefinition {
                line,
                name: String::new(),
                location: None,
                observances: Vec::new(),
                is_broken: false,
            }),
            ("STANDARD" | "DAYLIGHT", Some(Content::Zone(_))) => {
                Content::Observance(ObservanceDraft::new(line))
            }
            (_, Some(Content::Zone(zone))) => {
                zone.is_broken = true;
                Content::Other
            }
            ("VEVENT" | "VFREEBUSY" | "VAVAILABILITY", None) => {
                self.report.lose(line, format!("{name} begins outside of a calendar and is left out"));
                Content::Other
            }
            (_, Some(Content::Calendar(_))) if !OTHERS.contains(&name) && !name.starts_with("X-") => {
                self.report
                    .lose(line, format!("{} is no component that is known; it is left out", shown(name)));
                Content::Other
            }
            _ => Content::Other,
        }
    }

    /// The content, or nothing to gather where the file has had enough components.
    fn within_limit(&mut self, line: usize, content: Content) -> Content {
        if matches!(content, Content::Calendar(_) | Content::Other) {
            return content;
        }
        self.components += 1;
        if self.components == self.most_components + 1 {
            let most = self.most_components;
            self.leave_out(line, format!("the file has more than {most} components; the rest is left out"));
        }
        let is_full = self.components > self.most_components || self.entries > self.most_entries;
        if is_full { Content::Other } else { content }
    }

    /// Events and the like do not nest: what is still open when the next one begins was never closed.
    fn close_to_calendar(&mut self, line: usize, calendar_too: bool) {
        while let Some(open) = self.open.last() {
            match (&open.content, calendar_too) {
                (Content::Calendar(_), false) => break,
                // Nobody knows what else was to come.
                (Content::Calendar(_), true) => self.report.is_lost = true,
                _ => {}
            }
            self.close_unended(line);
        }
    }

    fn close_unended(&mut self, line: usize) {
        if let Some(open) = self.open.last() {
            let name = shown(&open.name);
            let reason = format!("{name} begins on line {} and has no END before the next BEGIN", open.line);
            self.report.add(line, reason);
        }
        self.close();
    }

    fn end(&mut self, property: &Property) {
        let name = property.value.to_ascii_uppercase();
        let Some(depth) = self.open.iter().rposition(|open| open.name == name) else {
            // A misspelt END most likely means what was opened last, but never the whole calendar.
            let inside = self.open.last().is_some_and(|open| !matches!(open.content, Content::Calendar(_)));
            if !self.open.is_empty() {
                self.report.add(property.line, format!("END:{} closes nothing that is open", shown(&name)));
            }
            if inside {
                self.close();
            }
            return;
        };
        while self.open.len() > depth + 1 {
            if let Some(open) = self.open.last() {
                let reason = format!("{} of line {} has no END", shown(&open.name), open.line);
                self.report.add(property.line, reason);
            }
            self.close();
        }
        self.close();
    }

    /// Puts what the innermost component has gathered where it belongs.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open.content {
            Content::Event(draft) => {
                self.entries += draft.entries;
                if let Some((event, declined_by)) = draft.finish(&mut self.report) {
                    if !declined_by.is_empty() {
                        self.entries += declined_by.len();
                        self.declined.push((self.document.events.len(), declined_by));
                    }
                    self.document.events.push(event);
                }
            }
            Content::Availability(draft) => {
                self.document.unavailable.extend(draft.finish_availability(&mut self.report));
            }
            Content::Observance(draft) => {
                self.entries += draft.entries;
                let observance = draft.finish(&mut self.report);
                if let Some(Open { content: Content::Zone(zone), .. }) = self.open.last_mut() {
                    zone.is_broken |= observance.is_none();
                    zone.observances.extend(observance);
                }
            }
            Content::Zone(zone) => {
                if let Some(Open { content: Content::Calendar(object), .. }) = self.open.last_mut() {
                    define(&mut object.definitions, &Arc::new(zone));
                }
            }
            Content::Calendar(object) => self.close_object(*object),
            Content::FreeBusy(_) | Content::Other => {}
        }
    }

    fn close_object(&mut self, object: ObjectDraft) {
        self.names.end_object(&object.definitions);
        for definition in object.definitions.into_values().flatten() {
            define(&mut self.definitions, &definition);
        }
        let is_owner = |who: &String| self.addresses.contains(who) || object.address.as_ref() == Some(who);
        for (event, declined_by) in self.declined.drain(..) {
            if let Some(event) = self.document.events.get_mut(event) {
                event.blocks &= !declined_by.iter().any(is_owner);
            }
        }
        let events = self.document.events.iter_mut().skip(object.first_event);
        let unavailable = self.document.unavailable.iter_mut().skip(object.first_unavailable);
        for event in events.chain(unavailable) {
            event.floating = object.floating;
            event.blocks &= !object.is_cancelled;
        }
    }

    pub(super) fn finish(mut self) -> Result<Parsed, NotACalendar> {
        if !self.is_calendar {
            return Err(NotACalendar);
        }
        // A file that stops before its end was cut off. What was read counts; nobody knows what was to come.
        while let Some(open) = self.open.last() {
            let reason = format!("{} has no END; the file is incomplete", shown(&open.name));
            match matches!(open.content, Content::Calendar(_)) {
                true => self.report.lose(open.line, reason),
                false => self.report.add(open.line, reason),
            }
            self.close();
        }
        self.miss_series();
        self.entries += self.names.entries;
        self.document.zones = self.names.finish(&self.definitions, &mut self.report);
        let (count, complete) = (self.report.count, !self.report.is_lost);
        let used = (self.components, self.entries);
        Ok(Parsed { document: self.document, skipped: self.report.finish(), count, complete, used })
    }

    /// Occurrences that move all that follow, of a series that is not there, move nobody knows what.
    fn miss_series(&mut self) {
        let moves = |event: &&Event| event.recurrence_id.is_some_and(|id| id.this_and_future);
        let moving: Vec<(usize, Option<&str>)> = self
            .document
            .events
            .iter()
            .filter(moves)
            .map(|event| (event.line, event.uid.as_deref()))
            .collect();
        if moving.is_empty() {
            return;
        }
        let series = self.document.events.iter().filter(|event| event.recurrence_id.is_none());
        let series: HashSet<&str> = series.filter_map(|event| event.uid.as_deref()).collect();
        for (line, uid) in moving {
            if !uid.is_some_and(|uid| series.contains(uid)) {
                self.report
                    .lose(line, "the series whose later occurrences this event moves is not in the file");
            }
        }
    }
}

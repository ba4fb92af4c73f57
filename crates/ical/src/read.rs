//! A file into a document: components opened and closed, each line given to the one that it belongs to.

use super::document::CalendarDocument;
use super::event::{self, EventDraft};
use super::limits::Limits;
use super::lines::content_lines;
use super::property::Property;
use super::report::{Report, Skipped, shown};
use super::vtimezone::ObservanceDraft;
use super::zone_definition::ZoneDefinition;
use std::collections::{HashMap, HashSet};

/// What [`parse`] made of a file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What could be read.
    pub document: CalendarDocument,
    /// What could not, in the order of its lines; at most [`Limits::skipped`] entries.
    pub skipped: Vec<Skipped>,
}

/// The file is no calendar at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no iCalendar file: there is no line BEGIN:VCALENDAR in it")]
pub struct NotACalendar;

/// Reads an iCalendar file.
///
/// The bytes need not be good UTF-8. What can't be read is left out and reported with its line; so is what
/// goes beyond the limits.
///
/// # Errors
/// The file has no `BEGIN:VCALENDAR` at all.
pub fn parse(file: &[u8], limits: &Limits) -> Result<Parsed, NotACalendar> {
    let mut reader = Reader::new(limits);
    for line in content_lines(file, limits.line_bytes) {
        match line.text.as_deref().map(|text| Property::parse(line.number, text)) {
            Some(Ok(property)) => reader.take(&property),
            // Outside a calendar anything may stand; a mail around it, say.
            _ if reader.open.is_empty() => {}
            Some(Err(reason)) => reader.report.add(line.number, format!("the line {reason}")),
            None => {
                let longest = limits.line_bytes;
                reader.report.add(line.number, format!("the line is longer than {longest} bytes"));
                reader.document.left_out.get_or_insert(line.number);
            }
        }
    }
    reader.finish()
}

/// A component that has begun and not ended.
#[derive(Debug)]
struct Open {
    line: usize,
    name: String,
    content: Content,
}

/// What a component gathers. All others than these are read over.
#[derive(Debug)]
enum Content {
    Calendar,
    Event(Box<EventDraft>),
    FreeBusy,
    Zone(ZoneDefinition),
    Observance(ObservanceDraft),
    Other,
}

/// How deep components may nest. iCalendar needs three levels; what is deeper is read over.
const DEEPEST: usize = 16;

struct Reader {
    open: Vec<Open>,
    /// Components that are open beyond [`DEEPEST`].
    too_deep: usize,
    document: CalendarDocument,
    definitions: HashMap<String, ZoneDefinition>,
    zone_names: Vec<(usize, String)>,
    report: Report,
    components: usize,
    most_components: usize,
    is_calendar: bool,
}

impl Reader {
    fn new(limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            too_deep: 0,
            document: CalendarDocument::default(),
            definitions: HashMap::new(),
            zone_names: Vec::new(),
            report: Report::new(limits.skipped),
            components: 0,
            most_components: limits.components,
            is_calendar: false,
        }
    }

    fn take(&mut self, property: &Property) {
        match property.name.as_str() {
            "BEGIN" => self.begin(property),
            "END" if self.too_deep > 0 => self.too_deep -= 1,
            "END" => self.end(property),
            _ if self.too_deep > 0 => {}
            _ => self.give(property),
        }
    }

    /// Gives a property to the innermost open component.
    fn give(&mut self, property: &Property) {
        let Some(open) = self.open.last_mut() else { return };
        match &mut open.content {
            Content::Calendar => {
                if property.name == "X-WR-TIMEZONE" && self.document.time_zone.is_none() {
                    self.zone_names.push((property.line, property.value.clone()));
                    self.document.time_zone = Some(property.value.clone());
                }
            }
            Content::Event(event) => event.take(property, &mut self.report),
            Content::FreeBusy if property.name == "FREEBUSY" => match event::free_busy(property) {
                Ok(times) => self.document.free_busy.extend(times),
                Err(reason) => self.report.add(property.line, reason),
            },
            Content::Zone(zone) => match property.name.as_str() {
                "TZID" => zone.name.clone_from(&property.value),
                "X-LIC-LOCATION" => zone.location = Some(property.value.clone()),
                _ => {}
            },
            Content::Observance(observance) => observance.take(property, &mut self.report),
            Content::FreeBusy | Content::Other => {}
        }
    }

    fn begin(&mut self, property: &Property) {
        let name = property.value.to_ascii_uppercase();
        let top_level = matches!(
            name.as_str(),
            "VCALENDAR" | "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY" | "VTIMEZONE"
        );
        if top_level {
            self.too_deep = 0;
            self.close_to_calendar(property.line, name == "VCALENDAR");
        } else if self.open.len() >= DEEPEST {
            self.too_deep += 1;
            return self.report.add(property.line, "components nest too deep; this one is left out");
        }
        self.is_calendar |= name == "VCALENDAR";
        let content = match (name.as_str(), self.open.last().map(|open| &open.content)) {
            ("VCALENDAR", _) => Content::Calendar,
            ("VEVENT", Some(Content::Calendar)) => Content::Event(Box::new(EventDraft::new(property.line))),
            ("VFREEBUSY", Some(Content::Calendar)) => Content::FreeBusy,
            ("VTIMEZONE", Some(Content::Calendar)) => Content::Zone(ZoneDefinition {
                line: property.line,
                name: String::new(),
                location: None,
                observances: Vec::new(),
            }),
            ("STANDARD" | "DAYLIGHT", Some(Content::Zone(_))) => {
                Content::Observance(ObservanceDraft::new(property.line))
            }
            _ => Content::Other,
        };
        let content = self.within_limit(property.line, content);
        self.open.push(Open { line: property.line, name, content });
    }

    /// The content, or nothing to gather where the file has had enough components.
    fn within_limit(&mut self, line: usize, content: Content) -> Content {
        if matches!(content, Content::Calendar | Content::Other) {
            return content;
        }
        self.components += 1;
        if self.components == self.most_components + 1 {
            let most = self.most_components;
            self.report.add(line, format!("the file has more than {most} components; the rest is left out"));
            self.document.left_out.get_or_insert(line);
        }
        if self.components > self.most_components { Content::Other } else { content }
    }

    /// Events and the like do not nest: what is still open when the next one begins was never closed.
    fn close_to_calendar(&mut self, line: usize, calendar_too: bool) {
        while let Some(open) = self.open.last() {
            if matches!(open.content, Content::Calendar) && !calendar_too {
                break;
            }
            let reason = format!(
                "{} begins on line {} and has no END before the next BEGIN",
                shown(&open.name),
                open.line
            );
            self.report.add(line, reason);
            self.close();
        }
    }

    fn end(&mut self, property: &Property) {
        let name = property.value.to_ascii_uppercase();
        let Some(depth) = self.open.iter().rposition(|open| open.name == name) else {
            // A misspelt END most likely means what was opened last, but never the whole calendar.
            let inside = self.open.last().is_some_and(|open| !matches!(open.content, Content::Calendar));
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
                self.report
                    .add(property.line, format!("{} of line {} has no END", shown(&open.name), open.line));
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
                if let Some((event, zone_names)) = draft.finish(&mut self.report) {
                    self.document.events.push(event);
                    self.zone_names.extend(zone_names);
                }
            }
            Content::Observance(draft) => {
                let observance = draft.finish(&mut self.report);
                if let (Some(observance), Some(Open { content: Content::Zone(zone), .. })) =
                    (observance, self.open.last_mut())
                {
                    zone.observances.push(observance);
                }
            }
            Content::Zone(zone) => {
                self.definitions.entry(zone.name.clone()).or_insert(zone);
            }
            Content::Calendar | Content::FreeBusy | Content::Other => {}
        }
    }

    fn finish(mut self) -> Result<Parsed, NotACalendar> {
        if !self.is_calendar {
            return Err(NotACalendar);
        }
        // A file that stops in the middle of an event was cut off; the event may lack its rule or its status.
        for open in std::mem::take(&mut self.open) {
            let outcome = match open.content {
                Content::Event(_) => "; the event is left out",
                _ => "",
            };
            self.report.add(open.line, format!("{} has no END{outcome}", shown(&open.name)));
        }
        let mut reported = HashSet::new();
        for (line, name) in std::mem::take(&mut self.zone_names) {
            let known = self.document.zones.learn(&name, &self.definitions);
            if !known && reported.insert(name.clone()) {
                let name = shown(&name);
                self.report.add(
                    line,
                    format!("the time zone \"{name}\" is not known; its times are read as floating ones"),
                );
            }
        }
        Ok(Parsed { document: self.document, skipped: self.report.finish() })
    }
}

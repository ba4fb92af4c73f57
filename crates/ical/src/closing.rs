//! How components end, as they should or not, and what becomes of what each has gathered.

use super::components::{Content, Open, Reader};
use super::definitions::define;
use super::document::Event;
use super::lost::is_busy_time_lost;
use super::object::{Method, ObjectDraft};
use super::parsed::{NotACalendar, Parsed};
use super::passed::Passed;
use super::placed::may_be_a_night;
use super::property::Property;
use super::report::{Report, shown};
use super::values;
use scheduling_core::calendar::recurrence::Rule;
use std::sync::Arc;

impl Reader {
    /// Events and the like do not nest: what is still open when the next one begins was never closed.
    pub(super) fn close_to_calendar(&mut self, line: usize, next: &str) {
        self.is_broken_off = false;
        while let Some(open) = self.open.last() {
            match &open.content {
                Content::Calendar(_) if next != "VCALENDAR" => break,
                // Nobody knows what else was to come.
                Content::Calendar(_) => self.report.is_lost = true,
                Content::Event(_) => self.is_broken_off = next != "VEVENT",
                _ => {}
            }
            self.close_unended(line);
        }
    }

    pub(super) fn close_unended(&mut self, line: usize) {
        if let Some(open) = self.open.last() {
            let name = shown(&open.name);
            let reason = format!("{name} begins on line {} and has no END before the next BEGIN", open.line);
            self.report.add(line, reason);
        }
        self.close_broken();
    }

    pub(super) fn end(&mut self, property: &Property) {
        let name = property.value.to_ascii_uppercase();
        let Some(depth) = self.open.iter().rposition(|open| open.name == name) else {
            return self.end_of_nothing(property.line, &name);
        };
        while self.open.len() > depth + 1 {
            if let Some(open) = self.open.last() {
                let reason = format!("{} of line {} has no END", shown(&open.name), open.line);
                self.report.add(property.line, reason);
            }
            self.close_broken();
        }
        self.close();
    }

    /// A misspelt END most likely means what was opened last, but never the whole calendar.
    fn end_of_nothing(&mut self, line: usize, name: &str) {
        let inside = self.open.last().is_some_and(|open| !matches!(open.content, Content::Calendar(_)));
        let reason = format!("END:{} closes nothing that is open", shown(name));
        // The rest of an event stands in something else.
        if name == "VEVENT" && (self.is_broken_off || inside) {
            self.report.lose(line, reason);
        } else if self.is_calendar {
            self.report.add(line, reason);
        }
        if inside {
            self.close_broken();
        }
    }

    /// Closes the innermost component, which has no END: what it holds may belong to the one around it.
    fn close_broken(&mut self) {
        let held = match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Other(held)) => std::mem::take(held),
            _ => Passed::default(),
        };
        self.close();
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Event(event) | Content::Availability(event)) => {
                event.may_own(&held, &mut self.report);
            }
            Some(Content::FreeBusy(_)) => self.lose_held(held.time),
            Some(Content::Calendar(_)) => self.lose_held(held.calendar),
            Some(Content::Observance(observance)) if held.time.is_some() => observance.break_up(),
            Some(Content::Zone(zone)) => zone.is_broken |= held.time.is_some(),
            Some(Content::Other(outer)) => outer.join(&held),
            Some(Content::Observance(_)) | None => {}
        }
    }

    fn lose_held(&mut self, line: Option<usize>) {
        if let Some(line) = line {
            self.report.lose(line, "the line stands in a component that has no END");
        }
    }

    /// Puts what the innermost component has gathered where it belongs.
    pub(super) fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open.content {
            Content::Event(draft) => {
                self.entries += draft.entries;
                let needs_no_times = match self.open.last().map(|open| &open.content) {
                    Some(Content::Calendar(object)) => object.method.is_some_and(Method::needs_no_times),
                    _ => false,
                };
                let (event, declined_by) = draft.finish(needs_no_times, &mut self.report);
                report_readings(&event, &mut self.report);
                if !declined_by.is_empty() {
                    self.entries += declined_by.len();
                    self.declined.push((self.document.events.len(), declined_by));
                }
                self.document.events.push(event);
            }
            Content::Availability(draft) => {
                self.document.unavailable.extend(draft.finish_availability(&mut self.report));
            }
            Content::Observance(draft) => {
                self.entries += draft.entries;
                if let Some(Open { content: Content::Zone(zone), .. }) = self.open.last_mut() {
                    zone.parts.push(draft);
                }
            }
            Content::Zone(zone) => {
                let zone = zone.finish(&mut self.report);
                if let Some(Open { content: Content::Calendar(object), .. }) = self.open.last_mut() {
                    define(&mut object.definitions, &Arc::new(zone));
                }
            }
            Content::Calendar(object) => self.close_object(*object),
            Content::FreeBusy(_) | Content::Other(_) => {}
        }
    }

    fn close_object(&mut self, object: ObjectDraft) {
        self.names.end_object(&object.definitions);
        let floating = self.names.any_of(&object.floating);
        for definition in object.definitions.into_values().flatten() {
            define(&mut self.definitions, &definition);
        }
        let own = object.address.as_deref().map(self.key);
        let is_owner = |who: &String| self.addresses.contains(who) || own.as_ref() == Some(who);
        for (event, declined_by) in self.declined.drain(..) {
            if let Some(event) = self.document.events.get_mut(event) {
                event.blocks &= !declined_by.iter().any(is_owner);
            }
        }
        let events = self.document.events.iter_mut().skip(object.first_event);
        let unavailable = self.document.unavailable.iter_mut().skip(object.first_unavailable);
        for event in events.chain(unavailable) {
            event.floating = match event.floating {
                Some(own) => self.names.any_of(&[&[own], object.floating.as_slice()].concat()),
                None => floating,
            };
            event.blocks &= object.method != Some(Method::Cancel);
            event.is_cancelled |= object.method == Some(Method::Cancel);
            event.is_message = object.method.is_some_and(Method::is_message);
            // It counts beside the series, and is no version of it.
            event.uid = event.uid.take().filter(|_| object.method != Some(Method::Add));
        }
        let is_reply = object.method == Some(Method::Reply);
        let counts = |event: &Event| {
            object.method != Some(Method::Nothing) && !(is_reply && event.is_timeless && event.blocks)
        };
        let events = self.document.events.split_off(object.first_event.min(self.document.events.len()));
        self.document.events.extend(events.into_iter().filter(counts));
    }

    pub(super) fn finish(mut self) -> Result<Parsed, NotACalendar> {
        if !self.is_calendar {
            return Err(NotACalendar);
        }
        // A file that stops before its end was cut off. What was read counts; nobody knows what was to come.
        let cut_off = !self.open.is_empty();
        while let Some(open) = self.open.last() {
            let reason = format!("{} has no END; the file is incomplete", shown(&open.name));
            self.report.lose(open.line, reason);
            self.close_broken();
        }
        self.miss_series();
        self.follow_changed_rules();
        self.report.is_lost |=
            is_busy_time_lost(&self.document.events) || is_busy_time_lost(&self.document.unavailable);
        self.document.events.retain(|event| !(event.is_nowhere() && event.blocks));
        self.entries += self.names.entries;
        self.document.zones = self.names.finish(&self.definitions, &mut self.report);
        let (count, complete) = (self.report.count, !self.report.is_lost);
        let used = (self.components, self.entries);
        Ok(Parsed { document: self.document, skipped: self.report.finish(), count, complete, cut_off, used })
    }
}

/// Reports what an event says that is read otherwise than it is written.
fn report_readings(event: &Event, report: &mut Report) {
    if event.blocks && may_be_a_night(event) {
        let reason =
            "DTEND is before DTSTART; the time between counts, and the time up to the next day's DTEND";
        report.add(event.line, reason);
    }
    let start = values::wall(&event.start);
    let mut untils = event.repeats.iter().flat_map(|repeats| &repeats.rules).filter_map(Rule::until);
    if untils.any(|until| values::is_no_end(until, start)) {
        let reason = "RRULE: UNTIL is no date that was meant; the series counts without an end";
        report.add(event.line, reason);
    }
}

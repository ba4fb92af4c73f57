//! Lines that are not read, and whether something was lost with them.

use super::components::{Content, Reader};
use super::doubt;
use super::passed::Passed;
use super::property::Property;
use super::report::shown;

impl Reader {
    /// A line that is no property.
    pub(super) fn unreadable(&mut self, line: usize, text: &str, reason: &str) {
        let Some(open) = self.open.last_mut() else {
            return self.unreadable_outside(line, text, reason);
        };
        let report = &mut self.report;
        let lost = match &mut open.content {
            Content::Event(event) | Content::Availability(event) => {
                return event.unreadable(line, text, reason, report);
            }
            Content::Calendar(object) => {
                let is_text = object.after_words || doubt::says_no_time(&doubt::name_in(text), text);
                !is_text || doubt::begins_like(text, doubt::OF_EVENTS)
            }
            Content::FreeBusy(after_words) => {
                let is_text = *after_words || doubt::says_no_time(&doubt::name_in(text), text);
                !is_text || doubt::begins_like(text, &["FREEBUSY"])
            }
            Content::Zone(zone) => {
                zone.is_broken = true;
                false
            }
            Content::Observance(observance) => {
                observance.break_up();
                false
            }
            Content::Other(held) => {
                held.hear_unreadable(line, text);
                false
            }
        };
        let reason = format!("the line {reason}");
        if lost { report.lose(line, reason) } else { report.add(line, reason) }
    }

    /// A line that holds another one, which is lost.
    pub(super) fn swallowed(&mut self, line: usize) {
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Zone(zone)) => zone.is_broken = true,
            Some(Content::Observance(observance)) => observance.break_up(),
            Some(Content::Other(held)) => _ = held.time.get_or_insert(line),
            Some(Content::Event(event) | Content::Availability(event)) => {
                event.hold_another(line, &mut self.report);
            }
            None if !self.is_calendar => {}
            Some(Content::Calendar(_) | Content::FreeBusy(_)) | None => {
                self.report.lose(line, "another line stands in this one; it may have said when an event is");
            }
        }
    }

    /// A line that is longer than is read and may have said anything.
    pub(super) fn too_long(&mut self, line: usize, most: usize) {
        if !self.open.is_empty() {
            self.leave_out(line, format!("the line is longer than {most} bytes"));
        }
    }

    /// A limit was reached: nobody knows what comes behind it.
    pub(super) fn leave_out(&mut self, line: usize, reason: String) {
        self.report.lose(line, reason);
        self.document.left_out.get_or_insert(line);
    }

    /// A property that is not read where it stands.
    pub(super) fn pass_over(&mut self, line: usize, name: &str, rest: &str) {
        let Some(open) = self.open.last_mut() else { return self.outside(line, name, rest) };
        let is_misspelt = |names| doubt::is_misspelt(name, rest, names);
        match &mut open.content {
            Content::Event(event) | Content::Availability(event) => {
                event.pass_over(line, name, rest, &mut self.report);
            }
            Content::Calendar(object) => {
                object.after_words = true;
                if is_misspelt(doubt::OF_EVENTS) {
                    let name = shown(name);
                    self.report.lose(
                        line,
                        format!("{name}: is no property of a calendar; it may be a misspelt one"),
                    );
                }
            }
            Content::FreeBusy(after_words) => {
                *after_words = true;
                if is_misspelt(&["FREEBUSY"]) {
                    self.report.lose(line, format!("{}: may be a misspelt FREEBUSY", shown(name)));
                }
            }
            Content::Zone(zone) => zone.is_broken |= is_misspelt(doubt::OF_ZONES),
            Content::Observance(observance) => {
                if is_misspelt(doubt::OF_ZONES) {
                    observance.break_up();
                }
            }
            Content::Other(held) => held.hear(line, name, rest),
        }
    }

    /// A BEGIN or an END that is no more than words.
    pub(super) fn take_words(&mut self, property: &Property) {
        self.report.add(property.line, format!("{}: looks like words and is left out", property.name));
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Event(event) | Content::Availability(event)) => event.after_words = true,
            Some(Content::Calendar(object)) => object.after_words = true,
            Some(Content::FreeBusy(after_words)) => *after_words = true,
            _ => {}
        }
    }

    /// A property behind the end of a calendar: the end may have been a line of a text.
    fn outside(&mut self, line: usize, name: &str, rest: &str) {
        let mut held = Passed::default();
        held.hear(line, name, rest);
        if self.is_calendar && !held.is_empty() {
            self.report.lose(line, format!("{}: stands outside of a calendar", shown(name)));
        }
    }

    /// A line behind the end of a calendar that is no property: another one may begin there.
    fn unreadable_outside(&mut self, line: usize, text: &str, reason: &str) {
        if self.is_calendar && doubt::begins_like(text, doubt::OF_EVENTS) {
            self.report.lose(line, format!("the line {reason}, and stands outside of a calendar"));
        }
    }
}

//! What stands in components that say nothing of busy time.
//!
//! An alarm or the like whose END was lost, or a line of a description that begins with `BEGIN:`, holds what comes
//! behind it in the component around it. Lines that mean something there may have been its own.

use super::doubt;

/// The lines of such a component that would mean something in the one around it: the first of each kind.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Says when an event is, or when somebody is busy.
    pub(super) time: Option<usize>,
    /// `DURATION`, which alarms have too.
    pub(super) duration: Option<usize>,
    /// Says something of the whole calendar.
    pub(super) calendar: Option<usize>,
}

impl Passed {
    /// Hears of a property.
    pub(super) fn hear(&mut self, line: usize, name: &str, rest: &str) {
        if rest.starts_with(": ") {
            return;
        }
        let kind = match name {
            "DURATION" => &mut self.duration,
            "X-WR-TIMEZONE" | "TIMEZONE-ID" => &mut self.calendar,
            "FREEBUSY" => &mut self.time,
            _ if doubt::is_misspelt(name, rest, doubt::OF_EVENTS) => &mut self.time,
            _ => return,
        };
        kind.get_or_insert(line);
    }

    /// Hears of a line that can't be read.
    pub(super) fn hear_unreadable(&mut self, line: usize, text: &str) {
        if doubt::begins_like(text, doubt::OF_EVENTS) || doubt::begins_like(text, &["FREEBUSY"]) {
            self.time.get_or_insert(line);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.time.or(self.duration).or(self.calendar).is_none()
    }

    /// Takes over what a component held that began within this one and has no END.
    pub(super) fn join(&mut self, other: &Self) {
        self.time = self.time.or(other.time);
        self.duration = self.duration.or(other.duration);
        self.calendar = self.calendar.or(other.calendar);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_elsewhere_is_told_from_the_rest() {
        let check = |name: &str, rest: &str, expected: [bool; 3]| {
            let mut passed = Passed::default();
            passed.hear(7, name, rest);
            let seen = [passed.time, passed.duration, passed.calendar].map(|line| line == Some(7));
            assert_eq!(seen, expected, "{name}{rest}");
        };
        for (name, rest) in [
            ("DTEND", ":20270208T100000Z"),
            ("RRULE", ":FREQ=DAILY"),
            ("RRUL", ":FREQ=DAILY"),
            ("FREEBUSY", ":x"),
        ] {
            check(name, rest, [true, false, false]);
        }
        check("DURATION", ":PT5M", [false, true, false]);
        check("X-WR-TIMEZONE", ":Europe/Berlin", [false, false, true]);
        for (name, rest) in [
            ("TRIGGER", ":-PT15M"),
            ("DURATION", ": 1 hour"),
            ("EXDATE", ":20270208"),
            ("STATUS", ":CANCELLED"),
        ] {
            check(name, rest, [false; 3]);
        }
        let mut passed = Passed::default();
        passed.hear_unreadable(7, "Agenda of the review");
        assert_eq!(passed.time, None);
        passed.hear_unreadable(8, "RRU");
        assert_eq!(passed.time, Some(8));
    }
}

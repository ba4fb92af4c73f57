//! The lines of one `VFREEBUSY`.

use super::document::{End, Event, FreeBusy, When};
use super::duration::Duration;
use super::property::Property;
use super::report::Report;
use super::values;
use super::zones::ZoneNames;
use scheduling_core::time::{Interval, Timestamp};

/// The periods of a property.
#[derive(Debug, Default)]
pub(crate) struct Periods {
    /// Those in UTC, as all ought to be (RFC 5545, 3.8.2.6).
    pub(crate) in_utc: Vec<FreeBusy>,
    /// Those on other clocks, which are known once the calendar object has ended.
    pub(crate) others: Vec<Event>,
}

impl Periods {
    pub(crate) fn len(&self) -> usize {
        self.in_utc.len() + self.others.len()
    }

    /// Takes a period; one without length takes no time, and of one that ends before it starts somebody mixed the two up.
    fn take(&mut self, line: usize, start: When, end: End) {
        match in_utc(start, end) {
            Some((start, end)) => {
                let time = Interval::new(start.min(end), start.max(end)).ok();
                self.in_utc.extend(time.map(|time| FreeBusy { line, time }));
            }
            None => self.others.push(Event::period(line, start, end)),
        }
    }
}

/// `FREEBUSY`: its periods, unless they are free ones.
pub(crate) fn free_busy(property: &Property, names: &mut ZoneNames, report: &mut Report) -> Periods {
    let mut periods = Periods::default();
    if property.has("FBTYPE", "FREE") {
        return periods;
    }
    if property.value.is_empty() {
        report.lose(property.line, "FREEBUSY: there is nothing in it");
    }
    let read = values::periods(property, names);
    read.bad.into_iter().for_each(|reason| report.lose(property.line, reason));
    for (start, end) in read.good {
        let end = end.unwrap_or_else(|reason| {
            report.add(property.line, format!("{reason}; the period counts for a day"));
            End::After(Duration { days: 1, seconds: 0 })
        });
        periods.take(property.line, start, end);
    }
    periods
}

/// Both ends of a period, where it is known on no other clock than that of UTC.
fn in_utc(start: When, end: End) -> Option<(Timestamp, Timestamp)> {
    let When::Utc(start) = start else { return None };
    match end {
        End::At(When::Utc(end)) => Some((start, end)),
        End::After(Duration { days, seconds }) => {
            Some((start, start.plus_seconds(days.saturating_mul(86_400).saturating_add(seconds))))
        }
        End::At(_) | End::Missing => None,
    }
}

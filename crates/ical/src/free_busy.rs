//! The lines of one `VFREEBUSY`.

use super::document::{End, FreeBusy, When};
use super::property::Property;
use super::report::Report;
use super::values;
use super::zones::ZoneNames;
use scheduling_core::time::Interval;

/// `FREEBUSY`: its periods, unless they are free ones. They are in UTC (RFC 5545, 3.8.2.6).
pub(crate) fn free_busy(property: &Property, names: &mut ZoneNames, report: &mut Report) -> Vec<FreeBusy> {
    if property.has("FBTYPE", "FREE") {
        return Vec::new();
    }
    let time = |(start, end): (When, End)| {
        let When::Utc(start) = start else { return None };
        let end = match end {
            End::At(When::Utc(end)) => end,
            End::After(duration) => start.plus_seconds(duration.days * 86_400 + duration.seconds),
            End::At(_) | End::Missing => return None,
        };
        Interval::new(start, end).ok().map(|time| FreeBusy { line: property.line, time })
    };
    let periods = values::periods(property, names);
    if property.value.is_empty() {
        report.lose(property.line, "FREEBUSY: there is nothing in it");
    }
    periods.bad.into_iter().for_each(|reason| report.lose(property.line, reason));
    let times: Vec<Option<FreeBusy>> = periods.good.into_iter().map(time).collect();
    if times.iter().any(Option::is_none) {
        report.lose(property.line, "FREEBUSY: a period ends after it starts, both in UTC");
    }
    times.into_iter().flatten().collect()
}

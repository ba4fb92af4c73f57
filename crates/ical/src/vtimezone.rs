//! The lines of one part of a `VTIMEZONE` (RFC 5545, 3.6.5).

use super::document::When;
use super::property::Property;
use super::report::Report;
use super::values;
use super::zone_definition::Observance;
use super::zones::ZoneNames;
use scheduling_core::calendar::recurrence::Rule;
use scheduling_core::time::LocalDateTime;

/// An observance while its lines are read.
#[derive(Debug)]
pub(crate) struct ObservanceDraft {
    line: usize,
    start: Option<LocalDateTime>,
    offset_from: Option<i32>,
    offset_to: Option<i32>,
    rules: Vec<Rule>,
    dates: Vec<LocalDateTime>,
    /// How much it has gathered.
    pub(crate) entries: usize,
    is_broken: bool,
}

impl ObservanceDraft {
    pub(crate) fn new(line: usize) -> Self {
        Self {
            line,
            start: None,
            offset_from: None,
            offset_to: None,
            rules: Vec::new(),
            dates: Vec::new(),
            entries: 0,
            is_broken: false,
        }
    }

    /// A line that means something could not be read.
    pub(crate) fn break_up(&mut self) {
        self.is_broken = true;
    }

    pub(crate) fn take(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.entries += 1;
        let taken = match property.name.as_str() {
            "DTSTART" => values::when(property, names).map(|when| self.start = Some(wall(&when))),
            "RDATE" => {
                let dates = values::list(property, names);
                self.entries += dates.good.len();
                self.dates.extend(dates.good.iter().map(wall));
                dates.bad.into_iter().next().map_or(Ok(()), Err)
            }
            "RRULE" => {
                Rule::parse(&property.value).map(|rule| self.rules.push(rule)).map_err(|e| e.to_string())
            }
            "TZOFFSETFROM" => offset(property).map(|offset| self.offset_from = Some(offset)),
            "TZOFFSETTO" => offset(property).map(|offset| self.offset_to = Some(offset)),
            _ => Ok(()),
        };
        if let Err(reason) = taken {
            self.is_broken = true;
            report.add(property.line, reason);
        }
    }

    /// The observance, if its three necessary lines are there and all could be read.
    pub(crate) fn finish(self, report: &mut Report) -> Option<Observance> {
        let (Some(start), Some(offset_from), Some(offset_to)) =
            (self.start, self.offset_from, self.offset_to)
        else {
            report.add(self.line, "this part of a time zone lacks DTSTART, TZOFFSETFROM or TZOFFSETTO");
            return None;
        };
        (!self.is_broken).then_some(Observance {
            start,
            offset_from,
            offset_to,
            rules: self.rules,
            dates: self.dates,
        })
    }
}

/// Onsets are local times; some programs write them as dates or with a `Z` nonetheless.
fn wall(when: &When) -> LocalDateTime {
    match when {
        When::Date(date) => date.midnight(),
        When::Floating(local) | When::Zoned(local, _) => *local,
        When::Utc(instant) => LocalDateTime::from_local_seconds(instant.unix()),
    }
}

fn offset(property: &Property) -> Result<i32, String> {
    values::utc_offset(&property.value)
        .ok_or_else(|| format!("{}: is no offset such as +0100", property.name))
}

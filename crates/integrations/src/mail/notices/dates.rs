//! Dates and times in a language's way, on the recipient's wall clock.

use super::Language;
use super::texts::Texts;
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};

/// A recipient's wall clock.
pub(super) struct Clock {
    language: Language,
    zone: TimeZone,
}

impl Clock {
    /// The clock of a zone's name; UTC where there is no such zone.
    pub(super) fn new(language: Language, zone: &str) -> Self {
        Self { language, zone: TimeZone::named(zone).unwrap_or_else(|_| TimeZone::utc()) }
    }

    /// A moment, with its zone.
    pub(super) fn instant(&self, instant: Timestamp) -> String {
        let (date, time) = self.parts(instant);
        format!("{} ({})", self.moment(date, &time), self.zone_at(instant, instant))
    }

    /// From when until when, with the zone; the day is named twice where the end is on another.
    pub(super) fn interval(&self, interval: Interval) -> String {
        let (start_date, start) = self.parts(interval.start());
        let (end_date, end) = self.parts(interval.end());
        let zone = self.zone_at(interval.start(), interval.end());
        if start_date != end_date {
            let from = self.moment(start_date, &start);
            return format!("{from} – {} ({zone})", self.moment(end_date, &end));
        }
        let date = self.date(start_date);
        match self.language {
            Language::English => format!("{date}, {start}–{end} ({zone})"),
            Language::German => format!("{date}, {start}–{end} Uhr ({zone})"),
            Language::French => format!("{date}, de {start} à {end} ({zone})"),
        }
    }

    fn moment(&self, date: Date, time: &str) -> String {
        let date = self.date(date);
        match self.language {
            Language::English => format!("{date}, {time}"),
            Language::German => format!("{date}, {time} Uhr"),
            Language::French => format!("{date} à {time}"),
        }
    }

    fn parts(&self, instant: Timestamp) -> (Date, String) {
        let local = self.zone.local(instant);
        let (hour, minute) = (local.second_of_day() / 3600, local.second_of_day() / 60 % 60);
        let time = match self.language {
            Language::English | Language::German => format!("{hour:02}:{minute:02}"),
            Language::French => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
        };
        (local.date(), time)
    }

    fn date(&self, date: Date) -> String {
        let texts = Texts(self.language);
        let (day, year) = (date.day(), date.year());
        let weekday = texts.say(&format!("weekday-{}", date.weekday().number()));
        let month = texts.say(&format!("month-{}", date.month()));
        match self.language {
            Language::English => format!("{weekday}, {day} {month} {year}"),
            Language::German => format!("{weekday}, {day}. {month} {year}"),
            Language::French => {
                let ordinal = if day == 1 { "er" } else { "" };
                format!("{weekday} {day}{ordinal} {month} {year}")
            }
        }
    }

    /// The zone's name and its distance from UTC; both distances where clocks change in between. Abbreviations
    /// such as CST mean several zones, so that none is written.
    fn zone_at(&self, start: Timestamp, end: Timestamp) -> String {
        let (before, after) = (offset(self.zone.offset_at(start)), offset(self.zone.offset_at(end)));
        let offsets = if before == after { before } else { format!("{before} → {after}") };
        match self.zone.name() {
            "UTC" => "UTC".to_owned(),
            name => format!("{}, {offsets}", name.replace('_', " ")),
        }
    }
}

/// `UTC+05:30`, from seconds east.
fn offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

//! Dates and times for people to read, in their language, on the clock of a zone.

use crate::kit::texts::Texts;
use scheduling_core::time::{
    Date, Interval, LocalDateTime, LocalTimeResolution, TimeOfDay, TimeZone, Timestamp,
};

/// A clock on the wall of somebody.
#[derive(Debug, Clone)]
pub(crate) struct WallClock {
    pub(crate) texts: Texts,
    pub(crate) zone: TimeZone,
    pub(crate) hours: Hours,
}

/// How a clock counts hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Hours {
    /// Twice 12, with am and pm.
    Twelve,
    #[default]
    TwentyFour,
}

impl WallClock {
    pub(crate) fn new(texts: Texts, zone: TimeZone) -> Self {
        Self { texts, zone, hours: Hours::default() }
    }

    /// The same clock with hours as somebody reads them.
    pub(crate) fn with_hours(self, hours: Hours) -> Self {
        Self { hours, ..self }
    }

    /// A moment, with its zone.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let moment = self.plain(at);
        self.texts.values("time-in-zone", &[("time", &moment), ("zone", &self.zone_name())])
    }

    /// A moment without its zone, where the page names it once.
    pub(crate) fn plain(&self, at: Timestamp) -> String {
        self.texts.values("time-moment", &[("date", &self.date(self.day_of(at))), ("time", &self.time(at))])
    }

    /// A moment as lists say it: short, with the year where it is another.
    pub(crate) fn short(&self, at: Timestamp, now: Timestamp) -> String {
        let day = self.day_of(at);
        let date = match day.year() == self.day_of(now).year() {
            true => self.short_date(day),
            false => self.date(day),
        };
        self.texts.values("time-moment", &[("date", &date), ("time", &self.time(at))])
    }

    /// From when until when, with the zone; the day is named twice where the end is on another.
    pub(crate) fn interval(&self, time: Interval) -> String {
        self.texts.values("time-in-zone", &[("time", &self.span(time)), ("zone", &self.zone_name())])
    }

    /// The same without the zone.
    pub(crate) fn span(&self, time: Interval) -> String {
        let (from, to) = (self.day_of(time.start()), self.day_of(time.end()));
        let until = match from == to {
            true => self.time(time.end()),
            false => self.plain(time.end()),
        };
        self.texts.values("time-span", &[("start", &self.plain(time.start())), ("end", &until)])
    }

    /// The same in one line of a list.
    pub(crate) fn short_span(&self, time: Interval, now: Timestamp) -> String {
        let (from, to) = (self.day_of(time.start()), self.day_of(time.end()));
        let until = match from == to {
            true => self.time(time.end()),
            false => self.short(time.end(), now),
        };
        self.texts.values("time-span", &[("start", &self.short(time.start(), now)), ("end", &until)])
    }

    /// From when until when within a day whose name stands beside it.
    pub(crate) fn times(&self, time: Interval) -> String {
        let day = self.day_of(time.start());
        let (from, to) = (self.zone.start_of_day(day), self.zone.start_of_day(day.plus_days(1)));
        if time.start() == from && time.end() >= to {
            return self.texts.say("time-all-day");
        }
        if time.end() == to {
            let start = self.time(time.start());
            return self.texts.values("time-times", &[("start", &start), ("end", &self.hour(24 * 60))]);
        }
        self.texts
            .values("time-times", &[("start", &self.time(time.start())), ("end", &self.time(time.end()))])
    }

    /// The time of day: 09:30. Where clocks are set back, it says which of two hours it is.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let local = self.zone.local(at);
        let time = self.hour(local.second_of_day() / 60);
        match self.zone.resolve(local) {
            LocalTimeResolution::Fold { earlier, .. } if earlier == at => {
                self.texts.with("time-first", "time", &time)
            }
            LocalTimeResolution::Fold { .. } => self.texts.with("time-second", "time", &time),
            LocalTimeResolution::Unique(_) | LocalTimeResolution::Gap { .. } => time,
        }
    }

    /// The same with its zone.
    pub(crate) fn zoned_time(&self, at: Timestamp) -> String {
        self.texts.values("time-in-zone", &[("time", &self.time(at)), ("zone", &self.zone_name())])
    }

    fn hour(&self, minutes: i64) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60);
        match self.hours {
            Hours::TwentyFour => format!("{hour:02}:{minute:02}"),
            Hours::Twelve => {
                let time = format!("{}:{minute:02}", (hour + 11) % 12 + 1);
                self.texts.with(if hour % 24 < 12 { "time-am" } else { "time-pm" }, "time", &time)
            }
        }
    }

    /// A time of day that hours are set to, of no day in particular.
    pub(crate) fn of_day(&self, time: TimeOfDay) -> String {
        self.hour(time.seconds() / 60)
    }

    /// From when until when on days that hours are set for.
    pub(crate) fn wall_span(&self, start: TimeOfDay, end: TimeOfDay) -> String {
        self.texts.values("time-times", &[("start", &self.of_day(start)), ("end", &self.of_day(end))])
    }

    /// The local day of a moment.
    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        self.zone.local(at).date()
    }

    /// Tuesday 8 December 2026.
    pub(crate) fn date(&self, date: Date) -> String {
        let values = self.named(date, "");
        let year = date.year().to_string();
        self.texts.values(
            "date-long",
            &[("weekday", &values.weekday), ("day", &values.day), ("month", &values.month), ("year", &year)],
        )
    }

    /// Tue 8 Dec.
    pub(crate) fn short_date(&self, date: Date) -> String {
        let values = self.named(date, "short-");
        self.texts.values(
            "date-short",
            &[("weekday", &values.weekday), ("day", &values.day), ("month", &values.month)],
        )
    }

    fn named(&self, date: Date, form: &str) -> Named {
        Named {
            weekday: self.texts.say(&format!("weekday-{form}{}", date.weekday().number())),
            day: date.day().to_string(),
            month: self.texts.say(&format!("month-{form}{}", date.month())),
        }
    }

    /// The zone with its distance from UTC now and then.
    pub(crate) fn zone_name(&self) -> String {
        self.zone.name().replace('_', " ")
    }

    /// The value of an input of the type `datetime-local`.
    pub(crate) fn input(&self, at: Timestamp) -> String {
        let local = self.zone.local(at);
        let minutes = local.second_of_day() / 60;
        format!("{}T{:02}:{:02}", local.date(), minutes / 60, minutes % 60)
    }

    /// What an input of the type `datetime-local` says; a time that clocks skip is what it would have been. An instant, as
    /// buttons and hidden fields send it, is itself.
    pub(crate) fn read(&self, text: &str) -> Option<Timestamp> {
        if let Ok(instant) = Timestamp::parse(text) {
            return Some(instant);
        }
        let (date, time) = text.split_once('T')?;
        let (date, time) = (Date::parse(date).ok()?, TimeOfDay::parse(time).ok()?);
        Some(self.at(date, time.seconds()))
    }

    /// What is said of a day on which clocks change.
    pub(crate) fn clock_change(&self, date: Date) -> Option<String> {
        let (start, end) = (self.zone.start_of_day(date), self.zone.start_of_day(date.plus_days(1)));
        let minutes = (end.unix() - start.unix()) / 60 - 1440;
        let key = match minutes {
            0 => return None,
            ..0 => "clocks-forward",
            _ => "clocks-back",
        };
        Some(self.texts.count(key, usize::try_from(minutes.abs()).unwrap_or_default()))
    }

    /// The instant of a local time.
    pub(crate) fn at(&self, date: Date, second_of_day: i64) -> Timestamp {
        match LocalDateTime::new(date, second_of_day) {
            Ok(local) => self.zone.resolve(local).compatible(),
            Err(_) => self.zone.start_of_day(date),
        }
    }
}

struct Named {
    weekday: String,
    day: String,
    month: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Language;

    fn clock(language: Language, zone: &str) -> WallClock {
        WallClock::new(Texts(language), TimeZone::named(zone).expect("a zone"))
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn the_day_is_named_again_where_it_is_another() {
        let check = |language, start: &str, end: &str, expected: &str| {
            let time = Interval::new(at(start), at(end)).expect("an interval");
            assert_eq!(clock(language, "Europe/Berlin").interval(time), expected);
        };
        check(
            Language::English,
            "2025-01-22T10:00:00Z",
            "2025-01-22T11:00:00Z",
            "Wednesday 22 January 2025, 11:00 to 12:00 (Europe/Berlin)",
        );
        check(
            Language::English,
            "2025-12-31T22:30:00Z",
            "2025-12-31T23:30:00Z",
            "Wednesday 31 December 2025, 23:30 to Thursday 1 January 2026, 00:30 (Europe/Berlin)",
        );
        check(
            Language::German,
            "2025-01-22T10:00:00Z",
            "2025-01-22T11:00:00Z",
            "Mittwoch, 22. Januar 2025, 11:00 bis 12:00 (Europe/Berlin)",
        );
        let opens = clock(Language::English, "Europe/Berlin").moment(at("2025-06-01T00:00:00Z"));
        assert_eq!(opens, "Sunday 1 June 2025, 02:00 (Europe/Berlin)");
    }

    #[test]
    fn a_whole_day_and_its_end_are_said_as_such() {
        let clock = clock(Language::English, "Europe/Berlin");
        let check = |start: &str, end: &str, expected: &str| {
            let time = Interval::new(at(start), at(end)).expect("an interval");
            assert_eq!(clock.times(time), expected);
        };
        check("2025-01-21T23:00:00Z", "2025-01-22T23:00:00Z", "All day");
        check("2025-01-22T17:00:00Z", "2025-01-22T23:00:00Z", "18:00–24:00");
        check("2025-01-22T08:00:00Z", "2025-01-22T08:45:00Z", "09:00–09:45");
    }

    #[test]
    fn days_on_which_clocks_change_say_so() {
        let check = |zone: &str, day: &str, expected: Option<&str>| {
            let seen = clock(Language::English, zone).clock_change(Date::parse(day).expect("a date"));
            assert_eq!(seen.as_deref(), expected, "{day}");
        };
        let back = "Clocks go back by 60 minutes on this day: some times come twice.";
        check("Europe/Berlin", "2026-03-29", Some("Clocks go forward by 60 minutes on this day."));
        check("Europe/Berlin", "2026-10-25", Some(back));
        check("Europe/Berlin", "2026-10-26", None);
        check("Australia/Lord_Howe", "2026-10-04", Some("Clocks go forward by 30 minutes on this day."));
        check("Pacific/Apia", "2011-12-30", Some("Clocks go forward by 1440 minutes on this day."));
    }

    #[test]
    fn an_hour_that_comes_twice_says_which_one_it_is() {
        let clock = clock(Language::English, "Europe/Berlin");
        assert_eq!(clock.time(at("2026-10-25T00:30:00Z")), "02:30 (first)");
        assert_eq!(clock.time(at("2026-10-25T01:30:00Z")), "02:30 (second)");
        assert_eq!(clock.time(at("2026-10-25T02:30:00Z")), "03:30");
    }

    #[test]
    fn half_an_hour_that_comes_twice_says_so_too() {
        let clock = clock(Language::English, "Australia/Lord_Howe");
        let check = |text: &str, expected: &str| assert_eq!(clock.time(at(text)), expected);
        check("2026-04-04T14:15:00Z", "01:15");
        check("2026-04-04T14:30:00Z", "01:30 (first)");
        check("2026-04-04T14:45:00Z", "01:45 (first)");
        check("2026-04-04T15:00:00Z", "01:30 (second)");
        check("2026-04-04T15:15:00Z", "01:45 (second)");
        check("2026-04-04T15:30:00Z", "02:00");
    }

    #[test]
    fn hours_are_counted_twice_for_those_who_read_them_so() {
        let clock = clock(Language::English, "Europe/Berlin").with_hours(Hours::Twelve);
        let check = |text: &str, expected: &str| assert_eq!(clock.time(at(text)), expected);
        check("2026-06-01T22:05:00Z", "12:05 am");
        check("2026-06-01T10:00:00Z", "12:00 pm");
        check("2026-06-01T11:30:00Z", "1:30 pm");
        check("2026-06-01T09:59:00Z", "11:59 am");
        check("2026-10-25T01:30:00Z", "2:30 am (second)");
    }

    #[test]
    fn hours_that_are_set_are_shown_as_times_are() {
        let time = |text: &str| TimeOfDay::parse(text).expect("a time of day");
        let check = |hours, start: &str, end: &str, expected: &str| {
            let clock = clock(Language::English, "Europe/Berlin").with_hours(hours);
            assert_eq!(clock.wall_span(time(start), time(end)), expected);
        };
        check(Hours::TwentyFour, "09:00", "24:00", "09:00–24:00");
        check(Hours::Twelve, "09:00", "17:30", "9:00 am–5:30 pm");
        check(Hours::Twelve, "18:00", "24:00", "6:00 pm–12:00 am");
        let german = clock(Language::German, "Europe/Berlin").with_hours(Hours::TwentyFour);
        assert_eq!(german.of_day(time("13:30")), "13:30");
    }

    #[test]
    fn what_an_input_says_is_read_on_the_same_clock() {
        let clock = clock(Language::English, "America/New_York");
        let instant = at("2026-07-01T13:30:00Z");
        assert_eq!(clock.input(instant), "2026-07-01T09:30");
        assert_eq!(clock.read("2026-07-01T09:30"), Some(instant));
        assert_eq!(clock.read("2026-07-01"), None);
        assert_eq!(clock.read("2026-03-08T02:30"), Some(at("2026-03-08T07:30:00Z")));
        assert_eq!(clock.read("2026-11-01T06:30:15Z"), Some(at("2026-11-01T06:30:15Z")));
    }
}

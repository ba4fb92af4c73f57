//! Time zones: the only way between instants and wall clocks.

use super::zone_data;
use super::zone_table::{ZoneSpan, ZoneTable, with_ends};
use super::{Date, LocalDateTime, SECONDS_PER_DAY, Timestamp};
use crate::Error;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A time zone; cheap to clone.
///
/// Going from a wall clock to an instant has no single answer on the days on which clocks change, so
/// [`TimeZone::resolve`] answers with a [`LocalTimeResolution`] that the caller has to take apart.
///
/// ```
/// use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone};
/// let berlin = TimeZone::named("Europe/Berlin").unwrap();
/// let half_past_two = |day| LocalDateTime::new(Date::parse(day).unwrap(), 2 * 3600 + 1800).unwrap();
/// assert!(matches!(berlin.resolve(half_past_two("2025-03-29")), LocalTimeResolution::Unique(_)));
/// assert!(matches!(berlin.resolve(half_past_two("2025-03-30")), LocalTimeResolution::Gap { .. }));
/// assert!(matches!(berlin.resolve(half_past_two("2025-10-26")), LocalTimeResolution::Fold { .. }));
/// assert!(TimeZone::named("europe/berlin").is_err(), "names are matched exactly");
/// ```
#[derive(Clone)]
pub struct TimeZone(Arc<ZoneTable>);

/// Which instant a wall clock means.
///
/// ```
/// use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone};
/// let lord_howe = TimeZone::named("Australia/Lord_Howe")?;
/// let quarter_to_two = LocalDateTime::new(Date::parse("2026-04-05")?, 3600 + 2700)?;
/// match lord_howe.resolve(quarter_to_two) {
///     LocalTimeResolution::Unique(_) => unreachable!("clocks go back by half an hour at two"),
///     LocalTimeResolution::Gap { .. } => unreachable!("and not forward"),
///     LocalTimeResolution::Fold { earlier, later } => assert_eq!(later, earlier.plus_minutes(30)),
/// }
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalTimeResolution {
    /// The wall clock shows this time once.
    Unique(Timestamp),
    /// The wall clock never shows this time: clocks went forward over it.
    Gap {
        /// The instant of the change, which is the first after the time that was skipped.
        change: Timestamp,
        /// The time read with the offset before the change; as long after `change` as the time lies in the gap.
        with_offset_before: Timestamp,
        /// The time read with the offset after the change; before `change`.
        with_offset_after: Timestamp,
    },
    /// The wall clock shows this time twice: clocks went back over it.
    Fold {
        /// The first time.
        earlier: Timestamp,
        /// The last time.
        later: Timestamp,
    },
}

impl LocalTimeResolution {
    /// RFC 5545, 3.3.5: a time in a gap is read with the offset before it, a repeated time is the first.
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalDateTime, TimeZone};
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let read = |day| -> Result<String, scheduling_core::Error> {
    ///     let half_past_two = LocalDateTime::new(Date::parse(day)?, 2 * 3600 + 1800)?;
    ///     Ok(berlin.resolve(half_past_two).compatible().to_string())
    /// };
    /// assert_eq!(read("2026-03-29")?, "2026-03-29T01:30:00Z", "the clock shows 03:30 then");
    /// assert_eq!(read("2026-10-25")?, "2026-10-25T00:30:00Z", "the first of two");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn compatible(self) -> Timestamp {
        match self {
            Self::Unique(instant) => instant,
            Self::Gap { with_offset_before, .. } => with_offset_before,
            Self::Fold { earlier, .. } => earlier,
        }
    }
}

impl TimeZone {
    /// The zone of an IANA name, aliases such as `US/Pacific` included. Names are matched exactly; offsets and
    /// the empty text are no names.
    ///
    /// # Errors
    /// Where the database that is built in has no zone of that name.
    ///
    /// ```
    /// use scheduling_core::time::TimeZone;
    /// assert!(TimeZone::named("Asia/Kathmandu").is_ok());
    /// assert!(TimeZone::named("US/Pacific").is_ok(), "an alias");
    /// let error = TimeZone::named("asia/kathmandu").unwrap_err();
    /// assert_eq!(error.to_string(), "\"asia/kathmandu\" is no time zone of the IANA database");
    /// ```
    pub fn named(name: &str) -> Result<Self, Error> {
        zone_data::named(name).map(Self).ok_or_else(|| Error::unknown_time_zone(name))
    }

    /// Coordinated universal time.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// assert_eq!(TimeZone::utc().offset_at(Timestamp::MAX), 0);
    /// ```
    #[must_use]
    pub fn utc() -> Self {
        Self::named("UTC").unwrap_or_else(|_| Self::from_transitions("UTC", 0, Vec::new()))
    }

    /// A zone of its own, as calendars define them in `VTIMEZONE`: an offset from the beginning of time, and
    /// what it changes to at which instants. Offsets are in seconds east of UTC, within a day.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// let change = Timestamp::parse("2026-03-29T01:00:00Z")?;
    /// let zone = TimeZone::from_transitions("Customized", 3600, vec![(change, 7200)]);
    /// assert_eq!(zone.local(change.plus_seconds(-1)).to_string(), "2026-03-29T01:59:59");
    /// assert_eq!(zone.local(change).to_string(), "2026-03-29T03:00:00");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn from_transitions(name: &str, first_offset: i32, mut changes: Vec<(Timestamp, i32)>) -> Self {
        let bounded = |offset: i32| i64::from(offset).clamp(1 - SECONDS_PER_DAY, SECONDS_PER_DAY - 1);
        changes.sort_by_key(|&(at, _)| at);
        let mut spans = vec![ZoneSpan::new(i64::MIN, bounded(first_offset))];
        for (at, offset) in changes {
            let offset = bounded(offset);
            match spans.last_mut() {
                Some(last) if last.start == at.unix() => last.offset = offset,
                Some(last) if last.offset == offset => {}
                _ => spans.push(ZoneSpan::new(at.unix(), offset)),
            }
        }
        Self(Arc::new(ZoneTable::custom(name, spans)))
    }

    /// The names of all zones that are built in, aliases included.
    ///
    /// ```
    /// use scheduling_core::time::TimeZone;
    /// assert!(TimeZone::names().any(|name| name == "Australia/Lord_Howe"));
    /// assert!(TimeZone::names().all(|name| TimeZone::named(name).is_ok()));
    /// ```
    pub fn names() -> impl Iterator<Item = &'static str> {
        zone_data::names()
    }

    /// The name.
    ///
    /// ```
    /// use scheduling_core::time::TimeZone;
    /// assert_eq!(TimeZone::named("America/Havana")?.name(), "America/Havana");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The name, if it is one of the IANA database and the rules are those that are built in.
    ///
    /// # Errors
    /// For a zone that was [made of its transitions](Self::from_transitions), whatever it is called.
    ///
    /// ```
    /// use scheduling_core::time::TimeZone;
    /// assert_eq!(TimeZone::named("Europe/Berlin")?.iana_name(), Ok("Europe/Berlin"));
    /// // A calendar's own idea of Berlin.
    /// assert!(TimeZone::from_transitions("Europe/Berlin", 0, Vec::new()).iana_name().is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn iana_name(&self) -> Result<&str, Error> {
        match zone_data::named(self.name()) {
            Some(table) if Arc::ptr_eq(&table, &self.0) => Ok(self.name()),
            _ => Err(Error::own_rules(self.name())),
        }
    }

    /// Seconds east of UTC at a timestamp.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// let kathmandu = TimeZone::named("Asia/Kathmandu")?;
    /// assert_eq!(kathmandu.offset_at(Timestamp::parse("2026-03-29T00:00:00Z")?), 5 * 3600 + 45 * 60);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn offset_at(&self, instant: Timestamp) -> i64 {
        self.0.offset_at(instant.unix())
    }

    /// What the wall clock shows at an instant.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// // Havana's clocks go back from one o'clock to midnight: this midnight is the day's second.
    /// let havana = TimeZone::named("America/Havana")?;
    /// let again = Timestamp::parse("2025-11-02T05:00:00Z")?;
    /// assert_eq!(havana.local(again).to_string(), "2025-11-02T00:00:00");
    /// assert_eq!(havana.local(again.plus_minutes(-60)).to_string(), "2025-11-02T00:00:00");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn local(&self, instant: Timestamp) -> LocalDateTime {
        LocalDateTime::from_local_seconds(instant.unix() + self.offset_at(instant))
    }

    /// Which instant, or instants, the wall clock shows this time at.
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone, Timestamp};
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let skipped = LocalDateTime::new(Date::parse("2026-03-29")?, 2 * 3600 + 1800)?;
    /// let LocalTimeResolution::Gap { change, .. } = berlin.resolve(skipped) else { unreachable!() };
    /// assert_eq!(change, Timestamp::parse("2026-03-29T01:00:00Z")?);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn resolve(&self, local: LocalDateTime) -> LocalTimeResolution {
        let wall = local.local_seconds();
        let spans = self.0.spans(wall - 2 * SECONDS_PER_DAY, wall + 2 * SECONDS_PER_DAY);
        let mut found: Option<(i64, i64)> = None;
        for (span, end) in with_ends(&spans) {
            let instant = wall - span.offset;
            if span.start <= instant && instant < end {
                found = Some(found.map_or((instant, instant), |(first, _)| (first, instant)));
            }
        }
        match found {
            Some((first, last)) if first == last => {
                LocalTimeResolution::Unique(Timestamp::saturating_from_unix(first))
            }
            Some((first, last)) => LocalTimeResolution::Fold {
                earlier: Timestamp::saturating_from_unix(first),
                later: Timestamp::saturating_from_unix(last),
            },
            None => gap(&spans, wall),
        }
    }

    /// The first instant of a local day: usually midnight, later where midnight was skipped, and the first
    /// instant of the next day where the zone skipped the whole day.
    ///
    /// ```
    /// use scheduling_core::time::{Date, TimeZone};
    /// let begins = |zone, day| -> Result<String, scheduling_core::Error> {
    ///     Ok(TimeZone::named(zone)?.start_of_day(Date::parse(day)?).to_string())
    /// };
    /// assert_eq!(begins("Europe/Berlin", "2026-03-29")?, "2026-03-28T23:00:00Z");
    /// assert_eq!(begins("America/Havana", "2026-03-08")?, "2026-03-08T05:00:00Z", "there is no midnight: at one");
    /// assert_eq!(begins("America/Havana", "2025-11-02")?, "2025-11-02T04:00:00Z", "the first of two midnights");
    /// assert_eq!(begins("Pacific/Apia", "2011-12-30")?, begins("Pacific/Apia", "2011-12-31")?, "there is no such day");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn start_of_day(&self, date: Date) -> Timestamp {
        let wall = date.midnight().local_seconds();
        let spans = self.0.spans(wall - 2 * SECONDS_PER_DAY, wall + 2 * SECONDS_PER_DAY);
        let starts = with_ends(&spans).filter_map(|(span, end)| {
            let first = span.start.max(wall - span.offset);
            (first < end).then_some(first)
        });
        Timestamp::saturating_from_unix(starts.min().unwrap_or(wall))
    }

    /// The spans of constant offset that overlap `[from, to)`, in order; a slice of the zone's table up to the
    /// year 2100.
    /// The times between two local ones that no clock shows: from the first to the first after it, in local seconds.
    pub(crate) fn gaps(&self, from: LocalDateTime, to: LocalDateTime) -> Vec<(i64, i64)> {
        let (from, to) =
            (from.local_seconds() - 2 * SECONDS_PER_DAY, to.local_seconds() + 2 * SECONDS_PER_DAY);
        let spans = self.spans(from, to.max(from));
        let pairs = spans.iter().zip(spans.iter().skip(1));
        let gap = |(before, after): (&ZoneSpan, &ZoneSpan)| {
            (after.start + before.offset, after.start + after.offset)
        };
        pairs.map(gap).filter(|(from, to)| from < to).collect()
    }

    pub(crate) fn spans(&self, from: i64, to: i64) -> Cow<'_, [ZoneSpan]> {
        self.0.spans(from, to)
    }

    /// Whether both are the same table, which is so for all zones of one name.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The change whose skipped stretch of wall clock holds `wall`.
fn gap(spans: &[ZoneSpan], wall: i64) -> LocalTimeResolution {
    let pairs = spans.iter().zip(spans.iter().skip(1));
    let mut holding = pairs
        .filter(|(before, after)| after.start + before.offset <= wall && wall < after.start + after.offset)
        .map(|(before, after)| LocalTimeResolution::Gap {
            change: Timestamp::saturating_from_unix(after.start),
            with_offset_before: Timestamp::saturating_from_unix(wall - before.offset),
            with_offset_after: Timestamp::saturating_from_unix(wall - after.offset),
        });
    // A wall clock outside every span is inside a gap, so there always is one.
    holding.next_back().unwrap_or(LocalTimeResolution::Unique(Timestamp::saturating_from_unix(wall)))
}

impl FromStr for TimeZone {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::named(name)
    }
}

impl PartialEq for TimeZone {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
    }
}

impl Eq for TimeZone {}

impl fmt::Debug for TimeZone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "TimeZone({})", self.name())
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::named(name).unwrap_or_else(|error| panic!("{error}"))
    }

    fn local(text: &str) -> LocalDateTime {
        let (date, time) = text.split_once(' ').expect("date and time");
        let time = crate::time::TimeOfDay::parse(time).expect("a time");
        LocalDateTime::new(Date::parse(date).expect("a date"), time.seconds()).expect("a local time")
    }

    fn check_resolve(name: &str, wall: &str, expected: &str) {
        let seen = match zone(name).resolve(local(wall)) {
            LocalTimeResolution::Unique(at) => format!("{at}"),
            LocalTimeResolution::Fold { earlier, later } => format!("{earlier} or {later}"),
            LocalTimeResolution::Gap { change, with_offset_before, .. } => {
                format!("gap at {change}, {with_offset_before}")
            }
        };
        assert_eq!(seen, expected, "{name} {wall}");
    }

    #[test]
    fn wall_clocks_are_unique_skipped_or_shown_twice() {
        check_resolve("UTC", "2025-01-22 09:00", "2025-01-22T09:00:00Z");
        check_resolve("Asia/Kolkata", "2025-01-22 09:00", "2025-01-22T03:30:00Z");
        check_resolve(
            "America/New_York",
            "2026-03-08 02:30",
            "gap at 2026-03-08T07:00:00Z, 2026-03-08T07:30:00Z",
        );
        check_resolve("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z or 2026-11-01T06:30:00Z");
        check_resolve(
            "Australia/Lord_Howe",
            "2025-04-06 01:45",
            "2025-04-05T14:45:00Z or 2025-04-05T15:15:00Z",
        );
        check_resolve(
            "America/Sao_Paulo",
            "2018-11-04 00:00",
            "gap at 2018-11-04T03:00:00Z, 2018-11-04T03:00:00Z",
        );
        check_resolve(
            "Pacific/Apia",
            "2011-12-30 12:00",
            "gap at 2011-12-30T10:00:00Z, 2011-12-30T22:00:00Z",
        );
        // Since November 2026 Vancouver keeps one time; older zone data is an hour off here.
        check_resolve("America/Vancouver", "2026-12-01 09:00", "2026-12-01T16:00:00Z");
        check_resolve("Europe/Berlin", "2150-07-01 12:00", "2150-07-01T10:00:00Z");
    }

    #[test]
    fn days_begin_where_the_wall_clock_first_shows_them() {
        let check = |name: &str, date: &str, expected: &str| {
            let seen = zone(name).start_of_day(Date::parse(date).expect("a date"));
            assert_eq!(seen.to_string(), expected, "{name} {date}");
        };
        check("Europe/Berlin", "2025-01-22", "2025-01-21T23:00:00Z");
        check("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z");
        check("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z");
        check("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z");
    }

    #[test]
    fn names_are_exact_iana_names() {
        for name in ["US/Pacific", "Etc/GMT+5", "GMT", "Europe/Kyiv", "Asia/Calcutta"] {
            assert!(TimeZone::named(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "Local",
            "+01:00",
            "europe/berlin",
            "Europe/Atlantis",
            "Factory",
            "Etc/Unknown",
            "UTC+1",
            " UTC",
        ] {
            assert!(TimeZone::named(name).is_err(), "{name}");
        }
    }

    #[test]
    fn what_the_tables_say_and_what_is_worked_out_later_is_the_same_everywhere() {
        for name in TimeZone::names() {
            let zone = zone(name);
            for year in (1890..2150).step_by(7) {
                let instant = zone.start_of_day(Date::new(year, 6, 15).expect("a date"));
                let span = zone.spans(instant.unix(), instant.unix() + 1);
                assert_eq!(span.last().map(|s| s.offset), Some(zone.offset_at(instant)), "{name} {year}");
                assert_eq!(zone.resolve(zone.local(instant)).compatible(), instant, "{name} {year}");
            }
        }
    }

    #[test]
    fn custom_zones_change_when_told() {
        let at = |text| Timestamp::parse(text).expect("an instant");
        let changes = vec![(at("2025-06-01T00:00:00Z"), 7200), (at("2025-12-01T00:00:00Z"), 3600)];
        let zone = TimeZone::from_transitions("Ours", 3600, changes);
        assert_eq!(zone.offset_at(at("2025-01-01T00:00:00Z")), 3600);
        assert_eq!(zone.offset_at(at("2025-06-01T00:00:00Z")), 7200);
        assert_eq!(zone.offset_at(at("2400-06-01T00:00:00Z")), 3600);
    }
}

//! Who is asked about.

use crate::calendar::{DaysOff, WeeklyHours};
use crate::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::sync::Arc;

/// One person, and when they are free.
///
/// Who says nothing is always free; each call narrows that.
///
/// ```
/// use scheduling_core::availability::Participant;
/// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
/// use scheduling_core::time::{TimeOfDay, TimeZone};
/// let (start, end) = (TimeOfDay::parse("22:00")?, TimeOfDay::parse("06:00")?);
/// let nights = WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]);
/// let porter = Participant::named("Porter").zone(TimeZone::named("America/Havana")?).hours(nights);
/// assert_eq!(porter.name(), Some("Porter"));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Participant {
    pub(super) name: Option<Arc<str>>,
    pub(super) zone: TimeZone,
    pub(super) hours: Option<Arc<WeeklyHours>>,
    pub(super) days_off: Vec<DaysOff>,
    pub(super) available: Option<IntervalSet>,
    pub(super) busy: Vec<Interval>,
    pub(super) blocked_margins: Vec<Interval>,
    pub(super) starts: Option<Arc<[Timestamp]>>,
}

impl Participant {
    /// Somebody who is free at any time.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 240)?;
    /// query.add(Participant::always_free());
    /// assert_eq!(search(&query).found(), 1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn always_free() -> Self {
        Self {
            name: None,
            zone: TimeZone::utc(),
            hours: None,
            days_off: Vec::new(),
            available: None,
            busy: Vec::new(),
            blocked_margins: Vec::new(),
            starts: None,
        }
    }

    /// Somebody of that name who is free at any time. Answers and explanations know the name; the search never
    /// looks at it, and two participants may have the same.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 240)?;
    /// query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert!(answer.slots().all(|slot| slot.available_names().eq(["Ada"])));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn named(name: impl Into<Arc<str>>) -> Self {
        Self { name: Some(name.into()), ..Self::always_free() }
    }

    /// Their name, if they have one.
    ///
    /// ```
    /// use scheduling_core::availability::Participant;
    /// assert_eq!(Participant::named("Ada").name(), Some("Ada"));
    /// assert_eq!(Participant::always_free().name(), None);
    /// ```
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The zone of their working hours and days off; UTC where it is not given.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::calendar::DaysOff;
    /// use scheduling_core::time::{Date, TimeZone, Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// // The Sunday begins at 18:15 of Saturday in Kathmandu, and two hours before that in Havana it is still morning.
    /// let sunday = DaysOff::new(Date::parse("2026-03-29")?, Date::parse("2026-03-29")?)?;
    /// let found = |zone| -> Result<usize, scheduling_core::Error> {
    ///     let mut query = Query::new(window, 60)?.step_minutes(60)?;
    ///     query.add(Participant::always_free().zone(TimeZone::named(zone)?).days_off([sunday]));
    ///     Ok(search(&query).found())
    /// };
    /// assert_eq!(found("Asia/Kathmandu")?, 0);
    /// assert_eq!(found("America/Havana")?, 4, "there it is Saturday");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// They work at these hours only. People who share hours should share the `Arc`: each distinct pair of
    /// hours and zone is worked out once.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::calendar::{WeeklyHours, WeeklyRule, Weekdays};
    /// use scheduling_core::time::{TimeOfDay, TimeZone, Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// // From one to four in the night in which clocks skip the hour from two to three: two hours.
    /// let (start, end) = (TimeOfDay::parse("01:00")?, TimeOfDay::parse("04:00")?);
    /// let hours = WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]);
    /// let mut query = Query::new(window, 120)?;
    /// query.add(Participant::always_free().zone(TimeZone::named("Europe/Berlin")?).hours(hours));
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// assert_eq!(starts, ["2026-03-29T00:00:00Z"]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn hours(mut self, hours: impl Into<Arc<WeeklyHours>>) -> Self {
        self.hours = Some(hours.into());
        self
    }

    /// They do not work on these local dates, nor in a shift of the evening before that runs into them.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::calendar::DaysOff;
    /// use scheduling_core::time::{Date, Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let sunday = DaysOff::new(Date::parse("2026-03-29")?, Date::parse("2026-03-29")?)?;
    /// let mut query = Query::new(window, 60)?;
    /// query.add(Participant::always_free().days_off([sunday]));
    /// assert_eq!(search(&query).found(), 0);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn days_off(mut self, days: impl IntoIterator<Item = DaysOff>) -> Self {
        self.days_off.extend(days);
        self
    }

    /// They are free inside these only.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let offered = Interval::new(at("2026-03-29T01:00:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?;
    /// query.add(Participant::always_free().available(offered.into()));
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// assert_eq!(starts, ["2026-03-29T01:00:00Z"]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn available(mut self, times: IntervalSet) -> Self {
        self.available = Some(times);
        self
    }

    /// They are taken at these times, in any order; times may overlap.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let taken = Interval::new(at("2026-03-29T01:00:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?;
    /// query.add(Participant::always_free().busy([taken]));
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// // A meeting may end where busy time begins, and begin where it ends.
    /// assert_eq!(starts, ["2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z", "2026-03-29T03:00:00Z"]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn busy(mut self, times: impl IntoIterator<Item = Interval>) -> Self {
        if self.busy.is_empty() {
            self.busy = times.into_iter().collect();
        } else {
            self.busy.extend(times);
        }
        self
    }

    /// Another meeting of theirs keeps these times around itself clear: no meeting may touch them, while the
    /// buffers of one may. (The meeting itself is [`busy`](Self::busy).)
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let meeting = Interval::new(at("2026-03-29T02:00:00Z")?, at("2026-03-29T03:00:00Z")?)?;
    /// let margin = Interval::new(at("2026-03-29T01:45:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// let found = |participant| -> Result<usize, scheduling_core::Error> {
    ///     let mut query = Query::new(window, 60)?.step_minutes(60)?;
    ///     query.add(participant);
    ///     Ok(search(&query).found())
    /// };
    /// assert_eq!(found(Participant::always_free().busy([meeting]))?, 3);
    /// assert_eq!(found(Participant::always_free().busy([meeting]).blocked_margins([margin]))?, 2);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn blocked_margins(mut self, times: impl IntoIterator<Item = Interval>) -> Self {
        self.blocked_margins.extend(times);
        self
    }

    /// They begin meetings at these instants only: a grid of their own, for [`Query::starts`](super::Query::starts).
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let [one, two] = [at("2026-03-29T00:10:00Z")?, at("2026-03-29T01:20:00Z")?];
    /// let mut query = Query::new(window, 60)?.starts([one, two]);
    /// query.add(Participant::always_free().starts([two]));
    /// let starts: Vec<Timestamp> = search(&query).slots().map(|slot| slot.start()).collect();
    /// assert_eq!(starts, [two]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn starts(mut self, times: impl IntoIterator<Item = Timestamp>) -> Self {
        self.starts = Some(in_order(times));
        self
    }
}

/// Instants in order, each once.
pub(super) fn in_order(times: impl IntoIterator<Item = Timestamp>) -> Arc<[Timestamp]> {
    let mut sorted: Vec<Timestamp> = times.into_iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.into()
}

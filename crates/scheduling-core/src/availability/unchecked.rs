//! A question as it was asked, not yet checked.
//!
//! The shape is right (a number is a number, a date is a date), the values may not be. [`UncheckedQuery::check`] turns it
//! into a [`Query`](super::Query) or reports every problem at once, with the path to each.

use crate::time::{Date, PreciseTimestamp};
use std::borrow::Cow;

/// An interval as asked about.
///
/// ```
/// use scheduling_core::availability::UncheckedInterval;
/// use scheduling_core::time::PreciseTimestamp;
/// let at = PreciseTimestamp::parse;
/// // Finer than a second, and backwards: what is wrong is said when the query is checked.
/// let asked = UncheckedInterval { start: at("2026-03-29T01:00:00.5Z")?, end: at("2026-03-29T01:00:00Z")? };
/// assert!(asked.start.whole().is_err());
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncheckedInterval {
    /// Its first instant.
    pub start: PreciseTimestamp,
    /// The first instant after it.
    pub end: PreciseTimestamp,
}

/// Days off as asked about.
///
/// ```
/// use scheduling_core::availability::UncheckedDaysOff;
/// use scheduling_core::time::Date;
/// let weekend = UncheckedDaysOff { first: Date::parse("2026-03-28")?, last: Date::parse("2026-03-29")? };
/// assert!(weekend.first < weekend.last);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UncheckedDaysOff {
    /// The first local date.
    pub first: Date,
    /// The last local date, included.
    pub last: Date,
}

/// The question; `None` is "not given".
///
/// ```
/// use scheduling_core::availability::{UncheckedInterval, UncheckedParticipant, UncheckedQuery};
/// use scheduling_core::time::{PreciseTimestamp, Timestamp};
/// let at = PreciseTimestamp::parse;
/// let ada = UncheckedParticipant {
///     id: "Ada".into(),
///     time_zone: Some("europe/berlin".into()),
///     working_hours: None,
///     days_off: None,
///     available: None,
///     busy: None,
/// };
/// let asked = UncheckedQuery {
///     now: None,
///     window: UncheckedInterval { start: at("2026-03-29T00:00:00Z")?, end: at("2026-03-29T00:00:00Z")? },
///     duration_minutes: 0,
///     step_minutes: None,
///     time_zone: None,
///     minimum_notice_minutes: None,
///     maximum_notice_minutes: None,
///     buffer_before_minutes: None,
///     buffer_after_minutes: None,
///     limit: None,
///     participants: vec![ada],
///     groups: None,
/// };
/// let problems = asked.check(Timestamp::MIN).unwrap_err();
/// let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     problems,
///     [
///         "window: must end after it starts",
///         "duration_minutes: must be from 1 to 1440",
///         "participants[0].time_zone: is no time zone of the IANA database",
///     ]
/// );
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct UncheckedQuery<'a> {
    /// The instant that notice is counted from; the caller's clock where it is not given.
    pub now: Option<PreciseTimestamp>,
    /// Slots lie wholly inside it.
    pub window: UncheckedInterval,
    /// How long each slot is.
    pub duration_minutes: i64,
    /// The grid.
    pub step_minutes: Option<i64>,
    /// The grid's zone, and the default of each participant's.
    pub time_zone: Option<Cow<'a, str>>,
    /// Notice at the least.
    pub minimum_notice_minutes: Option<i64>,
    /// Notice at the most.
    pub maximum_notice_minutes: Option<i64>,
    /// Free time before the meeting.
    pub buffer_before_minutes: Option<i64>,
    /// Free time after the meeting.
    pub buffer_after_minutes: Option<i64>,
    /// Slots at the most.
    pub limit: Option<i64>,
    /// The people.
    pub participants: Vec<UncheckedParticipant<'a>>,
    /// Who must be there.
    pub groups: Option<Vec<UncheckedGroup<'a>>>,
}

/// A participant as asked about.
///
/// ```
/// use scheduling_core::availability::{UncheckedParticipant, UncheckedRule};
/// let porter = UncheckedParticipant {
///     id: "Porter".into(),
///     time_zone: Some("America/Havana".into()),
///     working_hours: Some(vec![UncheckedRule { days: vec![6, 7], start: "22:00".into(), end: "06:00".into() }]),
///     days_off: None,
///     available: None,
///     busy: None,
/// };
/// assert_eq!(porter.id, "Porter");
/// ```
#[derive(Debug, Clone)]
pub struct UncheckedParticipant<'a> {
    /// Unique in the question, 1 to 200 characters; the participant's name in the [`Query`](super::Query).
    pub id: Cow<'a, str>,
    /// The zone of hours and days off.
    pub time_zone: Option<Cow<'a, str>>,
    /// Weekly rules.
    pub working_hours: Option<Vec<UncheckedRule<'a>>>,
    /// Local dates on which they do not work.
    pub days_off: Option<Vec<UncheckedDaysOff>>,
    /// Free inside these only.
    pub available: Option<Vec<UncheckedInterval>>,
    /// Taken at these times.
    pub busy: Option<Vec<UncheckedInterval>>,
}

/// A weekly rule as asked about.
///
/// ```
/// use scheduling_core::availability::UncheckedRule;
/// // Over midnight, in the night of Saturday.
/// let night = UncheckedRule { days: vec![6], start: "22:00".into(), end: "06:00".into() };
/// assert!(night.end < night.start);
/// ```
#[derive(Debug, Clone)]
pub struct UncheckedRule<'a> {
    /// Weekdays, 1 (Monday) to 7.
    pub days: Vec<i64>,
    /// `HH:MM`.
    pub start: Cow<'a, str>,
    /// `HH:MM`, or `24:00`.
    pub end: Cow<'a, str>,
}

/// A group as asked about.
///
/// ```
/// use scheduling_core::availability::UncheckedGroup;
/// let everybody = UncheckedGroup { members: vec!["Ada".into(), "Ben".into()], required: None };
/// assert_eq!(everybody.members.len(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct UncheckedGroup<'a> {
    /// Ids of participants.
    pub members: Vec<Cow<'a, str>>,
    /// How many of them; all where it is not given.
    pub required: Option<UncheckedRequired>,
}

/// How many members of a group are needed.
///
/// ```
/// use scheduling_core::availability::{UncheckedGroup, UncheckedRequired};
/// let panel = UncheckedGroup {
///     members: vec!["Ada".into(), "Ben".into(), "Cem".into()],
///     required: Some(UncheckedRequired::AtLeast(2)),
/// };
/// assert_ne!(panel.required, Some(UncheckedRequired::All));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UncheckedRequired {
    /// `"all"`.
    All,
    /// That many.
    AtLeast(i64),
}

//! The check of a question: every value is looked at, and every problem reported.

use super::group::Group;
use super::participant::Participant;
use super::problem::{At, Problem, Problems};
use super::query::{MAX_NOTICE, MAX_SLOTS, MAX_WINDOW, MINUTES_PER_DAY, Query};
use super::terms::MeetingTerms;
use super::unchecked::{
    UncheckedGroup, UncheckedInterval, UncheckedParticipant, UncheckedQuery, UncheckedRequired, UncheckedRule,
};
use crate::calendar::{DaysOff, WeeklyHours, WeeklyRule};
use crate::time::{Interval, PreciseTimestamp, TimeOfDay, TimeZone, Timestamp, Weekday};
use std::collections::HashMap;
use std::sync::Arc;

/// Pairs of a group's member and a possible start: some seconds of work. Without a limit a small question would
/// compute for hours.
const MAX_PAIRS: i64 = 20_000_000_000;
const MAX_PARTICIPANTS: usize = 1000;
/// Periods of all participants together, of busy time and of time that they are available.
const MAX_PERIODS: usize = 100_000;
const MAX_ID: usize = 200;
const MAX_RULES: usize = 1000;
const MAX_DAYS_OFF: usize = 1000;
const MAX_DAYS_OF_RULE: usize = 100;
const MAX_GROUPS: usize = 100;

impl UncheckedQuery<'_> {
    /// The query, with participants in the same order. `clock` is "now" where the question does not say.
    ///
    /// # Errors
    /// The problems, in the order in which the values stand in the question: the first 100, and then one that says that
    /// there are more. Of a list that is too long the length alone is reported.
    ///
    /// ```
    /// use scheduling_core::availability::{UncheckedInterval, UncheckedParticipant, UncheckedQuery, search};
    /// use scheduling_core::time::{PreciseTimestamp, Timestamp};
    /// let at = PreciseTimestamp::parse;
    /// let ada = UncheckedParticipant {
    ///     id: "Ada".into(),
    ///     time_zone: Some("Europe/Berlin".into()),
    ///     working_hours: None,
    ///     days_off: None,
    ///     available: None,
    ///     busy: None,
    /// };
    /// let asked = UncheckedQuery {
    ///     now: None,
    ///     window: UncheckedInterval { start: at("2026-03-29T00:00:00Z")?, end: at("2026-03-29T02:00:00Z")? },
    ///     duration_minutes: 60,
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
    /// let query = asked.check(Timestamp::MIN).expect("every value is in range");
    /// let answer = search(&query);
    /// assert_eq!(answer.slots().next().map(|slot| slot.available_names().collect()), Some(vec!["Ada"]));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn check(&self, clock: Timestamp) -> Result<Query, Vec<Problem>> {
        let mut problems = Problems::default();
        let zone = check_zone(&mut problems, At::field("time_zone"), self.time_zone.as_deref());
        let terms = self.check_terms(&mut problems, zone.clone(), clock);
        let limit = problems.in_range(At::field("limit"), self.limit.unwrap_or(1000), 1, MAX_SLOTS);
        let people = self.check_people(&mut problems, &zone.unwrap_or_else(TimeZone::utc));
        let names = people.iter().filter_map(|person| person.name.clone()).collect();
        let groups = self.groups.as_ref().map(|groups| self.check_groups(&mut problems, groups));
        let query = || {
            let limit = usize::try_from(limit?).ok()?;
            Some(Query { terms: terms?, participants: people, names, groups, limit })
        };
        let query = query();
        if query.as_ref().is_some_and(|query| query.pairs() > MAX_PAIRS) {
            let detail = "must not have more than 20,000,000,000 pairs of member and possible start";
            problems.push(At::field("groups"), detail);
        }
        problems.into_result(query)
    }

    fn check_terms(
        &self,
        problems: &mut Problems,
        zone: Option<TimeZone>,
        clock: Timestamp,
    ) -> Option<MeetingTerms> {
        let now = self.now.map_or(Some(clock), |now| check_instant(problems, At::field("now"), now));
        let window = check_interval(problems, At::field("window"), self.window);
        if window.is_some_and(|window| window.seconds() > MAX_WINDOW) {
            problems.push(At::field("window"), "must not be longer than 366 days");
        }
        let mut minutes = |field, value: Option<i64>, default: i64, least: i64, most: i64| {
            problems.in_range(At::field(field), value.unwrap_or(default), least, most)
        };
        let day = MINUTES_PER_DAY;
        let duration = minutes("duration_minutes", Some(self.duration_minutes), 0, 1, day);
        let step = minutes("step_minutes", self.step_minutes, 30, 1, day);
        let least = minutes("minimum_notice_minutes", self.minimum_notice_minutes, 0, 0, MAX_NOTICE);
        let most = minutes("maximum_notice_minutes", self.maximum_notice_minutes, 0, 0, MAX_NOTICE);
        let before = minutes("buffer_before_minutes", self.buffer_before_minutes, 0, 0, day);
        let after = minutes("buffer_after_minutes", self.buffer_after_minutes, 0, 0, day);
        Some(MeetingTerms {
            window: window?,
            duration: duration? * 60,
            step_minutes: step?,
            zone: zone?,
            now: now?,
            minimum_notice: least? * 60,
            maximum_notice: self.maximum_notice_minutes.and(most).map(|minutes| minutes * 60),
            buffer_before: before? * 60,
            buffer_after: after? * 60,
            starts: None,
            stop: None,
        })
    }

    fn check_people(&self, problems: &mut Problems, default_zone: &TimeZone) -> Vec<Participant> {
        let all = At::field("participants");
        if !(1..=MAX_PARTICIPANTS).contains(&self.participants.len()) {
            problems.push(all, format!("must be 1 to {MAX_PARTICIPANTS} participants"));
            return Vec::new();
        }
        if !self.check_sums(problems, all) {
            return Vec::new();
        }
        let mut ids = HashMap::with_capacity(self.participants.len());
        let numbered = self.participants.iter().enumerate();
        numbered
            .map(|(number, person)| {
                let at = all.entry(number);
                if !(1..=MAX_ID).contains(&person.id.chars().take(MAX_ID + 1).count()) {
                    problems.push(at.then("id"), format!("must have 1 to {MAX_ID} characters"));
                } else if person.id.chars().any(char::is_control) {
                    problems.push(at.then("id"), "must not hold control characters");
                }
                if ids.insert(person.id.as_ref(), number).is_some() {
                    problems.push(at.then("id"), "an earlier participant has the same id");
                }
                person.check(problems, at, default_zone)
            })
            .collect()
    }

    /// Whether the lists of all participants together are short enough to be looked at.
    fn check_sums(&self, problems: &mut Problems, at: At<'_>) -> bool {
        let busy = self.participants.iter().filter_map(|person| person.busy.as_ref());
        let available = self.participants.iter().filter_map(|person| person.available.as_ref());
        let (busy, available): (usize, usize) = (busy.map(Vec::len).sum(), available.map(Vec::len).sum());
        for (what, many) in [("busy", busy), ("available", available)] {
            if many > MAX_PERIODS {
                problems.push(at, format!("must not have more than {MAX_PERIODS} {what} periods in all"));
            }
        }
        busy <= MAX_PERIODS && available <= MAX_PERIODS
    }

    fn check_groups(&self, problems: &mut Problems, groups: &[UncheckedGroup<'_>]) -> Vec<Group> {
        if !problems.at_most(At::field("groups"), groups.len(), MAX_GROUPS) {
            return Vec::new();
        }
        let mut numbers = HashMap::with_capacity(self.participants.len());
        for (number, person) in self.participants.iter().enumerate() {
            numbers.entry(person.id.as_ref()).or_insert(number);
        }
        let all = At::field("groups");
        let numbered = groups.iter().enumerate();
        numbered.filter_map(|(number, group)| group.check(problems, all.entry(number), &numbers)).collect()
    }
}

impl UncheckedParticipant<'_> {
    fn check(&self, problems: &mut Problems, at: At<'_>, default_zone: &TimeZone) -> Participant {
        let zone = match &self.time_zone {
            Some(name) => check_zone(problems, at.then("time_zone"), Some(name)),
            None => Some(default_zone.clone()),
        };
        let hours = self.working_hours.as_deref().map(|rules| {
            let at = at.then("working_hours");
            let short = problems.at_most(at, rules.len(), MAX_RULES);
            let rules = if short { rules } else { &[] }.iter().enumerate();
            let rules = rules.filter_map(|(number, rule)| rule.check(problems, at.entry(number)));
            Arc::new(WeeklyHours::new(rules))
        });
        let days_off = self.days_off.as_deref().unwrap_or_default();
        let short = problems.at_most(at.then("days_off"), days_off.len(), MAX_DAYS_OFF);
        let days_off = if short { days_off } else { &[] }.iter().enumerate();
        let days_off = days_off.filter_map(|(number, days)| {
            let days = DaysOff::new(days.first, days.last).ok();
            if days.is_none() {
                let at = at.then("days_off");
                problems.push(at.entry(number), "must not end before it starts");
            }
            days
        });
        let days_off = days_off.collect();
        let available = self.available.as_ref();
        let available =
            available.map(|all| check_intervals(problems, at.then("available"), all).into_iter().collect());
        let busy = self.busy.as_deref().unwrap_or_default();
        Participant {
            name: Some(Arc::from(self.id.as_ref())),
            zone: zone.unwrap_or_else(TimeZone::utc),
            hours,
            days_off,
            available,
            busy: check_intervals(problems, at.then("busy"), busy),
            blocked_margins: Vec::new(),
            starts: None,
        }
    }
}

impl UncheckedRule<'_> {
    fn check(&self, problems: &mut Problems, at: At<'_>) -> Option<WeeklyRule> {
        if !problems.at_most(at.then("days"), self.days.len(), MAX_DAYS_OF_RULE) {
            return None;
        }
        let mut days = Vec::with_capacity(self.days.len());
        for (number, &day) in self.days.iter().enumerate() {
            match u8::try_from(day).ok().and_then(|day| Weekday::new(day).ok()) {
                Some(day) => days.push(day),
                None => {
                    let at = at.then("days");
                    problems.push(at.entry(number), "must be from 1 (Monday) to 7 (Sunday)");
                }
            }
        }
        let start = TimeOfDay::parse(&self.start).ok().filter(|&time| time < TimeOfDay::END_OF_DAY);
        if start.is_none() {
            problems.push(at.then("start"), "must be a time from 00:00 to 23:59, as HH:MM");
        }
        let end = TimeOfDay::parse(&self.end).ok();
        if end.is_none() {
            problems.push(at.then("end"), "must be a time from 00:00 to 24:00, as HH:MM");
        }
        Some(WeeklyRule { days: days.into_iter().collect(), start: start?, end: end? })
    }
}

impl UncheckedGroup<'_> {
    fn check(&self, problems: &mut Problems, at: At<'_>, numbers: &HashMap<&str, usize>) -> Option<Group> {
        let named = at.then("members");
        if self.members.is_empty() {
            problems.push(named, "must name at least one participant");
            return None;
        }
        if !problems.at_most(named, self.members.len(), MAX_PARTICIPANTS) {
            return None;
        }
        let mut members = HashMap::with_capacity(self.members.len());
        for (number, id) in self.members.iter().enumerate() {
            match numbers.get(id.as_ref()) {
                None => problems.push(named.entry(number), "is the id of no participant"),
                Some(member) => {
                    if members.insert(*member, number).is_some() {
                        problems.push(named.entry(number), "is named twice in this group");
                    }
                }
            }
        }
        let most = i64::try_from(self.members.len()).unwrap_or(i64::MAX);
        let required = match self.required {
            None | Some(UncheckedRequired::All) => Some(most),
            Some(UncheckedRequired::AtLeast(n)) => problems.in_range(at.then("required"), n, 1, most),
        };
        let mut members: Vec<(usize, usize)> = members.into_iter().collect();
        members.sort_unstable();
        let members = members.into_iter().map(|(member, _)| member);
        Group::at_least(usize::try_from(required?).ok()?, members).ok()
    }
}

fn check_zone(problems: &mut Problems, at: At<'_>, name: Option<&str>) -> Option<TimeZone> {
    let Some(name) = name else { return Some(TimeZone::utc()) };
    let zone = TimeZone::named(name).ok();
    if zone.is_none() {
        problems.push(at, "is no time zone of the IANA database");
    }
    zone
}

fn check_instant(problems: &mut Problems, at: At<'_>, moment: PreciseTimestamp) -> Option<Timestamp> {
    let instant = moment.whole().ok();
    if instant.is_none() {
        problems.push(at, "must be in whole seconds, of the years 1 to 9999");
    }
    instant
}

fn check_interval(problems: &mut Problems, at: At<'_>, asked: UncheckedInterval) -> Option<Interval> {
    let start = check_instant(problems, at.then("start"), asked.start);
    let end = check_instant(problems, at.then("end"), asked.end);
    let (start, end) = (start?, end?);
    let interval = Interval::between(start, end);
    if interval.is_none() {
        problems.push(at, "must end after it starts");
    }
    interval
}

fn check_intervals(problems: &mut Problems, at: At<'_>, asked: &[UncheckedInterval]) -> Vec<Interval> {
    let numbered = asked.iter().enumerate();
    let mut intervals = Vec::with_capacity(asked.len());
    for (number, &asked) in numbered {
        if problems.is_full() {
            break;
        }
        intervals.extend(check_interval(problems, at.entry(number), asked));
    }
    intervals
}

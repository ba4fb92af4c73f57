//! The lines of one `VEVENT`.
//!
//! What can't be read makes nobody free. A line that would only free its owner (`EXDATE`, `EXRULE`, `STATUS`) is left out;
//! a rule becomes a wider one, or all the time after its start; a start or an end of which a part can be read counts as far as
//! it may reach; without a start, the end of whole days or an added date the calendar is incomplete. A line that can't be read
//! never undoes one that could.

use super::answers::Answers;
use super::busy_status::says_free;
use super::document::{Added, End, Event, Lost, LostRule, RecurrenceId, Repeats, Version, When};
use super::doubt;
use super::duration::Duration;
use super::half_read::{self, Ends, HalfRead};
use super::names::{AddressKey, plain_text};
use super::once::{Once, Unanimous};
use super::passed::Passed;
use super::property::Property;
use super::report::{Report, shown};
use super::travel::Travel;
use super::values;
use super::zone_definition::ZoneId;
use super::zones::ZoneNames;
use scheduling_core::calendar::recurrence::Rule;
use scheduling_core::time::Timestamp;

/// How long an event counts whose end can't be read.
const A_DAY: Duration = Duration { days: 1, seconds: 0 };
/// What a line may mean that stands in something without an END.
const NOT_ITS_OWN: &str =
    "the line stands in a component that has no END; it may have said when the event is";

/// An event while its lines are read.
#[derive(Debug)]
pub(crate) struct EventDraft {
    line: usize,
    uid: Option<Box<str>>,
    recurrence_id: Once<When>,
    has_recurrence_id: bool,
    this_and_future: bool,
    sequence: Once<i64>,
    stamp: Once<Timestamp>,
    start: Once<When>,
    /// The start is a date and was not said to be one.
    is_short_date: bool,
    end: Once<When>,
    duration: Once<Duration>,
    travel: Travel,
    repeats: Repeats,
    cancelled: Unanimous,
    transparent: Unanimous,
    answers: Answers,
    /// What follows and can't be read belongs to a text.
    pub(super) after_words: bool,
    /// A `DURATION` in something that has no END: it may be the event's.
    held_duration: Option<usize>,
    /// A program's own word for an event of whole days, whatever its times are.
    of_days: Unanimous,
    /// Its own zone of times without one.
    floating: Option<ZoneId>,
    half: HalfRead,
    lost: Lost,
    /// How much it has gathered.
    pub(crate) entries: usize,
}

impl EventDraft {
    pub(crate) fn new(line: usize, key: AddressKey) -> Self {
        Self {
            line,
            uid: None,
            recurrence_id: Once::new(),
            has_recurrence_id: false,
            this_and_future: false,
            sequence: Once::new(),
            stamp: Once::new(),
            start: Once::new(),
            is_short_date: false,
            end: Once::new(),
            duration: Once::new(),
            travel: Travel::default(),
            repeats: Repeats::default(),
            cancelled: Unanimous::default(),
            transparent: Unanimous::default(),
            answers: Answers::new(key),
            after_words: false,
            held_duration: None,
            of_days: Unanimous::default(),
            floating: None,
            half: HalfRead::default(),
            lost: Lost::default(),
            entries: 0,
        }
    }

    /// A line that is no property.
    pub(crate) fn unreadable(&mut self, line: usize, text: &str, reason: &str, report: &mut Report) {
        match doubt::name_in(text).as_str() {
            // Nobody knows which version it is, so none is newer.
            "SEQUENCE" => return self.sequence.hear_unreadable(line, reason),
            "DTSTAMP" => return self.stamp.hear_unreadable(line, reason),
            name if doubt::says_no_time(name, text) => {
                self.after_words = true;
                return report.add(line, format!("the line {reason}"));
            }
            _ => {}
        }
        if self.after_words && !doubt::begins_like(text, doubt::OF_EVENTS) {
            return report.add(line, format!("the line {reason}"));
        }
        self.lost.anything = true;
        self.lost.another |= doubt::begins_like(text, &["BEGIN"]);
        report.add(line, format!("the line {reason}; it may have said when the event is"));
    }

    /// A line that holds another one.
    pub(super) fn hold_another(&mut self, line: usize, report: &mut Report) {
        self.lost.another = true;
        report.add(line, "another line stands in this one; it may have said when the event is");
    }

    /// A property that is not read.
    pub(crate) fn pass_over(&mut self, line: usize, name: &str, rest: &str, report: &mut Report) {
        self.after_words = true;
        if !doubt::is_of_events(name) && doubt::is_misspelt(name, rest, doubt::OF_EVENTS) {
            self.lost.anything = true;
            report
                .add(line, format!("{}: is no property of an event; it may be a misspelt one", shown(name)));
        }
    }

    /// Something within it has no END: its lines may be the event's.
    pub(super) fn may_own(&mut self, held: &Passed, report: &mut Report) {
        if let Some(line) = held.time {
            self.lost.anything = true;
            report.add(line, NOT_ITS_OWN);
        }
        self.held_duration = self.held_duration.or(held.duration);
    }

    pub(crate) fn take(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        let frees = matches!(property.name.as_str(), "STATUS" | "TRANSP" | "EXDATE" | "EXRULE" | "ATTENDEE");
        if frees && property.is_words {
            return report.add(property.line, format!("{}: looks like words and is left out", property.name));
        }
        self.after_words &= property.is_words;
        match property.name.as_str() {
            "DTSTART" => {
                let start = values::when(property, names);
                let dated = property.has("VALUE", "DATE") && property.parameter("TZID").is_none();
                self.is_short_date |= matches!(start, Ok(When::Date(_))) && !dated;
                self.half.hear_start(property, &start);
                self.start.hear(property, start);
            }
            "DTEND" => {
                let end = values::when(property, names);
                self.half.hear_end(property, &end);
                self.end.hear_one_of(property, end, half_read::later);
            }
            "DURATION" => {
                let duration = Duration::parse(&property.value).map(Duration::forward);
                let none = || format!("DURATION: \"{}\" is no duration", shown(&property.value));
                self.duration.hear_one_of(property, duration.ok_or_else(none), Duration::longer);
            }
            doubt::TRAVEL => self.travel.hear(property, report),
            "RECURRENCE-ID" => self.take_recurrence_id(property, names, report),
            "RRULE" | "EXRULE" | "RDATE" | "EXDATE" => self.take_repeats(property, names, report),
            "ATTENDEE" => self.answers.hear(property, report),
            _ => self.take_details(property, names),
        }
    }

    fn take_details(&mut self, property: &Property, names: &mut ZoneNames) {
        match property.name.as_str() {
            "UID" if self.uid.is_none() && !property.value.is_empty() => {
                self.entries += property.value.len() / 32;
                self.uid = Some(plain_text(&property.value).into());
            }
            "STATUS" => self.cancelled.hear(property.is("CANCELLED")),
            name if doubt::OF_DAYS.contains(&name) => {
                self.of_days.hear(property.is("TRUE") || property.is("1"));
            }
            "SUBCALENDAR-TZ-ID" if !property.value.is_empty() => {
                self.floating = Some(names.id(&property.value, property.line));
            }
            "TRANSP" => self.transparent.hear(property.is("TRANSPARENT")),
            // What contradicts `TRANSP` frees nobody.
            name if doubt::BUSY_STATUSES.contains(&name) => {
                says_free(property).into_iter().for_each(|is_free| self.transparent.hear(is_free));
            }
            "SEQUENCE" => {
                let number = property.value.parse().map_err(|_| "SEQUENCE: is no whole number".to_owned());
                self.sequence.hear(property, number);
            }
            "DTSTAMP" => self.stamp.hear(
                property,
                match values::when(property, names) {
                    Ok(When::Utc(stamp)) => Ok(stamp),
                    _ => Err("DTSTAMP: is no time in UTC".to_owned()),
                },
            ),
            _ => {}
        }
    }

    fn take_recurrence_id(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.has_recurrence_id = true;
        self.this_and_future |= property.has("RANGE", "THISANDFUTURE");
        let known_range = match property.parameter("RANGE") {
            Some(_) => property.has("RANGE", "THISANDFUTURE"),
            // A semicolon or an equals sign may be broken.
            None => !property.mentions("RANGE") && !property.mentions("THISAND"),
        };
        if !known_range || !property.has_only(&["VALUE", "TZID", "RANGE"]) {
            self.lost.time = true;
            report.add(property.line, "RECURRENCE-ID: nobody knows which occurrences are meant");
        }
        self.recurrence_id.hear(property, values::when(property, names));
    }

    fn take_repeats(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.entries += 1;
        match property.name.as_str() {
            "RRULE" => self.take_rule(property, report),
            "EXRULE" => match Rule::parse(&property.value) {
                Ok(rule) => self.repeats.exception_rules.push(rule),
                Err(problem) => report.add(property.line, format!("EXRULE: {problem}")),
            },
            "RDATE" => {
                let added = values::added(property, names);
                if property.value.is_empty() {
                    self.lost.time = true;
                    report.add(property.line, "RDATE: there is nothing in it");
                }
                self.entries += added.good.len();
                self.repeats.added.extend::<Vec<Added>>(added.good);
                self.lost.time |= !added.bad.is_empty();
                added_to(report, property.line, added.bad);
            }
            _ => {
                let excluded = values::list(property, names);
                self.entries += excluded.good.len();
                self.repeats.excluded.extend(excluded.good);
                added_to(report, property.line, excluded.bad);
            }
        }
    }

    /// A rule that is lost is worse than an event: it is lost for ever.
    fn take_rule(&mut self, property: &Property, report: &mut Report) {
        let widened = Rule::parse_widening(&property.value);
        let outcome = match widened.rule {
            Some(rule) => {
                self.repeats.rules.push(rule);
                "it may have more occurrences than were meant"
            }
            None => {
                let until = widened.until.filter(|_| self.repeats.lost_rule.is_none());
                self.repeats.lost_rule = Some(LostRule { until });
                "the time from its start on counts as busy"
            }
        };
        for problem in widened.problems {
            report.add(property.line, format!("RRULE: {problem}; {outcome}"));
        }
    }

    /// The event, and by whom it was declined. Of one that `blocks` its owner, as far as is known, it is reported that
    /// nobody knows when it is.
    pub(crate) fn finish(mut self, needs_no_times: bool, report: &mut Report) -> (Event, Vec<String>) {
        let blocks = !self.cancelled.is_so() && !self.transparent.is_so();
        let (half, mut ends) = self.ends();
        half.fill(&mut ends, report);
        self.report(report);
        if self.start.value.is_none() && !self.is_where_it_was() {
            self.lost.time = true;
            if self.start.others.is_empty() && blocks && !needs_no_times {
                report.add(self.line, "the event has no DTSTART; the event is left out");
            }
        }
        let end = self.end();
        let or_lasts = self.or_lasts(end);
        let is_timed = matches!(end, End::After(duration) if duration.seconds != 0);
        let known_sequence = self.sequence.others.is_empty();
        let (repeats, declined_by) = (self.repeats, self.answers.declined_by());
        let event = Event {
            line: self.line,
            uid: self.uid,
            recurrence_id: self.has_recurrence_id.then_some(RecurrenceId {
                at: self.recurrence_id.value.filter(|_| !self.recurrence_id.differs),
                this_and_future: self.this_and_future,
            }),
            version: Version {
                sequence: known_sequence.then(|| self.sequence.value.unwrap_or(0)),
                stamp: self.stamp.value.filter(|_| self.stamp.others.is_empty()),
            },
            start: self
                .start
                .value
                .or(self.recurrence_id.value)
                .unwrap_or(When::Utc(Timestamp::saturating_from_unix(0))),
            end,
            or_lasts,
            uncertain: (self.is_short_date && is_timed) || self.half.is_day_alone,
            repeats: (!repeats.is_empty()).then(|| Box::new(repeats)),
            blocks,
            travel: self.travel,
            is_of_days: self.of_days.is_so(),
            is_cancelled: self.cancelled.is_so(),
            is_message: false,
            is_timeless: self.start.value.is_none(),
            lost: self.lost,
            floating: self.floating,
        };
        (event, declined_by)
    }

    /// Whether a changed occurrence says no start: programs that write what they changed leave it where it was.
    fn is_where_it_was(&self) -> bool {
        let was = self.recurrence_id.value.is_some() && !self.recurrence_id.differs;
        was && self.start.others.is_empty()
    }

    fn end(&self) -> End {
        match (self.end.value, self.duration.value) {
            (Some(end), _) => End::At(end),
            (None, Some(duration)) => End::After(duration),
            (None, None) if self.end.others.is_empty() && self.duration.others.is_empty() => End::Missing,
            (None, None) => End::After(A_DAY),
        }
    }

    /// How long it may last besides: what must not stand beside a `DTEND`, or a day where a program says that it is one.
    fn or_lasts(&self, end: End) -> Option<Duration> {
        let beside = self.duration.value.filter(|_| matches!(end, End::At(_)));
        let is_dated = matches!(self.start.value, Some(When::Date(_)));
        let day = (self.of_days.is_so() && !is_dated).then_some(A_DAY);
        match (beside, day) {
            (Some(one), Some(other)) if one.days < other.days => Some(other),
            (one, other) => one.or(other),
        }
    }

    /// The time that a `VAVAILABILITY` (RFC 7953) is about. Outside of what it says to be available its owner is busy; what
    /// is available is not read. `None` where it has no bounds, which has been reported.
    pub(crate) fn finish_availability(self, report: &mut Report) -> Option<Event> {
        if self.start.value.is_none() || !self.has_end() {
            let reason =
                "VAVAILABILITY is not read, and without a start and an end nobody knows when it makes busy";
            report.lose(self.line, reason);
            return None;
        }
        let reason = "VAVAILABILITY is not read; the time from its start to its end counts as busy";
        report.add(self.line, reason);
        Some(self.finish(true, report).0)
    }

    fn ends(&mut self) -> (&mut HalfRead, Ends<'_>) {
        let Self { line, start, end, duration, half, .. } = self;
        (half, Ends { line: *line, start, end, duration })
    }

    fn has_end(&self) -> bool {
        self.end.value.is_some() || self.duration.value.is_some()
    }

    fn report(&mut self, report: &mut Report) {
        self.lost.time |= self.start.report(report);
        self.lost.another |= self.start.differs;
        // Either says when it ends.
        let has_end = self.has_end();
        if let Some(line) = self.held_duration.filter(|_| !has_end) {
            self.lost.anything = true;
            report.add(line, NOT_ITS_OWN);
        }
        if has_end && !self.end.differs {
            let others = self.end.others.iter().chain(&self.duration.others);
            others.for_each(|(line, reason)| report.add(*line, reason.as_str()));
        } else {
            let is_lost = self.end.report(report) | self.duration.report(report);
            let (half, ends) = self.ends();
            let is_bounded = half.is_bounded(&ends);
            self.lost.time |= is_lost && !is_bounded;
        }
        // Otherwise it counts beside the occurrence that it was to replace.
        self.lost.time |= self.this_and_future && !self.recurrence_id.others.is_empty();
        self.recurrence_id.others.iter().for_each(|(line, reason)| report.add(*line, reason.as_str()));
        let versions = self.sequence.others.iter().chain(&self.stamp.others);
        versions.for_each(|(line, reason)| report.add(*line, reason.as_str()));
    }
}

fn added_to(report: &mut Report, line: usize, reasons: Vec<String>) {
    reasons.into_iter().for_each(|reason| report.add(line, reason));
}

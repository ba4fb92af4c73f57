//! The question that the engine is asked: the same for offering, explaining and booking.

use crate::free_busy::FreeBusy;
use crate::reasons::{self, Known, can_interview};
use domain::appointment::{Service, ShopSettings, Staff, StaffId, Work};
use domain::because::rules;
use domain::{Because, FieldProblem, Refusal};
use scheduling_core::availability::{
    self, Answer, Explanation, Group, Help, Participant, Query, Removal, Rule,
};
use scheduling_core::calendar::WeeklyHours;
use scheduling_core::time::{Date, Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::BTreeSet;

/// Starts of one answer at the most: more than a day has minutes.
const MOST: usize = 2000;
/// The same of an answer about several dates: a start in every minute of them.
const MANY: usize = 42 * 1440;
/// Starts that an explanation lists at the most.
const EXPLAINED: usize = 1000;
/// How far before now a pause after now reaches back, in seconds: as far as the longest service.
const BEFORE_NOW: i64 = 86_400;

/// Local dates, the last one included.
#[derive(Debug, Clone)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) zone: TimeZone,
}

impl Days {
    /// The window in which everything of that length lies that starts on the dates.
    pub(super) fn window(&self, minutes: i64) -> Option<Interval> {
        let (start, end) =
            (self.zone.start_of_day(self.first), self.zone.start_of_day(self.last.plus_days(1)));
        Interval::new(start, end.plus_seconds(minutes * 60 - 1)).ok()
    }
}

/// What is asked of the shop.
#[derive(Debug, Clone)]
pub enum Asked {
    /// The starts of one date.
    Date(Date),
    /// The starts of all dates from the first to the last, at most [`DAYS`] of them.
    Dates { first: Date, last: Date },
    /// The first date with a start, from this one on or from today.
    NextFrom(Option<Date>),
}

/// The most dates that are asked about at once: a month and what stands around it in a calendar.
pub const DAYS: i64 = 42;

impl Asked {
    /// Starts of one answer at the most.
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Date(_) | Self::NextFrom(_) => MOST,
            Self::Dates { .. } => MANY,
        }
    }
}

/// Somebody who may offer the service, with all that is known of when.
pub(super) struct Offering<'a> {
    pub(super) staff: &'a Staff,
    pub(super) known: &'a FreeBusy,
    pub(super) work: Work<'a>,
}

/// What is asked about.
pub(super) struct Question<'a> {
    pub(super) service: &'a Service,
    pub(super) settings: &'a ShopSettings,
    /// Whether the company and the service take bookings.
    pub(super) open: bool,
    pub(super) people: Vec<Offering<'a>>,
    pub(super) window: Interval,
    pub(super) zone: TimeZone,
    pub(super) now: Timestamp,
    /// How far hours are looked at.
    pub(super) seen: Interval,
}

impl Question<'_> {
    /// The query; `None` where nobody offers the service.
    ///
    /// # Errors
    /// `Invalid` for a window that is too long.
    pub(super) fn query(&self) -> Result<Option<Query>, Refusal> {
        if self.people.is_empty() {
            return Ok(None);
        }
        let most = self.settings.maximum_notice_days * 1440;
        let query = Query::new(self.window, self.service.details.duration_minutes)
            .and_then(|query| query.notice(self.now, self.settings.minimum_notice_minutes, Some(most)));
        let mut query = query.map_err(out_of_range)?.zone(self.zone.clone()).limit(MOST);
        let mut starts = Vec::new();
        for person in &self.people {
            let (participant, own) = self.participant(person);
            let first = own.partition_point(|start| *start < self.window.start());
            starts.extend(own.iter().skip(first).take_while(|start| **start < self.window.end()));
            query.add(participant.starts(own));
        }
        let anybody = Group::at_least(1, 0..self.people.len()).map_err(out_of_range)?;
        query.groups([anybody]);
        if starts.is_empty() {
            // Nobody works then. What an explanation lists are the starts that there would be.
            let step = self.people.iter().map(|person| person.work.terms.slot_duration_minutes).min();
            return Ok(Some(query.step_minutes(step.unwrap_or(30)).map_err(out_of_range)?));
        }
        Ok(Some(query.starts(starts)))
    }

    /// Somebody, and the starts of their shifts in order.
    fn participant(&self, person: &Offering<'_>) -> (Participant, Vec<Timestamp>) {
        let known = person.known;
        let participant = Participant::always_free()
            .zone(known.zone.clone())
            .busy(known.beside_days_off().iter())
            .days_off(known.days_off.iter().copied())
            .blocked_margins(known.blocked_margins.iter().copied())
            .blocked_margins(self.pauses(person));
        if !self.open || !can_interview(&known.user) {
            return (participant.hours(WeeklyHours::default()), Vec::new());
        }
        let shifts = person.work.hours().shifts(self.seen);
        let step = person.work.terms.slot_duration_minutes;
        let mut starts: Vec<Timestamp> = shifts.iter().flat_map(|shift| shift.starts(step)).collect();
        starts.sort_unstable();
        starts.dedup();
        let time: IntervalSet = shifts.iter().flat_map(|shift| shift.time.iter()).collect();
        (participant.available(time), starts)
    }

    /// The pause around each booking, and from now on.
    fn pauses(&self, person: &Offering<'_>) -> Vec<Interval> {
        let pause = person.work.terms.appointment_buffer_minutes * 60;
        if pause == 0 {
            return Vec::new();
        }
        let around = |from: Timestamp, to: Timestamp| Interval::new(from, to).ok();
        let bookings = person.known.bookings.iter().filter_map(|one| {
            let meeting = one.span.meeting;
            around(meeting.start().plus_seconds(-pause), meeting.end().plus_seconds(pause))
        });
        let from_now = around(self.now.plus_seconds(-BEFORE_NOW), self.now.plus_seconds(pause));
        bookings.chain(from_now).collect()
    }

    /// Why a start is not offered.
    pub(super) fn because(&self, start: Timestamp, removal: &Removal) -> Vec<Because> {
        let end = start.plus_minutes(self.service.details.duration_minutes);
        let Ok(meeting) = Interval::new(start, end) else { return Vec::new() };
        let Some(person) = removal.participant.and_then(|number| self.people.get(number)) else {
            return vec![Because { until: removal.until, ..Because::of(removal.rule.name()) }];
        };
        let pause = person.work.terms.appointment_buffer_minutes * 60;
        let around = Interval::new(start.plus_seconds(-pause), end.plus_seconds(pause)).unwrap_or(meeting);
        let user = Some(person.known.user.id);
        match removal.rule {
            Rule::WorkingHours => vec![Because { user, ..Because::of(rules::NOT_OFFERED) }],
            Rule::Available => {
                vec![Because { user, until: removal.until, ..Because::of(Rule::WorkingHours.name()) }]
            }
            Rule::Grid if !self.open || !can_interview(&person.known.user) => Vec::new(),
            _ => {
                let until = self.seen.end();
                Known { person: person.known, patterns: &[], until }.because(removal, meeting, around)
            }
        }
    }

    /// Everything that stands against this start.
    pub(super) fn why_not(&self, query: &Query, start: Timestamp) -> Vec<Because> {
        let removals = availability::removals(query, start);
        removals.iter().flat_map(|removal| self.because(start, removal)).collect()
    }

    /// The rules that removed starts.
    pub(super) fn rules(&self, query: Query) -> BTreeSet<&'static str> {
        let found = availability::explain_starts(&query.limit(EXPLAINED), None);
        let told = |start: &availability::ExplainedStart| {
            start.removed_by.iter().flat_map(|removal| self.because(start.start, removal)).collect::<Vec<_>>()
        };
        self.of_date(&found.starts).flat_map(told).map(|because| because.rule).collect()
    }

    /// Those that belong to what was asked; what starts later belongs to the next date.
    fn of_date<'s>(
        &self,
        starts: &'s [availability::ExplainedStart],
    ) -> impl Iterator<Item = &'s availability::ExplainedStart> + use<'s> {
        let last = self.window.end().plus_minutes(-self.service.details.duration_minutes);
        starts.iter().filter(move |start| start.start <= last)
    }

    /// Why other starts are none.
    pub(super) fn explain(&self, query: Query) -> ShopExplanation {
        let Explanation { starts, truncated, would_help, .. } =
            availability::explain(&query.limit(EXPLAINED), None);
        let told = |start: &availability::ExplainedStart| ExplainedStart {
            start: start.start,
            removed_by: start
                .removed_by
                .iter()
                .flat_map(|removal| self.because(start.start, removal))
                .map(Because::withheld)
                .collect(),
        };
        ShopExplanation { starts: self.of_date(&starts).map(told).collect(), truncated, would_help }
    }
}

fn out_of_range(_: scheduling_core::Error) -> Refusal {
    Refusal::Invalid(vec![FieldProblem::new("/date", "is too far away")])
}

/// Why other starts of a date are none.
#[derive(Debug, Clone, Default)]
pub struct ShopExplanation {
    /// Each start that there would be.
    pub starts: Vec<ExplainedStart>,
    pub truncated: bool,
    /// Single changes that would give a start.
    pub would_help: Vec<Help>,
}

/// A start, and what removed it.
#[derive(Debug, Clone)]
pub struct ExplainedStart {
    pub start: Timestamp,
    pub removed_by: Vec<Because>,
}

/// One time at which one member of the staff can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShopSlot {
    pub time: Interval,
    pub staff: StaffId,
}

/// The answer: what is offered.
pub struct ShopAnswer {
    /// The zone of dates.
    pub zone: TimeZone,
    pub(super) answer: Option<Answer>,
    /// As the answer numbers them.
    pub(super) staff: Vec<(StaffId, domain::UserId)>,
    /// Where it was asked for.
    pub explanation: Option<ShopExplanation>,
}

impl ShopAnswer {
    /// In order of start, then of staff.
    pub fn slots(&self) -> impl Iterator<Item = ShopSlot> + '_ {
        let slots = self.answer.iter().flat_map(Answer::slots);
        slots.flat_map(move |slot| {
            let time = Interval::new(slot.start(), slot.end()).ok();
            let offered =
                move |number: usize| Some(ShopSlot { time: time?, staff: self.staff.get(number)?.0 });
            let numbers: Vec<usize> = slot.available().collect();
            numbers.into_iter().filter_map(offered)
        })
    }

    /// The local date of the first start.
    #[must_use]
    pub fn first_date(&self) -> Option<Date> {
        let answer = self.answer.as_ref()?;
        let first = answer.slots().next()?.start();
        Some(self.zone.local(first).date())
    }

    /// The profile of a user who was asked about.
    #[must_use]
    pub fn staff_of(&self, user: domain::UserId) -> Option<StaffId> {
        self.staff.iter().find(|(_, of)| *of == user).map(|(staff, _)| *staff)
    }

    /// The users whose profiles were asked about, as the explanation's changes number them.
    pub fn users(&self) -> impl Iterator<Item = domain::UserId> + '_ {
        self.staff.iter().map(|(_, user)| *user)
    }

    /// The profile by its number in the explanation's changes.
    #[must_use]
    pub fn staff_at(&self, number: usize) -> Option<StaffId> {
        self.staff.get(number).map(|(staff, _)| *staff)
    }
}

/// Where hours are looked at, so that it is known until when they are closed.
pub(super) fn seen(window: Interval) -> Interval {
    reasons::reach(window)
}

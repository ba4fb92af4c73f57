//! Why people can't hold meetings at some times: what the explanation of availability says of them, with the patterns, bookings
//! and calendars behind it. Slots, bookings, interviews and templates are all told by this.

use crate::free_busy::{self, FreeBusy, widened};
use crate::pattern_rules::{NamedPattern, of_people};
use domain::because::{Names, rules};
use domain::commitment::{Commitment, SourceKind};
use domain::directory::{CalendarDetails, CandidateDetails, JobDetails, User};
use domain::{AppointmentId, Because, CalendarId, InterviewId, ScheduleId, SlotId, UserId};
use persistence::store::collection::Collection;
use persistence::store::{appointments, interviews, schedules, users};
use persistence::{Scope, StoreError};
use scheduling_core::availability::{Participant, Query, Removal, Rule, removals};
use scheduling_core::calendar::WeeklyHours;
use scheduling_core::slots::open_time;
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// How far behind a time openings of patterns are looked for, in seconds: as far as explanations look.
const HORIZON: i64 = 9 * 86_400;

/// What is known of some people, for telling why they can't come.
pub(crate) struct Reasons {
    people: HashMap<UserId, FreeBusy>,
    patterns: HashMap<UserId, Vec<NamedPattern>>,
    window: Interval,
}

impl Reasons {
    /// Reads what there is to know for times within the window; the bookings of the slots in `but` do not count. It costs some
    /// statements, and is meant for times that were found to be taken.
    pub(crate) fn read(
        scope: &mut Scope<'_>,
        people: &[UserId],
        window: Interval,
        but: &HashSet<SlotId>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        // Whether somebody else's time is taken must be known to those who see a part of it.
        let scope = &mut scope.everybodys();
        let found = users::by_ids(scope, people)?;
        let gathered = free_busy::gather(scope, found, window, now)?.without_slots(but);
        let patterns = of_people(scope, &gathered.zones(), now)?;
        Ok(Self {
            people: gathered.join().into_iter().map(|person| (person.user.id, person)).collect(),
            patterns,
            window,
        })
    }

    /// Everything that keeps somebody from holding a meeting at that time.
    pub(crate) fn of(&self, user: UserId, time: Interval) -> Vec<Because> {
        let unknown = Because { user: Some(user), ..Because::of(rules::CANNOT_INTERVIEW) };
        let Some(person) = self.people.get(&user) else { return vec![unknown] };
        let patterns = self.patterns.get(&user).map(Vec::as_slice).unwrap_or_default();
        let asked = Query::new(time, time.seconds() / 60);
        let Ok(mut query) = asked else { return vec![Because { user: Some(user), ..Because::of("busy") }] };
        query.add(participant(person, patterns, reach(self.window)));
        let known = Known { person, patterns, until: widened(self.window).end() };
        let own = removals(&query, time.start()).into_iter().filter(|removal| removal.participant.is_some());
        own.flat_map(|removal| known.because(&removal, time, time)).collect()
    }
}

/// What those are called whom these reasons name, as far as the scope reaches them. What is withheld is not named, and so it is not
/// called by its name either. Some statements where anything is named, however many.
pub(crate) fn names<'b>(
    scope: &mut Scope<'_>,
    because: impl IntoIterator<Item = &'b Because>,
) -> Result<Names, StoreError> {
    let because: Vec<&Because> = because.into_iter().collect();
    let scope = &mut scope.everybodys();
    let people: BTreeSet<UserId> = because.iter().filter_map(|one| one.user).collect();
    let calendars: BTreeSet<CalendarId> = because.iter().filter_map(|one| one.calendar).collect();
    let mut names = Names::default();
    if !people.is_empty() {
        let found = users::by_ids(scope, &Vec::from_iter(people))?;
        names.users = found.into_iter().map(|user| (user.id, user.details.name)).collect();
    }
    if !calendars.is_empty() {
        let found = CalendarDetails::by_ids(scope, &Vec::from_iter(calendars))?;
        names.calendars = found.into_iter().map(|calendar| (calendar.id, calendar.details.name)).collect();
    }
    let booked = |kind: SourceKind| -> Vec<Uuid> {
        let bookings = because.iter().filter_map(|one| one.booking);
        BTreeSet::from_iter(bookings.filter(|one| one.kind == kind.name()).map(|one| one.id))
            .into_iter()
            .collect()
    };
    let appointments: Vec<AppointmentId> =
        booked(SourceKind::Appointment).into_iter().map(AppointmentId).collect();
    if !appointments.is_empty() {
        let title = |client: &str, service: &str| format!("{client}, {service}");
        let found = appointments::by_ids(scope, &appointments)?;
        names
            .bookings
            .extend(found.iter().map(|one| (one.id.0, title(&one.client.name, &one.terms.service_name))));
    }
    interview_titles(scope, booked(SourceKind::Interview), booked(SourceKind::Schedule), &mut names)?;
    Ok(names)
}

/// Of interviews, and of schedules that have their time: the candidate and the job.
fn interview_titles(
    scope: &mut Scope<'_>,
    direct: Vec<Uuid>,
    by_schedule: Vec<Uuid>,
    names: &mut Names,
) -> Result<(), StoreError> {
    let mut of: HashMap<Uuid, InterviewId> = direct.into_iter().map(|id| (id, InterviewId(id))).collect();
    let by_schedule: Vec<ScheduleId> = by_schedule.into_iter().map(ScheduleId).collect();
    if !by_schedule.is_empty() {
        of.extend(schedules::interviews_of(scope, &by_schedule)?.into_iter().map(|(id, of)| (id.0, of)));
    }
    if of.is_empty() {
        return Ok(());
    }
    let ids = Vec::from_iter(of.values().copied().collect::<BTreeSet<InterviewId>>());
    let found = interviews::by_ids(scope, &ids)?;
    let candidates: BTreeSet<_> = found.iter().map(|one| one.candidate).collect();
    let jobs: BTreeSet<_> = found.iter().map(|one| one.job).collect();
    let candidates = CandidateDetails::by_ids(scope, &Vec::from_iter(candidates))?;
    let jobs = JobDetails::by_ids(scope, &Vec::from_iter(jobs))?;
    for (booking, id) in of {
        let Some(interview) = found.iter().find(|one| one.id == id) else { continue };
        let candidate = candidates.iter().find(|one| one.id == interview.candidate);
        let job = jobs.iter().find(|one| one.id == interview.job);
        if let (Some(candidate), Some(job)) = (candidate, job) {
            names.bookings.insert(booking, format!("{}, {}", candidate.details.name, job.details.title));
        }
    }
    Ok(())
}

/// Whether somebody can be asked to interview at all: they are active, and their role holds interviews.
#[must_use]
pub(crate) fn can_interview(user: &User) -> bool {
    user.details.takes_bookings()
}

/// Who can't be asked to interview never works. Somebody with patterns is available inside them only, as far as `seen`:
/// beyond the window, so that a meeting which reaches out of it is not said to be refused by them too.
pub(crate) fn participant(person: &FreeBusy, patterns: &[NamedPattern], seen: Interval) -> Participant {
    let mut participant = Participant::always_free()
        .zone(person.zone.clone())
        .busy(person.beside_days_off().iter())
        .days_off(person.days_off.iter().copied())
        .blocked_margins(person.blocked_margins.iter().copied());
    if !patterns.is_empty() {
        let rules: Vec<_> = patterns.iter().map(|pattern| pattern.rule).collect();
        participant = participant.available(open_time(&rules, &person.zone, seen));
    }
    if can_interview(&person.user) { participant } else { participant.hours(WeeklyHours::default()) }
}

/// Where patterns are asked for openings, so that it is known until when they are closed.
pub(crate) fn reach(window: Interval) -> Interval {
    let wide = widened(window);
    Interval::new(wide.start(), wide.end().plus_seconds(HORIZON)).unwrap_or(wide)
}

/// What is known of one person.
pub(crate) struct Known<'a> {
    pub(crate) person: &'a FreeBusy,
    pub(crate) patterns: &'a [NamedPattern],
    /// Nothing is known of their busy time from then on.
    pub(crate) until: Timestamp,
}

impl Known<'_> {
    /// What is behind a removal of a meeting, which with its buffers takes `around`.
    pub(crate) fn because(&self, removal: &Removal, meeting: Interval, around: Interval) -> Vec<Because> {
        let person = self.person;
        let own =
            Because { user: Some(person.user.id), until: removal.until, ..Because::of(removal.rule.name()) };
        let free_then = |until: &Timestamp| until.plus_seconds(meeting.seconds()) <= self.until;
        match removal.rule {
            Rule::WorkingHours if !can_interview(&person.user) => {
                vec![Because { until: None, rule: rules::CANNOT_INTERVIEW, ..own }]
            }
            Rule::Busy | Rule::Buffer if person.blocked_by.is_some() => {
                let calendar = person.blocked_by;
                vec![Because { until: None, rule: rules::UNTRUSTED_CALENDAR, calendar, ..own }]
            }
            Rule::Busy | Rule::Buffer => {
                let own = Because { until: own.until.filter(free_then), ..own };
                let taken = if removal.rule == Rule::Busy { meeting } else { around };
                self.taken(own, taken)
            }
            Rule::Available => {
                vec![Because { pattern: self.pattern(meeting, removal.until), ..own }]
            }
            _ => vec![own],
        }
    }

    /// One reason for each booking that is in the way, and one for all else that is.
    fn taken(&self, own: Because, time: Interval) -> Vec<Because> {
        let in_the_way = |one: &&Commitment| match own.rule {
            "busy" => one.span.meeting.overlaps(time),
            _ => one.span.buffered().overlaps(time),
        };
        let bookings: Vec<&Commitment> = self.person.bookings.iter().filter(in_the_way).collect();
        let booked: IntervalSet = bookings.iter().map(|one| one.span.meeting).collect();
        let other = !self.person.beside_days_off().clip(time).subtract(&booked).is_empty();
        let mut all: Vec<Because> =
            bookings.iter().map(|one| Because { booking: Some(one.source.booked_by()), ..own }).collect();
        if other || all.is_empty() {
            all.push(own);
        }
        all
    }

    /// The pattern that closes this time; else one that opens some of it, or opens at `until`.
    fn pattern(&self, meeting: Interval, until: Option<Timestamp>) -> Option<domain::PatternId> {
        let speaks = |open: bool, time: Interval| {
            let fits = |one: &&NamedPattern| {
                one.rule.open == open && !one.rule.time(&self.person.zone, time).is_empty()
            };
            self.patterns.iter().find(fits).map(|one| one.id)
        };
        let then = until.and_then(|until| Interval::new(until, until.plus_minutes(1)).ok());
        speaks(false, meeting)
            .or_else(|| speaks(true, meeting))
            .or_else(|| then.and_then(|then| speaks(true, then)))
    }
}

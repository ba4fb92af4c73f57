//! When can the interviewers of a template meet? (`docs/api/conventions.md`, "Template availability".)
//!
//! [`known`] and `gather_panel` read within one transaction, [`GatheredTemplate::answer`] is pure: it turns what was read into
//! the same query that the stateless endpoint asks, and hands it to the same search.

mod grid;
mod known;

use crate::free_busy::{self, FreeBusy, Gathered, Known, SourceState};
use crate::pattern_rules::{NamedPattern, of_people};
use crate::reasons::{self, can_interview, participant};
use domain::access::{Permit, Sees};
use domain::because::rules;
use domain::commitment::Source;
use domain::directory::{Group, Required, Template, TemplateDetails, User};
use domain::{Because, CompanyId, FieldProblem, Metadata, Refusal, TemplateId, UserId};
pub(crate) use grid::grid_zone;
pub use known::{Asked, found, known};
use persistence::store::{companies, templates, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::availability::{self, Answer, Change, Explanation, Help, Query, Removal, Rule};
use scheduling_core::calendar::WeeklyHours;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Slots at the most: one a minute for 366 days, so that a window never has more.
const ALL_SLOTS: usize = 366 * 1440;

/// What the caller asks; what is `None` comes from the template, then from the rules below.
#[derive(Debug, Clone)]
pub struct Wish {
    pub window: Interval,
    pub zone: TimeZone,
    pub step_minutes: Option<i64>,
    pub minimum_notice_minutes: Option<i64>,
    pub buffer_before_minutes: Option<i64>,
    pub buffer_after_minutes: Option<i64>,
}

/// The rules where neither the caller nor the template says otherwise: on the hour or half hour, at least 24
/// hours ahead.
const STEP: i64 = 30;
const NOTICE: i64 = 1440;

/// How many minutes ahead a meeting of a template is, at the least.
pub(crate) fn notice_of(template: &Template) -> i64 {
    template.details.minimum_notice_minutes.unwrap_or(NOTICE)
}

/// The rules of a meeting, in minutes: what is wished for, else the template's, else those above.
#[derive(Debug, Clone, Copy)]
struct Rules {
    duration: i64,
    step: i64,
    notice: i64,
    before: i64,
    after: i64,
}

impl Rules {
    fn of(template: &Template, wish: &Wish) -> Self {
        let details = &template.details;
        Self {
            duration: details.duration_minutes,
            step: wish.step_minutes.or(details.step_minutes).unwrap_or(STEP),
            notice: wish.minimum_notice_minutes.or(details.minimum_notice_minutes).unwrap_or(NOTICE),
            before: wish.buffer_before_minutes.or(details.buffer_before_minutes).unwrap_or(0),
            after: wish.buffer_after_minutes.or(details.buffer_after_minutes).unwrap_or(0),
        }
    }
}

/// The availability patterns of those interviewers who have any.
type Patterns = HashMap<UserId, Vec<NamedPattern>>;

/// A template and all that is known of its interviewers.
#[derive(Debug, Clone)]
pub struct GatheredTemplate {
    template: Arc<Template>,
    gathered: Gathered,
    patterns: Patterns,
    /// Whether the company takes bookings.
    open: bool,
    wish: Wish,
    /// Whose bookings and patterns the caller is shown.
    sees: Sees,
    now: Timestamp,
}

/// The answer.
pub struct TemplateAnswer {
    pub template: Arc<Template>,
    /// In the template's order, which is also how the answer numbers them.
    pub interviewers: Vec<Arc<User>>,
    pub sources: Vec<(UserId, SourceState)>,
    pub answer: Answer,
    /// Whether the company takes bookings: where it does not, nobody can be asked to interview.
    pub open: bool,
    /// Where it was asked for.
    pub explanation: Option<TemplateExplanation>,
}

/// Why starts are no slots.
pub struct TemplateExplanation {
    pub starts: Vec<TemplateStart>,
    /// Whether the list was cut.
    pub truncated: bool,
    /// Single changes that would give a slot.
    pub would_help: Vec<Help>,
}

/// A possible start, and what removed it.
pub struct TemplateStart {
    pub start: Timestamp,
    pub removed_by: Vec<Because>,
}

/// Reads the template and everything about its interviewers: one query per table, however many they are.
///
/// # Errors
/// `NotFound`; `Invalid` for a template without interviewers.
fn gather(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: TemplateId,
    wish: Wish,
    now: Timestamp,
) -> Result<GatheredTemplate, StoreError> {
    let scope = &mut tx.scope(permit);
    let template = templates::get(scope, id)?;
    gather_of(scope, template, wish, now)
}

/// When these people can all meet for so many minutes, as if a template named them.
///
/// # Errors
/// `NotFound` for somebody who is not there; `Invalid` where nobody is named.
pub(crate) fn gather_panel(
    scope: &mut Scope<'_>,
    company: CompanyId,
    panel: Vec<UserId>,
    minutes: i64,
    wish: Wish,
    now: Timestamp,
) -> Result<GatheredTemplate, StoreError> {
    let template = Template {
        id: TemplateId(0),
        company,
        details: TemplateDetails::new("", minutes, panel),
        kept: (),
        metadata: Metadata::new(now),
    };
    gather_of(scope, template, wish, now)
}

/// The same of a template that was read.
pub(crate) fn gather_of(
    scope: &mut Scope<'_>,
    template: Template,
    wish: Wish,
    now: Timestamp,
) -> Result<GatheredTemplate, StoreError> {
    if template.details.interviewers.is_empty() {
        return Err(Refusal::invalid("/interviewers", "the template has no interviewers").into());
    }
    let scope = &mut scope.for_company(template.company)?;
    let people = users::require(scope, &template.details.interviewers, |at| format!("/interviewers/{at}"))?;
    let company = companies::get(scope, template.company)?;
    let zones = HashMap::from([(company.id, free_busy::zone(&company.details.time_zone))]);
    let already = Known { zones, ..Known::default() };
    let gathered = free_busy::gather_in(scope, people, already, wish.window, now)?;
    let patterns = of_people(scope, &gathered.zones(), now)?;
    let (open, sees, template) = (company.details.active, scope.sees(), Arc::new(template));
    Ok(GatheredTemplate { template, gathered, patterns, open, wish, sees, now })
}

impl GatheredTemplate {
    /// Whether answering takes long enough that it should not be done where connections are served.
    #[must_use]
    pub fn is_work(&self) -> bool {
        self.gathered.is_work() || self.weight() > WORK
    }

    /// The same without what was booked for these.
    pub(crate) fn without_sources(self, sources: &[Source]) -> Self {
        Self { gathered: self.gathered.without_sources(sources), ..self }
    }

    /// How much work it is: people times possible starts.
    #[must_use]
    pub fn weight(&self) -> i64 {
        let step = Rules::of(&self.template, &self.wish).step;
        let people = i64::try_from(self.template.details.interviewers.len()).unwrap_or(i64::MAX);
        people.saturating_mul(self.wish.window.seconds() / (60 * step.max(1)))
    }

    /// About how many bytes the search and its answer take, at the most.
    #[must_use]
    pub fn bytes(&self, explain: bool) -> usize {
        let rows = usize::try_from(self.weight() / 8).unwrap_or(usize::MAX);
        let step = Rules::of(&self.template, &self.wish).step;
        let starts = usize::try_from(self.wish.window.seconds() / (60 * step.max(1))).unwrap_or(usize::MAX);
        let told =
            if explain { EXPLANATION_BYTES.min(self.template.details.interviewers.len() << 18) } else { 0 };
        rows.saturating_add(starts.saturating_mul(SLOT_BYTES)).saturating_add(told)
    }

    /// The slots, and why there are no others where that is asked. Soon after `stop` is raised it ends, with an answer that
    /// is worth nothing.
    ///
    /// # Errors
    /// `Invalid` for values out of range.
    pub fn answer(self, explain: bool, stop: Arc<AtomicBool>) -> Result<TemplateAnswer, Refusal> {
        let Self { template, gathered, patterns, open, wish, sees, now } = self;
        let people = gathered.join_until(&stop);
        let seen = if explain { reasons::reach(wish.window) } else { free_busy::widened(wish.window) };
        let query = query(&template, &people, open, &patterns, &wish, seen, now)?.stop_when(stop);
        let answer = availability::search(&query);
        let explanation = explain.then(|| {
            let causes =
                Causes { people: &people, patterns: &patterns, open, rules: Rules::of(&template, &wish) };
            causes.told(sees, availability::explain(&query.limit(EXPLAINED), None))
        });
        Ok(TemplateAnswer {
            answer,
            explanation,
            sources: people.iter().flat_map(|p| p.sources.iter().map(|s| (p.user.id, *s))).collect(),
            interviewers: people.into_iter().map(|person| person.user).collect(),
            template,
            open,
        })
    }
}

/// Who is free for one meeting of a template.
pub(crate) enum Judged {
    /// Enough of them, and these are all who are.
    Free(Vec<UserId>),
    /// Too few, and why.
    Unavailable(Vec<Because>),
}

impl GatheredTemplate {
    /// Judges the meeting that fills the window which was asked for.
    ///
    /// # Errors
    /// `Invalid` for values out of range.
    pub(crate) fn judge(self) -> Result<Judged, Refusal> {
        let Self { template, gathered, patterns, open, wish, sees: _, now } = self;
        let people = gathered.join();
        let seen = reasons::reach(wish.window);
        let query = query(&template, &people, open, &patterns, &wish, seen, now)?;
        let answer = availability::search(&query);
        if let Some(slot) = answer.slots().next() {
            let free = slot.available().filter_map(|number| people.get(number));
            return Ok(Judged::Free(free.map(|person| person.user.id).collect()));
        }
        if !open {
            return Ok(Judged::Unavailable(vec![Because::of(rules::CANNOT_INTERVIEW)]));
        }
        let causes =
            Causes { people: &people, patterns: &patterns, open, rules: Rules::of(&template, &wish) };
        let start = wish.window.start();
        let until = free_busy::widened(wish.window).end();
        let removals = availability::removals(&query, start);
        Ok(Judged::Unavailable(
            removals.iter().flat_map(|removal| causes.because(removal, start, until)).collect(),
        ))
    }
}

/// What is known of a template's people, to say what is behind a removal.
struct Causes<'a> {
    people: &'a [FreeBusy],
    patterns: &'a Patterns,
    open: bool,
    rules: Rules,
}

impl Causes<'_> {
    /// The explanation, with as much behind each removal as the caller is shown. Calendars are listed as sources anyway.
    fn told(&self, sees: Sees, explanation: Explanation) -> TemplateExplanation {
        let start = |explained: availability::ExplainedStart| {
            let removals = explained.removed_by.iter();
            let because = removals.flat_map(|removal| self.because(removal, explained.start, Timestamp::MAX));
            let shown = because.map(|one| Because { calendar: one.calendar, ..sees.of(one) });
            let mut removed_by: Vec<Because> = shown.collect();
            removed_by.dedup();
            TemplateStart { start: explained.start, removed_by }
        };
        let Explanation { starts, truncated, mut would_help, .. } = explanation;
        would_help.retain(|help| self.is_possible(help.change));
        TemplateExplanation { starts: starts.into_iter().map(start).collect(), truncated, would_help }
    }

    /// Nobody has working hours to leave aside who can't be asked to interview.
    fn is_possible(&self, change: Change) -> bool {
        match change {
            Change::Without { rule: Rule::WorkingHours, participant } => {
                self.open && self.people.get(participant).is_none_or(|person| can_interview(&person.user))
            }
            _ => true,
        }
    }

    /// What is behind a removal of a meeting that starts then. Nothing is known of anybody's busy time from `until` on.
    fn because(&self, removal: &Removal, start: Timestamp, until: Timestamp) -> Vec<Because> {
        let plain = Because { until: removal.until, ..Because::of(removal.rule.name()) };
        let Some(person) = removal.participant.and_then(|number| self.people.get(number)) else {
            return vec![plain];
        };
        let own = Because { user: Some(person.user.id), ..plain };
        if removal.rule == Rule::WorkingHours && !self.open {
            return vec![Because { until: None, rule: rules::CANNOT_INTERVIEW, ..own }];
        }
        let end = start.plus_minutes(self.rules.duration);
        let Ok(meeting) = Interval::new(start, end) else { return vec![own] };
        let (from, to) = (start.plus_minutes(-self.rules.before), end.plus_minutes(self.rules.after));
        let around = Interval::new(from, to).unwrap_or(meeting);
        let patterns = self.patterns.get(&person.user.id).map(Vec::as_slice).unwrap_or_default();
        reasons::Known { person, patterns, until }.because(removal, meeting, around)
    }
}

/// People times possible starts above which answering is work: about 100 microseconds of it.
const WORK: i64 = 100_000;

/// Bytes of a slot in the answer, and of a whole explanation at the most.
const SLOT_BYTES: usize = 62;
const EXPLANATION_BYTES: usize = 32 << 20;

/// Starts that an explanation lists at the most.
const EXPLAINED: usize = 1000;

/// The question that the engine is asked; the same for offering and explaining.
fn query(
    template: &Template,
    people: &[FreeBusy],
    open: bool,
    patterns: &Patterns,
    wish: &Wish,
    seen: Interval,
    now: Timestamp,
) -> Result<Query, Refusal> {
    let details = &template.details;
    let Rules { duration, step, notice, before, after } = Rules::of(template, wish);
    // One builder knows all ranges; which value it refused is found out only where it did.
    let query = Query::new(wish.window, duration)
        .and_then(|query| query.step_minutes(step))
        .and_then(|query| query.notice(now, notice, None))
        .and_then(|query| query.buffers(before, after));
    let values = [
        (step, "/step_minutes", 1),
        (before, "/buffer_before_minutes", 0),
        (after, "/buffer_after_minutes", 0),
    ];
    let mut query =
        query.map_err(|_| out_of_range(wish, notice, &values))?.zone(wish.zone.clone()).limit(ALL_SLOTS);
    for person in people {
        let own = patterns.get(&person.user.id).map(Vec::as_slice).unwrap_or_default();
        let asked = participant(person, own, seen);
        query.add(if open { asked } else { asked.hours(WeeklyHours::default()) });
    }
    if let Some(groups) = &details.groups {
        let numbers = people.iter().enumerate().map(|(number, person)| (person.user.id, number)).collect();
        query.groups(groups.iter().filter_map(|group| numbered(group, &numbers)));
    }
    Ok(query)
}

fn out_of_range(wish: &Wish, notice: i64, minutes: &[(i64, &str, i64)]) -> Refusal {
    let day = 1440;
    let wrong = minutes.iter().filter(|(value, _, least)| !(*least..=day).contains(value));
    let mut problems: Vec<FieldProblem> = wrong
        .map(|(_, pointer, least)| FieldProblem::new(*pointer, format!("must be from {least} to {day}")))
        .collect();
    if !(0..=5_256_000).contains(&notice) {
        problems.push(FieldProblem::new("/minimum_notice_minutes", "must be from 0 to 5256000"));
    }
    if wish.window.seconds() > 366 * 86_400 {
        problems.push(FieldProblem::new("/end", "the window must not be longer than 366 days"));
    }
    Refusal::Invalid(problems)
}

/// A group of user ids as a group of participants' numbers. Members are checked when a template is stored.
fn numbered(group: &Group, numbers: &HashMap<UserId, usize>) -> Option<availability::Group> {
    let members: Vec<usize> = group.members.iter().filter_map(|id| numbers.get(id).copied()).collect();
    match group.required {
        Required::All => availability::Group::all(members).ok(),
        Required::AtLeast(count) => availability::Group::at_least(usize::try_from(count).ok()?, members).ok(),
    }
}

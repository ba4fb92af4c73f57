//! The search: possible starts as a bitmap from which every rule clears what it forbids.

use super::bits;
use super::grid::{Grid, Numbered};
use super::groups::{self, Rows};
use super::names::Names;
use super::participant::Participant;
use super::query::Query;
use super::rules::{self, Starts};
use super::terms::MeetingTerms;
use crate::time::Timestamp;

/// How many distinct pairs of hours and zone are remembered while rows are made. More than that are worked out
/// again for each participant, so that a thousand different weeks cost no thousand comparisons each.
const REMEMBERED: usize = 32;

/// All slots that meet every rule of the query, in order of start.
///
/// Cost is linear in busy periods plus possible starts; nothing is allocated per slot.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, search};
/// use scheduling_core::time::{Interval, TimeZone, Timestamp};
/// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
/// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
/// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
/// let ada = query.add(Participant::named("Ada"));
/// let answer = search(&query);
/// let starts: Vec<String> = answer.slots().map(|slot| slot.start().to_string()).collect();
/// assert_eq!(starts, ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"]);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[must_use]
pub fn search(query: &Query) -> Answer {
    let terms = &query.terms;
    let first = terms.window.start().unix().max(terms.earliest());
    let last = terms.latest().map_or(terms.last_start(), |latest| latest.min(terms.last_start()));
    let grid = Grid::between(terms, first, last);
    let rows = rows(terms, &query.participants, &grid, Starts { first, last });
    let open = groups::met(query, &rows, grid.len());
    Answer {
        grid,
        rows,
        open,
        duration: terms.duration,
        limit: query.limit,
        people: query.participants.len(),
        names: query.names.clone(),
    }
}

/// The starts of the grid that each participant's rules forbid.
pub(super) fn rows(terms: &MeetingTerms, people: &[Participant], grid: &Grid, starts: Starts) -> Rows {
    let words = bits::words(grid.len());
    let mut rows = Rows { removed: vec![0; words * people.len()], words };
    if words > 0 {
        mark_hours(&mut rows, terms, people, grid, starts);
        match grid.line() {
            Some(line) => mark_others(&mut rows, terms, people, &line, starts),
            None => mark_others(&mut rows, terms, people, grid, starts),
        }
    }
    rows
}

/// Marks all but working hours, of everybody.
fn mark_others(
    rows: &mut Rows,
    terms: &MeetingTerms,
    people: &[Participant],
    grid: &impl Numbered,
    starts: Starts,
) {
    for (participant, row) in people.iter().zip(rows.removed.chunks_exact_mut(rows.words)) {
        if terms.is_stopped() {
            break;
        }
        mark_rest(row, terms, participant, grid, starts);
    }
}

/// Working hours come first and into empty rows, so that people with the same week can share the work.
fn mark_hours(rows: &mut Rows, terms: &MeetingTerms, people: &[Participant], grid: &Grid, starts: Starts) {
    let mut known: Vec<usize> = Vec::new();
    for (number, participant) in people.iter().enumerate() {
        if terms.is_stopped() {
            return;
        }
        let Some(hours) = &participant.hours else { continue };
        let begin = number * rows.words;
        let twin =
            known.iter().copied().find(|&other| people.get(other).is_some_and(|o| same_week(o, participant)));
        if let Some(twin) = twin {
            rows.removed.copy_within(twin * rows.words..(twin + 1) * rows.words, begin);
        } else if let Some(row) = rows.removed.get_mut(begin..begin + rows.words) {
            rules::outside_hours(hours, &participant.zone, terms.duration, starts, mark(row, grid));
            if known.len() < REMEMBERED {
                known.push(number);
            }
        }
    }
}

fn same_week(one: &Participant, other: &Participant) -> bool {
    one.zone == other.zone && one.hours == other.hours
}

/// Everything but working hours. `Buffer` covers `Busy`, so one of them is enough here.
fn mark_rest(
    row: &mut [u64],
    terms: &MeetingTerms,
    participant: &Participant,
    grid: &impl Numbered,
    starts: Starts,
) {
    rules::off_own_starts(participant, starts, mark(row, grid));
    rules::on_days_off(participant, terms.duration, starts, mark(row, grid));
    rules::outside_available(participant, terms.duration, starts, mark(row, grid));
    rules::within_buffers(participant, terms, mark(row, grid));
}

/// Writes forbidden stretches of starts into a row.
pub(super) fn mark<'r>(row: &'r mut [u64], grid: &'r impl Numbered) -> impl FnMut(i64, i64) + 'r {
    |from, to| bits::set_range(row, grid.before(from), grid.before(to))
}

/// The slots that were found.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, search};
/// use scheduling_core::time::{Interval, TimeZone, Timestamp};
/// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
/// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
/// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
/// let ada = query.add(Participant::named("Ada"));
/// let answer = search(&query);
/// assert_eq!((answer.found(), answer.truncated(), answer.name(ada)), (3, false, Some("Ada")));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
pub struct Answer {
    grid: Grid,
    rows: Rows,
    open: Vec<u64>,
    duration: i64,
    limit: usize,
    people: usize,
    names: Names,
}

impl Answer {
    /// The slots, in order of start, at most as many as the query's limit.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert_eq!(answer.slots().count(), 3, "two o'clock is there twice");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn slots(&self) -> impl Iterator<Item = Slot<'_>> {
        bits::iter(&self.open).take(self.limit).map(|number| Slot { answer: self, number })
    }

    /// How many slots there are, those beyond the limit included.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert_eq!(answer.found(), 3);
    /// assert_eq!(search(&query.limit(1)).found(), 3, "also those that are not listed");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn found(&self) -> usize {
        bits::count(&self.open)
    }

    /// How many slots are listed at the most.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert_eq!(answer.limit(), 1000, "unless the query says otherwise");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The name of the participant of that number, if there is one and they have a name.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert_eq!(answer.name(ada), Some("Ada"));
    /// assert_eq!(answer.name(1), None);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self, participant: usize) -> Option<&str> {
        self.names.get(participant)
    }

    /// Whether the limit cut the list.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert!(!answer.truncated());
    /// assert!(search(&query.limit(2)).truncated());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.found() > self.limit
    }
}

/// One slot: from `start` up to, and without, `end`.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, search};
/// use scheduling_core::time::{Interval, TimeZone, Timestamp};
/// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
/// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
/// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
/// let ada = query.add(Participant::named("Ada"));
/// let answer = search(&query);
/// let last = answer.slots().last().expect("three slots");
/// assert_eq!((last.start().to_string(), last.end().to_string()), ("2026-10-25T02:00:00Z".into(), "2026-10-25T03:00:00Z".into()));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Slot<'a> {
    answer: &'a Answer,
    number: usize,
}

impl<'a> Slot<'a> {
    /// When it starts.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// let shown: Vec<i64> = answer.slots().map(|slot| berlin.local(slot.start()).second_of_day() / 3600).collect();
    /// assert_eq!(shown, [2, 2, 3]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.answer.grid.start(self.number)
    }

    /// When it ends.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert!(answer.slots().all(|slot| slot.end() == slot.start().plus_minutes(60)), "whatever the wall clock shows");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.start().plus_seconds(self.answer.duration)
    }

    /// The numbers of all participants who are free for it, in order, and not only as many as are required.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert!(answer.slots().all(|slot| slot.available().eq([ada])));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn available(&self) -> impl Iterator<Item = usize> + 'a {
        let Self { answer, number } = *self;
        (0..answer.people).filter(move |&participant| !bits::is_set(answer.rows.row(participant), number))
    }

    /// The names of all participants who are free for it and have a name, in the order of their numbers.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// // The hours from two to four in the night in which Berlin's clocks show two to three twice.
    /// let window = Interval::new(Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T03:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
    /// let ada = query.add(Participant::named("Ada"));
    /// let answer = search(&query);
    /// assert!(answer.slots().all(|slot| slot.available_names().eq(["Ada"])));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn available_names(&self) -> impl Iterator<Item = &'a str> {
        let answer = self.answer;
        self.available().filter_map(|participant| answer.name(participant))
    }
}

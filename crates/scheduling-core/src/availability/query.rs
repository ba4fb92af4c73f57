//! What is asked: a window, a length, a grid, and who must be there.

use super::group::Group;
use super::names::Names;
use super::participant::{Participant, in_order};
use super::terms::MeetingTerms;
use crate::Error;
use crate::time::{Interval, TimeZone, Timestamp};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Most minutes of a duration, a step and a buffer: one day.
pub(super) const MINUTES_PER_DAY: i64 = 1440;
/// Most minutes of notice: ten years.
pub(super) const MAX_NOTICE: i64 = 5_256_000;
/// Longest window, in seconds: 366 days.
pub(super) const MAX_WINDOW: i64 = 366 * 86_400;
/// Most slots of one answer.
pub(super) const MAX_SLOTS: i64 = 100_000;

/// A question about availability whose every value is in range.
///
/// It is built in code, as below, or from an unchecked [`UncheckedQuery`](super::UncheckedQuery) that reports all problems at
/// once. What is not said is: a step of 30 minutes, a grid in UTC, no notice, no buffers, a
/// limit of 1000 slots, and everybody required.
///
/// ```
/// use scheduling_core::availability::{Group, Participant, Query, search};
/// use scheduling_core::time::{Timestamp, Interval};
/// # fn main() -> Result<(), scheduling_core::Error> {
/// let day = Interval::new(Timestamp::parse("2025-01-22T00:00:00Z")?, Timestamp::parse("2025-01-23T00:00:00Z")?)?;
/// let mut query = Query::new(day, 45)?.step_minutes(15)?.buffers(10, 0)?;
/// let ada = query.add(Participant::named("Ada"));
/// let ben = query.add(Participant::named("Ben").busy([day]));
/// assert_eq!(search(&query).slots().count(), 0, "both are required");
/// query.groups([Group::at_least(1, [ada, ben])?]);
/// assert_eq!(search(&query).slots().count(), 94, "one of the two will do");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) terms: MeetingTerms,
    pub(super) participants: Vec<Participant>,
    pub(super) names: Names,
    pub(super) groups: Option<Vec<Group>>,
    pub(super) limit: usize,
}

impl Query {
    /// Asks for slots of `duration_minutes` (1 to 1440) that lie wholly inside `window` (at most 366 days).
    ///
    /// # Errors
    /// Where the duration or the window is out of range.
    ///
    /// ```
    /// use scheduling_core::availability::{Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// assert!(Query::new(window, 60).is_ok());
    /// let error = Query::new(window, 1441).unwrap_err();
    /// assert_eq!(error.to_string(), "a duration in minutes must be from 1 to 1440, not 1441");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(window: Interval, duration_minutes: i64) -> Result<Self, Error> {
        let minutes = Error::unless_within("a duration in minutes", duration_minutes, 1, MINUTES_PER_DAY)?;
        Error::unless_within("a window in seconds", window.seconds(), 1, MAX_WINDOW)?;
        Ok(Self {
            terms: MeetingTerms {
                window,
                duration: minutes * 60,
                step_minutes: 30,
                zone: TimeZone::utc(),
                now: Timestamp::MIN,
                minimum_notice: 0,
                maximum_notice: None,
                buffer_before: 0,
                buffer_after: 0,
                starts: None,
                stop: None,
            },
            participants: Vec::new(),
            names: Names::default(),
            groups: None,
            limit: 1000,
        })
    }

    /// Slots start where the wall clock shows a minute of the day that is a multiple of this, 1 to 1440.
    ///
    /// # Errors
    /// Where the step is out of range.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 60)?.step_minutes(90)?;
    /// query.add(Participant::always_free());
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// assert_eq!(starts, ["2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T03:00:00Z"]);
    /// assert!(Query::new(window, 60)?.step_minutes(0).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn step_minutes(mut self, minutes: i64) -> Result<Self, Error> {
        self.terms.step_minutes = Error::unless_within("a step in minutes", minutes, 1, MINUTES_PER_DAY)?;
        Ok(self)
    }

    /// The zone whose wall clock the grid follows.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, TimeZone, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let first = |zone| -> Result<String, scheduling_core::Error> {
    ///     let mut query = Query::new(window, 60)?.step_minutes(60)?.zone(TimeZone::named(zone)?);
    ///     query.add(Participant::always_free());
    ///     Ok(search(&query).slots().next().map(|slot| slot.start().to_string()).unwrap_or_default())
    /// };
    /// assert_eq!(first("UTC")?, "2026-03-29T00:00:00Z");
    /// assert_eq!(first("Asia/Kathmandu")?, "2026-03-29T00:15:00Z", "six o'clock on the wall");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.terms.zone = zone;
        self
    }

    /// No slot starts before `now` and the minimum, nor after `now` and the maximum, where there is one; in
    /// minutes, 0 to 5,256,000 (ten years).
    ///
    /// # Errors
    /// Where one of the two is out of range.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let now = at("2026-03-29T00:10:00Z")?;
    /// let mut query = Query::new(window, 30)?.notice(now, 60, Some(120))?;
    /// query.add(Participant::always_free());
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// assert_eq!(starts, ["2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z"]);
    /// assert!(Query::new(window, 30)?.notice(now, -1, None).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn notice(
        mut self,
        now: Timestamp,
        minimum_minutes: i64,
        maximum_minutes: Option<i64>,
    ) -> Result<Self, Error> {
        let seconds = |what, minutes| Ok(Error::unless_within(what, minutes, 0, MAX_NOTICE)? * 60);
        self.terms.now = now;
        self.terms.minimum_notice = seconds("a minimum notice in minutes", minimum_minutes)?;
        self.terms.maximum_notice =
            maximum_minutes.map(|minutes| seconds("a maximum notice in minutes", minutes)).transpose()?;
        Ok(self)
    }

    /// Minutes, 0 to 1440, that must be free of busy time before and after the meeting.
    ///
    /// # Errors
    /// Where one of the two is out of range.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let taken = Interval::new(at("2026-03-29T01:00:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?.buffers(15, 0)?;
    /// query.add(Participant::named("Ada").busy([taken]));
    /// let starts: Vec<String> = search(&query).slots().map(|slot| slot.start().to_string()).collect();
    /// // Up to the busy time without a break; after it a quarter of an hour must pass.
    /// assert_eq!(
    ///     starts,
    ///     ["2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z", "2026-03-29T03:00:00Z", "2026-03-29T03:30:00Z"]
    /// );
    /// assert!(Query::new(window, 30)?.buffers(0, 1441).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn buffers(mut self, before_minutes: i64, after_minutes: i64) -> Result<Self, Error> {
        let seconds = |what, minutes| Ok(Error::unless_within(what, minutes, 0, MINUTES_PER_DAY)? * 60);
        self.terms.buffer_before = seconds("a buffer before, in minutes,", before_minutes)?;
        self.terms.buffer_after = seconds("a buffer after, in minutes,", after_minutes)?;
        Ok(self)
    }

    /// The only possible starts, in place of the grid of steps: the rule [`Grid`](super::Rule::Grid) forbids all others.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let odd = [at("2026-03-29T00:07:00Z")?, at("2026-03-29T02:01:00Z")?];
    /// let mut query = Query::new(window, 60)?.starts(odd);
    /// query.add(Participant::always_free());
    /// assert!(search(&query).slots().map(|slot| slot.start()).eq(odd));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn starts(mut self, times: impl IntoIterator<Item = Timestamp>) -> Self {
        self.terms.starts = Some(in_order(times));
        self
    }

    /// The answer stops after this many slots.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?.limit(2);
    /// query.add(Participant::always_free());
    /// let answer = search(&query);
    /// assert_eq!((answer.slots().count(), answer.truncated()), (2, true));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn limit(mut self, slots: usize) -> Self {
        self.limit = slots;
        self
    }

    /// Adds a participant and returns their number, which groups and answers speak of; the first is 0.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?;
    /// assert_eq!(query.add(Participant::named("Ada")), 0);
    /// assert_eq!(query.add(Participant::always_free()), 1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn add(&mut self, participant: Participant) -> usize {
        let number = self.participants.len();
        if let Some(name) = &participant.name {
            self.names.set(number, name);
        }
        self.participants.push(participant);
        number
    }

    /// Says who must be there. Without it everybody must; with it, every group must be met, and a participant who is in
    /// no group is optional: reported, and never a reason against a slot.
    ///
    /// ```
    /// use scheduling_core::availability::{Group, Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 240)?;
    /// let ada = query.add(Participant::named("Ada"));
    /// let optional = query.add(Participant::named("Ben").busy([window]));
    /// query.groups([Group::all([ada])?]);
    /// assert_eq!(search(&query).found(), 1, "Ben is in no group");
    /// query.groups([Group::all([ada])?, Group::all([optional])?]);
    /// assert_eq!(search(&query).found(), 0);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn groups(&mut self, groups: impl IntoIterator<Item = Group>) {
        self.groups = Some(groups.into_iter().collect());
    }

    /// Searching and explaining end soon after `flag` is raised. The answer is then worth nothing: raise it once nobody
    /// waits for one any more.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, search};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let flag = Arc::new(AtomicBool::new(false));
    /// let mut query = Query::new(window, 30)?.stop_when(Arc::clone(&flag));
    /// query.add(Participant::always_free());
    /// assert_eq!(search(&query).found(), 8);
    /// flag.store(true, Ordering::Relaxed);
    /// let _ = search(&query);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn stop_when(mut self, flag: Arc<AtomicBool>) -> Self {
        self.terms.stop = Some(flag);
        self
    }

    /// How much counting it is: members of groups times possible starts.
    pub(super) fn pairs(&self) -> i64 {
        self.possible_starts().saturating_mul(self.members())
    }

    /// How much counting an [explanation](super::explain) of all starts is: members of groups times the starts that it
    /// lists. A thousand million of them take about a second.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?;
    /// query.add(Participant::named("Ada"));
    /// query.add(Participant::named("Ben"));
    /// assert_eq!(query.explained_pairs(), 18);
    /// assert_eq!(query.limit(3).explained_pairs(), 6);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn explained_pairs(&self) -> i64 {
        let listed = i64::try_from(self.limit).unwrap_or(i64::MAX);
        self.possible_starts().min(listed).saturating_mul(self.members())
    }

    fn possible_starts(&self) -> i64 {
        if let Some(starts) = &self.terms.starts {
            return i64::try_from(starts.len()).unwrap_or(i64::MAX);
        }
        self.terms.window.seconds() / (60 * self.terms.step_minutes) + 1
    }

    fn members(&self) -> i64 {
        let everybody = self.participants.len();
        let members =
            self.groups.as_ref().map_or(everybody, |groups| groups.iter().map(|g| g.members.len()).sum());
        i64::try_from(members).unwrap_or(i64::MAX)
    }

    /// The participants, in the order in which they were added.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?;
    /// query.add(Participant::named("Ada"));
    /// assert_eq!(query.participants().len(), 1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The name of the participant of that number, if there is one and they have a name.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// let mut query = Query::new(window, 30)?;
    /// let (nobody, ada) = (query.add(Participant::always_free()), query.add(Participant::named("Ada")));
    /// assert_eq!((query.name(nobody), query.name(ada)), (None, Some("Ada")));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self, participant: usize) -> Option<&str> {
        self.names.get(participant)
    }

    /// How long each slot is, in minutes.
    ///
    /// ```
    /// use scheduling_core::availability::{Query};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let window = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T04:00:00Z")?)?;
    /// assert_eq!(Query::new(window, 45)?.duration_minutes(), 45);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn duration_minutes(&self) -> i64 {
        self.terms.duration / 60
    }
}

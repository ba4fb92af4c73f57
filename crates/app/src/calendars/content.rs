//! From the text of a calendar to the busy time that is stored. Pure: the same text gives the same times.

use domain::directory::Calendar;
use integrations::calendars::ics::{self, Limits, NotACalendar, Skipped};
use persistence::store::calendars::Content;
use scheduling_core::time::{Instant, Interval, IntervalSet, Zone};

/// Busy time is stored from this long before now, in seconds: a month.
const BEHIND: i64 = 31 * 86_400;
/// Busy time is stored to this long after now, in seconds: the longest window, and a month to renew it in.
const AHEAD: i64 = 400 * 86_400;
/// What is stored is renewed when it reaches less far than this, in seconds.
pub(crate) const RENEW_BELOW: i64 = 390 * 86_400;

/// A calendar that was read.
#[derive(Debug, Clone)]
pub struct Reading {
    text: String,
    zone: Zone,
    busy: IntervalSet,
    range: Interval,
    events: usize,
    /// What was left out, with its line, and recurrences that were too long to follow to their end.
    pub skipped: Vec<Skipped>,
}

impl Reading {
    /// How many events were read.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events
    }

    /// The zone that whole days were read in.
    pub(crate) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// What is stored of it. The text is left out where it is stored already.
    pub(crate) fn content(&self, synced_at: Instant, next: Option<Instant>, with_text: bool) -> Content {
        Content {
            source: with_text.then(|| self.text.clone()),
            busy: self.busy.clone(),
            range: self.range,
            events: i64::try_from(self.events).unwrap_or(i64::MAX),
            etag: None,
            last_modified: None,
            synced_at,
            next_sync_at: next,
        }
    }
}

/// Reads a calendar of somebody whose clock shows `zone`.
///
/// # Errors
/// The file is no calendar at all.
pub fn read(file: &[u8], zone: &Zone, now: Instant) -> Result<Reading, NotACalendar> {
    let limits = Limits::default();
    let parsed = ics::parse(file, &limits)?;
    let range = stored_range(now);
    let busy = ics::busy(&parsed.document, zone, range, &limits);
    let mut skipped = parsed.skipped;
    skipped.extend(busy.problems);
    Ok(Reading {
        // Files from the wild are not always UTF-8; PostgreSQL's text can't hold NUL at all.
        text: String::from_utf8_lossy(file).replace('\0', "\u{fffd}"),
        zone: zone.clone(),
        busy: busy.times,
        range,
        events: parsed.document.events.len(),
        skipped,
    })
}

/// The busy time of a stored text in any window. What can't be read any more counts as busy: it must not make its
/// owner look free.
pub(crate) fn busy_of_text(text: &[u8], zone: &Zone, window: Interval) -> IntervalSet {
    let limits = Limits::default();
    match ics::parse(text, &limits) {
        Ok(parsed) => ics::busy(&parsed.document, zone, window, &limits).times,
        Err(NotACalendar) => window.into(),
    }
}

/// The time for which busy time is stored; at the ends of time it moves inwards, as it must not be empty.
fn stored_range(now: Instant) -> Interval {
    let middle = now.max(Instant::MIN.plus_seconds(BEHIND)).min(Instant::MAX.plus_seconds(-AHEAD));
    let (start, end) = (middle.plus_seconds(-BEHIND), middle.plus_seconds(AHEAD));
    Interval::new(start, end).unwrap_or(Interval::ALL)
}

/// Whether the stored busy time of a calendar should be worked out again, because time went on.
pub(crate) fn wants_renewal(calendar: &Calendar, now: Instant) -> bool {
    calendar.sync.expanded.is_none_or(|range| range.end() < now.plus_seconds(RENEW_BELOW))
}

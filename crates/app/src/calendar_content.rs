//! From the text of a calendar to the busy time that is stored: the same text gives the same times.

use domain::directory::{Calendar, CalendarKind};
use ical::{CalendarDocument, Limits, NotACalendar, Skipped};
use integrations::calendars::is_own_uid;
use persistence::store::calendars::Content;
use persistence::store::calendars::{self, caldav};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::BTreeMap;

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
    zone: TimeZone,
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
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What is stored of it. The text is left out where it is stored already.
    pub(crate) fn content(&self, synced_at: Timestamp, next: Option<Timestamp>, with_text: bool) -> Content {
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
pub fn read(file: &[u8], zone: &TimeZone, now: Timestamp) -> Result<Reading, NotACalendar> {
    let limits = Limits::default();
    let parsed = ical::parse(file, &limits)?;
    let range = stored_range(now);
    let busy = ical::busy(&parsed.document, zone, range, &limits);
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

/// Reads the objects of a calendar that comes in pieces, each with the name that its problems are reported under. Events
/// that we put there ourselves are left out: the bookings that they stand for are known already.
///
/// # Errors
/// There are objects and none of them is a calendar at all.
pub(crate) fn read_objects(
    objects: &BTreeMap<String, String>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Reading, NotACalendar> {
    let limits = Limits::default();
    let (documents, mut skipped) = documents(objects, &limits)?;
    let range = stored_range(now);
    let busy = ical::busy_of_all(&documents, zone, range, &limits);
    skipped.extend(busy.problems);
    skipped.truncate(limits.skipped);
    Ok(Reading {
        text: String::new(),
        zone: zone.clone(),
        busy: busy.times,
        range,
        events: documents.iter().map(|document| document.events.len()).sum(),
        skipped,
    })
}

/// The objects that can be read, and what can't.
fn documents(
    objects: &BTreeMap<String, String>,
    limits: &Limits,
) -> Result<(Vec<CalendarDocument>, Vec<Skipped>), NotACalendar> {
    let (mut documents, mut skipped) = (Vec::new(), Vec::new());
    for (href, text) in objects {
        // Line numbers are those of the object; without its name they would tell nothing.
        let name = href.rsplit('/').next().unwrap_or_default();
        let named = |problem: Skipped| Skipped { reason: format!("{name}: {}", problem.reason), ..problem };
        match ical::parse(text.as_bytes(), limits) {
            Ok(mut parsed) => {
                parsed.document.events.retain(|event| !event.uid.as_deref().is_some_and(is_own_uid));
                documents.push(parsed.document);
                skipped.extend(parsed.skipped.into_iter().map(named));
            }
            Err(NotACalendar) => {
                skipped.push(named(Skipped { line: 1, reason: NotACalendar.to_string() }));
            }
        }
    }
    match documents.is_empty() && !objects.is_empty() {
        true => Err(NotACalendar),
        false => Ok((documents, skipped)),
    }
}

/// What is stored of a calendar, to be followed in any window.
#[derive(Debug, Clone)]
pub(crate) enum Stored {
    /// The text of a file or a feed.
    Text(String),
    /// The objects of a CalDAV calendar, by their addresses.
    Objects(BTreeMap<String, String>),
}

impl Stored {
    /// What is stored of this calendar; `None` where it has not been read yet.
    pub(crate) fn of(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<Option<Self>, StoreError> {
        match calendar.details.kind {
            CalendarKind::Caldav => Ok(caldav::objects(scope, calendar.id)?.map(Self::Objects)),
            _ => Ok(calendars::source(scope, calendar.id)?.map(Self::Text)),
        }
    }

    /// Its busy time. What can't be read any more counts as busy: it must not make its owner look free.
    pub(crate) fn busy(&self, zone: &TimeZone, window: Interval) -> IntervalSet {
        let limits = Limits::default();
        let documents = match self {
            Self::Text(text) => ical::parse(text.as_bytes(), &limits).map(|parsed| vec![parsed.document]),
            Self::Objects(objects) => documents(objects, &limits).map(|(documents, _)| documents),
        };
        match documents {
            Ok(documents) => ical::busy_of_all(&documents, zone, window, &limits).times,
            Err(NotACalendar) => window.into(),
        }
    }
}

/// The time for which busy time is stored; at the ends of time it moves inwards, as it must not be empty.
fn stored_range(now: Timestamp) -> Interval {
    let middle = now.max(Timestamp::MIN.plus_seconds(BEHIND)).min(Timestamp::MAX.plus_seconds(-AHEAD));
    let (start, end) = (middle.plus_seconds(-BEHIND), middle.plus_seconds(AHEAD));
    Interval::new(start, end).unwrap_or(Interval::ALL)
}

/// Whether the stored busy time of a calendar should be worked out again, because time went on.
pub(crate) fn wants_renewal(calendar: &Calendar, now: Timestamp) -> bool {
    calendar.kept.expanded.is_none_or(|range| range.end() < now.plus_seconds(RENEW_BELOW))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of events of these objects and the lines and reasons of what is left out; `None` for no calendar.
    fn read(objects: &[(&str, &str)]) -> Option<(usize, Vec<(usize, String)>)> {
        let objects = objects.iter().map(|&(href, text)| (href.to_owned(), text.to_owned())).collect();
        let now = Timestamp::parse("2025-01-20T08:00:00Z").expect("an instant");
        let reading = read_objects(&objects, &TimeZone::utc(), now).ok()?;
        let skipped = reading.skipped.iter().map(|problem| (problem.line, problem.reason.clone())).collect();
        Some((reading.events(), skipped))
    }

    #[test]
    fn objects_are_reported_by_name_and_their_own_lines() {
        let good = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250122T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
        let bad = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:yesterday\nEND:VEVENT\nEND:VCALENDAR\n";
        let own = good.replace("DTSTART", "UID:0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian\nDTSTART");
        assert_eq!(read(&[]), Some((0, vec![])));
        assert_eq!(read(&[("/cal/a", good), ("/cal/own", &own)]), Some((1, vec![])));
        let (events, skipped) =
            read(&[("/cal/a", good), ("/cal/b", bad), ("/cal/c", "hello")]).expect("read");
        assert_eq!((events, skipped.len(), skipped[0].0, skipped[1].0), (1, 2, 3, 1));
        assert!(skipped[0].1.starts_with("b: ") && skipped[1].1.starts_with("c: "), "{skipped:?}");
        // Where nothing at all can be read, nobody knows when its owner is free.
        assert_eq!(read(&[("/cal/b", "<html>"), ("/cal/c", "hello")]), None);
    }
}

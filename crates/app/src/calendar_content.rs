//! From the text of a calendar to the busy time that is stored: the same text gives the same times.

mod contents;

use contents::Contents;
use domain::directory::{Calendar, CalendarKind, LeftOut, LeftOutLine, User};
use domain::text::email_key;
use ical::{Limits, NotACalendar, Parsed, Skipped, times_only};
use integrations::calendars::{booking_of, mentioned};
use integrations::processor;
use persistence::store::calendars::{self, Content, NamedBookings, caldav, published};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// Busy time is stored from this long before now, in seconds: a month.
const BEHIND: i64 = 31 * 86_400;
/// Busy time is stored to this long after now, in seconds: the longest window, and a month to renew it in.
const AHEAD: i64 = 400 * 86_400;
/// What is stored is renewed when it reaches less far than this, in seconds.
pub(crate) const RENEW_BELOW: i64 = 390 * 86_400;

/// How much processor time reading one calendar may take.
const LONGEST: Duration = Duration::from_secs(2);

/// What one calendar may have, and take of the thread that calls this.
fn limits() -> Limits {
    Limits { time: processor::time_limit(LONGEST), ..Limits::default() }
}

/// Whose calendar is read, as far as it matters to when they are busy.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The zone of their clock.
    pub zone: TimeZone,
    /// Their e-mail address, and the calendar's own: what these declined is free.
    pub addresses: Vec<String>,
    /// The bookings that the text names. The events that stand for their own say nothing new for as long as the bookings are
    /// or were there: the ledger has that.
    pub bookings: NamedBookings,
}

impl Reader {
    /// Somebody whose calendar names no booking of theirs.
    #[must_use]
    pub fn of(calendar: &Calendar, owner: &User, zone: TimeZone) -> Self {
        let account = calendar.details.credentials.as_ref().and_then(|given| given.reveal().split_once('\n'));
        let account = account.map(|(name, _)| name.to_owned()).filter(|name| name.contains('@'));
        let addresses = std::iter::once(owner.details.email.clone()).chain(account).collect();
        Self { zone, addresses, bookings: NamedBookings::default() }
    }

    /// The same with the bookings that a text names: theirs are those in which they are or were, and those that were written
    /// into this calendar.
    ///
    /// # Errors
    /// [`StoreError::Db`] only.
    pub(crate) fn asking(
        self,
        scope: &mut Scope<'_>,
        calendar: &Calendar,
        named: &[Uuid],
    ) -> Result<Self, StoreError> {
        if named.is_empty() {
            return Ok(self);
        }
        let written = published::written(scope, calendar)?.iter().filter_map(|uid| booking_of(uid)).collect();
        Ok(Self { bookings: NamedBookings::read(scope, calendar, named, &written)?, ..self })
    }

    fn parse(&self, text: &[u8], limits: &Limits) -> Result<Parsed, NotACalendar> {
        ical::parse_of(&self.addresses, email_key, text, limits)
    }
}

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
    /// How much was left out, listed or not.
    count: usize,
    complete: bool,
    /// Whether the text stops before its end.
    pub(crate) cut_off: bool,
    /// The bookings that it names in which its owner is not.
    others_bookings: Vec<Uuid>,
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
            source: with_text
                .then(|| times_only(self.text.as_bytes(), email_key, Limits::default().list_bytes)),
            busy: self.busy.clone(),
            range: self.range,
            events: i64::try_from(self.events).unwrap_or(i64::MAX),
            etag: None,
            last_modified: None,
            synced_at,
            next_sync_at: next,
            incomplete: !self.complete,
            left_out: self.left_out(),
            others_bookings: self.others_bookings.clone(),
        }
    }

    fn left_out(&self) -> LeftOut {
        let line = |skipped: &Skipped| LeftOutLine {
            line: i64::try_from(skipped.line).unwrap_or(i64::MAX),
            reason: skipped.reason.clone(),
        };
        LeftOut {
            count: i64::try_from(self.count).unwrap_or(i64::MAX),
            lines: self.skipped.iter().take(LeftOut::LINES).map(line).collect(),
        }
    }

    /// Adds what is there and could not be read at all: nobody knows when it is.
    pub(crate) fn miss(&mut self, missed: Vec<Skipped>) {
        self.complete &= missed.is_empty();
        self.count += missed.len();
        self.skipped.splice(0..0, missed);
    }

    /// Writes into the log what was left out.
    pub fn log(&self, calendar: &Calendar) {
        if self.count > 0 || !self.complete {
            let first: Vec<String> =
                self.skipped.iter().take(5).map(|one| format!("{}: {}", one.line, one.reason)).collect();
            let (company, calendar) = (calendar.company.0, calendar.id.0);
            let (left_out, complete, lines) = (self.count, self.complete, first.join("; "));
            tracing::info!(
                company,
                calendar,
                left_out,
                complete,
                lines,
                "not everything of a calendar could be read"
            );
        }
    }
}

/// The bookings that a text names.
#[must_use]
pub fn named_in(text: &[u8]) -> Vec<Uuid> {
    mentioned(text)
}

/// Reads a calendar. Events that stand for bookings of its owner are left out where the bookings are or were: that is known
/// already.
///
/// # Errors
/// The file is no calendar at all.
pub fn read(file: &[u8], reader: &Reader, now: Timestamp) -> Result<Reading, NotACalendar> {
    read_within(&limits(), file, reader, now)
}

fn read_within(
    limits: &Limits,
    file: &[u8],
    reader: &Reader,
    now: Timestamp,
) -> Result<Reading, NotACalendar> {
    let mut parsed = reader.parse(file, limits)?;
    let range = stored_range(now);
    let mut contents = Contents::default();
    let events = contents.add(std::mem::take(&mut parsed.document), reader);
    let busy = contents.busy(reader, range, limits);
    let (mut skipped, count) = (parsed.skipped, parsed.count + busy.problems.len());
    skipped.extend(busy.problems);
    Ok(Reading {
        // Files from the wild are not always UTF-8; PostgreSQL's text can't hold NUL at all.
        text: String::from_utf8_lossy(file).replace('\0', "\u{fffd}"),
        zone: reader.zone.clone(),
        busy: busy.times,
        range,
        events,
        skipped,
        count,
        complete: parsed.complete,
        cut_off: parsed.cut_off,
        others_bookings: reader.bookings.others.clone(),
    })
}

/// Reads the objects of a calendar that comes in pieces, each with the name that its problems are reported under.
///
/// # Errors
/// There are objects and none of them is a calendar at all.
pub(crate) fn read_objects(
    objects: &BTreeMap<String, String>,
    reader: &Reader,
    now: Timestamp,
) -> Result<Reading, NotACalendar> {
    read_objects_within(&limits(), objects, reader, now)
}

fn read_objects_within(
    limits: &Limits,
    objects: &BTreeMap<String, String>,
    reader: &Reader,
    now: Timestamp,
) -> Result<Reading, NotACalendar> {
    let Documents { contents, events, mut skipped, count, complete } = documents(objects, reader, limits)?;
    let range = stored_range(now);
    let busy = contents.busy(reader, range, limits);
    let count = count + busy.problems.len();
    skipped.extend(busy.problems);
    skipped.truncate(limits.skipped);
    Ok(Reading {
        text: String::new(),
        zone: reader.zone.clone(),
        busy: busy.times,
        range,
        events,
        skipped,
        count,
        complete,
        cut_off: false,
        others_bookings: reader.bookings.others.clone(),
    })
}

/// The end of an object's address, by which its owner knows it.
pub(crate) fn object_name(href: &str) -> String {
    href.rsplit('/').next().unwrap_or_default().chars().take(100).collect()
}

/// The objects that can be read, and what can't.
struct Documents {
    contents: Contents,
    /// How many events are in them.
    events: usize,
    skipped: Vec<Skipped>,
    count: usize,
    complete: bool,
}

fn documents(
    objects: &BTreeMap<String, String>,
    reader: &Reader,
    limits: &Limits,
) -> Result<Documents, NotACalendar> {
    let mut read =
        Documents { contents: Contents::default(), events: 0, skipped: Vec::new(), count: 0, complete: true };
    // All together have the limits of one file.
    let mut left = limits.clone();
    let mut objects_left = objects.iter().peekable();
    while let Some((href, text)) = objects_left.next() {
        // Line numbers are those of the object; without its name they would tell nothing.
        let name = object_name(href);
        let named = |problem: Skipped| Skipped { reason: format!("{name}: {}", problem.reason), ..problem };
        match reader.parse(text.as_bytes(), &left) {
            Ok(parsed) => {
                read.events += read.contents.add(parsed.document, reader);
                read.count += parsed.count;
                read.complete &= parsed.complete;
                left.components = left.components.saturating_sub(parsed.used.0);
                left.entries = left.entries.saturating_sub(parsed.used.1);
                read.skipped.extend(parsed.skipped.into_iter().map(named));
            }
            // An event of which nothing is known may be at any time.
            Err(NotACalendar) => {
                read.count += 1;
                read.complete = false;
                read.skipped.push(named(Skipped { line: 1, reason: NotACalendar.to_string() }));
            }
        }
        if objects_left.peek().is_some() && limits.time.is_over() {
            read.count += 1;
            read.complete = false;
            let reason = "reading takes too long; the objects behind this one are left out".into();
            read.skipped.push(named(Skipped { line: 1, reason }));
            break;
        }
        read.skipped.truncate(limits.skipped);
    }
    match read.contents.is_empty() && !objects.is_empty() {
        true => Err(NotACalendar),
        false => Ok(read),
    }
}

/// What is stored of a calendar, to be followed in any window.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    text: StoredText,
    reader: Reader,
}

#[derive(Debug, Clone)]
enum StoredText {
    /// The text of a file or a feed.
    Whole(String),
    /// The objects of a CalDAV calendar, by their addresses.
    Objects(BTreeMap<String, String>),
}

impl Stored {
    /// What is stored of this calendar of that reader's; `None` where it has not been read yet.
    pub(crate) fn of(
        scope: &mut Scope<'_>,
        calendar: &Calendar,
        reader: Reader,
    ) -> Result<Option<Self>, StoreError> {
        let text = match calendar.details.kind {
            CalendarKind::Caldav => caldav::objects(scope, calendar.id)?.map(StoredText::Objects),
            _ => calendars::source(scope, calendar.id)?.map(StoredText::Whole),
        };
        let Some(text) = text else { return Ok(None) };
        let named = match &text {
            StoredText::Whole(text) => named_in(text.as_bytes()),
            StoredText::Objects(objects) => named_in_objects(objects),
        };
        Ok(Some(Self { text, reader: reader.asking(scope, calendar, &named)? }))
    }

    /// Its busy time. What can't be read any more counts as busy: it must not make its owner look free.
    pub(crate) fn busy(&self, window: Interval) -> IntervalSet {
        let limits = limits();
        let contents = match &self.text {
            StoredText::Whole(text) => self.reader.parse(text.as_bytes(), &limits).map(|parsed| {
                let mut contents = Contents::default();
                contents.add(parsed.document, &self.reader);
                contents
            }),
            StoredText::Objects(objects) => {
                documents(objects, &self.reader, &limits).map(|read| read.contents)
            }
        };
        match contents {
            Ok(contents) => contents.busy(&self.reader, window, &limits).times,
            Err(NotACalendar) => window.into(),
        }
    }
}

/// The bookings that objects name.
pub(crate) fn named_in_objects(objects: &BTreeMap<String, String>) -> Vec<Uuid> {
    objects.values().flat_map(|text| mentioned(text.as_bytes())).collect()
}

/// The time for which busy time is stored; at the ends of time it moves inwards, as it must not be empty.
fn stored_range(now: Timestamp) -> Interval {
    let middle = now.max(Timestamp::MIN.plus_seconds(BEHIND)).min(Timestamp::MAX.plus_seconds(-AHEAD));
    let (start, end) = (middle.plus_seconds(-BEHIND), middle.plus_seconds(AHEAD));
    Interval::new(start, end).unwrap_or(Interval::ALL)
}

/// Whether the stored busy time of a calendar should be worked out again: because time went on, because its owner came to be in a
/// booking that it names, or because nobody asked yet whose bookings it names.
pub(crate) fn wants_renewal(calendar: &Calendar, now: Timestamp) -> bool {
    calendar.kept.others_bookings.is_none()
        || calendar.kept.expanded.is_none_or(|range| range.end() < now.plus_seconds(RENEW_BELOW))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a";

    fn now() -> Timestamp {
        Timestamp::parse("2025-01-20T08:00:00Z").expect("an instant")
    }

    fn reader() -> Reader {
        let booked = Interval::new(now(), now().plus_seconds(3600)).expect("a time");
        let own = [(Uuid::parse_str(OWN).expect("an id"), IntervalSet::from(booked))].into();
        let bookings = NamedBookings { own, others: Vec::new() };
        Reader { zone: TimeZone::utc(), addresses: Vec::new(), bookings }
    }

    fn objects(objects: &[(&str, &str)]) -> BTreeMap<String, String> {
        objects.iter().map(|&(href, text)| (href.to_owned(), text.to_owned())).collect()
    }

    /// The number of events of these objects and the lines and reasons of what is left out; `None` for no calendar.
    fn read(given: &[(&str, &str)]) -> Option<(usize, Vec<(usize, String)>)> {
        let reading = read_objects(&objects(given), &reader(), now()).ok()?;
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
        // What looks like a booking of ours and is none is somebody's time.
        let other = own.replace("0192d6d8", "0192d6d9");
        assert_eq!(read(&[("/cal/a", good), ("/cal/other", &other)]), Some((2, vec![])));
        let (events, skipped) =
            read(&[("/cal/a", good), ("/cal/b", bad), ("/cal/c", "hello")]).expect("read");
        assert_eq!((events, skipped.len(), skipped[0].0, skipped[1].0), (1, 2, 3, 1));
        assert!(skipped[0].1.starts_with("b: ") && skipped[1].1.starts_with("c: "), "{skipped:?}");
        // Where nothing at all can be read, nobody knows when its owner is free.
        assert_eq!(read(&[("/cal/b", "<html>"), ("/cal/c", "hello")]), None);
    }

    /// Limits whose clock runs out when it is asked for the time the `turn`th time.
    fn until(turn: usize) -> Limits {
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let is_over = move || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1 >= turn;
        Limits { time: ical::TimeLimit::new(is_over), ..Limits::default() }
    }

    #[test]
    fn what_takes_too_long_is_cut_and_its_owner_is_busy_throughout() {
        let event = |number: usize| {
            format!("BEGIN:VEVENT\nUID:{number}\nDTSTART:20250122T100000Z\nDURATION:PT1H\nEND:VEVENT\n")
        };
        let events: String = (0..2_000).map(event).collect();
        let file = format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
        // While the lines are read, and while the times are worked out.
        for turn in [1, 2, 5, 20] {
            let reading = read_within(&until(turn), file.as_bytes(), &reader(), now()).expect("a calendar");
            assert_eq!(reading.busy.seconds(), stored_range(now()).seconds(), "{turn}");
            let reasons: Vec<&str> = reading.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
            assert!(reasons.iter().any(|reason| reason.contains("takes too long")), "{turn}: {reasons:?}");
            assert!(
                reasons.len() <= 3,
                "the event that was cut, the end, and what follows from it: {reasons:?}"
            );
        }
        let whole = read_within(&until(usize::MAX), file.as_bytes(), &reader(), now()).expect("a calendar");
        assert_eq!((whole.events(), whole.busy.seconds(), whole.skipped.len()), (2_000, 3600, 0));
    }

    #[test]
    fn objects_that_take_too_long_are_cut_too() {
        let good = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250122T100000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n";
        let given = objects(&[("/cal/a", good), ("/cal/b", good), ("/cal/c", good)]);
        let reading = read_objects_within(&until(2), &given, &reader(), now()).expect("a calendar");
        assert_eq!((reading.events(), reading.complete), (2, false));
        assert_eq!(reading.busy.seconds(), stored_range(now()).seconds());
        assert!(reading.skipped[0].reason.starts_with("b: reading takes too long"), "{:?}", reading.skipped);
    }
}

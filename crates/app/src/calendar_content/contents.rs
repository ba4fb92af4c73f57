//! What a calendar holds, with the events apart that stand for bookings of its owner: those take time of their own only beside
//! the time of the booking, which the ledger has.

use super::Reader;
use ical::{Busy, CalendarDocument, Limits};
use integrations::calendars::booking_of;
use scheduling_core::time::Interval;
use uuid::Uuid;

/// The documents of one calendar.
#[derive(Debug, Default)]
pub(super) struct Contents {
    documents: Vec<CalendarDocument>,
    own: Vec<OwnEvents>,
}

/// Events that stand for one booking of the owner.
#[derive(Debug)]
struct OwnEvents {
    booking: Uuid,
    document: CalendarDocument,
}

impl Contents {
    /// Adds a document, and answers how many events of it stand for no booking of the owner.
    pub(super) fn add(&mut self, mut document: CalendarDocument, reader: &Reader) -> usize {
        let known = &reader.bookings.own;
        let own = document.split_off(|uid| booking_of(uid).filter(|booking| known.contains_key(booking)));
        let own = own.into_iter().map(|(booking, document)| OwnEvents { booking, document });
        self.own.extend(own);
        let events = document.events.len();
        self.documents.push(document);
        events
    }

    /// Whether there is no document in it.
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Its busy time. Where an event of a booking is longer than that, is repeated, or was moved by its owner, the time beside
    /// that of the booking is busy: nobody else knows of it.
    pub(super) fn busy(&self, reader: &Reader, window: Interval, limits: &Limits) -> Busy {
        let mut all = ical::busy_of_all(&self.documents, &reader.zone, window, limits);
        let mut beside: Vec<Interval> = Vec::new();
        for OwnEvents { booking, document } in &self.own {
            let mut own = ical::busy(document, &reader.zone, window, limits);
            if let Some(booked) = reader.bookings.own.get(booking) {
                own.times = own.times.subtract(booked);
            }
            if !own.times.is_empty() {
                beside.extend(own.times.iter());
                all.cut |= own.cut;
                all.problems.extend(own.problems);
            }
        }
        all.times = all.times.union(&beside.into_iter().collect());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use persistence::store::calendars::NamedBookings;
    use scheduling_core::time::{IntervalSet, TimeZone, Timestamp};
    use std::collections::HashMap;

    const OWN: &str = "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a";

    fn hours(from: i64, to: i64) -> Interval {
        let midnight = Timestamp::parse("2025-01-21T00:00:00Z").expect("an instant");
        Interval::new(midnight.plus_seconds(from * 3600), midnight.plus_seconds(to * 3600)).expect("a time")
    }

    /// The busy time of a calendar with these lines in an event of a booking that is at ten, and was at 14 o'clock.
    fn busy(lines: &str) -> Vec<Interval> {
        let booked: IntervalSet = [hours(10, 11), hours(14, 15)].into_iter().collect();
        let own = HashMap::from([(Uuid::parse_str(OWN).expect("an id"), booked)]);
        let bookings = NamedBookings { own, others: Vec::new() };
        let reader = Reader { zone: TimeZone::utc(), addresses: Vec::new(), bookings };
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{OWN}@meridian\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
        );
        let limits = Limits::default();
        let mut contents = Contents::default();
        contents.add(reader.parse(text.as_bytes(), &limits).expect("a calendar").document, &reader);
        contents.busy(&reader, hours(0, 72), &limits).times.iter().collect()
    }

    #[test]
    fn an_event_of_ones_own_booking_takes_time_beside_the_booking() {
        let check = |lines: &str, expected: &[Interval]| assert_eq!(busy(lines), expected, "{lines}");
        check("DTSTART:20250121T100000Z\nDURATION:PT1H", &[]);
        check("DTSTART:20250121T103000Z\nDURATION:PT30M", &[]);
        check("DTSTART:20250121T140000Z\nDURATION:PT1H", &[]);
        check("DTSTART:20250121T100000Z\nDURATION:PT2H", &[hours(11, 12)]);
        check("DTSTART:20250121T090000Z\nDURATION:PT3H", &[hours(9, 10), hours(11, 12)]);
        check("DTSTART:20250121T150000Z\nDURATION:PT1H", &[hours(15, 16)]);
        check("DTSTART:20250121T150000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", &[]);
        check(
            "DTSTART:20250121T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3",
            &[hours(34, 35), hours(58, 59)],
        );
    }
}

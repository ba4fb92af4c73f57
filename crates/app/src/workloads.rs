//! What people have to do in the week of a time, and when they were last booked: by this it is chosen who is booked.

use crate::free_busy;
use domain::UserId;
use domain::commitment::{Commitment, Subject};
use domain::directory::Company;
use domain::interview::Free;
use persistence::{Scope, StoreError, ledger};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;

/// What some people have to do.
pub(crate) struct Workloads {
    booked_seconds: HashMap<UserId, i64>,
    last_booked: HashMap<Subject, Timestamp>,
}

/// What these people have to do in the week of that start, on the company's calendar, and when they were last booked. Bookings
/// and holds of every kind count.
pub(crate) fn of(
    scope: &mut Scope<'_>,
    company: &Company,
    people: &[UserId],
    start: Timestamp,
    now: Timestamp,
) -> Result<Workloads, StoreError> {
    let subjects: Vec<Subject> = people.iter().copied().map(Subject::User).collect();
    let week = iso_week(start, &free_busy::zone(&company.details.time_zone));
    let mut booked_seconds: HashMap<UserId, i64> = HashMap::new();
    if let Some(week) = week {
        for commitment in ledger::busy_of(scope, &subjects, week, now)? {
            let Commitment { subject, span, .. } = &commitment;
            let Some((user, part)) = subject.user().zip(span.meeting.intersect(week)) else { continue };
            *booked_seconds.entry(user).or_default() += part.seconds();
        }
    }
    Ok(Workloads { booked_seconds, last_booked: ledger::last_made(scope, company.id, &subjects, now)? })
}

impl Workloads {
    /// Somebody who is free, under the name by which they are chosen.
    pub(crate) fn free<Id>(&self, who: Id, user: UserId) -> Free<Id> {
        Free {
            who,
            booked_minutes: self.booked_seconds.get(&user).copied().unwrap_or(0) / 60,
            last_booked: self.last_booked.get(&Subject::User(user)).copied(),
        }
    }
}

/// The week from Monday to Monday in which an instant lies, on a zone's wall clock.
fn iso_week(at: Timestamp, zone: &TimeZone) -> Option<Interval> {
    let date = zone.local(at).date();
    let monday = date.plus_days(1 - i64::from(date.weekday().number()));
    Interval::new(zone.start_of_day(monday), zone.start_of_day(monday.plus_days(7))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_the_companys_monday() {
        let check = |at: &str, zone: &str, start: &str| {
            let at = Timestamp::parse(at).expect("an instant");
            let week = iso_week(at, &TimeZone::named(zone).expect("a zone")).expect("a week");
            assert_eq!(week.start().to_string(), start, "{at} {zone}");
        };
        check("2025-01-22T10:00:00Z", "UTC", "2025-01-20T00:00:00Z");
        check("2025-01-26T23:59:59Z", "UTC", "2025-01-20T00:00:00Z");
        check("2025-01-26T23:30:00Z", "Europe/Berlin", "2025-01-26T23:00:00Z");
        check("2025-01-20T03:00:00Z", "America/New_York", "2025-01-13T05:00:00Z");
    }
}

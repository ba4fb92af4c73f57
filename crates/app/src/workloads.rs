//! What people have to do in the week of a time, and when they were last booked: by this it is chosen who is booked.

use crate::free_busy;
use domain::UserId;
use domain::commitment::Subject;
use domain::directory::Company;
use domain::interview::Free;
use persistence::ledger::{self, Workload};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;

/// What some people have to do.
#[derive(Default)]
pub(crate) struct Workloads {
    week: Option<Interval>,
    of: HashMap<UserId, Workload>,
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
    let Some(within) = week else { return Ok(Workloads::default()) };
    let loads = ledger::workloads(scope, company.id, &subjects, within, now)?;
    let of = loads.into_iter().filter_map(|(subject, load)| Some((subject.user()?, load))).collect();
    Ok(Workloads { week, of })
}

impl Workloads {
    /// Whether a start lies in the week that was read.
    pub(crate) fn cover(&self, company: &Company, start: Timestamp) -> bool {
        self.week == iso_week(start, &free_busy::zone(&company.details.time_zone))
    }

    /// Counts a booking that is made at that instant.
    pub(crate) fn add(&mut self, user: UserId, time: Interval, made: Timestamp) {
        let part = self.week.and_then(|week| time.intersect(week));
        let load = self.of.entry(user).or_default();
        load.booked_seconds += part.map_or(0, Interval::seconds);
        load.last_made = Some(made);
    }

    /// Somebody who is free, under the name by which they are chosen.
    pub(crate) fn free<Id>(&self, who: Id, user: UserId) -> Free<Id> {
        let load = self.of.get(&user).copied().unwrap_or_default();
        Free { who, booked_minutes: load.booked_seconds / 60, last_booked: load.last_made }
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
    fn what_is_booked_counts_at_once() {
        let at = |minute: i64| Timestamp::saturating_from_unix(1_800_000_000 + minute * 60);
        let week = Interval::new(at(0), at(1_000)).ok();
        let mut loads = Workloads { week, of: HashMap::new() };
        loads.add(UserId(1), Interval::new(at(990), at(1_020)).expect("half an hour"), at(5));
        let load = loads.free((), UserId(1));
        assert_eq!((load.booked_minutes, load.last_booked), (10, Some(at(5))));
        assert_eq!(loads.free((), UserId(2)).booked_minutes, 0);
    }

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

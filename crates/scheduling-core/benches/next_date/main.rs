//! The next date with a start, where a year is booked out: the search of appointments' `next-date` on the hours, starts and bookings
//! of one member of the staff, and of fifty.
//!
//! ```text
//! cargo bench -p scheduling-core --bench next_date
//! ```
//! Before anything is measured, nothing must be found in the year, and the day after it must be.
#![expect(clippy::unwrap_used, reason = "a benchmark on fixed inputs")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use scheduling_core::availability::{Group, Participant, Query, search};
use scheduling_core::calendar::{DatedHours, DayHours, WallSpan};
use scheduling_core::time::{Date, Interval, IntervalSet, TimeOfDay, TimeZone, Timestamp, Weekday};
use std::hint::black_box;

const DAYS: i64 = 365;

fn hours(zone: &TimeZone) -> DatedHours {
    let time = |text| TimeOfDay::parse(text).unwrap();
    let span = WallSpan::new(time("09:00"), time("17:00")).unwrap();
    let day = || DayHours { span, breaks: Vec::new() };
    (1..=5)
        .fold(DatedHours::new(zone.clone()), |hours, number| hours.day(Weekday::new(number).unwrap(), day()))
}

/// A year from a Monday on, and the day after.
struct Year {
    zone: TimeZone,
    window: Interval,
    end: Timestamp,
}

impl Year {
    fn new() -> Self {
        let zone = TimeZone::named("Europe/Berlin").unwrap();
        let first = Date::parse("2025-01-20").unwrap();
        let (start, end) = (zone.start_of_day(first), zone.start_of_day(first.plus_days(DAYS)));
        let window = Interval::new(start, zone.start_of_day(first.plus_days(DAYS + 1))).unwrap();
        Self { zone, window, end }
    }

    /// The question, from hours to query, as it is built for each answer: each of the staff has an hour booked from every hour of
    /// work on.
    fn query(&self, staff: usize) -> Query {
        let mut query = Query::new(self.window, 60).unwrap().zone(self.zone.clone()).limit(2000);
        let mut all = Vec::new();
        for _ in 0..staff {
            let shifts = hours(&self.zone).shifts(self.window);
            let starts: Vec<Timestamp> = shifts.iter().flat_map(|shift| shift.starts(30)).collect();
            let time: IntervalSet = shifts.iter().flat_map(|shift| shift.time.iter()).collect();
            let booked = starts.iter().copied().filter(|start| *start < self.end).step_by(2);
            let busy: Vec<Interval> =
                booked.map(|start| Interval::new(start, start.plus_minutes(60)).unwrap()).collect();
            all.extend(starts.iter().copied());
            query.add(
                Participant::always_free().zone(self.zone.clone()).available(time).busy(busy).starts(starts),
            );
        }
        query.groups([Group::at_least(1, 0..staff).unwrap()]);
        query.starts(all)
    }

    fn next(&self, staff: usize) -> Option<Date> {
        let first = search(&self.query(staff)).slots().next()?.start();
        Some(self.zone.local(first).date())
    }
}

fn benchmarks(criterion: &mut Criterion) {
    let year = Year::new();
    for staff in [1, 50] {
        assert_eq!(year.next(staff), Date::parse("2026-01-20").ok());
        let mut group = criterion.benchmark_group(format!("{staff} booked out for a year"));
        group.bench_function("from hours to answer", |b| b.iter(|| year.next(black_box(staff))));
        group.bench_function("search", |b| {
            b.iter_batched(
                || year.query(staff),
                |query| search(&query).slots().count(),
                BatchSize::LargeInput,
            );
        });
        group.finish();
    }
}

criterion_group! {
    name = next_date;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_millis(1500));
    targets = benchmarks
}
criterion_main!(next_date);

//! An appointment book that speaks chrono to its callers and lets scheduling-core decide.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use scheduling_core::Error;
use scheduling_core::availability::{Group, Participant, Query, removals, search};
use scheduling_core::calendar::{Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Interval, PreciseTimestamp, TimeOfDay, TimeZone, Timestamp};
use std::sync::Arc;

/// A shop: its staff, all of whom work at the same hours of the same wall clock.
pub struct Book {
    zone: Tz,
    hours: Arc<WeeklyHours>,
    staff: Vec<(Arc<str>, Vec<Interval>)>,
}

/// When an appointment may be, and with whom.
#[derive(Debug, PartialEq, Eq)]
pub struct Offer {
    /// When it starts.
    pub start: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
    /// Who is free.
    pub with: Vec<String>,
}

impl Book {
    /// A shop that opens every day from one time to another, each written as `HH:MM`.
    ///
    /// # Errors
    /// Where one of the two is no time of day.
    pub fn new(zone: Tz, opens: &str, closes: &str) -> Result<Self, Error> {
        let (start, end) = (TimeOfDay::parse(opens)?, TimeOfDay::parse(closes)?);
        let hours = Arc::new(WeeklyHours::new([WeeklyRule { days: Weekdays::ALL, start, end }]));
        Ok(Self { zone, hours, staff: Vec::new() })
    }

    /// Somebody who works here.
    pub fn hire(&mut self, name: &str) {
        self.staff.push((name.into(), Vec::new()));
    }

    /// What may be booked in a time, for so many minutes and with any one of the staff.
    ///
    /// # Errors
    /// Where the time or the length is out of range, or nobody works here.
    pub fn offers(&self, from: DateTime<Tz>, to: DateTime<Tz>, minutes: i64) -> Result<Vec<Offer>, Error> {
        let query = self.query(Interval::from_chrono(from, to)?, minutes)?;
        let answer = search(&query);
        let offers = answer.slots().map(|slot| Offer {
            start: slot.start().into(),
            end: slot.end().into(),
            with: slot.available_names().map(str::to_owned).collect(),
        });
        Ok(offers.collect())
    }

    /// Books somebody, if what was offered is still so; otherwise says by which rule it is not.
    ///
    /// # Errors
    /// Where the time is finer than a second or out of range.
    pub fn book(
        &mut self,
        name: &str,
        start: DateTime<Utc>,
        minutes: i64,
    ) -> Result<Result<(), &'static str>, Error> {
        let start = Timestamp::try_from(start)?;
        let time = Interval::new(start, start.plus_minutes(minutes))?;
        let mut query = self.query(time, minutes)?;
        let number =
            query.participants().iter().position(|person| person.name() == Some(name)).unwrap_or_default();
        query.groups([Group::all([number])?]);
        if let Some(removal) = removals(&query, start).first() {
            return Ok(Err(removal.rule.name()));
        }
        if let Some((_, booked)) = self.staff.get_mut(number) {
            booked.push(time);
        }
        Ok(Ok(()))
    }

    fn query(&self, window: Interval, minutes: i64) -> Result<Query, Error> {
        let zone = TimeZone::try_from(self.zone)?;
        let mut query = Query::new(window, minutes)?.zone(zone.clone());
        for (name, booked) in &self.staff {
            let person =
                Participant::named(Arc::clone(name)).zone(zone.clone()).hours(Arc::clone(&self.hours));
            query.add(person.busy(booked.iter().copied()));
        }
        query.groups([Group::at_least(1, 0..self.staff.len())?]);
        Ok(query)
    }
}

/// The second of a clock's reading.
///
/// # Errors
/// In a leap second, and outside the years 1 to 9999.
pub fn second(reading: DateTime<Utc>) -> Result<Timestamp, Error> {
    PreciseTimestamp::try_from(reading)?.floor()
}

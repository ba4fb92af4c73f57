//! When bookings take place, and when they were to before they moved: what people were told of them.

use crate::Scope;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::{
    appointment_moves as moves, appointments, interview_logs as logs, interviews, schedules, slots,
};
use crate::store::Result;
use diesel::prelude::*;
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Every time that each of these bookings of a company has or had. What the company has no booking of is not among them.
pub(super) fn of(
    scope: &mut Scope<'_>,
    company: i64,
    bookings: &Uuids,
) -> Result<HashMap<Uuid, IntervalSet>> {
    let mut found = Found::default();
    if !bookings.list.is_empty() {
        found.read_interviews(scope, company, bookings)?;
        found.read_appointments(scope, company, bookings)?;
    }
    Ok(found.times.into_iter().map(|(booking, times)| (booking, times.into_iter().collect())).collect())
}

#[derive(Default)]
struct Found {
    times: HashMap<Uuid, Vec<Interval>>,
}

impl Found {
    fn of(&mut self, booking: DbUuid) -> &mut Vec<Interval> {
        self.times.entry(booking.0).or_default()
    }

    fn read_interviews(&mut self, scope: &mut Scope<'_>, company: i64, ids: &Uuids) -> Result<()> {
        let current: Vec<(DbUuid, Option<DbTimestamp>, Option<DbTimestamp>)> = interviews::table
            .select((interviews::id, interviews::starts_at, interviews::ends_at))
            .filter(interviews::company_id.eq(company))
            .filter(uuid_in(interviews::id, ids))
            .load(scope.connection())?;
        for (id, start, end) in current {
            let time = start.zip(end).map(|(start, end)| interval(start, end)).transpose()?;
            self.of(id).extend(time);
        }
        let of_slot = slots::table
            .on(slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id)));
        let booked: Vec<(DbUuid, DbTimestamp, DbTimestamp)> = schedules::table
            .inner_join(of_slot)
            .select((schedules::interview_id, slots::starts_at, slots::ends_at))
            .filter(schedules::company_id.eq(company))
            .filter(uuid_in(schedules::interview_id, ids))
            .load(scope.connection())?;
        for (id, start, end) in booked {
            self.of(id).push(interval(start, end)?);
        }
        let logged: Vec<(DbUuid, Option<Value>)> = logs::table
            .select((logs::interview_id, logs::new_values))
            .filter(logs::company_id.eq(company))
            .filter(uuid_in(logs::interview_id, ids))
            .order(logs::id)
            .load(scope.connection())?;
        let mut histories: BTreeMap<Uuid, Told> = BTreeMap::new();
        for (id, values) in logged {
            let told = histories.entry(id.0).or_default();
            values.iter().for_each(|values| told.hear(values));
        }
        for (id, told) in histories {
            self.times.entry(id).or_default().extend(told.times);
        }
        Ok(())
    }

    fn read_appointments(&mut self, scope: &mut Scope<'_>, company: i64, ids: &Uuids) -> Result<()> {
        let current: Vec<(DbUuid, DbTimestamp, DbTimestamp)> = appointments::table
            .select((appointments::id, appointments::starts_at, appointments::ends_at))
            .filter(appointments::company_id.eq(company))
            .filter(uuid_in(appointments::id, ids))
            .load(scope.connection())?;
        let before: Vec<(DbUuid, DbTimestamp, DbTimestamp)> = moves::table
            .select((moves::appointment_id, moves::from_starts_at, moves::from_ends_at))
            .filter(moves::company_id.eq(company))
            .filter(uuid_in(moves::appointment_id, ids))
            .load(scope.connection())?;
        for (id, start, end) in current.into_iter().chain(before) {
            self.of(id).push(interval(start, end)?);
        }
        Ok(())
    }
}

/// The times of an interview, from its log in order.
#[derive(Default)]
struct Told {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    times: Vec<Interval>,
}

impl Told {
    /// Hears the values that a change left: those that it did not change are not there.
    fn hear(&mut self, values: &Value) {
        let at = |name: &str, before: Option<Timestamp>| match values.get(name) {
            None => before,
            Some(value) => value.as_str().and_then(|text| Timestamp::parse(text).ok()),
        };
        (self.start, self.end) = (at("scheduled_at", self.start), at("ends_at", self.end));
        let time = self.start.zip(self.end).and_then(|(start, end)| Interval::new(start, end).ok());
        self.times.extend(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_interview_was_at_all_times_of_its_log() {
        let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
        let text = |hour: i64| at(hour).to_string();
        let mut told = Told::default();
        let changes = [
            json!({"status": "created"}),
            json!({"scheduled_at": text(10), "ends_at": text(11)}),
            json!({"who": "user:1", "answer": "accepted"}),
            json!({"ends_at": text(12)}),
            json!({"scheduled_at": null, "ends_at": null}),
            json!({"scheduled_at": text(20), "ends_at": text(21)}),
        ];
        changes.iter().for_each(|values| told.hear(values));
        let times: IntervalSet = told.times.into_iter().collect();
        let span = |from, to| Interval::new(at(from), at(to)).expect("a time");
        assert_eq!(times.as_slice(), [span(10, 12), span(20, 21)]);
    }
}

//! What one writes first: every start, every person, every busy time, every minute's wall clock at both ends.

use crate::bound::{Input, Person};
use jiff::Timestamp;

pub(crate) fn starts(input: &Input) -> Vec<i64> {
    let first = input.start.max(input.earliest);
    let on_grid = (first..).find(|at| at % input.step == 0).unwrap();
    let mut open = Vec::new();
    let mut start = on_grid;
    while start + input.duration <= input.end {
        if input.people.iter().all(|person| is_free(person, start, start + input.duration)) {
            open.push(start);
        }
        start += input.step;
    }
    open
}

fn is_free(person: &Person, start: i64, end: i64) -> bool {
    works(person, start)
        && works(person, end - 1)
        && person.busy.iter().all(|&(from, to)| to <= start || end <= from)
}

/// Shifts of the inputs lie within one day, so that both ends of a meeting tell for all of it.
fn works(person: &Person, at: i64) -> bool {
    let local = Timestamp::from_second(at).unwrap().to_zoned(person.zone.clone());
    let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
    person.days >> local.weekday().to_monday_one_offset() & 1 == 1
        && person.from <= minute
        && minute < person.to
}

//! The availability patterns of a week, for several people at once: all of them or none.

use crate::kit::collection;
use crate::patterns::{TakesAway, taken_away};
use domain::access::Permit;
use domain::commitment::Subject;
use domain::slot::{Pattern, PatternDetails, WeekdayHours};
use domain::{FieldProblem, PatternId, Refusal, UserId};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// People whose week one request may set.
pub const MAX_PEOPLE: usize = 100;

/// Hours that several people are to have.
#[derive(Debug, Clone)]
pub struct NewWeek {
    pub people: Vec<UserId>,
    pub days: Vec<WeekdayHours>,
}

/// The new patterns of one of them.
#[derive(Debug, Clone)]
pub struct PersonsWeek {
    pub user: UserId,
    pub patterns: Vec<Pattern>,
    /// What they close that was open without all of them.
    pub takes_away: Option<TakesAway>,
}

/// Makes the patterns; they are answered in the order in which people were named.
///
/// # Errors
/// Those of one pattern, with `/interviewers/{n}` for `/interviewer`.
pub fn create(
    tx: &mut Tx<'_>,
    permit: &Permit,
    week: &NewWeek,
    now: Timestamp,
) -> Result<Vec<PersonsWeek>, StoreError> {
    let mut made = Vec::with_capacity(week.people.len());
    for (place, user) in locking_order(&week.people) {
        let one = of_person(tx, permit, user, &week.days, now).map_err(|error| at(error, place))?;
        made.push((place, one));
    }
    made.sort_by_key(|(place, _)| *place);
    Ok(made.into_iter().map(|(_, one)| one).collect())
}

/// People with their places, in the order in which the ledger locks them: two requests that name the same ones in another order
/// would wait for each other.
fn locking_order(people: &[UserId]) -> Vec<(usize, UserId)> {
    let mut people: Vec<(usize, UserId)> = people.iter().copied().enumerate().collect();
    people.sort_by_key(|(_, user)| Subject::User(*user).to_string());
    people
}

fn of_person(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    days: &[WeekdayHours],
    now: Timestamp,
) -> Result<PersonsWeek, StoreError> {
    let mut patterns = Vec::with_capacity(days.len());
    for day in days {
        patterns.push(collection::create(tx, permit, &PatternDetails { user, week: day.clone() }, now)?);
    }
    let ids: Vec<PatternId> = patterns.iter().map(|pattern| pattern.id).collect();
    let takes_away = match patterns.first() {
        Some(first) => taken_away(&mut tx.scope(permit), first.company, user, &ids, now)?,
        None => None,
    };
    Ok(PersonsWeek { user, patterns, takes_away })
}

/// The same refusal where the body has a list of interviewers.
fn at(error: StoreError, place: usize) -> StoreError {
    let named = |pointer: String| match pointer.strip_prefix("/interviewer") {
        Some(rest) => format!("/interviewers/{place}{rest}"),
        None => pointer,
    };
    match error {
        StoreError::Refused(Refusal::NotFound { what, pointer }) => {
            Refusal::NotFound { what, pointer: pointer.map(named) }.into()
        }
        StoreError::Refused(Refusal::Invalid(problems)) => {
            let problems = problems.into_iter().map(|p| FieldProblem::new(named(p.pointer), p.detail));
            Refusal::Invalid(problems.collect()).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_locked_as_the_ledger_locks_them() {
        let order = |ids: &[i64]| locking_order(&ids.iter().copied().map(UserId).collect::<Vec<_>>());
        let named = |ids: &[i64]| order(ids).into_iter().map(|(_, user)| user.0).collect::<Vec<_>>();
        assert_eq!(named(&[10, 9, 100]), [10, 100, 9]);
        assert_eq!(named(&[9, 100, 10]), named(&[10, 9, 100]));
        assert_eq!(order(&[9, 10]), [(1, UserId(10)), (0, UserId(9))]);
    }
}

//! The availability patterns of a week, for several people at once: all of them or none.

use crate::kit::collection;
use crate::patterns::{TakesAway, taken_away};
use domain::access::Permit;
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

/// Makes the patterns.
///
/// # Errors
/// Those of one pattern, with `/interviewers/{n}` for `/interviewer`.
pub fn create(
    tx: &mut Tx<'_>,
    permit: &Permit,
    week: &NewWeek,
    now: Timestamp,
) -> Result<Vec<PersonsWeek>, StoreError> {
    let mut all = Vec::with_capacity(week.people.len());
    for (place, user) in week.people.iter().enumerate() {
        let mut patterns = Vec::with_capacity(week.days.len());
        for day in &week.days {
            let details = PatternDetails { user: *user, week: day.clone() };
            let made = collection::create(tx, permit, &details, now);
            patterns.push(made.map_err(|error| at(error, place))?);
        }
        let ids: Vec<PatternId> = patterns.iter().map(|pattern| pattern.id).collect();
        let takes_away = match patterns.first() {
            Some(first) => taken_away(&mut tx.scope(permit), first.company, *user, &ids, now)?,
            None => None,
        };
        all.push(PersonsWeek { user: *user, patterns, takes_away });
    }
    Ok(all)
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

//! Slots from patterns and configurations: all in one transaction, and none twice.

use super::home;
use super::rules::Rules;
use super::series::{CreatedSlots, Ways, make_all, weeks_of};
use domain::Refusal;
use domain::access::Permit;
use domain::slot::{Holder, Week, WeekdayHours, date_problem, slots_of_weeks};
use persistence::store::{configurations, slots};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};

/// Makes the slots that an interviewer's patterns ask for from the first to the last date, on the wall clock of their
/// zone, or the configurations of an AI interviewer's type, on the company's.
///
/// Each configuration asks for one slot at a time: where several AI interviewers are to be offered at once, there
/// are several configurations. A slot of the very same time that is there already is the one that was asked for, and is
/// told as `overlap`. Configurations that are not available close their time to what the others ask for.
///
/// # Errors
/// `NotFound` for a company or interviewer; `Invalid` for dates out of order or too far apart, for too many slots, and
/// for somebody who holds no interviews. What single slots would be refused for is skipped.
pub fn generate(
    tx: &mut Tx<'_>,
    permit: &Permit,
    holder: Holder,
    first: Date,
    last: Date,
    now: Timestamp,
) -> Result<CreatedSlots, StoreError> {
    if let Some(problem) = date_problem(first, last) {
        return Err(Refusal::Invalid(vec![problem]).into());
    }
    let scope = &mut tx.scope(permit);
    let company = home(scope, holder, "/interviewer")?;
    let scope = &mut scope.for_company(company.id)?;
    slots::lock_holders(scope, company.id, &[holder])?;
    let mut rules = Rules::of(scope, company, holder, "/interviewer", now)?;
    let weeks = weeks(scope, holder, &rules)?;
    rules.judgement.patterns = weeks.iter().map(|week| week.details.rule()).collect();
    let wanted = slots_of_weeks(holder, &weeks, first, last, &rules.judgement.zone);
    let wanted = wanted.map_err(|problem| Refusal::Invalid(vec![problem]))?;
    let weeks: Vec<WeekdayHours> = weeks.into_iter().map(|week| week.details).collect();
    make_all(scope, holder, wanted, &Ways { rules: &rules, weeks: &weeks, again: true }, now)
}

fn weeks(scope: &mut Scope<'_>, holder: Holder, rules: &Rules) -> Result<Vec<Week>, StoreError> {
    let Holder::Ai(kind) = holder else {
        return Ok(weeks_of(rules).into_iter().map(|details| Week { details, settings: None }).collect());
    };
    let found = configurations::of_kind(scope, rules.company.id, kind)?.into_iter();
    Ok(found.map(|one| Week { details: one.details.week, settings: one.details.settings }).collect())
}

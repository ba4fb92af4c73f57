//! By which clock the starts of a template are counted.

use super::STEP;
use domain::directory::Template;
use scheduling_core::availability::{self, Query, Rule};
use scheduling_core::time::{Interval, TimeZone};

/// The zone whose wall clock a start of the template is judged by: UTC, as for slots that are asked for without a zone, or the
/// company's where the grid has the start on its clock alone.
pub(crate) fn grid_zone(template: &Template, time: Interval, company: &TimeZone) -> TimeZone {
    let step = template.details.step_minutes.unwrap_or(STEP);
    let has = |zone: &TimeZone| {
        let query = Query::new(time, template.details.duration_minutes)
            .and_then(|query| query.step_minutes(step))
            .map(|query| query.zone(zone.clone()));
        query.is_ok_and(|query| {
            !availability::removals(&query, time.start()).iter().any(|removal| removal.rule == Rule::Grid)
        })
    };
    let utc = TimeZone::utc();
    if !has(&utc) && has(company) { company.clone() } else { utc }
}

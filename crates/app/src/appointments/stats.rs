//! Figures of a company's appointments over a range of dates.

use super::money;
use super::tally::{Figures, Totals};
use crate::kit::require_company;
use domain::Refusal;
use domain::access::Permit;
use persistence::store::{appointments, companies, requests};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, Interval, TimeZone};

/// The figures of the appointments that start on these local dates.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where none was named.
pub fn figures(
    tx: &mut Tx<'_>,
    permit: &Permit,
    dates: (Date, Date),
    zone: Option<TimeZone>,
) -> Result<Figures, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let Some(company) = scope.company() else {
        return Err(Refusal::invalid("/company_id", "name the company").into());
    };
    let zone = match zone {
        Some(zone) => zone,
        None => crate::free_busy::zone(&companies::get(scope, company)?.details.time_zone),
    };
    let (start, end) = (zone.start_of_day(dates.0), zone.start_of_day(dates.1.plus_days(1)));
    let window = Interval::new(start, end)
        .map_err(|_| Refusal::invalid("/end_date", "must not be before the first"))?;
    gather(scope, window, &zone)
}

fn gather(scope: &mut Scope<'_>, window: Interval, zone: &TimeZone) -> Result<Figures, StoreError> {
    let mut figures = Figures { zone: zone.name().to_owned(), ..Figures::default() };
    let rows = appointments::starting_within(scope, window)?;
    for appointment in &rows {
        figures.add(appointment, zone);
    }
    for one in requests::counted(scope, window)? {
        figures.request(one.service, one.staff, one.count);
    }
    // What was booked in one call was asked for by that.
    for one in rows.iter().filter(|one| one.request.is_none()) {
        figures.request(one.service, one.staff, 1);
    }
    money::sums(scope, &rows, &mut figures.money)?;
    figures.totals.finish();
    figures.by_service.values_mut().for_each(Totals::finish);
    figures.by_staff.values_mut().for_each(Totals::finish);
    super::shop::utilisation(scope, &mut figures, &rows, window)?;
    Ok(figures)
}

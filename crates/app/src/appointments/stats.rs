//! Figures of a company's appointments over a range of dates.

use super::money;
use super::tally::{Figures, Totals};
use crate::kit::require_company;
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::Appointment;
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
    let why = if dates.1 < dates.0 { "must not be before the first" } else { "is beyond the end of time" };
    let window = Interval::new(start, end).map_err(|_| Refusal::invalid("/end_date", why))?;
    gather(scope, window, &zone)
}

/// Appointments that are read at once: however many there are, so many are in memory.
const BATCH: i64 = 1000;

fn gather(scope: &mut Scope<'_>, window: Interval, zone: &TimeZone) -> Result<Figures, StoreError> {
    let mut figures = Figures { zone: zone.name().to_owned(), ..Figures::default() };
    let mut last: Option<Appointment> = None;
    loop {
        let rows = appointments::starting_within(scope, window, last.as_ref(), BATCH)?;
        for appointment in &rows {
            figures.add(appointment, zone);
        }
        money::sums(scope, &rows, &mut figures.money)?;
        last = rows.into_iter().next_back();
        if last.is_none() {
            break;
        }
    }
    for one in requests::counted(scope, window)? {
        figures.request(one.service, one.staff, one.count);
    }
    figures.totals.finish();
    figures.by_service.values_mut().for_each(Totals::finish);
    figures.by_staff.values_mut().for_each(Totals::finish);
    super::shop::utilisation(scope, &mut figures, window)?;
    Ok(figures)
}

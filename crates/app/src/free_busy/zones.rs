//! The zones of people's wall clocks, and of the dates in a request.

use crate::kit::named_company;
use domain::CompanyId;
use domain::directory::{Company, User};
use persistence::store::companies;
use persistence::{Scope, StoreError};
use scheduling_core::time::TimeZone;
use std::collections::HashMap;

/// Each person with their zone; companies are read only where somebody has none of their own.
pub(super) fn with_zones(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    mut known: HashMap<CompanyId, TimeZone>,
) -> Result<Vec<(User, TimeZone)>, StoreError> {
    let mut with_zones = Vec::with_capacity(people.len());
    for user in people {
        let zone = match (&user.details.time_zone, user.company) {
            (Some(name), _) => zone(name),
            (None, Some(id)) => match known.get(&id) {
                Some(zone) => zone.clone(),
                None => {
                    let company = zone(&companies::get(scope, id)?.details.time_zone);
                    known.insert(id, company.clone());
                    company
                }
            },
            (None, None) => TimeZone::utc(),
        };
        with_zones.push((user, zone));
    }
    Ok(with_zones)
}

/// Names are checked when they are stored; one that a later release of the zone data dropped is read as UTC.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::named(name).unwrap_or_else(|_| TimeZone::utc())
}

/// The zone of a request's dates and times of day: the one that it names, else the company's, and UTC across companies.
pub(crate) fn zone_of_dates(named: Option<&TimeZone>, company: Option<&Company>) -> TimeZone {
    match (named, company) {
        (Some(named), _) => named.clone(),
        (None, Some(company)) => zone(&company.details.time_zone),
        (None, None) => TimeZone::utc(),
    }
}

/// The same, where the company is the one that the scope reaches.
///
/// # Errors
/// `NotFound` where that company is not there.
pub(crate) fn zone_within(scope: &mut Scope<'_>, named: Option<&TimeZone>) -> Result<TimeZone, StoreError> {
    let company = if named.is_some() { None } else { named_company(scope)? };
    Ok(zone_of_dates(named, company.as_ref()))
}

/// The zone of somebody's wall clock.
pub(crate) fn zone_of(user: &User, company: &TimeZone) -> TimeZone {
    user.details.time_zone.as_deref().map_or_else(|| company.clone(), zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Metadata;
    use domain::directory::CompanyDetails;
    use scheduling_core::time::Timestamp;

    #[test]
    fn dates_are_of_the_zone_that_is_named_or_the_companys() {
        let at = Timestamp::saturating_from_unix(0);
        let details = CompanyDetails { time_zone: "Asia/Tokyo".into(), ..CompanyDetails::named("A") };
        let metadata = Metadata { version: 1, created_at: at, updated_at: at };
        let company = Company { id: CompanyId(1), company: CompanyId(1), details, kept: (), metadata };
        let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
        let check = |named, company, expected: &str| {
            assert_eq!(zone_of_dates(named, company).name(), expected);
        };
        check(Some(&berlin), Some(&company), "Europe/Berlin");
        check(Some(&berlin), None, "Europe/Berlin");
        check(None, Some(&company), "Asia/Tokyo");
        check(None, None, "UTC");
    }
}

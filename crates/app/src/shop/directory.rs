//! Services and staff.

use super::change;
use crate::kit::collection::{Rules, Stored};
use crate::{conflicts, kit, payments};
use domain::appointment::{ServiceDetails, ServiceId, StaffDetails};
use domain::{CompanyId, FieldProblem, Refusal};
use persistence::store::collection::Collection;
use persistence::store::shop::services::ServiceFilter;
use persistence::store::shop::staff::{self, StaffFilter};
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Refuses where something is wrong with a body.
pub(super) fn refuse(problems: Vec<FieldProblem>) -> Result<(), Refusal> {
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
}

impl Rules for ServiceDetails {
    const READ_BY_ONE: bool = false;

    fn check_filter(scope: &mut Scope<'_>, filter: &mut ServiceFilter) -> Result<(), StoreError> {
        let Some(one) = filter.staff else { return Ok(()) };
        kit::require_company(scope)?;
        staff::require(&mut scope.everybodys(), &[one], |_| "/staff_id".into()).map(drop)
    }

    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        refuse(self.problems())?;
        let company = before.map(|before| before.company).or(scope.company());
        if let Some(company) = company {
            let mut scope = scope.for_company(company)?;
            let amounts = [(self.price, "/price/amount"), (self.down_payment, "/down_payment/amount")];
            let asked = amounts.into_iter().filter_map(|(amount, pointer)| Some((amount?, pointer)));
            payments::provider::require_carried(&mut scope, &asked.collect::<Vec<_>>())?;
        }
        let Some(company) = company.filter(|_| !self.staff.is_empty()) else { return Ok(()) };
        if before.is_some_and(|before| before.details.staff == self.staff) {
            return Ok(());
        }
        let mut scope = scope.everybodys();
        staff::require(&mut scope.for_company(company)?, &self.staff, |at| format!("/staff/{at}")).map(drop)
    }
}

impl Rules for StaffDetails {
    const READ_BY_ONE: bool = false;

    fn check_filter(scope: &mut Scope<'_>, filter: &mut StaffFilter) -> Result<(), StoreError> {
        kit::require_user(scope, filter.user)?;
        let Some(service) = filter.service else { return Ok(()) };
        kit::require_company(scope)?;
        let found = ServiceDetails::by_ids(scope, &[service])?;
        require_services(&found, &[service], |_| "/service_id".into()).map_err(Into::into)
    }

    fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        refuse(self.problems())?;
        let company = match before {
            Some(before) => Some(before.company),
            None => company_of(scope, self)?,
        };
        let Some(company) = company.filter(|_| !self.services.is_empty()) else { return Ok(()) };
        if before.is_some_and(|before| before.details.services == self.services) {
            return Ok(());
        }
        let mut scope = scope.everybodys();
        let found = ServiceDetails::by_ids(&mut scope.for_company(company)?, &self.services)?;
        Ok(require_services(&found, &self.services, |at| format!("/services/{at}"))?)
    }

    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let counts = |staff: &Self| StaffDetails { services: Vec::new(), ..staff.clone() };
        if counts(&before.details) == counts(&after.details) {
            return Ok(());
        }
        change::recheck(scope, after.company, Some(after.id), now)
    }

    fn deleted(scope: &mut Scope<'_>, old: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        conflicts::recheck(scope, old.details.user, now)
    }
}

/// The company of a new profile's user.
fn company_of(scope: &mut Scope<'_>, new: &StaffDetails) -> Result<Option<CompanyId>, StoreError> {
    let users = users::require(scope, &[new.user], |_| "/user_id".into())?;
    for user in &users {
        let role = user.details.role;
        if !role.may_interview() {
            let detail = format!("a user of the role '{}' offers no services", role.name());
            return Err(Refusal::invalid("/user_id", detail).into());
        }
    }
    Ok(users.first().and_then(|user| user.company))
}

fn require_services(
    found: &[Stored<ServiceDetails>],
    wanted: &[ServiceId],
    pointer: impl Fn(usize) -> String,
) -> Result<(), Refusal> {
    let missing = wanted.iter().position(|id| !found.iter().any(|service| service.id == *id));
    missing.map_or(Ok(()), |at| {
        Err(Refusal::NotFound { what: ServiceDetails::NAME, pointer: Some(pointer(at)) })
    })
}

//! The appointments of a customer.

use super::money::{self, Paid};
use domain::AppointmentId;
use domain::access::Permit;
use domain::appointment::Appointment;
use persistence::store::appointments::{self, Filter};
use persistence::store::collection::Part;
use persistence::store::users;
use persistence::{StoreError, Tx};

/// An appointment as its customer's list has it.
#[derive(Debug, Clone)]
pub struct OwnAppointment {
    pub appointment: Appointment,
    pub staff_name: Option<String>,
    pub paid: Paid,
}

/// A page of what the permit shows.
///
/// # Errors
/// Failures of the database.
pub fn own(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<AppointmentId>,
) -> Result<Vec<OwnAppointment>, StoreError> {
    let scope = &mut tx.scope(permit);
    let found = appointments::list(scope, filter, part)?;
    let mut paid = money::paid(scope, &found.iter().map(|one| (one.company, one.id)).collect())?;
    let mut staff: Vec<_> = found.iter().map(|one| one.staff_user).collect();
    staff.sort_unstable();
    staff.dedup();
    // Who they meet is no secret of theirs.
    let users = users::by_ids(&mut scope.everybodys(), &staff)?;
    let one = |appointment: Appointment| {
        let user = users.iter().find(|user| user.id == appointment.staff_user);
        OwnAppointment {
            staff_name: user.map(|user| user.details.name.clone()),
            paid: paid.remove(&appointment.id).unwrap_or_default(),
            appointment,
        }
    };
    Ok(found.into_iter().map(one).collect())
}

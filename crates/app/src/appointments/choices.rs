//! The times among which a client chooses another one, and whether they may.

use super::holder::Holder;
use super::other_times::{OtherTimes, other_times};
use super::reschedule::counted;
use super::shop::Shop;
use crate::free_busy::zone_within;
use crate::shop::{Asked, AskedShop};
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::moves::Attempt;
use domain::appointment::{Appointment, Move, StaffDetails, StaffId, transitions};
use persistence::store::collection::Collection;
use persistence::store::shop::work;
use persistence::store::users;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, TimeZone, Timestamp};
use std::collections::BTreeMap;

/// How far an appointment may be moved by its client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveLimits {
    /// How often yet.
    pub left: usize,
    /// Whether another member of the staff may take over.
    pub staff_change: bool,
    /// Why it can't be moved.
    pub refusal: Option<Refusal>,
}

/// What the limits say of an appointment with these moves.
pub(super) fn limits(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    moves: &[Move],
    now: Timestamp,
) -> Result<MoveLimits, StoreError> {
    let shut = |refusal| MoveLimits { left: 0, staff_change: false, refusal: Some(refusal) };
    if let Err(refusal) = transitions::require_movable(appointment, now) {
        return Ok(shut(refusal));
    }
    let shop = match Shop::read(scope, appointment.service, Some(appointment.staff)) {
        Err(StoreError::Refused(refusal)) => return Ok(shut(refusal)),
        shop => shop?,
    };
    let (rules, counted) = (shop.move_rules(), counted(moves, now));
    let attempt = Attempt { counted, changes_staff: false, overrides: false };
    let limit = usize::try_from(rules.limit).unwrap_or_default();
    Ok(MoveLimits {
        left: limit.saturating_sub(counted),
        staff_change: rules.staff_change,
        refusal: rules.check(attempt).err(),
    })
}

/// Which other times are asked for.
#[derive(Debug, Clone)]
pub struct MoveAsked {
    /// From this date on, or from today.
    pub from: Option<Date>,
    /// The zone of dates; the company's where there is none.
    pub zone: Option<TimeZone>,
    /// Not only with the same member of the staff.
    pub anybody: bool,
}

/// Other times, before they are searched for, as a client chooses among them.
#[derive(Debug)]
pub struct MoveChoices {
    pub times: OtherTimes,
    /// The names of those with whom they are.
    pub names: BTreeMap<StaffId, String>,
}

/// Reads when an appointment could take place instead.
///
/// # Errors
/// `NotFound`.
pub fn move_choices(
    tx: &mut Tx<'_>,
    holder: &Holder,
    asked: &MoveAsked,
    now: Timestamp,
) -> Result<MoveChoices, StoreError> {
    let appointment = holder.require(&mut tx.scope(&holder.permit()), now)?;
    let guest = Permit::guest(holder.company());
    let names = names(&mut tx.scope(&guest), &appointment, asked.anybody)?;
    let zone = zone_within(&mut tx.scope(&guest), asked.zone.as_ref())?;
    let wanted = AskedShop {
        service: appointment.service,
        staff: Some(appointment.staff).filter(|_| !asked.anybody),
        zone: Some(zone),
        when: Asked::NextFrom(asked.from),
        booked: None,
        explain: false,
    };
    let times = other_times(tx, &guest, &appointment, &wanted, now)?;
    Ok(MoveChoices { times, names })
}

fn names(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    anybody: bool,
) -> Result<BTreeMap<StaffId, String>, StoreError> {
    let staff = match anybody {
        true => work::offering(scope, appointment.company, appointment.service)?,
        false => StaffDetails::by_ids(scope, &[appointment.staff])?,
    };
    let ids: Vec<_> = staff.iter().map(|one| one.details.user).collect();
    let users = users::by_ids(scope, &ids)?;
    let name = |one: &domain::appointment::Staff| {
        let user = users.iter().find(|user| user.id == one.details.user)?;
        Some((one.id, user.details.name.clone()))
    };
    Ok(staff.iter().filter_map(name).collect())
}

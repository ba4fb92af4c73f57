//! When an appointment could take place instead, for those who move it.

use super::claims::{of_appointment, of_move};
use super::people::of_client;
use crate::shop::{AskedShop, GatheredShop, ShopSlot, gather_but};
use domain::access::Permit;
use domain::appointment::{Appointment, MoveStatus, Placement};
use domain::commitment::{Source, Span};
use persistence::store::appointment_moves as moves;
use persistence::{StoreError, Tx, ledger};
use scheduling_core::time::Timestamp;

/// Other times, before they are searched for.
#[derive(Debug)]
pub struct OtherTimes {
    pub gathered: GatheredShop,
    pub client: ClientTime,
}

/// What takes the time of an appointment's client beside it.
#[derive(Debug)]
pub struct ClientTime {
    taken: Vec<Span>,
    /// What the appointment has now.
    current: Placement,
}

impl ClientTime {
    /// Whether the appointment can be moved to this slot for its client's sake: it is another one, and the client has nothing else then.
    #[must_use]
    pub fn has(&self, slot: &ShopSlot) -> bool {
        let bare = Span::bare(slot.time);
        let is_other = self.current != Placement { time: slot.time, staff: slot.staff };
        is_other && !self.taken.iter().any(|other| other.conflicts(&bare))
    }
}

/// Reads when an appointment could take place instead, as long as it is. What it has taken does not count, and what is held while its
/// client is asked about a move neither: another move ends that.
///
/// # Errors
/// `NotFound` for the service, or with the pointer `/staff_id`.
pub fn other_times(
    tx: &mut Tx<'_>,
    permit: &Permit,
    appointment: &Appointment,
    asked: &AskedShop,
    now: Timestamp,
) -> Result<OtherTimes, StoreError> {
    let mut own = vec![of_appointment(appointment)];
    let mut scope = tx.scope(permit);
    let mut scope = scope.everybodys();
    let asked_moves = moves::of(&mut scope.for_company(appointment.company)?, appointment)?;
    let pending = asked_moves.iter().filter(|one| one.noted == MoveStatus::Pending);
    own.extend(pending.map(|one| of_move(one.id)));
    let asked = AskedShop { booked: Some(appointment.time), ..asked.clone() };
    let gathered = gather_but(tx, permit, &asked, &own, now)?;
    let taken = taken(tx, permit, appointment, &gathered, &own, now)?;
    Ok(OtherTimes { gathered, client: ClientTime { taken, current: appointment.placement() } })
}

fn taken(
    tx: &mut Tx<'_>,
    permit: &Permit,
    appointment: &Appointment,
    gathered: &GatheredShop,
    own: &[Source],
    now: Timestamp,
) -> Result<Vec<Span>, StoreError> {
    let Some(window) = gathered.window() else { return Ok(Vec::new()) };
    let mut scope = tx.scope(permit);
    let mut scope = scope.everybodys();
    let scope = &mut scope.for_company(appointment.company)?;
    let client = Vec::from_iter(of_client(scope, appointment.company, &appointment.client)?);
    let found = ledger::busy_of(scope, &client, window, now)?;
    let others = found.into_iter().filter(|one| !own.contains(&one.source));
    Ok(others.map(|one| one.span).collect())
}

//! Moving appointments.

use super::ask;
use super::claims::of_appointment;
use super::made::take;
use super::settle::settled;
use super::shop::{Found, Shop};
use crate::history::Actor;
use crate::kit::Precondition;
use domain::AppointmentId;
use domain::access::Permit;
use domain::appointment::moves::Attempt;
use domain::appointment::{Appointment, Move, MoveStatus, Placement, StaffId, require_another, transitions};
use domain::commitment::Subject;
use persistence::store::{appointment_moves as moves, appointments};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

/// Another time that is asked for.
#[derive(Debug, Clone)]
pub struct Rescheduling {
    pub start: Timestamp,
    /// The same as before where it is absent.
    pub staff: Option<StaffId>,
    pub reason: Option<String>,
    /// Passes the limits, and is not counted.
    pub overrides: bool,
    /// Whether the client is asked first.
    pub ask: bool,
}

/// Moves an appointment at once, or asks its client. It stays as long as it was booked.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `Invalid` at `/staff_id` for the client; `WrongState`: `wrong-status`, `rescheduling-off`,
/// `reschedule-limit`, `staff-change-off`;
/// `Unavailable` (`slot-not-available`).
pub fn reschedule(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    asked: &Rescheduling,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    as_actor(&mut tx.scope(permit), &Actor::of(permit), id, asked, expected, now)
}

/// The same of somebody whom the log names like that.
pub(super) fn as_actor(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: AppointmentId,
    asked: &Rescheduling,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    expected.retry(|| {
        let seen = appointments::get(scope, id)?;
        let scope = &mut scope.for_company(seen.company)?;
        let staff = asked.staff.unwrap_or(seen.staff);
        let shop = Shop::read(&mut scope.everybodys(), seen.service, Some(staff))?;
        let mut locks: BTreeSet<Subject> = shop.users().into_iter().map(Subject::User).collect();
        let client = super::people::of_client(scope, seen.company, &seen.client)?;
        locks.extend(client.iter().cloned());
        let stored = appointments::lock(scope, id, &Vec::from_iter(locks))?;
        expected.check("appointment", stored.metadata.version)?;
        let moving = Moving { shop: &shop, actor, asked, staff, client: &client };
        moving.run(&mut scope.everybodys(), &stored, now)
    })
}

/// How many of these moves count against the limit for another one, which takes the place of a question that is open.
pub(super) fn counted(earlier: &[Move], now: Timestamp) -> usize {
    earlier.iter().filter(|one| one.counts(now) && one.noted != MoveStatus::Pending).count()
}

/// A move under the locks of everybody concerned.
struct Moving<'a> {
    shop: &'a Shop,
    actor: &'a Actor,
    asked: &'a Rescheduling,
    staff: StaffId,
    /// Everybody who is the client.
    client: &'a BTreeSet<Subject>,
}

impl Moving<'_> {
    fn run(
        &self,
        scope: &mut Scope<'_>,
        stored: &Appointment,
        now: Timestamp,
    ) -> Result<Appointment, StoreError> {
        transitions::require_movable(stored, now)?;
        let earlier = moves::of(scope, stored)?;
        let changes_staff = self.staff != stored.staff;
        let attempt =
            Attempt { counted: counted(&earlier, now), changes_staff, overrides: self.asked.overrides };
        self.shop.move_rules().check(attempt)?;
        if changes_staff {
            self.shop.users().iter().try_for_each(|user| require_another(*user, self.client, "/staff_id"))?;
        }
        ask::end_pending(scope, stored, now)?;
        // Whose appointment it is stays, even where their address became the client's.
        let anybody = BTreeSet::new();
        let shop = self.shop.lasting(stored.time);
        let found = shop.find(scope, self.asked.start, &anybody, &[of_appointment(stored)], now)?;
        let to = Placement { time: found.time, staff: found.staff };
        if to == stored.placement() {
            return Ok(stored.clone());
        }
        match self.asked.ask {
            true => ask::ask(scope, stored, &self.moved(stored, to, now), &found, self.actor, now),
            false => self.at_once(scope, stored, &found, to, now),
        }
    }

    fn moved(&self, stored: &Appointment, to: Placement, now: Timestamp) -> Move {
        let until = domain::appointment::moves::ask_until(stored.time.start(), now);
        Move {
            id: moves::new_id(now),
            at: now,
            actor: self.actor.name.clone(),
            from: stored.placement(),
            to,
            reason: self.asked.reason.clone(),
            noted: if self.asked.ask { MoveStatus::Pending } else { MoveStatus::Confirmed },
            expires_at: self.asked.ask.then_some(until),
            counted: !self.asked.overrides,
        }
    }

    fn at_once(
        &self,
        scope: &mut Scope<'_>,
        stored: &Appointment,
        found: &Found,
        to: Placement,
        now: Timestamp,
    ) -> Result<Appointment, StoreError> {
        let one = self.moved(stored, to, now);
        let relocated = transitions::relocate(stored, to, found.user, now)?;
        take(scope, &relocated, found.buffer_minutes, now)?;
        moves::insert(scope, stored, &one)?;
        settled(scope, stored, &relocated, &one, self.actor, now)
    }
}

//! Booking in one call, and what making an appointment comes to in any case.

use super::claims::{self, Wanted, of_appointment};
use super::money;
use super::record::{self, Booked, Cause};
use super::shop::{Found, Shop};
use crate::history::Actor;
use crate::rooms::RoomSeed;
use domain::Metadata;
use domain::access::Permit;
use domain::appointment::{
    Appointment, AppointmentStatus, Client, Notes, PaymentType, Request, ServiceId, Setting, StaffId, Terms,
};
use domain::commitment::{Hold, Subject};
use domain::event::EventKind;
use persistence::store::appointments;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

/// A booking that is asked for.
#[derive(Debug, Clone)]
pub struct NewBooking {
    pub service: ServiceId,
    pub staff: Option<StaffId>,
    pub start: Timestamp,
    pub client: Client,
    pub notes: Notes,
    pub payment_type: PaymentType,
}

/// Books an appointment at once.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers; `Unavailable` (`slot-not-available`).
pub fn book(
    tx: &mut Tx<'_>,
    permit: &Permit,
    new: &NewBooking,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Booked, StoreError> {
    let scope = &mut tx.scope(permit);
    let shop = Shop::read(scope, new.service, new.staff)?;
    let scope = &mut scope.for_company(shop.company.id)?;
    let terms = shop.offer().terms(new.payment_type)?;
    let mut locks: BTreeSet<Subject> = shop.users().into_iter().map(Subject::User).collect();
    let client = super::people::of_client(scope, shop.company.id, &new.client)?;
    locks.extend(client.iter().cloned());
    appointments::lock_people(scope, shop.company.id, &Vec::from_iter(locks))?;
    let found = shop.find(scope, new.start, &client, &[], now)?;
    let appointing = Appointing {
        client: &new.client,
        notes: &new.notes,
        terms: &terms,
        request: None,
        actor: &Actor::of(permit),
        seed,
    };
    appoint(scope, &shop, &found, &appointing, now)
}

/// What an appointment is made of, beside its service, time and staff.
pub(super) struct Appointing<'a> {
    pub(super) client: &'a Client,
    pub(super) notes: &'a Notes,
    pub(super) terms: &'a Terms,
    pub(super) request: Option<&'a Request>,
    pub(super) actor: &'a Actor,
    pub(super) seed: &'a RoomSeed,
}

/// Makes an appointment. The locks of everybody concerned are the caller's.
pub(super) fn appoint(
    scope: &mut Scope<'_>,
    shop: &Shop,
    found: &Found,
    appointing: &Appointing<'_>,
    now: Timestamp,
) -> Result<Booked, StoreError> {
    let id = appointments::new_id(now);
    let terms = appointing.terms.clone();
    // Asked once, and handed on: somebody may choose another provider meanwhile.
    let online = money::online(scope, &terms, now)?;
    let room = (terms.setting == Setting::Online).then(|| appointing.seed.room_of(id.0));
    let appointment = Appointment {
        id,
        company: shop.company.id,
        request: appointing.request.map(|request| request.id),
        client: appointing.client.clone(),
        service: shop.service.id,
        staff: found.staff,
        staff_user: found.user,
        time: found.time,
        terms,
        notes: appointing.notes.clone(),
        status: online.map_or(AppointmentStatus::Confirmed, |_| AppointmentStatus::PendingPayment),
        mark: None,
        pay_until: online.map(|online| online.pay_until),
        room_id: room,
        client_joined_at: None,
        staff_joined_at: None,
        made_by: appointing.actor.name.clone(),
        cancelled: None,
        sequence: 0,
        metadata: Metadata { version: 1, created_at: now, updated_at: now },
    };
    appointments::insert(scope, &appointment)?;
    let wanted = wanted(&appointment, found.buffer_minutes);
    claims::take_new(scope, &wanted, now)?;
    let cause = Cause { actor: appointing.actor, kind: EventKind::AppointmentBooked, reason: None };
    record::change(scope, &cause, None, &appointment, Some(("weighed", found.weighed.clone())), now)?;
    let payment_path = money::begin(scope, &appointment, online, now)?;
    Ok(Booked { appointment, payment_path })
}

/// Takes the time of an appointment, in place of what it has taken so far.
pub(super) fn take(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    buffer_minutes: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    claims::take(scope, &wanted(appointment, buffer_minutes), now)
}

fn wanted(appointment: &Appointment, buffer_minutes: i64) -> Wanted<'_> {
    Wanted {
        company: appointment.company,
        user: appointment.staff_user,
        client: Some(&appointment.client),
        time: appointment.time,
        buffer_minutes,
        source: of_appointment(appointment),
        hold: appointment.pay_until.map_or(Hold::Booked, Hold::Until),
    }
}

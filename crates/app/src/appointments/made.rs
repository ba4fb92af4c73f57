//! What making an appointment comes to, however it is booked.

use super::claims::{self, Wanted, of_appointment};
use super::money;
use super::record::{self, Booked};
use super::shop::{Found, Shop};
use crate::history::Actor;
use crate::payments::{self, Online};
use crate::reminders::StaffWishes;
use crate::rooms::RoomSeed;
use domain::appointment::{Appointment, AppointmentStatus, Client, Notes, Request, Setting, Terms};
use domain::commitment::Hold;
use domain::{Metadata, Refusal};
use persistence::store::appointments;
use persistence::{Scope, StoreError, Writes, outbox};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// What an appointment is made of, beside its time and staff.
pub(super) struct Appointing<'a> {
    pub(super) shop: &'a Shop,
    pub(super) client: &'a Client,
    pub(super) notes: &'a Notes,
    pub(super) terms: &'a Terms,
    pub(super) request: Option<&'a Request>,
    pub(super) actor: &'a Actor,
    pub(super) seed: &'a RoomSeed,
}

/// An appointment that is being made.
pub(super) struct NewAppointment {
    pub(super) appointment: Appointment,
    buffer_minutes: i64,
    weighed: Value,
    online: Option<Online>,
}

impl Appointing<'_> {
    /// The appointment with who was found, and how its money is taken, where that is online.
    ///
    /// # Errors
    /// `Invalid` at `/payment_type` for an amount that can't be taken so.
    pub(super) fn with(
        &self,
        found: Found,
        online: Option<Online>,
        now: Timestamp,
    ) -> Result<NewAppointment, Refusal> {
        let online = online.filter(|_| self.terms.asks_for_money());
        if let Some(amount) = self.terms.amount_to_pay {
            payments::require_carried(amount, online)?;
        }
        let appointment = self.appointment(&found, online, now);
        Ok(NewAppointment {
            appointment,
            buffer_minutes: found.buffer_minutes,
            weighed: found.weighed,
            online,
        })
    }

    fn appointment(&self, found: &Found, online: Option<Online>, now: Timestamp) -> Appointment {
        let id = appointments::new_id(now);
        Appointment {
            id,
            company: self.shop.company.id,
            request: self.request.map(|request| request.id),
            client: self.client.clone(),
            service: self.shop.service.id,
            staff: found.staff,
            staff_user: found.user,
            time: found.time,
            terms: self.terms.clone(),
            notes: self.notes.clone(),
            status: online.map_or(AppointmentStatus::Confirmed, |_| AppointmentStatus::PendingPayment),
            mark: None,
            pay_until: online.map(|online| online.pay_until),
            room_id: (self.terms.setting == Setting::Online).then(|| self.seed.room_of(id.0)),
            client_joined_at: None,
            staff_joined_at: None,
            made_by: self.actor.name.clone(),
            cancelled: None,
            sequence: 0,
            metadata: Metadata { version: 1, created_at: now, updated_at: now },
        }
    }

    /// Makes the appointment. The locks of everybody concerned are the caller's.
    pub(super) fn appoint(
        &self,
        scope: &mut Scope<'_>,
        found: Found,
        now: Timestamp,
    ) -> Result<Booked, StoreError> {
        // Asked once, and handed on: somebody may choose another provider meanwhile.
        let online = money::online(scope, self.terms, now)?;
        let new = self.with(found, online, now)?;
        claims::take_new(scope, &new.wanted(), now)?;
        let wishes = StaffWishes::read(scope, self.shop.company.id, &[new.appointment.staff_user])?;
        let mut writes = Writes::default();
        let booked = new.write(&mut writes, self.shop, self.actor, &wishes, now)?;
        writes.run(scope)?;
        Ok(booked)
    }
}

impl NewAppointment {
    /// The time that it takes.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        wanted(&self.appointment, self.buffer_minutes)
    }

    /// Has it written with its log, its effects, its reminders and its payment; its time is claimed besides.
    pub(super) fn write(
        self,
        writes: &mut Writes,
        shop: &Shop,
        actor: &Actor,
        wishes: &StaffWishes,
        now: Timestamp,
    ) -> Result<Booked, StoreError> {
        let Self { appointment, weighed, online, .. } = self;
        appointments::insert_with(writes, &appointment);
        record::made_with(writes, actor, &appointment, weighed, now)?;
        let reminders = wishes.of_new(&appointment, &shop.settings, now);
        outbox::enqueue_with(writes, appointment.company, &reminders, now);
        let payment_path = money::begin_with(writes, &appointment, online, now)?;
        Ok(Booked { appointment, payment_path })
    }
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

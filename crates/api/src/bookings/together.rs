//! Appointments that are booked at the same time, made together.

use super::out::{AppointmentOut, BookedOut};
use crate::kit::batched::{BatchRequest, Batched};
use crate::kit::public_url::PublicUrl;
use app::appointments::{self, AppointmentView, Booked, Booking};
use app::sealed::Vault;
use domain::Refusal;
use domain::access::{Permit, Role};
use domain::appointment::{ServiceId, StaffId};
use http_kit::{Answer, IdempotentRequest, IdempotentResponse, Problem};
use persistence::{Database, DbError, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;

/// Books appointments, as many in one transaction as there are.
#[derive(Clone)]
pub struct AppointmentBookings(Batched<BookingRequest>);

impl AppointmentBookings {
    /// Starts it. To be called where a tokio runtime runs.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        Ok(Self(Batched::start(db)?))
    }

    /// As [`Batched::make`].
    pub(super) async fn make(
        &self,
        keyed: Option<IdempotentRequest>,
        request: BookingRequest,
    ) -> Option<Result<IdempotentResponse, Problem>> {
        self.0.make(keyed, request).await
    }
}

/// A booking that is asked for, and what its answer is made with.
#[derive(Clone)]
pub(super) struct BookingRequest {
    pub(super) booking: Booking,
    pub(super) role: Role,
    pub(super) vault: Vault,
    pub(super) url: PublicUrl,
}

impl BatchRequest for BookingRequest {
    /// Anybody who offers a service may be locked for it.
    type Partition = (ServiceId, Option<StaffId>);
    type Made = Booked;

    fn permit(&self) -> &Permit {
        &self.booking.permit
    }

    fn now(&self) -> Timestamp {
        self.booking.now
    }

    fn partition(&self) -> Self::Partition {
        (self.booking.new.service, self.booking.new.staff)
    }

    fn carry_out(
        tx: &mut Tx<'_>,
        requests: &[&Self],
        also: impl FnMut(usize, &Booked, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<Vec<Result<Booked, Refusal>>, StoreError> {
        let bookings: Vec<Booking> = requests.iter().map(|one| one.booking.clone()).collect();
        appointments::book_many(tx, &bookings, also)
    }

    fn answer(&self, made: &Booked) -> Result<IdempotentResponse, Problem> {
        self.rendered(made)?.keep()
    }
}

impl BookingRequest {
    /// A new appointment as it is answered.
    pub(super) fn rendered(&self, made: &Booked) -> Result<Answer<BookedOut>, Problem> {
        let telling = Telling { role: self.role, vault: &self.vault, url: &self.url };
        telling.of(made, self.booking.now)
    }
}

/// What a new appointment is answered with.
pub(super) struct Telling<'a> {
    pub(super) role: Role,
    pub(super) vault: &'a Vault,
    pub(super) url: &'a PublicUrl,
}

impl Telling<'_> {
    /// A new appointment as it is answered.
    pub(super) fn of(&self, made: &Booked, now: Timestamp) -> Result<Answer<BookedOut>, Problem> {
        let Booked { appointment, payment_path } = made;
        let path = format!("/api/v1/appointments/appointments/{}", appointment.id);
        let shown = AppointmentView::new(appointment.clone());
        let out = AppointmentOut::new(shown, self.role, self.url.text(), now);
        let out = BookedOut::new(out, appointment, payment_path.clone(), self.vault, self.url.text())?;
        Ok(Answer::created(path, out).version(appointment.metadata.version).secret())
    }
}

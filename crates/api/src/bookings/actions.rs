//! Moving and cancelling appointments, and marking whether clients came.

use super::collection::shown;
use super::out::AppointmentOut;
use super::wire::{REASON, RescheduleIn};
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::fields::line;
use crate::kit::idempotent::{Once, idempotent, idempotent_or};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::wire::money::MoneyOut;
use actix_web::{Responder, web};
use app::appointments::{self, AppointmentView, Refunded};
use app::directory::Precondition;
use domain::AppointmentId;
use domain::access::{Action, actions};
use domain::appointment::{Appointment, MarkKind};
use http_kit::{Answer, Authenticated, Checks, Data, Idempotency, IfMatch, Json, Now, Problem, Query, post};
use persistence::{Database, StoreError, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(reschedule_appointment)
        .service(cancel_appointment)
        .service(mark_no_show)
        .service(mark_arrived)
        .service(unmark_appointment);
}

/// What every action takes.
struct Acting {
    caller: Authenticated,
    key: Idempotency,
    place: Place,
    expected: Precondition,
    now: scheduling_core::time::Timestamp,
    db: Data<Database>,
    url: Data<PublicUrl>,
}

impl Acting {
    /// Runs a change of an appointment and answers it as it is then.
    async fn run(
        self,
        action: Action,
        change: impl Fn(&mut Tx<'_>, &domain::access::Permit, &Precondition) -> Result<Appointment, StoreError>
        + Send
        + 'static,
    ) -> Result<http_kit::IdempotentResponse, Problem> {
        let permit = self.place.permit(&self.caller, action)?;
        let (role, now, url, expected) = (self.caller.role, self.now, self.url, self.expected);
        let work = move |tx: &mut Tx<'_>| {
            let saved = change(tx, &permit, &expected)?;
            appointments::shown_one(tx, &permit, saved)
        };
        let once = Once::new(&self.key, &self.caller, now);
        idempotent(&self.db, once, work, move |found: AppointmentView| shown(found, role, &url, now)).await
    }
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Move an appointment",
    description = "At once, or with `ask` once its client has agreed: then the new time is held for a day at the most, never past \
                   the old start, and the old one stays (202). 409 `reschedule-limit`, `rescheduling-off`, `staff-change-off`, \
                   which `override` passes, `slot-not-available`, which nothing passes, and `wrong-status` for one that has begun.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    request_body = RescheduleIn,
    responses(
        (status = 200, description = "The appointment with its new time", body = AppointmentOut),
        (status = 202, description = "The appointment as it is; its client is asked", body = AppointmentOut),
    ),
)]
#[post("/api/v1/appointments/appointments/{id}/reschedule")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn reschedule_appointment(
    caller: Allowed<actions::MoveAppointments>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<RescheduleIn>,
) -> Result<impl Responder, Problem> {
    let (asked, id, expected) =
        (body.rescheduling()?, AppointmentId(*id), Precondition::new(if_match.into_versions()));
    let permit = place.permit(&caller, Action::MoveAppointments)?;
    if asked.overrides {
        place.permit(&caller, Action::OverrideLimits)?;
    }
    if asked.ask {
        place.permit(&caller, Action::ManageAppointments)?;
    }
    let (role, asks) = (caller.role, asked.ask);
    let work = move |tx: &mut Tx<'_>| {
        let saved = appointments::reschedule(tx, &permit, id, &asked, &expected, now)?;
        appointments::shown_one(tx, &permit, saved)
    };
    idempotent(&db, Once::new(&key, &caller, now), work, move |found: AppointmentView| {
        let answer = shown(found, role, &url, now);
        if asks { answer.accepted() } else { answer }
    })
    .await
}

/// Why an appointment is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentCancelIn)]
#[serde(deny_unknown_fields)]
struct CancelIn {
    /// 1 to 500 characters. The client is told.
    reason: String,
}

/// What comes back to the client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentRefund)]
struct RefundOut {
    #[serde(flatten)]
    amount: MoneyOut,
    /// Of what was paid, by the policy that was stored with the booking.
    percent: i64,
}

impl From<Refunded> for RefundOut {
    fn from(refunded: Refunded) -> Self {
        Self { amount: refunded.amount.into(), percent: refunded.percent.get().into() }
    }
}

/// A cancelled appointment, and what comes back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CancelledAppointment)]
struct CancelledOut {
    appointment: AppointmentOut,
    /// Null where nothing comes back.
    refund: Option<RefundOut>,
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Cancel an appointment",
    description = "What comes back says the policy that was stored with the booking; too late for a refund is no reason to refuse. \
                   409 `wrong-status` for one that was cancelled already or is over.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    request_body = CancelIn,
    responses((status = 200, description = "The appointment, and what comes back", body = CancelledOut)),
)]
#[post("/api/v1/appointments/appointments/{id}/cancel")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn cancel_appointment(
    caller: Allowed<actions::MoveAppointments>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<CancelIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::MoveAppointments)?;
    let mut checks = Checks::new();
    let reason = line(&mut checks, "/reason", &body.reason, REASON);
    let Some(reason) = reason else { return Err(checks.refuse()) };
    let (id, role, expected) = (AppointmentId(*id), caller.role, Precondition::new(if_match.into_versions()));
    let work = move |tx: &mut Tx<'_>| {
        let done = appointments::cancel(tx, &permit, id, &reason, &expected, now)?;
        Ok((appointments::shown_one(tx, &permit, done.appointment)?, done.refund))
    };
    idempotent_or(&db, Once::new(&key, &caller, now), work, move |(found, refund)| {
        let version = found.appointment.metadata.version;
        let appointment = AppointmentOut::new(found, role, url.text(), now);
        let out = CancelledOut { appointment, refund: refund.map(Into::into) };
        Ok(Answer::ok(out).version(version))
    })
    .await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Mark that the client did not come",
    description = "From the start on, and undone for 24 hours by `unmark`. 409 `wrong-status`.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    responses((status = 200, description = "The appointment", body = AppointmentOut)),
)]
#[post("/api/v1/appointments/appointments/{id}/mark-no-show")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn mark_no_show(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let id = AppointmentId(*id);
    let acting =
        Acting { caller, key, place, expected: Precondition::new(if_match.into_versions()), now, db, url };
    let change = move |tx: &mut Tx<'_>, permit: &_, expected: &_| {
        appointments::mark(tx, permit, id, MarkKind::NoShow, expected, now)
    };
    acting.run(Action::ManageAppointments, change).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Mark that the client came",
    description = "From the start on, and undone for 24 hours by `unmark`. The status stays. 409 `wrong-status`.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    responses((status = 200, description = "The appointment", body = AppointmentOut)),
)]
#[post("/api/v1/appointments/appointments/{id}/mark-arrived")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn mark_arrived(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let id = AppointmentId(*id);
    let acting =
        Acting { caller, key, place, expected: Precondition::new(if_match.into_versions()), now, db, url };
    let change = move |tx: &mut Tx<'_>, permit: &_, expected: &_| {
        appointments::mark(tx, permit, id, MarkKind::Arrived, expected, now)
    };
    acting.run(Action::ManageAppointments, change).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Take the mark of an appointment away",
    description = "For 24 hours after it was made; what was is restored. 409 `wrong-status`.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    responses((status = 200, description = "The appointment", body = AppointmentOut)),
)]
#[post("/api/v1/appointments/appointments/{id}/unmark")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn unmark_appointment(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let id = AppointmentId(*id);
    let acting =
        Acting { caller, key, place, expected: Precondition::new(if_match.into_versions()), now, db, url };
    let change =
        move |tx: &mut Tx<'_>, permit: &_, expected: &_| appointments::unmark(tx, permit, id, expected, now);
    acting.run(Action::ManageAppointments, change).await
}

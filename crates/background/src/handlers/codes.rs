//! Mails of the booking flow, and of candidates who choose their time.

use super::Task;
use crate::outcome::Outcome;
use domain::{AppointmentId, PaymentId, RequestId, SchedulingLinkId};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Mails the code of a request.
pub(super) fn mail(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    request: RequestId,
    sent_at: Timestamp,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let (identity, vault) = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::mail_code(tx, &task.permit, identity, vault, request, sent_at, now)?;
    Ok(Outcome::Done)
}

/// Asks the client of an appointment about a move.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    appointment: AppointmentId,
    question: Uuid,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let (identity, vault) = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::ask_client(tx, &task.permit, identity, vault, appointment, question, now)?;
    Ok(Outcome::Done)
}

/// Tells a client of money that goes back.
pub(super) fn money_returned(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    payment: PaymentId,
    amount: i64,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    app::notifications::money_returned(tx, &task.permit, &task.worker.mail.identity, payment, amount, now)?;
    Ok(Outcome::Done)
}

/// Asks a candidate to choose the time of an interview.
pub(super) fn scheduling_link(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    link: SchedulingLinkId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let (identity, vault) = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::mail_scheduling_link(tx, &task.permit, identity, vault, link, now)?;
    Ok(Outcome::Done)
}

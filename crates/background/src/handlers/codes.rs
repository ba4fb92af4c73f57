//! Mails of the booking flow.

use super::Task;
use crate::outcome::Outcome;
use domain::{AppointmentId, PaymentId, RequestId};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Mails the code of a request.
pub(super) fn mail(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    code: (RequestId, Timestamp),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let office = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::mail_code(tx, &task.permit, office, code, now)?;
    Ok(Outcome::Done)
}

/// Asks the client of an appointment about a move.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    question: (AppointmentId, Uuid),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let office = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::ask_client(tx, &task.permit, office, question, now)?;
    Ok(Outcome::Done)
}

/// Tells a client of money that goes back.
pub(super) fn money_returned(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    returned: (PaymentId, i64),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    app::notifications::money_returned(tx, &task.permit, &task.worker.mail.identity, returned, now)?;
    Ok(Outcome::Done)
}

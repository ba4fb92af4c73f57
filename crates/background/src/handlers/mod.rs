//! Handlers of effects: one file per kind.
//!
//! The two matches below are exhaustive: a new kind of effect does not compile before it has a handler.

mod codes;
mod deliver;
mod hand_off;
mod notify;
mod notify_of_conflict;
mod notify_of_webhook;
mod publish;
mod recheck;
mod remind;
mod retell;
mod send;
mod set_reminders;
mod show_in_calendars;
mod sync_payment;
mod sync_room;

use crate::Worker;
use crate::outcome::Outcome;
use app::notifications::DueReminder;
use domain::access::Permit;
use domain::effect::Effect;
use persistence::outbox::ClaimedEffect;
use persistence::store::companies;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// The context of a handler.
#[derive(Clone)]
pub(crate) struct Task<'a> {
    pub(crate) worker: &'a Worker,
    pub(crate) claimed: &'a ClaimedEffect,
    /// Reaches the effect's company.
    pub(crate) permit: Permit,
}

impl<'a> Task<'a> {
    fn new(worker: &'a Worker, claimed: &'a ClaimedEffect) -> Self {
        Self { worker, claimed, permit: Permit::system(claimed.company) }
    }
}

/// Writes the result of an attempt, in the transaction that settles the effect.
pub(crate) type Write = Arc<dyn Fn(&mut Tx<'_>, Timestamp) -> Result<Outcome, StoreError> + Send + Sync>;

/// The report of a handler of a remote queue.
pub(crate) enum Report {
    /// Settle the effect, with nothing else to write.
    Settled(Outcome),
    /// Write this with it.
    Write(Write),
}

/// Why a handler failed; the effect is retried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HandlerError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] app::sealed::VaultError),
}

/// Handles a local effect in the transaction that removes it.
///
/// # Errors
/// Any failure rolls the effect back, and it is retried.
pub(crate) fn in_transaction(
    tx: &mut Tx<'_>,
    worker: &Worker,
    claimed: &ClaimedEffect,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let task = &Task::new(worker, claimed);
    let Ok(effect) = &claimed.effect else { return Ok(Outcome::GiveUp("can't be read".into())) };
    match effect {
        Effect::Publish(event) => publish::in_transaction(tx, task, event, now),
        Effect::HandOff { interview, starts_at } => {
            hand_off::in_transaction(tx, task, *interview, *starts_at, now)
        }
        Effect::Notify { meeting, .. } => notify::in_transaction(tx, task, *meeting, now),
        Effect::MailCode { request, sent_at } => codes::mail(tx, task, *request, *sent_at, now),
        Effect::RefundNoShow { appointment, marked_at } => {
            let (permit, id, marked_at) = (&task.permit, *appointment, *marked_at);
            app::appointments::refund_no_show(tx, permit, id, marked_at, now)?;
            Ok(Outcome::Done)
        }
        Effect::TellMoneyReturned { payment, amount } => {
            codes::money_returned(tx, task, *payment, *amount, now)
        }
        Effect::MailSchedulingLink { link } => codes::scheduling_link(tx, task, *link, now),
        Effect::AskClient { appointment, question } => codes::ask(tx, task, *appointment, *question, now),
        Effect::Retell { named, after } => retell::in_transaction(tx, task, *named, *after, now),
        Effect::Remind { meeting, starts_at, minutes_before } => {
            let (meeting, starts_at, minutes_before) = (*meeting, *starts_at, *minutes_before);
            remind::in_transaction(tx, task, DueReminder { meeting, starts_at, minutes_before }, now)
        }
        Effect::NotifyOfConflict { conflict } | Effect::NotifyOfAppointmentConflict { conflict } => {
            notify_of_conflict::in_transaction(tx, task, *conflict, now)
        }
        Effect::NotifyOfWebhook { webhook } => notify_of_webhook::in_transaction(tx, task, *webhook, now),
        Effect::Recheck { user } => recheck::in_transaction(tx, task, *user, now),
        Effect::SetReminders { after } => set_reminders::in_transaction(tx, task, *after, now),
        Effect::Deliver { .. }
        | Effect::Send { .. }
        | Effect::SyncRoom { .. }
        | Effect::SyncPayment { .. }
        | Effect::ShowInCalendars { .. }
        | Effect::ShowInCalendar { .. } => {
            Ok(Outcome::GiveUp("not a local effect; it is in the wrong queue".into()))
        }
    }
}

/// When to look again at what a suspended company is not to send, in seconds.
const WHILE_SUSPENDED: i64 = 900;

/// Whether an effect is carried out for a suspended company too: rooms and entries in calendars end with what they were made for.
fn is_owed(effect: &Effect) -> bool {
    !matches!(effect, Effect::Deliver { .. } | Effect::Send { .. })
}

async fn is_suspended(task: &Task<'_>) -> Result<bool, StoreError> {
    let (permit, company) = (task.permit.clone(), task.claimed.company);
    let found = task.worker.db.read(move |tx| companies::get(&mut tx.scope(&permit), company)).await?;
    Ok(found.details.suspended)
}

/// Handles an effect of a remote queue.
///
/// # Errors
/// After any failure the effect is retried.
pub(crate) async fn outside(worker: &Worker, claimed: &ClaimedEffect) -> Result<Report, HandlerError> {
    let task = &Task::new(worker, claimed);
    let Ok(effect) = &claimed.effect else {
        return Ok(Report::Settled(Outcome::GiveUp("can't be read".into())));
    };
    if !is_owed(effect) && is_suspended(task).await? {
        return Ok(Report::Settled(Outcome::Postpone(WHILE_SUSPENDED, "the company is suspended".into())));
    }
    match effect {
        Effect::Deliver { delivery } => deliver::outside(task, *delivery).await,
        Effect::Send { message } => send::outside(task, *message).await,
        Effect::SyncRoom { interview } => sync_room::outside(task, *interview).await,
        Effect::SyncPayment { payment } => sync_payment::outside(task, *payment).await,
        Effect::ShowInCalendars { interview } => Ok(show_in_calendars::all(task, *interview)),
        Effect::ShowInCalendar { interview, calendar } => {
            show_in_calendars::one(task, *interview, *calendar).await
        }
        Effect::Publish(_)
        | Effect::HandOff { .. }
        | Effect::Notify { .. }
        | Effect::Remind { .. }
        | Effect::MailCode { .. }
        | Effect::AskClient { .. }
        | Effect::MailSchedulingLink { .. }
        | Effect::TellMoneyReturned { .. }
        | Effect::RefundNoShow { .. }
        | Effect::NotifyOfConflict { .. }
        | Effect::NotifyOfAppointmentConflict { .. }
        | Effect::NotifyOfWebhook { .. }
        | Effect::SetReminders { .. }
        | Effect::Retell { .. }
        | Effect::Recheck { .. } => {
            Ok(Report::Settled(Outcome::GiveUp("a local effect; it is in the wrong queue".into())))
        }
    }
}

//! What is done for each effect: one file per kind.
//!
//! The two matches below are exhaustive, so that a new kind of effect does not compile before it has a handler.

mod deliver;
mod hand_off;
mod publish;
mod recheck;
mod remind;
mod send;
mod set_reminders;
mod show_in_calendars;
mod tell;
mod tell_of_conflict;
mod tell_of_webhook;
mod tend_room;

use crate::Worker;
use crate::outcome::Outcome;
use domain::access::Permit;
use domain::effect::Effect;
use persistence::outbox::Claimed;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// What one handler gets beside its effect.
#[derive(Clone)]
pub(crate) struct Task<'a> {
    pub(crate) worker: &'a Worker,
    pub(crate) claimed: &'a Claimed,
    /// For the effect's company.
    pub(crate) permit: Permit,
}

impl<'a> Task<'a> {
    fn new(worker: &'a Worker, claimed: &'a Claimed) -> Self {
        Self { worker, claimed, permit: Permit::system(claimed.company) }
    }
}

/// What is written about an attempt in the transaction that settles its effect.
pub(crate) type Write = Arc<dyn Fn(&mut Tx<'_>, Timestamp) -> Result<Outcome, StoreError> + Send + Sync>;

/// What a handler that went outside reports.
pub(crate) enum Report {
    /// Nothing more is to be written.
    Settled(Outcome),
    /// This is.
    Write(Write),
}

/// Why an attempt broke; it is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] app::sealed::VaultError),
}

/// Does an effect that needs nothing outside, in the transaction that removes it.
///
/// # Errors
/// Whatever broke: then nothing of it is written, and it is tried again.
pub(crate) fn within(
    tx: &mut Tx<'_>,
    worker: &Worker,
    claimed: &Claimed,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let task = &Task::new(worker, claimed);
    let Ok(effect) = &claimed.effect else { return Ok(Outcome::Never("can't be read".into())) };
    match effect {
        Effect::Publish(event) => publish::within(tx, task, event, now),
        Effect::HandOff { interview, starts_at } => hand_off::within(tx, task, (*interview, *starts_at), now),
        Effect::Tell { interview, notice, sequence } => {
            tell::within(tx, task, *interview, (*notice, *sequence), now)
        }
        Effect::Remind { interview, starts_at, minutes_before } => {
            remind::within(tx, task, *interview, (*starts_at, *minutes_before), now)
        }
        Effect::TellOfConflict { conflict } => tell_of_conflict::within(tx, task, *conflict, now),
        Effect::TellOfWebhook { webhook } => tell_of_webhook::within(tx, task, *webhook, now),
        Effect::Recheck { user } => recheck::within(tx, task, *user, now),
        Effect::SetReminders { after } => set_reminders::within(tx, task, *after, now),
        Effect::Deliver { .. }
        | Effect::Send { .. }
        | Effect::TendRoom { .. }
        | Effect::ShowInCalendars { .. }
        | Effect::ShowInCalendar { .. } => Ok(Outcome::Never("goes outside; it is in the wrong lane".into())),
    }
}

/// Does an effect that goes outside.
///
/// # Errors
/// Whatever broke: it is tried again.
pub(crate) async fn outside(worker: &Worker, claimed: &Claimed) -> Result<Report, Broken> {
    let task = &Task::new(worker, claimed);
    let Ok(effect) = &claimed.effect else {
        return Ok(Report::Settled(Outcome::Never("can't be read".into())));
    };
    match effect {
        Effect::Deliver { delivery } => deliver::outside(task, *delivery).await,
        Effect::Send { message } => send::outside(task, *message).await,
        Effect::TendRoom { interview } => tend_room::outside(task, *interview).await,
        Effect::ShowInCalendars { interview } => Ok(show_in_calendars::all(task, *interview)),
        Effect::ShowInCalendar { interview, calendar } => {
            show_in_calendars::one(task, *interview, *calendar).await
        }
        Effect::Publish(_)
        | Effect::HandOff { .. }
        | Effect::Tell { .. }
        | Effect::Remind { .. }
        | Effect::TellOfConflict { .. }
        | Effect::TellOfWebhook { .. }
        | Effect::SetReminders { .. }
        | Effect::Recheck { .. } => {
            Ok(Report::Settled(Outcome::Never("needs nothing outside; it is in the wrong lane".into())))
        }
    }
}

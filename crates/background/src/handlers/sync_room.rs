//! Creates, moves or ends the room of an online interview at the company's provider.

use super::{HandlerError, Report, Task};
use crate::in_flight::Receiver;
use crate::outcome::{Outcome, jitter};
use app::rooms::ProvisioningError;
use app::rooms::sync::{self, NextStep, ProviderReply, ProvisioningTask};
use domain::InterviewId;
use domain::room::plan::Step;
use integrations::rooms::RoomError;
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// Requests in flight to one company's provider, so that one that hangs does not block the others.
const AT_ONCE: usize = 8;
/// When to retry a provider that is at its limit, in seconds.
const WHEN_BUSY: i64 = 3;

/// Rooms of this server need no provider: they open and close by the interview's time. So most of these effects end after
/// one read.
pub(super) async fn outside(task: &Task<'_>, interview: InterviewId) -> Result<Report, HandlerError> {
    let (worker, now, permit) = (task.worker, (task.worker.clock)(), task.permit.clone());
    let step = worker.db.read(move |tx| sync::pending_step(tx, &permit, interview, now)).await?;
    if let Step::Nothing | Step::Wait(_) = step {
        return Ok(Report::Settled(after(&step, now)));
    }
    let Some(_guard) = worker.in_flight.try_acquire(Receiver::Rooms(task.claimed.company), AT_ONCE) else {
        let seconds = WHEN_BUSY + jitter(task.claimed) / 20;
        return Ok(Report::Settled(Outcome::Postpone(seconds, "the provider of rooms is busy".into())));
    };
    let permit = task.permit.clone();
    match worker.db.write(move |tx| sync::begin(tx, &permit, interview, now)).await? {
        NextStep::Nothing => Ok(Report::Settled(Outcome::Done)),
        NextStep::Wait(until) => Ok(Report::Settled(after(&Step::Wait(until), now))),
        NextStep::Ask(provisioning) => {
            let reply = sync::run(&worker.rooms, &provisioning, now).await;
            Ok(record(task, *provisioning, reply))
        }
    }
}

fn record(
    task: &Task<'_>,
    provisioning: ProvisioningTask,
    reply: Result<ProviderReply, ProvisioningError>,
) -> Report {
    let permit = task.permit.clone();
    Report::Write(Arc::new(move |tx, now| {
        let next = sync::settle(tx, &permit, &provisioning, reply.as_ref().ok(), now)?;
        Ok(match &reply {
            Ok(_) => after(&next, now),
            Err(error) => failed(error, provisioning.ends()),
        })
    }))
}

/// One task runs at a time; the next one starts with the next run of the effect.
fn after(next: &Step, now: Timestamp) -> Outcome {
    match next {
        Step::Nothing => Outcome::Done,
        Step::Wait(until) => {
            let seconds = until.unix().saturating_sub(now.unix()).max(1);
            Outcome::Postpone(
                seconds,
                "the room needs no change, or another worker changes it, until then".into(),
            )
        }
        _ => Outcome::Postpone(0, "the room needs another change".into()),
    }
}

/// Failures that only a user can fix are not retried. But a provider may refuse to end a room while people are in it.
fn failed(error: &ProvisioningError, ends: bool) -> Outcome {
    let why = error.to_string();
    match error {
        ProvisioningError::Provider(RoomError::TryAgain { after: Some(after), .. }) => {
            Outcome::RetryAfter(i64::try_from(after.as_secs()).unwrap_or(i64::MAX), why)
        }
        ProvisioningError::Provider(
            RoomError::TryAgain { .. } | RoomError::Gone { .. } | RoomError::Setup { .. },
        ) => Outcome::Retry(why),
        ProvisioningError::Provider(RoomError::Refused { .. }) if ends => Outcome::Retry(why),
        ProvisioningError::Provider(RoomError::Refused { .. } | RoomError::Credentials { .. })
        | ProvisioningError::Vault(_)
        | ProvisioningError::Settings(_)
        | ProvisioningError::NoCredentials => Outcome::GiveUp(why),
    }
}

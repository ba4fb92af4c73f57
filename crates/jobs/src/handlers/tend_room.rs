//! The room of an online interview is made, moved or ended at the company's provider.

use super::{Broken, Report, Task};
use crate::busy::Receiver;
use crate::outcome::{Outcome, spread};
use app::rooms::Trouble;
use app::rooms::tend::{self, Errand, Heard, Turn};
use domain::InterviewId;
use domain::room::plan::Step;
use integrations::rooms::RoomError;
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// Requests to one company's provider at the same time, so that one that hangs leaves room for the others.
const AT_ONCE: usize = 8;
/// When to come back to a provider that has as many requests as it may, in seconds.
const WHEN_BUSY: i64 = 3;

/// Rooms of this server need no tending: they open and close by the interview's own time. So most of these end with one
/// read.
pub(super) async fn outside(task: &Task<'_>, interview: InterviewId) -> Result<Report, Broken> {
    let (worker, now, permit) = (task.worker, (task.worker.clock)(), task.permit.clone());
    let step = worker.db.read(move |tx| tend::look(tx, &permit, interview, now)).await?;
    if let Step::Nothing | Step::Wait(_) = step {
        return Ok(Report::Settled(after(&step, now)));
    }
    let Some(_seat) = worker.busy.seat(Receiver::Rooms(task.claimed.company), AT_ONCE) else {
        let seconds = WHEN_BUSY + spread(task.claimed) / 20;
        return Ok(Report::Settled(Outcome::Later(seconds, "the provider of rooms is busy".into())));
    };
    let permit = task.permit.clone();
    match worker.db.write(move |tx| tend::begin(tx, &permit, interview, now)).await? {
        Turn::Nothing => Ok(Report::Settled(Outcome::Done)),
        Turn::Wait(until) => Ok(Report::Settled(after(&Step::Wait(until), now))),
        Turn::Ask(errand) => {
            let heard = tend::run(&worker.rooms, &errand, now).await;
            Ok(record(task, *errand, heard))
        }
    }
}

fn record(task: &Task<'_>, errand: Errand, heard: Result<Heard, Trouble>) -> Report {
    let permit = task.permit.clone();
    Report::Write(Arc::new(move |tx, now| {
        let next = tend::settle(tx, &permit, (&errand, heard.as_ref().ok()), now)?;
        Ok(match &heard {
            Ok(_) => after(&next, now),
            Err(trouble) => failed(trouble, errand.ends()),
        })
    }))
}

/// One errand is done at a time: where there is another, it is begun in another turn.
fn after(next: &Step, now: Timestamp) -> Outcome {
    match next {
        Step::Nothing => Outcome::Done,
        Step::Wait(until) => {
            let seconds = until.unix().saturating_sub(now.unix()).max(1);
            Outcome::Later(seconds, "the room is kept, or somebody else is at it, until then".into())
        }
        _ => Outcome::Later(0, "there is more to do about the room".into()),
    }
}

/// What only people can mend is not tried again by itself. But a room that is to go may be refused because people are in
/// it.
fn failed(trouble: &Trouble, ends: bool) -> Outcome {
    let why = trouble.to_string();
    match trouble {
        Trouble::Provider(RoomError::TryAgain { after: Some(after), .. }) => {
            Outcome::AgainAfter(i64::try_from(after.as_secs()).unwrap_or(i64::MAX), why)
        }
        Trouble::Provider(RoomError::TryAgain { .. } | RoomError::Gone { .. } | RoomError::Setup { .. }) => {
            Outcome::Again(why)
        }
        Trouble::Provider(RoomError::Refused { .. }) if ends => Outcome::Again(why),
        Trouble::Provider(RoomError::Refused { .. } | RoomError::Credentials { .. })
        | Trouble::Vault(_)
        | Trouble::Settings(_)
        | Trouble::NoCredentials => Outcome::Never(why),
    }
}

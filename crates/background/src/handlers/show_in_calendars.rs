//! Publishes an interview to its interviewers' external calendars: one effect for each calendar, so that a server that is
//! down does not delay the others.

use super::{HandlerError, Report, Task};
use crate::in_flight::Receiver;
use crate::outcome::{Outcome, jitter};
use app::calendars::showing::{self, ShowOutcome};
use domain::{CalendarId, InterviewId};
use std::sync::Arc;

/// Requests in flight to one calendar.
const AT_ONCE: usize = 4;
/// When to retry a calendar that is at its limit, in seconds.
const WHEN_BUSY: i64 = 2;

pub(super) fn all(task: &Task<'_>, interview: InterviewId) -> Report {
    let permit = task.permit.clone();
    Report::Write(Arc::new(move |tx, now| {
        showing::fan_out(tx, &permit, interview, now)?;
        Ok(Outcome::Done)
    }))
}

pub(super) async fn one(
    task: &Task<'_>,
    interview: InterviewId,
    calendar: CalendarId,
) -> Result<Report, HandlerError> {
    let (worker, now) = (task.worker, (task.worker.clock)());
    let Some(_guard) = worker.in_flight.try_acquire(Receiver::Calendar(calendar), AT_ONCE) else {
        return Ok(Report::Settled(later(task, WHEN_BUSY, "the calendar is busy")));
    };
    let (db, feeds, identity) = (&worker.db, &worker.feeds, &worker.mail.identity);
    let shown = showing::show(db, feeds, &task.permit, identity, interview, calendar, now).await?;
    Ok(Report::Settled(match shown {
        ShowOutcome::Done => Outcome::Done,
        ShowOutcome::Busy(seconds) => later(task, seconds, "another worker is writing this event"),
        ShowOutcome::Later(why) => Outcome::Retry(why),
    }))
}

fn later(task: &Task<'_>, seconds: i64, why: &str) -> Outcome {
    Outcome::Postpone(seconds + jitter(task.claimed) / 20, why.to_owned())
}

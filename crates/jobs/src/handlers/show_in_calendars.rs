//! An interview is put into its interviewers' calendars outside: an effect for each, so that one whose server is down holds
//! up none of the others.

use super::{Broken, Report, Task};
use crate::busy::Receiver;
use crate::outcome::{Outcome, spread};
use app::calendars::showing::{self, Shown};
use domain::{CalendarId, InterviewId};
use std::sync::Arc;

/// Events that are written to one calendar at the same time.
const AT_ONCE: usize = 4;
/// When to come back to a calendar that has as many requests as it may, in seconds.
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
) -> Result<Report, Broken> {
    let (worker, now) = (task.worker, (task.worker.clock)());
    let Some(_seat) = worker.busy.seat(Receiver::Calendar(calendar), AT_ONCE) else {
        return Ok(Report::Settled(later(task, WHEN_BUSY, "the calendar is busy")));
    };
    let (office, what) = (&worker.post.office, (interview, calendar));
    let shown = showing::show((&worker.db, &worker.feeds), &task.permit, office, what, now).await?;
    Ok(Report::Settled(match shown {
        Shown::Done => Outcome::Done,
        Shown::Busy(seconds) => later(task, seconds, "another worker is writing this event"),
        Shown::Later(why) => Outcome::Again(why),
    }))
}

fn later(task: &Task<'_>, seconds: i64, why: &str) -> Outcome {
    Outcome::Later(seconds + spread(task.claimed) / 20, why.to_owned())
}

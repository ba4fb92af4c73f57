//! The room of an online interview is made, moved or ended.

use super::{Broken, Report, Task};
use crate::outcome::Outcome;
use domain::InterviewId;

pub(super) async fn outside(task: &Task<'_>, interview: InterviewId) -> Result<Report, Broken> {
    tracing::debug!(company = task.claimed.company.0, %interview, "no room is tended yet");
    Ok(Report::Settled(Outcome::Done))
}

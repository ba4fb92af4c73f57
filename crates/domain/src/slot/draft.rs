//! A slot as somebody asks for it, before its parts are known to go together.

use super::{AiKind, Holder, SlotDetails, SlotType};
use crate::{FieldProblem, JobId, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// The longest slot, in minutes.
pub const MAX_MINUTES: i64 = 1440;
/// The largest number of places.
pub const MAX_CANDIDATES: i64 = 1000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SlotDraft {
    pub slot_type: SlotType,
    pub start: Timestamp,
    pub end: Timestamp,
    /// Where it is said, it has to be what lies between start and end.
    pub duration_minutes: Option<i64>,
    pub interviewer: Option<UserId>,
    pub ai: Option<AiKind>,
    pub ai_configuration: Option<String>,
    pub job: Option<JobId>,
    pub notes: Option<String>,
    pub max_candidates: i64,
}

impl From<SlotDetails> for SlotDraft {
    /// The stored slot as a draft, to be changed. It says no duration, so that this moves along with the times.
    fn from(details: SlotDetails) -> Self {
        Self {
            slot_type: details.slot_type,
            start: details.time.start(),
            end: details.time.end(),
            duration_minutes: None,
            interviewer: details.holder.interviewer(),
            ai: details.holder.ai(),
            ai_configuration: details.ai_configuration,
            job: details.job,
            notes: details.notes,
            max_candidates: details.max_candidates,
        }
    }
}

impl SlotDraft {
    /// The slot, where its parts go together.
    ///
    /// # Errors
    /// Everything that is wrong, with pointers into the wire's slot.
    pub fn check(self) -> Result<SlotDetails, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let time = time(self.start, self.end, self.duration_minutes, &mut problems);
        let holder = match (self.interviewer, self.ai) {
            (Some(user), None) => Some(Holder::Interviewer(user)),
            (None, Some(kind)) => Some(Holder::Ai(kind)),
            (Some(_), Some(_)) => {
                let detail = "a slot is held by an interviewer or by an AI interviewer, not by both";
                problems.push(FieldProblem::new("/ai_interview_type", detail));
                None
            }
            (None, None) => {
                let detail = "name the interviewer, or an ai_interview_type";
                problems.push(FieldProblem::new("/interviewer", detail));
                None
            }
        };
        if !(1..=MAX_CANDIDATES).contains(&self.max_candidates) {
            let detail = format!("must be from 1 to {MAX_CANDIDATES}");
            problems.push(FieldProblem::new("/max_candidates", detail));
        }
        match (time, holder) {
            (Some(time), Some(holder)) if problems.is_empty() => Ok(SlotDetails {
                slot_type: self.slot_type,
                time,
                holder,
                ai_configuration: self.ai_configuration,
                job: self.job,
                notes: self.notes,
                max_candidates: self.max_candidates,
            }),
            _ => Err(problems),
        }
    }
}

fn time(
    start: Timestamp,
    end: Timestamp,
    minutes: Option<i64>,
    problems: &mut Vec<FieldProblem>,
) -> Option<Interval> {
    let Ok(time) = Interval::new(start, end) else {
        problems.push(FieldProblem::new("/end_time", "must be after the start"));
        return None;
    };
    if time.seconds() > MAX_MINUTES * 60 {
        let detail = format!("must not be more than {MAX_MINUTES} minutes after the start");
        problems.push(FieldProblem::new("/end_time", detail));
    } else if time.seconds() % 60 != 0 {
        problems.push(FieldProblem::new("/end_time", "must be whole minutes after the start"));
    } else if minutes.is_some_and(|minutes| minutes != time.seconds() / 60) {
        let detail = format!("must be {}, the minutes from start to end", time.seconds() / 60);
        problems.push(FieldProblem::new("/duration_minutes", detail));
    }
    Some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> SlotDraft {
        SlotDraft {
            slot_type: SlotType::Fixed,
            start: Timestamp::saturating_from_unix(36_000),
            end: Timestamp::saturating_from_unix(39_600),
            duration_minutes: None,
            interviewer: Some(UserId(1)),
            ai: None,
            ai_configuration: None,
            job: None,
            notes: None,
            max_candidates: 1,
        }
    }

    fn check(change: impl FnOnce(&mut SlotDraft), expected: &[&str]) {
        let mut draft = draft();
        change(&mut draft);
        let problems = draft.clone().check().err().unwrap_or_default();
        let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, expected, "{draft:?}");
    }

    #[test]
    fn times_go_together() {
        check(|_| {}, &[]);
        check(|d| d.duration_minutes = Some(60), &[]);
        check(|d| d.duration_minutes = Some(30), &["/duration_minutes"]);
        check(|d| d.end = d.start, &["/end_time"]);
        check(|d| d.end = d.start.plus_seconds(-60), &["/end_time"]);
        check(|d| d.end = d.start.plus_seconds(90), &["/end_time"]);
        check(|d| d.end = d.start.plus_minutes(1440), &[]);
        check(|d| d.end = d.start.plus_minutes(1441), &["/end_time"]);
    }

    #[test]
    fn exactly_one_holds_it() {
        check(|d| d.interviewer = None, &["/interviewer"]);
        check(|d| d.ai = Some(AiKind::Coding), &["/ai_interview_type"]);
        check(|d| (d.interviewer, d.ai) = (None, Some(AiKind::Coding)), &[]);
    }

    #[test]
    fn places_are_counted_from_one() {
        check(|d| d.max_candidates = 0, &["/max_candidates"]);
        check(|d| d.max_candidates = 1000, &[]);
        check(|d| (d.max_candidates, d.interviewer) = (1001, None), &["/interviewer", "/max_candidates"]);
    }
}

//! An interview beside a slot.

use super::Interview;
use crate::UserId;
use crate::commitment::Subject;
use crate::slot::Slot;

/// An interview, and the slot that it is booked to or is to be.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    pub interview: &'a Interview,
    pub slot: &'a Slot,
}

impl Pair<'_> {
    /// Those of the panel who don't hold the slot themselves.
    #[must_use]
    pub fn panel(&self) -> Vec<UserId> {
        let holder = self.slot.details.holder.interviewer();
        let panel = self.interview.details.interviewers.iter().copied();
        panel.filter(|user| Some(*user) != holder).collect()
    }

    /// The users who have to come beside the holder: the panel, and the candidate where they are a user.
    #[must_use]
    pub fn users(&self) -> Vec<UserId> {
        self.panel().into_iter().chain(self.interview.interviewee.user).collect()
    }

    /// Everybody whose time the booking may take.
    #[must_use]
    pub fn subjects(&self) -> Vec<Subject> {
        let holder = self.slot.details.holder.subject(self.slot.unit);
        let candidate = self.interview.candidate_subject();
        [holder, candidate].into_iter().chain(self.panel().into_iter().map(Subject::User)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::interview;
    use super::*;
    use crate::interview::{InterviewDetails, InterviewStatus};
    use crate::slot::samples::slot;
    use crate::slot::{AiKind, Holder};

    fn check(panel: &[i64], holder: Holder, others: &[i64]) {
        let users = |ids: &[i64]| ids.iter().map(|id| UserId(*id)).collect::<Vec<_>>();
        let sample = interview(InterviewStatus::Pending, None);
        let details = InterviewDetails { interviewers: users(panel), ..sample.details.clone() };
        let (interview, slot) = (Interview { details, ..sample }, slot(holder));
        let pair = Pair { interview: &interview, slot: &slot };
        assert_eq!(pair.panel(), users(others), "{panel:?}");
        let first = [slot.details.holder.subject(slot.unit), Subject::Candidate(interview.candidate)];
        let expected: Vec<Subject> =
            first.into_iter().chain(users(others).into_iter().map(Subject::User)).collect();
        assert_eq!(pair.subjects(), expected, "{panel:?}");
    }

    #[test]
    fn the_holder_is_counted_once() {
        let own = Holder::Interviewer(UserId(7));
        check(&[], own, &[]);
        check(&[7], own, &[]);
        check(&[8, 7, 9], own, &[8, 9]);
        check(&[7, 8], Holder::Ai(AiKind::General), &[7, 8]);
    }
}

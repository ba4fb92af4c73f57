//! Who may be interviewed for what.

use crate::{CandidateId, CompanyId, JobId, Refusal};

/// How far a candidate has got for a job. Nobody is interviewed who is not on the shortlist, and nobody online for whom
/// interviews are not enabled: the fields can't say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchResult {
    pub company: CompanyId,
    pub candidate: CandidateId,
    pub job: JobId,
    shortlisted: bool,
    interview_enabled: bool,
    online_interview_enabled: bool,
}

/// What is to change about a match; `None` leaves a value as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toggle {
    pub interview_enabled: bool,
    pub online_interview_enabled: Option<bool>,
}

/// A change of the shortlist and of what is enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchChange {
    pub shortlisted: bool,
    pub interview_enabled: Option<bool>,
    pub online_interview_enabled: Option<bool>,
}

impl MatchResult {
    /// The same with what another record of the same person and job has got beyond it.
    #[must_use]
    pub fn joined(self, other: &Self) -> Self {
        let (own, others) = (self.flags(), other.flags());
        self.with_flags([0, 1, 2].map(|at| [own, others].iter().any(|flags| flags.get(at) == Some(&true))))
    }

    /// Where nobody has said anything yet.
    #[must_use]
    pub fn new(company: CompanyId, candidate: CandidateId, job: JobId) -> Self {
        let (shortlisted, interview_enabled, online_interview_enabled) = (false, false, false);
        Self { company, candidate, job, shortlisted, interview_enabled, online_interview_enabled }
    }

    /// As stored: shortlisted, interviews enabled, online ones too. Each but the first counts only with the one before.
    #[must_use]
    pub fn with_flags(mut self, [shortlisted, enabled, online]: [bool; 3]) -> Self {
        self.shortlisted = shortlisted;
        self.interview_enabled = shortlisted && enabled;
        self.online_interview_enabled = self.interview_enabled && online;
        self
    }

    /// Shortlisted, interviews enabled, online ones too.
    #[must_use]
    pub fn flags(&self) -> [bool; 3] {
        [self.shortlisted, self.interview_enabled, self.online_interview_enabled]
    }

    /// Puts the candidate on the shortlist, or takes them off it and disables the rest.
    #[must_use]
    pub fn shortlist(self, shortlisted: bool) -> Self {
        let [_, enabled, online] = self.flags();
        self.with_flags([shortlisted, enabled, online])
    }

    /// Enables or disables interviews. Without interviews there are no online ones.
    ///
    /// # Errors
    /// `NotYet` (`not-shortlisted`) where something is to be enabled without the shortlist.
    pub fn toggle(self, toggle: Toggle) -> Result<Self, Refusal> {
        let online = toggle.online_interview_enabled.unwrap_or(self.online_interview_enabled);
        if !self.shortlisted && (toggle.interview_enabled || toggle.online_interview_enabled == Some(true)) {
            let detail = "put the candidate on the shortlist for this job first".into();
            return Err(Refusal::NotYet { slug: "not-shortlisted", detail });
        }
        Ok(self.with_flags([self.shortlisted, toggle.interview_enabled, online]))
    }

    /// Does both at once; what is `None` stays as it was.
    ///
    /// # Errors
    /// `NotYet` (`not-shortlisted`) where something is to be enabled without the shortlist.
    pub fn apply(self, change: MatchChange) -> Result<Self, Refusal> {
        let listed = self.shortlist(change.shortlisted);
        if change.interview_enabled.is_none() && change.online_interview_enabled.is_none() {
            return Ok(listed);
        }
        // Who is enabled for online interviews is enabled for interviews.
        let enabled = change
            .interview_enabled
            .unwrap_or_else(|| listed.interview_enabled || change.online_interview_enabled == Some(true));
        let online_interview_enabled = change.online_interview_enabled;
        listed.toggle(Toggle { interview_enabled: enabled, online_interview_enabled })
    }

    /// Whether an online interview gets a room.
    #[must_use]
    pub fn allows_online(&self) -> bool {
        self.online_interview_enabled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(flags: [bool; 3]) -> MatchResult {
        MatchResult::new(CompanyId(1), CandidateId(2), JobId(3)).with_flags(flags)
    }

    #[test]
    fn leaving_the_shortlist_disables_the_rest() {
        assert_eq!(at([true, true, true]).shortlist(false).flags(), [false, false, false]);
        assert_eq!(at([false, false, false]).shortlist(true).flags(), [true, false, false]);
        assert_eq!(at([true, true, false]).shortlist(true).flags(), [true, true, false]);
    }

    fn toggled(
        before: [bool; 3],
        interview_enabled: bool,
        online: Option<bool>,
    ) -> Result<[bool; 3], Refusal> {
        let toggle = Toggle { interview_enabled, online_interview_enabled: online };
        at(before).toggle(toggle).map(|after| after.flags())
    }

    #[test]
    fn one_change_shortlists_and_enables() {
        let check = |before, shortlisted, enabled, online, expected: Result<[bool; 3], &str>| {
            let change =
                MatchChange { shortlisted, interview_enabled: enabled, online_interview_enabled: online };
            let after = at(before).apply(change).map(|after| after.flags()).map_err(|no| no.slug());
            assert_eq!(after, expected, "{before:?} {change:?}");
        };
        check([false; 3], true, None, None, Ok([true, false, false]));
        check([true, true, true], true, None, None, Ok([true, true, true]));
        check([false; 3], true, Some(true), None, Ok([true, true, false]));
        check([false; 3], true, None, Some(true), Ok([true, true, true]));
        check([true, true, true], true, Some(false), None, Ok([true, false, false]));
        check([true, true, true], false, None, None, Ok([false; 3]));
        check([true, true, true], false, Some(false), Some(false), Ok([false; 3]));
        check([true, true, true], false, Some(true), None, Err("not-shortlisted"));
    }

    #[test]
    fn online_needs_interviews_and_interviews_the_shortlist() {
        assert_eq!(toggled([true, false, false], true, Some(true)), Ok([true, true, true]));
        assert_eq!(toggled([true, true, true], true, None), Ok([true, true, true]));
        assert_eq!(toggled([true, true, true], false, None), Ok([true, false, false]));
        assert_eq!(toggled([true, false, false], false, Some(true)), Ok([true, false, false]));
        assert_eq!(toggled([false; 3], false, None), Ok([false; 3]));
        assert_eq!(toggled([false; 3], true, None).map_err(|no| no.slug()), Err("not-shortlisted"));
    }
}

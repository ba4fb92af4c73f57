//! How a conflict begins and ends.

use super::{Conflict, ConflictOrigin, ConflictType, Resolution, Settlement, TimeChange};
use crate::{Refusal, UserId};
use scheduling_core::time::Timestamp;

impl ConflictType {
    /// The conflict that a refused booking leaves, by the slug of the refusal; `None` where it leaves none.
    #[must_use]
    pub fn of_refusal(slug: &str) -> Option<Self> {
        match slug {
            "slot-full" | "slot-not-bookable" => Some(Self::SlotUnavailable),
            "candidate-unavailable" => Some(Self::CandidateUnavailable),
            "interviewer-unavailable" => Some(Self::InterviewerUnavailable),
            "already-scheduled" => Some(Self::Overlap),
            _ => None,
        }
    }
}

impl Conflict {
    /// Settles it.
    ///
    /// # Errors
    /// `WrongState` (`already-resolved`); `Invalid` for a resolution that settles nothing.
    pub fn resolve(
        &self,
        resolution: Resolution,
        notes: Option<&str>,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if self.resolution != Resolution::Pending {
            let detail = format!("the conflict was settled already: {}", self.resolution.name());
            return Err(Refusal::WrongState { slug: "already-resolved", detail });
        }
        if resolution == Resolution::Pending {
            return Err(Refusal::invalid("/resolution", "must be rescheduled, cancelled or resolved"));
        }
        Ok(Self {
            resolution,
            resolution_notes: notes.map(str::to_owned),
            resolved_at: Some(now),
            resolved_by: by,
            ..self.clone()
        })
    }
}

impl Conflict {
    /// How it is settled by what became of the time of its interview; `None` where it stands on.
    #[must_use]
    pub fn settled_by(&self, change: TimeChange) -> Option<Settlement> {
        let settled = |resolution, notes| Some(Settlement { resolution, notes });
        match (change, self.origin) {
            (TimeChange::Cancelled, _) => settled(Resolution::Cancelled, "the interview was cancelled"),
            (TimeChange::Booked, ConflictOrigin::Refused) => {
                settled(Resolution::Resolved, "the interview was booked")
            }
            (TimeChange::Booked, ConflictOrigin::Broken) => {
                settled(Resolution::Rescheduled, "the interview was booked to another time")
            }
            (TimeChange::Left, ConflictOrigin::Broken) => {
                settled(Resolution::Cancelled, "the booking was cancelled")
            }
            // Nobody has found another time for it yet.
            (TimeChange::Left, ConflictOrigin::Refused) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompanyId, ConflictId, InterviewId};
    use uuid::Uuid;

    fn open_conflict() -> Conflict {
        Conflict {
            id: ConflictId(Uuid::nil()),
            company: CompanyId(1),
            conflict_type: ConflictType::Overlap,
            origin: ConflictOrigin::Refused,
            resolution: Resolution::Pending,
            meeting: InterviewId(Uuid::nil()).into(),
            conflicting_interview: None,
            slot: None,
            schedule: None,
            user: None,
            details: "{}".into(),
            detected_at: Timestamp::saturating_from_unix(0),
            resolution_notes: None,
            resolved_at: None,
            resolved_by: None,
            version: 1,
        }
    }

    #[test]
    fn a_conflict_is_settled_once() {
        let open = open_conflict();
        let now = Timestamp::saturating_from_unix(5);
        let refused = |conflict: &Conflict, as_what| {
            conflict.resolve(as_what, None, None, now).err().map(|refusal| refusal.slug())
        };
        assert_eq!(refused(&open, Resolution::Pending), Some("invalid"));
        for resolution in [Resolution::Rescheduled, Resolution::Cancelled, Resolution::Resolved] {
            let settled = open.resolve(resolution, Some("n"), Some(UserId(3)), now).expect("an open one");
            assert_eq!((settled.resolution, settled.resolved_at), (resolution, Some(now)));
            assert_eq!(refused(&settled, Resolution::Resolved), Some("already-resolved"));
        }
    }

    #[test]
    fn refusals_leave_the_conflict_of_their_kind() {
        let check = |slug, expected| assert_eq!(ConflictType::of_refusal(slug), expected, "{slug}");
        check("slot-full", Some(ConflictType::SlotUnavailable));
        check("slot-not-bookable", Some(ConflictType::SlotUnavailable));
        check("candidate-unavailable", Some(ConflictType::CandidateUnavailable));
        check("interviewer-unavailable", Some(ConflictType::InterviewerUnavailable));
        check("already-scheduled", Some(ConflictType::Overlap));
        check("not-shortlisted", None);
    }

    #[test]
    fn what_becomes_of_the_time_settles_what_stood_against_it() {
        let rules = [
            (TimeChange::Cancelled, Some(Resolution::Cancelled), Some(Resolution::Cancelled)),
            (TimeChange::Booked, Some(Resolution::Resolved), Some(Resolution::Rescheduled)),
            (TimeChange::Left, None, Some(Resolution::Cancelled)),
        ];
        for (change, refused, broken) in rules {
            for (origin, expected) in [(ConflictOrigin::Refused, refused), (ConflictOrigin::Broken, broken)] {
                let conflict = Conflict { origin, ..open_conflict() };
                let settled = conflict.settled_by(change).map(|settled| settled.resolution);
                assert_eq!(settled, expected, "{change:?} {origin:?}");
            }
        }
    }
}

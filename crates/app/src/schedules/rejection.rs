//! Rejected bookings, and the conflicts that they leave.

use crate::conflicts::{self, DetectedConflict};
use crate::history::Actor;
use domain::commitment::{Commitment, SourceKind};
use domain::conflict::{ConflictOrigin, ConflictType};
use domain::interview::Pair;
use domain::{ConflictId, InterviewId, Refusal, ScheduleId, UserId};
use persistence::store::schedules;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// A booking that was not made, and the conflict that says so: stored, and to be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedBooking {
    pub refusal: Refusal,
    pub conflict: ConflictId,
}

/// The outcome of a booking.
pub type Attempt<T> = Result<T, RejectedBooking>;

/// Why a booking is rejected.
#[derive(Debug, Clone)]
pub(super) struct Rejection {
    slug: &'static str,
    detail: String,
    user: Option<UserId>,
    with: Option<Box<Commitment>>,
}

impl Rejection {
    pub(super) fn new(slug: &'static str, detail: impl Into<String>) -> Self {
        Self { slug, detail: detail.into(), user: None, with: None }
    }

    /// An interviewer who is not available.
    pub(super) fn interviewer(user: UserId, detail: impl Into<String>) -> Self {
        Self { user: Some(user), ..Self::new("interviewer-unavailable", detail) }
    }

    /// The booking that is in the way.
    pub(super) fn with(mut self, with: Option<Box<Commitment>>) -> Self {
        self.with = with;
        self
    }

    /// Stores the conflict. `schedule` is the one that was to be moved, if any.
    pub(super) fn record(
        self,
        scope: &mut Scope<'_>,
        actor: &Actor,
        pair: Pair<'_>,
        schedule: Option<ScheduleId>,
        now: Timestamp,
    ) -> Result<RejectedBooking, StoreError> {
        let Pair { interview, slot } = pair;
        let found = DetectedConflict {
            conflict_type: ConflictType::of_refusal(self.slug).unwrap_or(ConflictType::Overlap),
            origin: ConflictOrigin::Refused,
            slot: Some(slot),
            time: Some(slot.details.time),
            schedule,
            user: self.user,
            other: self.other(scope)?.filter(|other| *other != interview.id),
            why: &self.detail,
        };
        let conflict = conflicts::open(scope, actor, interview, &found, now)?;
        let refusal = Refusal::WrongState { slug: self.slug, detail: self.detail };
        Ok(RejectedBooking { refusal, conflict: conflict.id })
    }

    /// The interview whose booking is in the way.
    fn other(&self, scope: &mut Scope<'_>) -> Result<Option<InterviewId>, StoreError> {
        let Some(source) = self.with.as_ref().map(|commitment| commitment.source) else { return Ok(None) };
        Ok(match source.kind {
            SourceKind::Interview => Some(InterviewId(source.id)),
            SourceKind::Schedule => Some(schedules::get(scope, ScheduleId(source.id))?.interview),
            SourceKind::Slot | SourceKind::Request | SourceKind::Appointment => None,
        })
    }
}

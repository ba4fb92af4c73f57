//! Rejected bookings, and the conflicts that they leave.

use crate::conflicts::{self, DetectedConflict};
use crate::history::Actor;
use crate::reasons::{self, Reasons};
use domain::commitment::{Commitment, SourceKind};
use domain::conflict::{ConflictOrigin, ConflictType};
use domain::interview::Pair;
use domain::{Because, ConflictId, InterviewId, Refusal, ScheduleId, UserId};
use persistence::store::schedules;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;

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
    /// Where nobody's time is in the way.
    rule: Option<&'static str>,
}

impl Rejection {
    pub(super) fn new(slug: &'static str, detail: impl Into<String>) -> Self {
        Self { slug, detail: detail.into(), user: None, with: None, rule: None }
    }

    /// The same for a rule that is about nobody's time.
    pub(super) fn by(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
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
        let because = self.because(scope, pair, now)?;
        let names = reasons::names(scope, &because)?;
        let refusal = Refusal::Unavailable {
            slug: self.slug,
            pointer: None,
            detail: self.detail,
            because,
            names: names.into(),
        };
        Ok(RejectedBooking { refusal, conflict: conflict.id })
    }

    /// Why, as far as the caller may know it.
    fn because(
        &self,
        scope: &mut Scope<'_>,
        pair: Pair<'_>,
        now: Timestamp,
    ) -> Result<Vec<Because>, StoreError> {
        let (slot, sees) = (pair.slot, scope.sees());
        let known = match (self.user, &self.with) {
            (Some(_), _) => {
                let (own, time) = (HashSet::from([slot.id]), slot.details.time);
                let people = slot.details.holder.interviewer().into_iter().chain(pair.panel());
                let people: Vec<UserId> = people.collect();
                let reasons = Reasons::read(scope, &people, time, &own, now)?;
                people.iter().flat_map(|user| reasons.of(*user, time)).collect()
            }
            (None, Some(with)) => vec![with.because()],
            (None, None) => self.rule.map(Because::of).into_iter().collect(),
        };
        Ok(known.into_iter().map(|one| sees.of(one)).collect())
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

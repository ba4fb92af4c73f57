//! Live bookings, as what may be broken.

use super::DetectedConflict;
use domain::conflict::{Breach, ConflictOrigin, Meeting};
use domain::interview::Interview;
use domain::schedule::Schedule;
use domain::slot::{Holder, Slot};
use domain::{InterviewId, UserId};
use persistence::store::{interviews, slots};
use persistence::{Scope, StoreError};
use scheduling_core::time::Interval;
use std::collections::{HashMap, HashSet};

/// A live booking.
pub(super) struct Booking {
    pub(super) interview: Interview,
    pub(super) time: Interval,
    /// Where it is booked to a slot.
    on: Option<(Schedule, Slot)>,
}

impl Booking {
    /// Whether this user has a part in it, be it as the candidate.
    pub(super) fn concerns(&self, user: UserId) -> bool {
        self.interview.interviewee.user == Some(user) || self.is_held_by(user)
    }

    /// Whether this user is to interview in it.
    pub(super) fn is_held_by(&self, user: UserId) -> bool {
        let holds =
            self.on.as_ref().is_some_and(|(_, slot)| slot.details.holder == Holder::Interviewer(user));
        holds || self.interview.details.interviewers.contains(&user)
    }

    pub(super) fn meeting(&self) -> Meeting {
        Meeting { time: self.time, keeps_to_patterns: self.on.is_some() }
    }

    /// What stands against it. `user` is whose time it is about, where it is somebody's.
    pub(super) fn found(&self, user: Option<UserId>, breach: &Breach) -> DetectedConflict<'_> {
        DetectedConflict {
            conflict_type: breach.conflict_type,
            origin: ConflictOrigin::Broken,
            slot: self.on.as_ref().map(|(_, slot)| slot),
            time: Some(self.time),
            schedule: self.on.as_ref().map(|(schedule, _)| schedule.id),
            user,
            other: None,
            why: breach.why,
        }
    }
}

/// These schedules and these interviews, which were given their time directly unless a schedule books them, as bookings.
pub(super) fn joined(
    scope: &mut Scope<'_>,
    live: Vec<Schedule>,
    direct: &[InterviewId],
) -> Result<Vec<Booking>, StoreError> {
    let ids: Vec<_> = live.iter().map(|schedule| schedule.slot).collect();
    let found: HashMap<_, Slot> =
        slots::by_ids(scope, &ids)?.into_iter().map(|slot| (slot.id, slot)).collect();
    let wanted: HashSet<InterviewId> =
        live.iter().map(|schedule| schedule.interview).chain(direct.iter().copied()).collect();
    let mut interviews: HashMap<InterviewId, Interview> =
        interviews::by_ids(scope, &Vec::from_iter(wanted))?.into_iter().map(|one| (one.id, one)).collect();
    let mut all = Vec::new();
    for schedule in live {
        let Some(slot) = found.get(&schedule.slot) else { continue };
        let Some(interview) = interviews.remove(&schedule.interview) else { continue };
        all.push(Booking { time: slot.details.time, on: Some((schedule, slot.clone())), interview });
    }
    // Those that are left were given their time directly.
    for interview in direct.iter().filter_map(|id| interviews.remove(id)) {
        let Some(time) = interview.time else { continue };
        all.push(Booking { interview, time, on: None });
    }
    Ok(all)
}

//! Moves: an appointment gets another time, at once or once its client has agreed.

use super::StaffId;
use crate::Refusal;
use crate::names::names;
use scheduling_core::time::{Interval, Timestamp};

/// How long a client may think about a move that they are asked for.
pub const ASK_SECONDS: i64 = 24 * 60 * 60;

names! {
    /// What becomes of a move.
    MoveStatus {
        /// The client is asked; both times are taken.
        Pending = "pending",
        /// The appointment has the new time.
        Confirmed = "confirmed",
        /// The client did not answer in time.
        Expired = "expired",
        /// The client did not want it, or it was replaced by another, or the appointment was cancelled.
        Refused = "refused",
    }
}

/// When an appointment takes place, and with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub time: Interval,
    pub staff: StaffId,
}

/// A move of an appointment, as its history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub id: uuid::Uuid,
    pub at: Timestamp,
    /// `user:12`, `key:3 Shop`, `api`, `system`, `client`
    pub actor: String,
    pub from: Placement,
    pub to: Placement,
    pub reason: Option<String>,
    /// As it was noted last; [`status`](Self::status) says how it is.
    pub noted: MoveStatus,
    /// Until when the client may agree, where they are asked.
    pub expires_at: Option<Timestamp>,
    /// Whether it counts against the limit.
    pub counted: bool,
}

impl Move {
    /// What has become of it at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> MoveStatus {
        let ended = self.expires_at.is_some_and(|end| end <= now);
        if self.noted == MoveStatus::Pending && ended { MoveStatus::Expired } else { self.noted }
    }

    /// Whether it counts against the limit at `now`: one that took place, or may yet.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        self.counted && matches!(self.status(now), MoveStatus::Confirmed | MoveStatus::Pending)
    }
}

/// What a company allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveRules {
    pub allowed: bool,
    pub limit: i64,
    pub staff_change: bool,
}

/// A move that is asked for, as far as the limits have to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Moves that count already.
    pub counted: usize,
    pub changes_staff: bool,
    /// Passes the limits.
    pub overrides: bool,
}

impl MoveRules {
    /// Refuses what the limits do not allow, for every caller. Whether the time can be had is asked elsewhere, and nothing
    /// passes that.
    ///
    /// # Errors
    /// `WrongState`: `rescheduling-off`, `reschedule-limit`, `staff-change-off`.
    pub fn check(&self, attempt: Attempt) -> Result<(), Refusal> {
        if attempt.overrides {
            return Ok(());
        }
        let refused = |slug, detail: &str| Err(Refusal::WrongState { slug, detail: detail.into() });
        if !self.allowed {
            return refused("rescheduling-off", "appointments for this service can't be moved");
        }
        let limit = usize::try_from(self.limit).unwrap_or_default();
        if attempt.counted >= limit {
            return refused("reschedule-limit", "the appointment was moved as often as it may be");
        }
        if attempt.changes_staff && !self.staff_change {
            return refused("staff-change-off", "the appointment has to stay with the same member of staff");
        }
        Ok(())
    }
}

/// Until when a client who is asked at `now` may agree: a day, and never past the start that it has.
#[must_use]
pub fn ask_until(start: Timestamp, now: Timestamp) -> Timestamp {
    now.plus_seconds(ASK_SECONDS).min(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + second)
    }

    const ON: MoveRules = MoveRules { allowed: true, limit: 2, staff_change: true };

    fn check(rules: MoveRules, counted: usize, changes_staff: bool, expected: &str) {
        let attempt = Attempt { counted, changes_staff, overrides: false };
        let seen = rules.check(attempt).map_or_else(|refusal| refusal.slug(), |()| "done");
        assert_eq!(seen, expected, "{rules:?} {attempt:?}");
        assert!(rules.check(Attempt { overrides: true, ..attempt }).is_ok());
    }

    #[test]
    fn limits() {
        check(ON, 0, true, "done");
        check(ON, 1, true, "done");
        check(ON, 2, false, "reschedule-limit");
        check(MoveRules { limit: 0, ..ON }, 0, false, "reschedule-limit");
        check(MoveRules { allowed: false, ..ON }, 0, false, "rescheduling-off");
        check(MoveRules { staff_change: false, ..ON }, 0, true, "staff-change-off");
        check(MoveRules { staff_change: false, ..ON }, 0, false, "done");
    }

    #[test]
    fn a_question_ends_after_a_day_or_at_the_old_start() {
        assert_eq!(ask_until(at(ASK_SECONDS + 1), at(0)), at(ASK_SECONDS));
        assert_eq!(ask_until(at(ASK_SECONDS - 1), at(0)), at(ASK_SECONDS - 1));
    }

    #[test]
    fn a_question_that_was_not_answered_counts_no_more() {
        let time = Interval::new(at(0), at(60)).expect("a minute");
        let place = Placement { time, staff: StaffId(1) };
        let asked = Move {
            id: uuid::Uuid::nil(),
            at: at(0),
            actor: "user:1".into(),
            from: place,
            to: place,
            reason: None,
            noted: MoveStatus::Pending,
            expires_at: Some(at(10)),
            counted: true,
        };
        assert_eq!(asked.status(at(9)), MoveStatus::Pending);
        assert_eq!(asked.status(at(10)), MoveStatus::Expired);
        assert!(asked.counts(at(9)) && !asked.counts(at(10)));
        let moved = Move { noted: MoveStatus::Confirmed, ..asked.clone() };
        assert!(moved.counts(at(10)) && !Move { counted: false, ..moved }.counts(at(10)));
        for &status in MoveStatus::ALL {
            assert_eq!(MoveStatus::named(status.name()), Some(status));
        }
    }
}

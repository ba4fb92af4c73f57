//! Why a time can't be had, in the words of the explanation of availability.

use crate::ids::{CalendarId, PatternId, SlotId, UserId};
use scheduling_core::availability::Rule;
use scheduling_core::time::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

/// One reason: a rule, whose it is, and what is behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// A rule of the explanation of availability, or one of [`rules`].
    pub rule: &'static str,
    /// The interviewer whose rule it is.
    pub user: Option<UserId>,
    /// When this rule alone would let a meeting start.
    pub until: Option<Timestamp>,
    pub pattern: Option<PatternId>,
    /// What has the time.
    pub booking: Option<BookedBy>,
    pub calendar: Option<CalendarId>,
}

/// What has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedBy {
    /// `slot`, `schedule` or `interview`.
    pub kind: &'static str,
    pub id: Uuid,
}

/// What people, bookings and calendars are called that reasons name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    pub users: HashMap<UserId, String>,
    /// Who is met, and for what.
    pub bookings: HashMap<Uuid, String>,
    pub calendars: HashMap<CalendarId, String>,
}

impl Names {
    /// Those alone that these reasons name.
    #[must_use]
    pub fn of(&self, reasons: &[Because]) -> Self {
        let mut own = Self::default();
        for reason in reasons {
            own.users.extend(entry(&self.users, reason.user));
            own.bookings.extend(entry(&self.bookings, reason.booking.map(|booking| booking.id)));
            own.calendars.extend(entry(&self.calendars, reason.calendar));
        }
        own
    }
}

fn entry<K: Copy + Eq + std::hash::Hash>(names: &HashMap<K, String>, key: Option<K>) -> Option<(K, String)> {
    key.and_then(|key| Some((key, names.get(&key)?.clone())))
}

/// Words for what the explanation of availability, which knows no slots, does not explain.
pub mod rules {
    /// The user is not active, their role holds no interviews, or the company takes no bookings.
    pub const CANNOT_INTERVIEW: &str = "cannot_interview";
    /// Nobody who was asked for offers the service: it, they, or the company take no bookings.
    pub const NOT_OFFERED: &str = "not_offered";
    /// A calendar that can't be trusted makes its owner busy.
    pub const UNTRUSTED_CALENDAR: &str = "untrusted_calendar";
    /// Another slot of the same holder is in the way.
    pub const OVERLAP: &str = "overlap";
    /// The interview has a time already, or is booked to a slot.
    pub const ALREADY_SCHEDULED: &str = "already_scheduled";
    pub const SLOT_FULL: &str = "slot_full";
    pub const SLOT_CANCELLED: &str = "slot_cancelled";
    /// The slot has begun or is over.
    pub const SLOT_BEGUN: &str = "slot_begun";
}

impl Because {
    /// A rule, with nothing behind it.
    #[must_use]
    pub fn of(rule: &'static str) -> Self {
        Self { rule, user: None, until: None, pattern: None, booking: None, calendar: None }
    }

    /// Another slot is in the way.
    #[must_use]
    pub fn overlapping(slot: SlotId, end: Timestamp) -> Self {
        let booking = Some(BookedBy { kind: "slot", id: slot.0 });
        Self { until: Some(end), booking, ..Self::of(rules::OVERLAP) }
    }

    /// No more than the rule, whose it is, and until when.
    #[must_use]
    pub fn withheld(self) -> Self {
        Self { pattern: None, booking: None, calendar: None, ..self }
    }
}

/// Whether everybody whom these reasons name has a day off: then the day is one for all of them, and nothing is told of one alone.
#[must_use]
pub fn all_are_off(reasons: &[Because]) -> bool {
    let mut people = reasons.iter().filter_map(|reason| reason.user).peekable();
    let is_off = |user: UserId| {
        reasons.iter().any(|reason| reason.user == Some(user) && reason.rule == Rule::DayOff.name())
    };
    people.peek().is_some() && people.all(is_off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_off_where_it_is_for_everybody() {
        let of = |user: Option<i64>, rule| Because { user: user.map(UserId), ..Because::of(rule) };
        let check = |reasons: &[Because], expected: bool| assert_eq!(all_are_off(reasons), expected);
        check(&[of(Some(1), "day_off"), of(Some(2), "day_off"), of(None, "minimum_notice")], true);
        check(&[of(Some(1), "day_off"), of(Some(1), "working_hours")], true);
        check(&[of(Some(1), "day_off"), of(Some(2), "working_hours")], false);
        check(&[of(Some(1), "day_off"), of(Some(2), "busy")], false);
        check(&[of(None, "minimum_notice")], false);
        check(&[], false);
    }

    #[test]
    fn names_are_those_of_what_reasons_still_name() {
        let booking = BookedBy { kind: "interview", id: Uuid::from_u128(7) };
        let reason = Because { user: Some(UserId(1)), booking: Some(booking), ..Because::of("busy") };
        let all = Names {
            users: HashMap::from([(UserId(1), "Ivy".into()), (UserId(2), "Zoe".into())]),
            bookings: HashMap::from([(booking.id, "Ann".into())]),
            calendars: HashMap::new(),
        };
        let ivy = HashMap::from([(UserId(1), "Ivy".to_owned())]);
        let told = all.of(&[reason]);
        assert_eq!((&told.users, told.bookings.len()), (&ivy, 1));
        let less = all.of(&[reason.withheld()]);
        assert_eq!((&less.users, less.bookings.len()), (&ivy, 0));
    }
}

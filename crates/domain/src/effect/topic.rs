//! What pages that are open are told of a change: of which kind it was, and nothing else.

use super::Effect;
use crate::access::Action;

/// A kind of things that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    Interviews,
    Appointments,
    /// Slots, and what is booked to them.
    Slots,
    Conflicts,
    /// Time that calendars and people say is taken.
    Busy,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Interviews, Self::Appointments, Self::Slots, Self::Conflicts, Self::Busy];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interviews => "interviews",
            Self::Appointments => "appointments",
            Self::Slots => "slots",
            Self::Conflicts => "conflicts",
            Self::Busy => "busy",
        }
    }

    /// The topic of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// What an effect says has changed: an event of what it is about, and whose time is compared anew that time was taken.
    #[must_use]
    pub fn of(effect: &Effect) -> Option<Self> {
        match effect {
            Effect::Publish(event) => Self::of_event(event.kind.name()),
            Effect::Recheck { .. } => Some(Self::Busy),
            _ => None,
        }
    }

    fn of_event(name: &str) -> Option<Self> {
        match name.split('.').next() {
            Some("interview" | "ai_interview") => Some(Self::Interviews),
            Some("appointment") => Some(Self::Appointments),
            Some("schedule" | "slot") => Some(Self::Slots),
            Some("conflict") => Some(Self::Conflicts),
            _ => None,
        }
    }

    /// What one has to be allowed to hear of it.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Interviews | Self::Conflicts => Action::ReadInterviews,
            Self::Appointments => Action::ReadAppointments,
            Self::Slots => Action::ReadSlots,
            Self::Busy => Action::ReadCalendars,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use crate::event::EventKind;

    #[test]
    fn every_event_has_a_topic() {
        for kind in EventKind::ALL {
            assert!(Topic::of_event(kind.name()).is_some(), "{}", kind.name());
        }
        assert_eq!(Topic::of_event("nothing.changed"), None);
    }

    #[test]
    fn names_are_found_again() {
        for topic in Topic::ALL {
            assert_eq!(Topic::named(topic.name()), Some(topic));
        }
        assert_eq!(Topic::named("money"), None);
        assert_eq!(Topic::of(&Effect::Recheck { user: UserId(1) }), Some(Topic::Busy));
    }
}

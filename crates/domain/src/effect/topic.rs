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
    /// The records of collections, such as candidates, jobs, services and staff, and how far candidates are.
    Directory,
    /// What came for appointments, and went back.
    Payments,
    /// Messages, and what became of them.
    Messages,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Interviews,
        Self::Appointments,
        Self::Slots,
        Self::Conflicts,
        Self::Busy,
        Self::Directory,
        Self::Payments,
        Self::Messages,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interviews => "interviews",
            Self::Appointments => "appointments",
            Self::Slots => "slots",
            Self::Conflicts => "conflicts",
            Self::Busy => "busy",
            Self::Directory => "directory",
            Self::Payments => "payments",
            Self::Messages => "messages",
        }
    }

    /// The topic of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// What an effect says has changed: an event of what it is about, whose time is compared anew that time was taken,
    /// and what is to be sent that there is a message.
    #[must_use]
    pub fn of(effect: &Effect) -> Option<Self> {
        match effect {
            Effect::Publish(event) => Self::of_event(event.kind.name()),
            Effect::Recheck { .. } => Some(Self::Busy),
            Effect::Send { .. } => Some(Self::Messages),
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
            Self::Directory => Action::ReadDirectory,
            Self::Payments => Action::ReadPayments,
            Self::Messages => Action::ReadMessages,
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

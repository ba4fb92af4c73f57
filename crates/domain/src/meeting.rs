//! Meetings: what people are told of, reminded of and shown in calendars, interviews and appointments alike.

use crate::{AppointmentId, InterviewId};
use std::fmt;
use uuid::Uuid;

/// An interview or an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meeting {
    Interview(InterviewId),
    Appointment(AppointmentId),
}

impl Meeting {
    /// Its id, which no other meeting has.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Interview(id) => id.0,
            Self::Appointment(id) => id.0,
        }
    }

    /// The interview, where it is one.
    #[must_use]
    pub fn interview(self) -> Option<InterviewId> {
        match self {
            Self::Interview(id) => Some(id),
            Self::Appointment(_) => None,
        }
    }

    /// The appointment, where it is one.
    #[must_use]
    pub fn appointment(self) -> Option<AppointmentId> {
        match self {
            Self::Interview(_) => None,
            Self::Appointment(id) => Some(id),
        }
    }
}

impl From<InterviewId> for Meeting {
    fn from(id: InterviewId) -> Self {
        Self::Interview(id)
    }
}

impl From<AppointmentId> for Meeting {
    fn from(id: AppointmentId) -> Self {
        Self::Appointment(id)
    }
}

impl fmt::Display for Meeting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interview(id) => write!(out, "interview:{id}"),
            Self::Appointment(id) => write!(out, "appointment:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_told_apart_by_their_text() {
        let id = Uuid::from_u128(7);
        let texts = [Meeting::Interview(InterviewId(id)), Meeting::Appointment(AppointmentId(id))]
            .map(|meeting| meeting.to_string());
        assert_eq!(texts, [format!("interview:{id}"), format!("appointment:{id}")]);
    }
}

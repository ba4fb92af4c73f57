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

    /// Reads what [`Display`](fmt::Display) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let id = Uuid::parse_str(id).ok()?;
        match kind {
            "interview" => Some(Self::Interview(InterviewId(id))),
            "appointment" => Some(Self::Appointment(AppointmentId(id))),
            _ => None,
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
    fn meetings_round_trip_through_their_text() {
        let id = Uuid::from_u128(7);
        for meeting in [Meeting::Interview(InterviewId(id)), Meeting::Appointment(AppointmentId(id))] {
            assert_eq!(Meeting::parse(&meeting.to_string()), Some(meeting));
        }
        for no in ["", "interview", "interview:7", &format!("slot:{id}")] {
            assert_eq!(Meeting::parse(no), None, "{no}");
        }
    }
}

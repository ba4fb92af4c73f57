//! Where an interview stands.

/// Where an interview stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InterviewStatus {
    /// It has no time yet.
    Pending,
    Scheduled,
    /// Somebody has joined.
    InProgress,
    Completed,
    Cancelled,
    /// It is over, and the candidate never joined.
    NoShow,
}

impl InterviewStatus {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Scheduled, Self::InProgress, Self::Completed, Self::Cancelled, Self::NoShow];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it can still be changed, cancelled or take place.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Scheduled | Self::InProgress)
    }
}

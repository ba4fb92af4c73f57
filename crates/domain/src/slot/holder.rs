//! Who holds the interviews of a slot.

use crate::UserId;
use crate::commitment::Subject;

/// A person or an AI interviewer: exactly one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Interviewer(UserId),
    Ai(AiKind),
}

/// What an AI interviewer asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AiKind {
    Technical,
    Behavioral,
    Coding,
    SystemDesign,
    General,
}

impl AiKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Technical, Self::Behavioral, Self::Coding, Self::SystemDesign, Self::General];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Technical => "technical",
            Self::Behavioral => "behavioral",
            Self::Coding => "coding",
            Self::SystemDesign => "system_design",
            Self::General => "general",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Holder {
    /// Whose time the slot takes: the person's, or that of one of the company's AI interviewers of the kind, which are
    /// numbered from 0.
    #[must_use]
    pub fn subject(self, unit: u32) -> Subject {
        match self {
            Self::Interviewer(user) => Subject::User(user),
            Self::Ai(kind) => Subject::Ai { kind: kind.name().into(), unit },
        }
    }

    /// The subject that changes of this holder's slots lock first. For AI interviewers it is the first unit,
    /// which stands for all of the kind: which unit gets a slot is decided under this lock.
    #[must_use]
    pub fn lock(self) -> Subject {
        self.subject(0)
    }

    /// The person.
    #[must_use]
    pub fn interviewer(self) -> Option<UserId> {
        match self {
            Self::Interviewer(user) => Some(user),
            Self::Ai(_) => None,
        }
    }

    /// The kind of AI interviewer.
    #[must_use]
    pub fn ai(self) -> Option<AiKind> {
        match self {
            Self::Interviewer(_) => None,
            Self::Ai(kind) => Some(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_those_of_the_ledger() {
        let check = |holder: Holder, unit, text: &str| assert_eq!(holder.subject(unit).to_string(), text);
        check(Holder::Interviewer(UserId(7)), 3, "user:7");
        check(Holder::Ai(AiKind::SystemDesign), 3, "ai:system_design:3");
        for kind in AiKind::ALL {
            assert_eq!(AiKind::named(kind.name()), Some(kind));
            assert_eq!(Holder::Ai(kind).lock(), Holder::Ai(kind).subject(0));
        }
    }
}

//! How people want to be told.

use super::{MessageKind, Person};
use crate::FieldProblem;
use crate::access::Role;
use std::ops::RangeInclusive;

/// The languages in which messages are written.
pub const LANGUAGES: [&str; 3] = ["en", "de", "fr"];
/// How many minutes before an interview somebody may be reminded: up to 30 days.
pub const REMINDER_MINUTES: RangeInclusive<i64> = 5..=43_200;
/// The most reminders of one interview to one person.
pub const MAX_REMINDERS: usize = 5;

/// How one person wants to be told; what is `None` is as the company has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// One of [`LANGUAGES`].
    pub language: Option<String>,
    /// Invitations to interviews; candidates always get them. Those who were invited hear of changes and cancellations.
    pub invitations: bool,
    pub reminders: bool,
    /// Conflicts and what else needs somebody's attention.
    pub alerts: bool,
    /// Each of [`REMINDER_MINUTES`]; an empty list is no reminder.
    pub reminder_minutes_before: Option<Vec<i64>>,
}

impl Default for Preferences {
    /// Everything, as the company has it.
    fn default() -> Self {
        Self {
            language: None,
            invitations: true,
            reminders: true,
            alerts: true,
            reminder_minutes_before: None,
        }
    }
}

impl Preferences {
    /// Whether this person is sent messages of that kind. Who has an interview in the calendar can't miss what becomes
    /// of it, and a candidate can't miss an invitation.
    #[must_use]
    pub fn wants(&self, kind: MessageKind, person: Person) -> bool {
        match kind {
            MessageKind::Invitation => self.invitations || person.is_guest(),
            MessageKind::TimeChanged
            | MessageKind::Changed
            | MessageKind::Cancelled
            | MessageKind::PasswordReset
            | MessageKind::Code
            | MessageKind::MoveAsked
            | MessageKind::MoneyReturned
            | MessageKind::SchedulingLink => true,
            MessageKind::Reminder => self.reminders,
            MessageKind::Conflict | MessageKind::WebhookDisabled => self.alerts,
        }
    }

    /// The minutes before an interview at which this person is reminded.
    #[must_use]
    pub fn reminders<'a>(&'a self, company: &'a NotificationSettings) -> &'a [i64] {
        if !self.reminders {
            return &[];
        }
        self.reminder_minutes_before.as_deref().unwrap_or(&company.reminder_minutes_before)
    }
}

/// How a company tells people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationSettings {
    /// One of [`LANGUAGES`], for those who have chosen none.
    pub language: String,
    /// In whose name mail goes out; the company's name where it is absent.
    pub sender_name: Option<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    pub reminder_minutes_before: Vec<i64>,
    /// The roles that are told of conflicts: some of owner, hr_manager and recruiter.
    pub conflict_roles: Vec<Role>,
}

impl NotificationSettings {
    /// The roles that may be told of conflicts.
    pub const CONFLICT_ROLES: [Role; 3] = [Role::Owner, Role::HrManager, Role::Recruiter];
}

impl Default for NotificationSettings {
    /// English, a day and an hour before, conflicts to all who manage interviews.
    fn default() -> Self {
        Self {
            language: "en".into(),
            sender_name: None,
            reply_to: None,
            reminder_minutes_before: vec![1440, 60],
            conflict_roles: Self::CONFLICT_ROLES.to_vec(),
        }
    }
}

/// What is wrong with a list of minutes before the start.
#[must_use]
pub fn reminders_problem(minutes: &[i64]) -> Option<FieldProblem> {
    let twice = |(index, minute): (usize, &i64)| minutes.iter().skip(index + 1).any(|other| other == minute);
    let detail = if minutes.len() > MAX_REMINDERS {
        format!("must name at most {MAX_REMINDERS} times")
    } else if minutes.iter().any(|minute| !REMINDER_MINUTES.contains(minute)) {
        format!("must be from {} to {} each", REMINDER_MINUTES.start(), REMINDER_MINUTES.end())
    } else if minutes.iter().enumerate().any(twice) {
        "must name each time once".into()
    } else {
        return None;
    };
    Some(FieldProblem::new("/reminder_minutes_before", detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CandidateId, UserId};

    #[test]
    fn who_wants_what() {
        let off =
            Preferences { invitations: false, reminders: false, alerts: false, ..Preferences::default() };
        let (ann, bob) = (Person::User(UserId(1)), Person::Candidate(CandidateId(1)));
        let check =
            |kind, person, expected| assert_eq!(off.wants(kind, person), expected, "{kind:?} {person}");
        check(MessageKind::Invitation, ann, false);
        check(MessageKind::Invitation, bob, true);
        check(MessageKind::Cancelled, ann, true);
        check(MessageKind::Reminder, bob, false);
        check(MessageKind::Conflict, ann, false);
        assert!(Preferences::default().wants(MessageKind::Reminder, ann));
    }

    #[test]
    fn reminders_are_ones_own_or_the_companys() {
        let company = NotificationSettings::default();
        let check = |preferences: Preferences, expected: &[i64]| {
            assert_eq!(preferences.reminders(&company), expected, "{preferences:?}");
        };
        let own = |minutes: &[i64]| Preferences {
            reminder_minutes_before: Some(minutes.to_vec()),
            ..Preferences::default()
        };
        check(Preferences::default(), &[1440, 60]);
        check(own(&[15]), &[15]);
        check(own(&[]), &[]);
        check(Preferences { reminders: false, ..own(&[15]) }, &[]);
    }

    #[test]
    fn lists_of_minutes() {
        let check = |minutes: &[i64], good| {
            assert_eq!(reminders_problem(minutes).is_none(), good, "{minutes:?}");
        };
        check(&[], true);
        check(&[5, 43_200], true);
        check(&[4], false);
        check(&[43_201], false);
        check(&[60, 15, 60], false);
        check(&[1440, 60, 30, 15, 10], true);
        check(&[1440, 60, 30, 15, 10, 5], false);
    }
}

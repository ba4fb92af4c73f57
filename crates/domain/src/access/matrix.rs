//! The matrix of role and action: the only place that says who may do what.

use super::Role;

/// What somebody may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Learn who one is, and end one's own session.
    UseOwnAccount,
    /// Make, list and revoke API keys.
    ManageKeys,
    /// Make or delete companies.
    ManageCompanies,
    /// Change the settings of one company.
    ChangeCompany,
    /// Make, change and delete users.
    ManageUsers,
    /// Read companies, users and templates.
    ReadDirectory,
    /// Make, change and delete interview templates.
    ManageTemplates,
    /// Read anybody's busy time, calendars and availability.
    ReadCalendars,
    /// Change anybody's busy time and calendars.
    ManageCalendars,
    /// Make, change and delete busy periods; `staff` their own.
    ManageBusyPeriods,
    /// Make, change and delete jobs and candidates.
    ManageJobs,
    /// Read interview slots; `staff` their own.
    ReadSlots,
    /// Make, change, book and delete interview slots.
    ManageSlots,
    /// Make, change and delete availability patterns; `staff` their own.
    ManagePatterns,
    /// Read interviews, schedules and conflicts; `staff` their own.
    ReadInterviews,
    /// Shortlist candidates; make, change, book and cancel interviews; resolve conflicts.
    ManageInterviews,
    /// Read the messages that were sent, and what became of them.
    ReadMessages,
    /// Choose how one is told about things; managers for others too.
    ManageNotifications,
    /// Make, change and delete webhooks, and send events again.
    ManageWebhooks,
    /// Choose providers of online rooms and of AI interviews.
    ManageProviders,
    /// See work in the background that was given up, and have it done again.
    ManageEffects,
    /// The product's own work, in the background.
    System,
}

impl Action {
    /// All actions that a caller may ask for.
    pub const ALL: [Self; 21] = [
        Self::UseOwnAccount,
        Self::ManageKeys,
        Self::ManageCompanies,
        Self::ChangeCompany,
        Self::ManageUsers,
        Self::ReadDirectory,
        Self::ManageTemplates,
        Self::ReadCalendars,
        Self::ManageCalendars,
        Self::ManageBusyPeriods,
        Self::ManageJobs,
        Self::ReadSlots,
        Self::ManageSlots,
        Self::ManagePatterns,
        Self::ReadInterviews,
        Self::ManageInterviews,
        Self::ReadMessages,
        Self::ManageNotifications,
        Self::ManageWebhooks,
        Self::ManageProviders,
        Self::ManageEffects,
    ];

    /// How a refusal words it: "may not …".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::UseOwnAccount => "use an account",
            Self::ManageKeys => "manage API keys",
            Self::ManageCompanies => "make or delete companies",
            Self::ChangeCompany => "change company settings",
            Self::ManageUsers => "manage users",
            Self::ReadDirectory => "read the directory",
            Self::ManageTemplates => "manage interview templates",
            Self::ReadCalendars => "read calendars",
            Self::ManageCalendars => "manage calendars",
            Self::ManageBusyPeriods => "manage busy periods of others",
            Self::ManageJobs => "manage jobs and candidates",
            Self::ReadSlots => "read interview slots",
            Self::ManageSlots => "manage interview slots",
            Self::ManagePatterns => "manage availability patterns",
            Self::ReadInterviews => "read interviews",
            Self::ManageInterviews => "manage interviews",
            Self::ReadMessages => "read messages",
            Self::ManageNotifications => "choose notifications",
            Self::ManageWebhooks => "manage webhooks",
            Self::ManageProviders => "manage providers",
            Self::ManageEffects => "manage work in the background",
            Self::System => "act for the system",
        }
    }
}

/// Whether `role` may take `action` at all; which company's data it reaches is decided beside it.
#[must_use]
pub fn allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    match action {
        A::System => false,
        A::UseOwnAccount => true,
        A::ManageCompanies => matches!(role, R::Admin),
        A::ChangeCompany
        | A::ManageUsers
        | A::ManageKeys
        | A::ManageWebhooks
        | A::ManageProviders
        | A::ManageEffects => matches!(role, R::Admin | R::Owner),
        A::ManageTemplates | A::ManageJobs | A::ManageSlots | A::ManageInterviews | A::ReadMessages => {
            matches!(role, R::Admin | R::Owner | R::HrManager | R::Recruiter)
        }
        A::ManageCalendars => matches!(role, R::Admin | R::Owner | R::HrManager),
        A::ManageBusyPeriods => matches!(role, R::Admin | R::Owner | R::HrManager | R::Staff),
        A::ManagePatterns | A::ManageNotifications => {
            matches!(role, R::Admin | R::Owner | R::HrManager | R::Recruiter | R::Staff)
        }
        A::ReadDirectory | A::ReadCalendars | A::ReadSlots | A::ReadInterviews => {
            !matches!(role, R::Customer)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix as people read it: a line per action, a column per role.
    fn printed() -> String {
        let mut lines = vec![format!("{:24}", "")];
        lines.extend(Action::ALL.iter().map(|action| format!("{:24}", format!("{action:?}"))));
        for role in Role::ALL {
            let width = role.name().len() + 2;
            for (line, action) in lines.iter_mut().zip(std::iter::once(None).chain(Action::ALL.map(Some))) {
                let cell = match action {
                    None => role.name(),
                    Some(action) if allows(role, action) => "yes",
                    Some(_) => "-",
                };
                line.push_str(&format!("{cell:width$}"));
            }
        }
        lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// Who may do what changes on purpose or not at all: a change of the matrix changes this file too.
    #[test]
    fn the_matrix_is_the_committed_one() {
        assert_eq!(printed(), include_str!("matrix.txt"), "the matrix now is:\n{}", printed());
    }

    #[test]
    fn nobody_is_the_system() {
        for role in Role::ALL {
            assert!(!allows(role, Action::System), "{role:?}");
        }
    }
}

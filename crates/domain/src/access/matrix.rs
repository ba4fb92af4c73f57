//! The matrix of role and action: the only place that says who may do what, and to whose data.

use super::Role;

/// What a role may do to a company's data by an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Nothing.
    No,
    /// What is their own.
    Own,
    /// Everything that belongs to the company.
    All,
}

/// An action as a type, so that a signature can say which action was permitted.
pub trait Asks {
    /// The action.
    const ACTION: Action;
}

/// One line per action: its name, how a refusal words it ("may not …"), and what each role may do by it, in the order
/// of [`Role::ALL`].
macro_rules! matrix {
    ($( $(#[$doc:meta])* $action:ident $phrase:literal [$($grant:ident)*] )*) => {
        /// What somebody may want to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $( $(#[$doc])* $action, )*
            /// The product's own work, in the background.
            System,
        }

        impl Action {
            /// All actions that a caller may ask for.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// How a refusal words it: "may not …".
            #[must_use]
            pub fn phrase(self) -> &'static str {
                match self {
                    $(Self::$action => $phrase,)*
                    Self::System => "act for the system",
                }
            }

            /// What each role may do by it, in the order of [`Role::ALL`].
            fn grants(self) -> [Grant; Role::ALL.len()] {
                match self {
                    $(Self::$action => [$(Grant::$grant),*],)*
                    Self::System => [Grant::No; Role::ALL.len()],
                }
            }
        }

        /// Each action as a type.
        pub mod actions {
            use super::{Action, Asks};
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy)]
                pub struct $action;

                impl Asks for $action {
                    const ACTION: Action = Action::$action;
                }
            )*
        }
    };
}

matrix! {
    //                                       admin owner hr_manager recruiter staff customer viewer
    /// Learn who one is, and end one's own session.
    UseOwnAccount "use an account"                          [All All All All All All All]
    /// Make, list and revoke API keys.
    ManageKeys "manage API keys"                            [All All No  No  No  No  No]
    /// Make or delete companies.
    ManageCompanies "make or delete companies"              [All No  No  No  No  No  No]
    /// Change the settings of one company.
    ChangeCompany "change company settings"                 [All All No  No  No  No  No]
    /// Make, change and delete users.
    ManageUsers "manage users"                              [All All No  No  No  No  No]
    /// Read companies, users, jobs, candidates and templates.
    ReadDirectory "read the directory"                      [All All All All All No  All]
    /// Make, change and delete interview templates.
    ManageTemplates "manage interview templates"            [All All All All No  No  No]
    /// Read when anybody is busy, and when they can be had; not by what.
    ReadCalendars "read calendars"                          [All All All All All No  All]
    /// Read what makes people busy: busy periods with their titles, and calendars from elsewhere.
    ReadBusySources "read what makes people busy"           [All All All All Own No  All]
    /// Change anybody's busy time and calendars.
    ManageCalendars "manage calendars"                      [All All All No  No  No  No]
    /// Make, change and delete busy periods.
    ManageBusyPeriods "manage busy periods of others"       [All All All No  Own No  No]
    /// Read services and the starts that they offer.
    ReadShop "read services"                                [All All All All All All All]
    /// Make, change and delete services and staff.
    ManageShop "manage services and staff"                  [All All All No  No  No  No]
    /// Read hours and days off.
    ReadHours "read hours and days off"                     [All All All All Own No  All]
    /// Make, change and delete hours and days off.
    ManageHours "manage hours and days off"                 [All All All No  Own No  No]
    /// Make, change and delete jobs and candidates.
    ManageJobs "manage jobs and candidates"                 [All All All All No  No  No]
    /// Erase candidates for good.
    EraseCandidates "erase candidates"                     [All All No  No  No  No  No]
    /// Read interview slots and availability patterns.
    ReadSlots "read interview slots"                        [All All All All Own No  All]
    /// Make, change, book and delete interview slots.
    ManageSlots "manage interview slots"                    [All All All All No  No  No]
    /// Make, change and delete availability patterns.
    ManagePatterns "manage availability patterns"           [All All All All Own No  No]
    /// Read interviews, schedules and conflicts.
    ReadInterviews "read interviews"                        [All All All All Own No  All]
    /// Shortlist candidates; make, change, book and cancel interviews; resolve conflicts.
    ManageInterviews "manage interviews"                    [All All All All No  No  No]
    /// Read appointments and requests for them.
    ReadAppointments "read appointments"                    [All All All All Own Own All]
    /// Book appointments in one call.
    BookAppointments "book appointments for others"         [All All All All All No  No]
    /// Hold a time, and complete the booking step by step.
    RequestAppointments "request appointments"              [All All All All All Own No]
    /// Move and cancel appointments.
    MoveAppointments "move and cancel appointments"         [All All All All Own Own No]
    /// Change what is said of appointments, mark whether clients came, and make feeds.
    ManageAppointments "manage appointments"                [All All All All Own No  No]
    /// Pass the limits of moves.
    OverrideLimits "pass the limits of moves"               [All All All No  No  No  No]
    /// Read figures of a company's appointments.
    ReadFigures "read figures"                              [All All All All No  No  All]
    /// Read the messages that were sent, and what became of them.
    ReadMessages "read messages"                            [All All All All No  No  No]
    /// Hand in mail with answers to invitations.
    HandInReplies "hand in answers to invitations"          [All All All All No  No  No]
    /// Choose how one is told about things.
    ManageNotifications "choose notifications"              [All All All Own Own No  No]
    /// Make, change and delete webhooks, and send events again.
    ManageWebhooks "manage webhooks"                        [All All No  No  No  No  No]
    /// Choose providers of online rooms and of AI interviews.
    ManageProviders "manage providers"                      [All All No  No  No  No  No]
    /// Read what is to be paid for appointments, and what came and went.
    ReadPayments "read payments"                            [All All All All Own No  All]
    /// Note that money came.
    ManagePayments "manage payments"                        [All All All No  No  No  No]
    /// See work in the background that was given up, and have it done again.
    ManageEffects "manage work in the background"           [All All No  No  No  No  No]
}

/// What `role` may do by `action`; which company's data it reaches is decided beside it.
#[must_use]
pub fn grant(role: Role, action: Action) -> Grant {
    let grants = Role::ALL.into_iter().zip(action.grants());
    grants.into_iter().find(|(of, _)| *of == role).map_or(Grant::No, |(_, grant)| grant)
}

/// Whether `role` may take `action` at all.
#[must_use]
pub fn allows(role: Role, action: Action) -> bool {
    grant(role, action) != Grant::No
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
            for (line, action) in
                lines.iter_mut().zip(std::iter::once(None).chain(Action::ALL.iter().map(Some)))
            {
                let cell = action.map_or(role.name(), |action| match grant(role, *action) {
                    Grant::No => "-",
                    Grant::Own => "own",
                    Grant::All => "all",
                });
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

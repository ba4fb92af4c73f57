//! The matrix of role and action: the only place that says who may do what.

use super::Role;

/// What somebody may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
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
    /// The product's own work, in the background.
    System,
}

impl Action {
    /// All actions that a caller may ask for.
    pub const ALL: [Self; 7] = [
        Self::ManageCompanies,
        Self::ChangeCompany,
        Self::ManageUsers,
        Self::ReadDirectory,
        Self::ManageTemplates,
        Self::ReadCalendars,
        Self::ManageCalendars,
    ];

    /// How a refusal words it: "may not …".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::ManageCompanies => "make or delete companies",
            Self::ChangeCompany => "change company settings",
            Self::ManageUsers => "manage users",
            Self::ReadDirectory => "read the directory",
            Self::ManageTemplates => "manage interview templates",
            Self::ReadCalendars => "read calendars",
            Self::ManageCalendars => "manage calendars",
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
        A::ManageCompanies => matches!(role, R::Admin),
        A::ChangeCompany | A::ManageUsers => matches!(role, R::Admin | R::Owner),
        A::ManageTemplates => matches!(role, R::Admin | R::Owner | R::HrManager | R::Recruiter),
        A::ManageCalendars => matches!(role, R::Admin | R::Owner | R::HrManager),
        A::ReadDirectory | A::ReadCalendars => !matches!(role, R::Customer),
    }
}

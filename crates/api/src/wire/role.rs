//! The roles, on the wire.

use domain::access::Role;
use http_kit::wire_enum;

wire_enum! {
    /// What a user may do.
    pub(crate) enum RoleName {
        /// Of the platform: everything, in every company.
        Admin = "admin",
        /// Everything in their company.
        Owner = "owner",
        /// All in their company but users, keys and company settings.
        HrManager = "hr_manager",
        /// Jobs, candidates, interviews, slots, schedules, conflicts.
        Recruiter = "recruiter",
        /// Own calendar, appointments and interviews; own hours and days off.
        Staff = "staff",
        /// Own appointments.
        Customer = "customer",
        /// Reads.
        Viewer = "viewer",
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Owner => Self::Owner,
            RoleName::HrManager => Self::HrManager,
            RoleName::Recruiter => Self::Recruiter,
            RoleName::Staff => Self::Staff,
            RoleName::Customer => Self::Customer,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Owner => Self::Owner,
            Role::HrManager => Self::HrManager,
            Role::Recruiter => Self::Recruiter,
            Role::Staff => Self::Staff,
            Role::Customer => Self::Customer,
            Role::Viewer => Self::Viewer,
        }
    }
}

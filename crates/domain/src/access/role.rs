//! Roles, and what they stand for.

/// What somebody is, on the platform or in their company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Of the platform: everything, in every company.
    Admin,
    /// Everything in one company.
    Owner,
    /// All in one company but users, keys and company settings.
    HrManager,
    /// Jobs, candidates, interviews, slots, schedules, conflicts.
    Recruiter,
    /// Own calendar, appointments and interviews; own hours and days off.
    Staff,
    /// Own appointments.
    Customer,
    /// Reads.
    Viewer,
}

impl Role {
    /// All roles, from the highest down.
    pub const ALL: [Self; 7] = [
        Self::Admin,
        Self::Owner,
        Self::HrManager,
        Self::Recruiter,
        Self::Staff,
        Self::Customer,
        Self::Viewer,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Owner => "owner",
            Self::HrManager => "hr_manager",
            Self::Recruiter => "recruiter",
            Self::Staff => "staff",
            Self::Customer => "customer",
            Self::Viewer => "viewer",
        }
    }

    /// The role of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }

    /// Whether a user with this role may grant `other`: nobody grants a role above their own.
    #[must_use]
    pub fn may_grant(self, other: Self) -> bool {
        self <= other
    }

    /// Whether a user of this role may hold interviews.
    #[must_use]
    pub fn may_interview(self) -> bool {
        matches!(self, Self::Staff | Self::Recruiter | Self::HrManager | Self::Owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_in_any_case() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
            assert_eq!(Role::named(&role.name().to_uppercase()), Some(role));
        }
        assert_eq!(Role::named("king"), None);
    }

    #[test]
    fn nobody_grants_more_than_they_have() {
        let check = |one: Role, other: Role, may: bool| {
            assert_eq!(one.may_grant(other), may, "{one:?} grants {other:?}");
        };
        check(Role::Admin, Role::Admin, true);
        check(Role::Admin, Role::Viewer, true);
        check(Role::Owner, Role::Admin, false);
        check(Role::Owner, Role::Owner, true);
        check(Role::HrManager, Role::Owner, false);
        check(Role::Viewer, Role::Customer, false);
    }
}

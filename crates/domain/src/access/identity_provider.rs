//! A company's own log-in provider, and what its groups may do here.

use super::{Role, Sealed};
use crate::CompanyId;
use crate::Metadata;
use std::collections::BTreeMap;

/// A company's provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    pub company: CompanyId,
    pub details: IdentityProviderDetails,
    /// What this product shows the provider; `None` where it is registered as a public client.
    pub client_secret: Option<Sealed>,
    pub metadata: Metadata,
}

/// What the company says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProviderDetails {
    /// The issuer (OpenID Connect Discovery 1.0, section 3), to the letter.
    pub issuer: String,
    /// As what this product is registered there.
    pub client_id: String,
    /// Which claim lists somebody's groups.
    pub group_claim: String,
    /// What the members of a group may do; never `admin`.
    pub group_roles: BTreeMap<String, Role>,
    /// What they may do who are in none of these groups; `None` keeps them out.
    pub default_role: Option<Role>,
    /// Whether an e-mail address counts as verified where the provider does not say whether it is. Some providers never
    /// say; some let their guests set any address.
    pub trust_unverified_email: bool,
    /// Whether anybody is let in through it.
    pub active: bool,
}

impl IdentityProviderDetails {
    /// Groups that may have a role, at most.
    pub const MOST_GROUPS: usize = 500;
    /// Characters of a client's id or secret, at most.
    pub const LONGEST_CLIENT: usize = 1000;
    /// The claim that most providers list groups in.
    pub const USUAL_CLAIM: &str = "groups";

    /// Whether a provider may hand out this role: one of a company.
    #[must_use]
    pub fn may_grant(role: Role) -> bool {
        role != Role::Admin
    }

    /// The highest role that these groups grant, else the default role; `None` refuses the log-in.
    #[must_use]
    pub fn role_of(&self, groups: &[String]) -> Option<Role> {
        let mapped = groups.iter().filter_map(|group| self.group_roles.get(group)).copied();
        // Roles are ordered from the highest down.
        mapped.min().or(self.default_role).filter(|role| Self::may_grant(*role))
    }

    /// The role after a log-in of somebody who has the role `current`, or is new. Groups that the provider does not state
    /// are no news about them: the role stays.
    #[must_use]
    pub fn role_after(&self, current: Option<Role>, groups: Option<&[String]>) -> Option<Role> {
        match (groups, current) {
            (None, Some(role)) => Some(role),
            (groups, _) => self.role_of(groups.unwrap_or_default()),
        }
    }

    /// Whether an address of this claim may stand for somebody who is known by it already.
    #[must_use]
    pub fn vouches(&self, verified: Option<bool>) -> bool {
        verified.unwrap_or(self.trust_unverified_email)
    }

    /// Whether a secret given for `other` is still one for this: it was made by that issuer for that client.
    #[must_use]
    pub fn shares_secret_with(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.client_id == other.client_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(group_roles: &[(&str, Role)], default_role: Option<Role>) -> IdentityProviderDetails {
        IdentityProviderDetails {
            issuer: "https://login.example.com".into(),
            client_id: "meridian".into(),
            group_claim: "groups".into(),
            group_roles: group_roles.iter().map(|(group, role)| ((*group).to_owned(), *role)).collect(),
            default_role,
            trust_unverified_email: false,
            active: true,
        }
    }

    #[test]
    fn groups_that_are_not_stated_change_no_role() {
        let provider = provider(&[("hr", Role::HrManager)], Some(Role::Viewer));
        let check = |current, groups: Option<&[&str]>, expected| {
            let groups: Option<Vec<String>> =
                groups.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(provider.role_after(current, groups.as_deref()), Some(expected), "{groups:?}");
        };
        check(Some(Role::HrManager), None, Role::HrManager);
        check(Some(Role::HrManager), Some(&[]), Role::Viewer);
        check(Some(Role::Viewer), Some(&["hr"]), Role::HrManager);
        check(None, None, Role::Viewer);
        check(None, Some(&["hr"]), Role::HrManager);
    }

    #[test]
    fn an_address_counts_where_it_is_verified_or_trusted() {
        let strict = provider(&[], None);
        let trusting = IdentityProviderDetails { trust_unverified_email: true, ..strict.clone() };
        let seen = |provider: &IdentityProviderDetails| {
            [Some(true), None, Some(false)].map(|said| provider.vouches(said))
        };
        assert_eq!(seen(&strict), [true, false, false]);
        assert_eq!(seen(&trusting), [true, true, false]);
    }

    #[test]
    fn the_mightiest_group_counts_else_the_default() {
        let mapped = [("all", Role::Viewer), ("hr", Role::HrManager), ("bosses", Role::Owner)];
        let check = |groups: &[&str], default_role, expected| {
            let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            assert_eq!(provider(&mapped, default_role).role_of(&groups), expected, "{groups:?}");
        };
        check(&["all"], None, Some(Role::Viewer));
        check(&["all", "hr"], None, Some(Role::HrManager));
        check(&["bosses", "hr", "all"], Some(Role::Staff), Some(Role::Owner));
        check(&["all"], Some(Role::Owner), Some(Role::Viewer));
        check(&["HR"], None, None);
        check(&["others"], Some(Role::Staff), Some(Role::Staff));
        check(&[], Some(Role::Staff), Some(Role::Staff));
        check(&[], None, None);
    }

    #[test]
    fn nobody_becomes_an_administrator_of_the_platform() {
        assert_eq!(provider(&[("gods", Role::Admin)], None).role_of(&["gods".into()]), None);
        assert_eq!(provider(&[], Some(Role::Admin)).role_of(&[]), None);
    }
}

//! Who may do what, as data in one place.
//!
//! A [`Permit`] can be made by [`authorise`] alone, and every query on a company's data needs one
//! (`persistence::Scope`). A forgotten check therefore does not compile.

mod admission;
mod credentials;
mod guessing;
mod identity_provider;
mod matrix;
mod role;

pub use admission::{Acquaintance, Admission, Namesake, SUBJECT_LENGTH, UNVERIFIED_ADDRESS, check_newcomer};
pub use credentials::{ApiKey, ApiKeyDetails, PasswordHash, Sealed, TokenHash};
pub use guessing::{Failures, GUESS_WINDOW, LoginLimit};
pub use identity_provider::{IdentityProvider, IdentityProviderDetails};
pub use matrix::{Action, Asks, Grant, actions, allows, grant};
pub use role::Role;

use crate::{ApiKeyId, Because, CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;

/// Somebody who has shown credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub role: Role,
    /// The company that the caller belongs to; `None` for the platform's administrators.
    pub company: Option<CompanyId>,
    /// The user behind the credentials, where there is one (a key has none).
    pub user: Option<UserId>,
    /// The key that was shown, where it was one.
    pub key: Option<KeyName>,
}

/// An API key as logs name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyName {
    pub id: ApiKeyId,
    pub name: String,
}

/// Who a session or a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub caller: Caller,
    /// From when on it is no longer good; `None` is never.
    pub expires_at: Option<Timestamp>,
}

impl Bearer {
    /// Whether it is good at that time, as far as the clock goes.
    #[must_use]
    pub fn lasts(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// Whether somebody of a company gets in; `suspended` is `None` for the platform's administrators.
///
/// # Errors
/// `Closed` (`company-suspended`).
pub fn check_company(suspended: Option<bool>) -> Result<(), Refusal> {
    match suspended {
        Some(true) => Err(Refusal::Closed { slug: "company-suspended", detail: "the company is suspended" }),
        Some(false) | None => Ok(()),
    }
}

impl Caller {
    /// The holder of the platform's own token (`ADMIN_TOKEN`).
    #[must_use]
    pub fn platform_admin() -> Self {
        Self { role: Role::Admin, company: None, user: None, key: None }
    }
}

/// How far a permit reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every company: the platform's administrators, where they name none.
    Platform,
    /// One company's data and nothing else.
    Company(CompanyId),
}

/// Whose things a permit shows, of those in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// Everybody's.
    Everything,
    /// This user's alone.
    Only(UserId),
}

impl Sees {
    /// Whether it shows what belongs to this user.
    #[must_use]
    pub fn shows(self, owner: UserId) -> bool {
        self.only().is_none_or(|user| user == owner)
    }

    /// What it shows of a reason: of other people's time, no more than the rule and until when.
    #[must_use]
    pub fn of(self, because: Because) -> Because {
        let shown = because.user.map_or(self == Self::Everything, |user| self.shows(user));
        if shown { because } else { because.withheld() }
    }

    /// The user whose things alone it shows; `None` where it shows everybody's.
    #[must_use]
    pub fn only(self) -> Option<UserId> {
        match self {
            Self::Everything => None,
            Self::Only(user) => Some(user),
        }
    }
}

/// Stands for the owner of nothing: no user has this id.
const NOBODY: UserId = UserId(0);

/// Proof that a caller was authorised for an action. Made by [`authorise`] and by nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    reach: Reach,
    action: Action,
    sees: Sees,
    user: Option<UserId>,
    /// Whether that user is the company's: the platform's own are of none.
    is_member: bool,
    key: Option<KeyName>,
    /// The browser of somebody without an account, hashed.
    visitor: Option<String>,
    /// Who acts without an account, as logs name them.
    guest: Option<&'static str>,
}

impl Permit {
    /// How far this permit reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Whose things it shows. A caller who may take the action on what is their own alone, and who is no user (a key
    /// of that role), sees nothing.
    #[must_use]
    pub fn sees(&self) -> Sees {
        self.sees
    }

    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The user who acts, where there is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.user
    }

    /// The user who acts, where they are one of the company's, whose records name them. The platform's own users are named by
    /// logs alone.
    #[must_use]
    pub fn member(&self) -> Option<UserId> {
        self.user.filter(|_| self.is_member)
    }

    /// The API key that acts, where it is one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyName> {
        self.key.as_ref()
    }

    /// The permit of the product's own background work, for one company at a time.
    ///
    /// It exists because a worker has no caller. Only the crate `background` and the start of a server may ask
    /// for it, which `xtask tidy` checks.
    #[must_use]
    pub fn system(company: CompanyId) -> Self {
        Self {
            reach: Reach::Company(company),
            action: Action::System,
            sees: Sees::Everything,
            user: None,
            is_member: false,
            key: None,
            visitor: None,
            guest: None,
        }
    }
}

impl Permit {
    /// The permit of somebody without an account who has shown the secret of one object of that company, such as the
    /// room of an interview. It is asked for where such a secret was compared, and nowhere else.
    #[must_use]
    pub fn guest(company: CompanyId) -> Self {
        Self {
            reach: Reach::Company(company),
            action: Action::ReadInterviews,
            sees: Sees::Everything,
            user: None,
            is_member: false,
            key: None,
            visitor: None,
            guest: None,
        }
    }

    /// The same of a candidate who acts by the link that was made for them. Logs name them as the candidate.
    #[must_use]
    pub fn candidate(company: CompanyId) -> Self {
        Self { guest: Some("candidate"), ..Self::guest(company) }
    }

    /// Who acts without an account, as logs name them, where it is known.
    #[must_use]
    pub fn guest_name(&self) -> Option<&'static str> {
        self.guest
    }
}

impl Permit {
    /// The permit of somebody without an account who books on the pages of that company, known by their browser alone. What it
    /// shows is what the use cases for visitors show: their own requests, and what everybody is offered.
    #[must_use]
    pub fn visitor(company: CompanyId, browser: String) -> Self {
        Self { action: Action::RequestAppointments, visitor: Some(browser), ..Self::guest(company) }
    }

    /// The browser of somebody without an account, hashed.
    #[must_use]
    pub fn browser(&self) -> Option<&str> {
        self.visitor.as_deref()
    }
}

/// Decides whether `caller` may take `action` on data of `named`, the company that the request names.
///
/// # Errors
/// [`Refusal::Forbidden`] where the role may not do this; [`Refusal::NotFound`] where the named company is
/// not the caller's own, which looks the same as a company that does not exist.
pub fn authorise(caller: &Caller, action: Action, named: Option<CompanyId>) -> Result<Permit, Refusal> {
    let reach = match (caller.role, caller.company, named) {
        (Role::Admin, _, Some(company)) => Reach::Company(company),
        (Role::Admin, _, None) => Reach::Platform,
        (_, Some(own), None) => Reach::Company(own),
        (_, Some(own), Some(company)) if own == company => Reach::Company(own),
        _ => return Err(Refusal::NotFound { what: "company", pointer: Some("/company_id".into()) }),
    };
    let sees = match grant(caller.role, action) {
        Grant::No => {
            return Err(Refusal::Forbidden { role: caller.role.name(), action: action.phrase() });
        }
        Grant::Own => Sees::Only(caller.user.unwrap_or(NOBODY)),
        Grant::All => Sees::Everything,
    };
    Ok(Permit {
        reach,
        action,
        sees,
        user: caller.user,
        is_member: caller.company.is_some(),
        key: caller.key.clone(),
        visitor: None,
        guest: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(role: Role, company: i64) -> Caller {
        Caller { role, company: Some(CompanyId(company)), user: None, key: None }
    }

    #[test]
    fn an_admin_reaches_everything_and_narrows_by_naming_a_company() {
        let admin = Caller::platform_admin();
        let all = authorise(&admin, Action::ReadDirectory, None).expect("an admin may read");
        assert_eq!(all.reach(), Reach::Platform);
        let one = authorise(&admin, Action::ReadDirectory, Some(CompanyId(7))).expect("an admin may read");
        assert_eq!(one.reach(), Reach::Company(CompanyId(7)));
    }

    #[test]
    fn records_name_no_user_of_the_platform() {
        let of = |company: Option<CompanyId>, role| {
            let caller = Caller { role, company, user: Some(UserId(5)), key: None };
            let permit = authorise(&caller, Action::ManageInterviews, Some(CompanyId(1))).expect("may");
            (permit.user(), permit.member())
        };
        assert_eq!(of(Some(CompanyId(1)), Role::Owner), (Some(UserId(5)), Some(UserId(5))));
        assert_eq!(of(None, Role::Admin), (Some(UserId(5)), None));
    }

    #[test]
    fn another_company_looks_like_one_that_is_not_there() {
        let refusal = authorise(&caller(Role::Owner, 1), Action::ReadDirectory, Some(CompanyId(2)));
        assert!(matches!(refusal, Err(Refusal::NotFound { what: "company", .. })));
    }

    #[test]
    fn a_suspended_company_lets_nobody_in() {
        assert!(check_company(None).is_ok());
        assert!(check_company(Some(false)).is_ok());
        let slug = check_company(Some(true)).map_err(|refusal| refusal.slug());
        assert_eq!(slug, Err("company-suspended"));
    }

    #[test]
    fn a_viewer_reads_and_does_not_write() {
        assert!(authorise(&caller(Role::Viewer, 1), Action::ReadDirectory, None).is_ok());
        let refusal = authorise(&caller(Role::Viewer, 1), Action::ManageUsers, None);
        assert!(matches!(refusal, Err(Refusal::Forbidden { role: "viewer", .. })));
    }

    #[test]
    fn staff_see_what_is_their_own_and_a_key_of_the_role_sees_nothing() {
        let sees = |role, user, action| {
            let caller = Caller { user, ..caller(role, 1) };
            authorise(&caller, action, None).expect("permitted").sees()
        };
        let ann = Some(UserId(7));
        assert_eq!(sees(Role::Staff, ann, Action::ReadSlots), Sees::Only(UserId(7)));
        assert_eq!(sees(Role::Staff, None, Action::ReadSlots), Sees::Only(NOBODY));
        assert_eq!(sees(Role::Staff, ann, Action::ReadDirectory), Sees::Everything);
        assert_eq!(sees(Role::Viewer, ann, Action::ReadSlots), Sees::Everything);
        assert!(Sees::Only(UserId(7)).shows(UserId(7)) && !Sees::Only(NOBODY).shows(UserId(7)));
    }

    #[test]
    fn of_others_no_more_is_told_than_the_rule_and_until_when() {
        let reason = Because {
            user: Some(UserId(7)),
            until: Some(scheduling_core::time::Timestamp::MIN),
            pattern: Some(crate::PatternId(3)),
            ..Because::of("available")
        };
        assert_eq!(Sees::Everything.of(reason), reason);
        assert_eq!(Sees::Only(UserId(7)).of(reason), reason);
        let told = Sees::Only(UserId(8)).of(reason);
        assert_eq!((told.rule, told.until, told.pattern), ("available", reason.until, None));
        let nobodys = Because { user: None, ..reason };
        assert_eq!(Sees::Only(UserId(7)).of(nobodys).pattern, None);
    }

    #[test]
    fn somebody_without_a_company_who_is_no_admin_reaches_nothing() {
        let stray = Caller { role: Role::Owner, company: None, user: None, key: None };
        assert!(authorise(&stray, Action::ReadDirectory, None).is_err());
    }
}

//! Who can do what somebody who looks may not: pages tell nobody to do what their role can't.

use crate::kit::shell::role_name;
use crate::kit::texts::Texts;
use domain::access::{Action, Role, allows};

/// The text of a key, which says what to do; for those who may not do it, how it stands, and who can.
pub(crate) fn advised(texts: Texts, key: &str, may: bool, action: Action) -> String {
    if may {
        return texts.say(key);
    }
    let stands = texts.known(&format!("{key}-read")).unwrap_or_else(|| texts.say(key));
    format!("{stands} {}", who_can(texts, action))
}

/// Which roles of a company may do it.
pub(crate) fn who_can(texts: Texts, action: Action) -> String {
    // Those of staff may do it for themselves alone, and the platform's administrators are nobody's colleagues.
    let is_meant =
        |role: &Role| !matches!(role, Role::Admin | Role::Staff | Role::Customer) && allows(*role, action);
    let roles: Vec<String> =
        Role::ALL.into_iter().filter(is_meant).map(|role| role_name(texts, role)).collect();
    texts.with("who-can", "roles", &roles.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_is_told_who_can() {
        let texts = Texts::default();
        let told = advised(texts, "job-none", false, Action::ManageJobs);
        let expected =
            "There is no job yet. Ask somebody with one of these roles: Owner, HR manager, Recruiter.";
        assert_eq!(told, expected);
        assert_eq!(advised(texts, "job-none", true, Action::ManageJobs), texts.say("job-none"));
        let services = advised(texts, "service-none", false, Action::ManageShop);
        assert!(services.ends_with("roles: Owner, HR manager."), "{services}");
    }
}

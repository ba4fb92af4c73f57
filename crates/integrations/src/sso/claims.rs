//! What a provider says of somebody: claims of the ID token and of the userinfo endpoint, as one value.

use super::Identity;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims, StandardClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All claims beyond the standard ones, among them the groups, whose name each company chooses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

pub(super) type TokenClaims = IdTokenClaims<Others, CoreGenderClaim>;
pub(super) type UserClaims = UserInfoClaims<Others, CoreGenderClaim>;

/// What one of the two sources says; `None` is not said there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    groups: Option<Vec<String>>,
}

impl Said {
    pub(super) fn by_token(claims: &TokenClaims, group_claim: &str) -> Self {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let groups = groups(claims.additional_claims(), group_claim);
        let email = claims.email().map(|email| email.to_string());
        Self { email, email_verified: claims.email_verified(), name, groups }
    }

    pub(super) fn by_userinfo(claims: &UserClaims, group_claim: &str) -> Self {
        let standard: &StandardClaims<CoreGenderClaim> = claims.standard_claims();
        let name = standard.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let groups = groups(claims.additional_claims(), group_claim);
        let email = standard.email().map(|email| email.to_string());
        Self { email, email_verified: standard.email_verified(), name, groups }
    }

    /// Whether the userinfo endpoint could add something that matters.
    pub(super) fn is_whole(&self) -> bool {
        self.email.is_some() && self.groups.is_some()
    }

    /// This, with what it leaves out taken from `other`. Whether an e-mail is verified is said by the one that says the e-mail.
    pub(super) fn or(self, other: Self) -> Self {
        let (email, email_verified) = match self.email {
            Some(email) => (Some(email), self.email_verified),
            None => (other.email, other.email_verified),
        };
        Self { email, email_verified, name: self.name.or(other.name), groups: self.groups.or(other.groups) }
    }

    pub(super) fn identity(self) -> Identity {
        Identity {
            email: self.email,
            // Providers that know no unverified addresses need not say so (section 5.1 makes the claim optional).
            email_verified: self.email_verified.unwrap_or(true),
            name: self.name,
            groups: self.groups.unwrap_or_default(),
        }
    }
}

/// A list of texts, or one text alone, as some providers write a list of one.
fn groups(others: &Others, claim: &str) -> Option<Vec<String>> {
    match others.0.get(claim)? {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => Some(many.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(claims: &Value) -> Said {
        let mut whole = json!({
            "iss": "https://login.example.com", "aud": "me", "sub": "1", "exp": 2_000_000_000, "iat": 1_000_000_000,
        });
        for (name, value) in claims.as_object().expect("an object") {
            whole[name] = value.clone();
        }
        Said::by_token(&serde_json::from_value(whole).expect("claims"), "groups")
    }

    #[test]
    fn groups_are_a_list_or_one() {
        let check = |groups: &Value, expected: Option<&[&str]>| {
            let seen = said(&json!({"groups": groups})).groups;
            let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(seen, expected, "{groups}");
        };
        check(&json!(["a", "b"]), Some(&["a", "b"]));
        check(&json!(["a", 1, null]), Some(&["a"]));
        check(&json!("a"), Some(&["a"]));
        check(&json!([]), Some(&[]));
        check(&json!({"a": true}), None);
        check(&json!(null), None);
    }

    #[test]
    fn whether_an_email_is_verified_is_said_with_the_email() {
        let check = |token: &Value, userinfo: &Value, email: Option<&str>, verified: bool| {
            let seen = said(token).or(said(userinfo)).identity();
            assert_eq!((seen.email.as_deref(), seen.email_verified), (email, verified), "{token}");
        };
        let mine = json!({"email": "a@example.com", "email_verified": false});
        check(&mine, &json!({}), Some("a@example.com"), false);
        check(&json!({}), &mine, Some("a@example.com"), false);
        check(&json!({"email": "b@example.com"}), &mine, Some("b@example.com"), true);
        check(
            &json!({"email": "b@example.com", "email_verified": "false"}),
            &json!({}),
            Some("b@example.com"),
            false,
        );
        check(&json!({}), &json!({}), None, true);
    }
}

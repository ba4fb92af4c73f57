//! What a provider says of somebody: claims of the ID token and of the userinfo endpoint, as one value.

use super::{Groups, Identity};
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
    subject: String,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    groups: Groups,
}

impl Said {
    pub(super) fn by_token(claims: &TokenClaims, group_claim: &str) -> Self {
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let groups = groups(claims.additional_claims(), group_claim);
        let email = claims.email().map(|email| email.to_string());
        let subject = claims.subject().to_string();
        Self { subject, email, email_verified: claims.email_verified(), name, groups }
    }

    pub(super) fn by_userinfo(claims: &UserClaims, group_claim: &str) -> Self {
        let standard: &StandardClaims<CoreGenderClaim> = claims.standard_claims();
        let name = standard.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        let groups = groups(claims.additional_claims(), group_claim);
        let email = standard.email().map(|email| email.to_string());
        let subject = standard.subject().to_string();
        Self { subject, email, email_verified: standard.email_verified(), name, groups }
    }

    /// Whether the userinfo endpoint could add something that matters.
    pub(super) fn is_whole(&self) -> bool {
        self.email.is_some() && self.groups.are_listed()
    }

    /// This, with what it leaves out taken from `other`. Whether an e-mail is verified is said by the one that says the e-mail.
    pub(super) fn or(self, other: Self) -> Self {
        let (email, email_verified) = match self.email {
            Some(email) => (Some(email), self.email_verified),
            None => (other.email, other.email_verified),
        };
        Self {
            subject: self.subject,
            email,
            email_verified,
            name: self.name.or(other.name),
            groups: self.groups.or(other.groups),
        }
    }

    pub(super) fn identity(self) -> Identity {
        let Self { subject, email, email_verified, name, groups } = self;
        Identity { subject, email, email_verified, name, groups }
    }
}

/// The groups. They are not stated where the claim is absent, or the provider left it out because it is too long (OpenID Connect
/// Core 1.0, section 5.6.2, and Entra's `hasgroups`).
fn groups(others: &Others, claim: &str) -> Groups {
    match found(&others.0, claim) {
        None => Groups::Unstated,
        // The provider says that they stand elsewhere: an empty list is none of them.
        Some(Value::Array(none)) if none.is_empty() && are_elsewhere(&others.0, claim) => Groups::Unstated,
        Some(stated) => Groups::read(stated),
    }
}

/// Whether the provider says that a claim is to be fetched from another place.
fn are_elsewhere(claims: &Map<String, Value>, claim: &str) -> bool {
    let named = claims.get("_claim_names").and_then(|names| names.get(claim)).is_some();
    named || claims.get("hasgroups") == Some(&Value::Bool(true))
}

/// The claim of that name; where there is none, the claim at that path: a JSON Pointer, or names with dots between them, such
/// as Keycloak's `realm_access.roles`.
fn found<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let (separator, path) = match name.strip_prefix('/') {
        Some(pointer) => ('/', pointer),
        None => ('.', name),
    };
    let mut parts = path.split(separator);
    let unescaped = |part: &str| part.replace("~1", "/").replace("~0", "~");
    let first = claims.get(&unescaped(parts.next()?))?;
    parts.try_fold(first, |value, part| value.get(unescaped(part)))
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
            let seen = said(&json!({"groups": groups})).groups.listed();
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
    fn groups_are_found_by_name_or_path() {
        let claims = json!({
            "https://example.com/groups": ["named"], "realm_access": {"roles": ["nested"]},
            "resource_access": {"my.client": {"roles": ["deep"]}},
        });
        let check = |claim: &str, expected: Option<&str>| {
            let mut whole = claims.clone();
            for (name, value) in
                json!({"iss": "https://a.example", "aud": "me", "sub": "1", "exp": 2_000_000_000, "iat": 1})
                    .as_object()
                    .expect("an object")
            {
                whole[name] = value.clone();
            }
            let claims = serde_json::from_value(whole).expect("claims");
            let seen = Said::by_token(&claims, claim).groups.listed();
            assert_eq!(seen, expected.map(|group| vec![group.to_owned()]), "{claim}");
        };
        check("https://example.com/groups", Some("named"));
        check("realm_access.roles", Some("nested"));
        check("/realm_access/roles", Some("nested"));
        check("/resource_access/my.client/roles", Some("deep"));
        check("resource_access.my.client.roles", None);
        check("realm_access", None);
        check("realm_access.roles.0", None);
        check("", None);
    }

    #[test]
    fn groups_that_were_cut_off_are_not_stated() {
        let cut = json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://a.example"}}});
        assert_eq!(said(&cut).groups, Groups::Unstated);
        assert_eq!(said(&json!({"hasgroups": true})).groups, Groups::Unstated);
        let empty = json!({"groups": [], "_claim_names": {"groups": "src1"}});
        assert_eq!(said(&empty).groups, Groups::Unstated);
        assert_eq!(said(&json!({"groups": [], "hasgroups": true})).groups, Groups::Unstated);
        assert_eq!(said(&json!({"groups": [], "hasgroups": false})).groups, Groups::Listed(Vec::new()));
    }

    #[test]
    fn whether_an_email_is_verified_is_said_with_the_email() {
        let check = |token: &Value, userinfo: &Value, email: Option<&str>, verified: Option<bool>| {
            let seen = said(token).or(said(userinfo)).identity();
            assert_eq!((seen.email.as_deref(), seen.email_verified), (email, verified), "{token}");
        };
        let mine = json!({"email": "a@example.com", "email_verified": false});
        check(&mine, &json!({}), Some("a@example.com"), Some(false));
        check(&json!({}), &mine, Some("a@example.com"), Some(false));
        check(&json!({"email": "b@example.com"}), &mine, Some("b@example.com"), None);
        check(
            &json!({"email": "b@example.com", "email_verified": "false"}),
            &json!({}),
            Some("b@example.com"),
            Some(false),
        );
        check(&json!({}), &json!({}), None, None);
    }
}

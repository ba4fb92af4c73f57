//! What a form is known by that was sent: its token, which no other form that was shown has, and all that was typed. What was typed
//! otherwise the second time is another form.

use domain::idempotency::RequestKey;
use domain::{CompanyId, UserId};
use http_kit::Form;
use sha2::{Digest, Sha256};

/// The key of a form that this user sent to this path.
pub(crate) fn key_of(company: CompanyId, user: UserId, path: &str, form: &Form) -> RequestKey {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_be_bytes());
        digest.update(text);
    };
    [&*format!("form:{user}"), path].into_iter().for_each(&mut add);
    form.fields().for_each(|(name, value)| [name, value].into_iter().for_each(&mut add));
    let name = digest.finalize().into();
    RequestKey { company: Some(company), name, fingerprint: name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_who_sends_it_where_and_all_that_was_typed() {
        let of = |user: i64, path: &str, body: &str| {
            key_of(CompanyId(1), UserId(user), path, &Form::parse(body.as_bytes())).name
        };
        let one = of(1, "/app/jobs/new", "csrf=a&title=b");
        assert_eq!(one, of(1, "/app/jobs/new", "csrf=a&title=b"));
        let others = [
            of(2, "/app/jobs/new", "csrf=a&title=b"),
            of(1, "/app/templates/new", "csrf=a&title=b"),
            of(1, "/app/jobs/new", "csrf=c&title=b"),
            of(1, "/app/jobs/new", "csrf=a&title=c"),
            of(1, "/app/jobs/new", "csrf=ati&tle=b"),
            of(1, "/app/jobs/new", "csrf=a"),
        ];
        assert!(others.iter().all(|other| *other != one));
    }
}

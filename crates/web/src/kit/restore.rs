//! Forms that restore what was there before, and the answer that offers them.

use crate::kit::field::{Field, Kind};
use crate::kit::outcome::done;
use crate::kit::undo::{COOKIE, KEPT, kept};
use crate::kit::visitor::Visitor;
use actix_web::HttpResponse;
use http_kit::Form;

/// The field by which a form says that it undoes something: that is not undone once more.
const UNDOING: &str = "undoing";

/// A form that restores what was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restore {
    action: String,
    fields: Vec<(String, String)>,
}

impl Restore {
    /// These fields, sent there; with the version that they take the place of.
    pub(crate) fn new(action: String, fields: Vec<(String, String)>, version: Option<i64>) -> Self {
        let version = version.map(|version| ("version".to_owned(), version.to_string()));
        let undoing = (UNDOING.to_owned(), "yes".to_owned());
        Self { action, fields: fields.into_iter().chain(version).chain([undoing]).collect() }
    }
}

/// What fields say, as their form would send it. `None` where one of them is secret: nobody can send that again.
pub(crate) fn sent(fields: &[Field]) -> Option<Vec<(String, String)>> {
    let mut all = Vec::new();
    for field in fields {
        let pair = |value: &str| (field.name.to_owned(), value.to_owned());
        match field.kind {
            _ if field.is_secret() => return None,
            Kind::Many => all.extend(field.value.split(',').filter(|one| !one.is_empty()).map(pair)),
            Kind::Check if !field.is_ticked() => {}
            _ => all.push(pair(&field.value)),
        }
    }
    Some(all)
}

/// Whether a form undoes something.
pub(crate) fn is_undoing(form: &Form) -> bool {
    form.get(UNDOING).is_some()
}

/// On to a page that says what was done, and offers to undo it where it can be.
pub(crate) fn done_with(
    visitor: &Visitor,
    form: &Form,
    path: &str,
    what: &str,
    restore: Option<Restore>,
) -> HttpResponse {
    if is_undoing(form) {
        let mut response = done(path, "undone");
        // The page before, seen again, offers it no second time. By itself the cookie is gone in a minute.
        let _ = response.add_cookie(&visitor.cookie(COOKIE, "", 0));
        return response;
    }
    let text = restore.and_then(|restore| kept(&visitor.guard, &restore.action, &restore.fields));
    let Some(text) = text else { return done(path, what) };
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut response = done(&format!("{path}{joint}undo=yes"), what);
    let cookie = visitor.cookie(COOKIE, &text, KEPT);
    match response.add_cookie(&cookie) {
        Ok(()) => response,
        Err(_) => done(path, what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sent_as_their_form_sends_them() {
        let fields = [
            Field::line("name", "Name").value("Ann & Bob"),
            Field::new("active", "Active", Kind::Check).value("yes"),
            Field::new("open", "Open", Kind::Check).value(""),
            Field::many("staff", "Staff", Vec::new()).value("1,2"),
        ];
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected =
            vec![pair("name", "Ann & Bob"), pair("active", "yes"), pair("staff", "1"), pair("staff", "2")];
        assert_eq!(sent(&fields), Some(expected));
        assert_eq!(sent(&[Field::typed("password", "password", "Password")]), None);
    }
}

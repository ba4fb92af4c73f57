//! What was typed before a session ended comes back in its form, after the log-in.
//!
//! It stands in a cookie for some minutes, signed for the session that is new, and is filled in where the form is shown. What has no
//! form with an address of its own, or is too long for a cookie, is shown by a page of the log-in.

use crate::kit::field::{FormPage, filled};
use crate::kit::guard::Guard;
use crate::kit::input::Errors;
use crate::kit::page::{Answered, Page};
use crate::kit::undo::{TYPED, kept_for, offered_for};
use actix_web::http::StatusCode;
use domain::access::Asks;
use http_kit::Form;
use url::form_urlencoded::Serializer;

/// Seconds for which it is kept.
pub(crate) const KEPT: i64 = 600;
/// The parameter by which an address asks for what was typed.
const ASKED: &str = "resume";

/// Forms at addresses that end like others and need more than their address.
const OTHERS: [&str; 2] = ["/app/appointments/new", "/app/scheduling-links/new"];

/// Whether the form that sends to this path is shown at it.
fn is_shown_at(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("/app/") && matches!(last, "new" | "edit") && !OTHERS.contains(&path)
}

/// Where a form is shown with what was typed, and what the cookie keeps of that; `None` where it can't be.
pub(crate) fn way(guard: &Guard, action: &str, form: &Form) -> Option<(String, String)> {
    if !is_shown_at(action) {
        return None;
    }
    let fields: Vec<(String, String)> =
        form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let kept = kept_for(TYPED, guard, action, &fields)?;
    Some((format!("{action}?{ASKED}=yes&done=resumed"), kept))
}

impl<A: Asks> Page<A> {
    /// A form; with what was typed before the session ended, where the address asks for that.
    ///
    /// # Errors
    /// Where the page can't be made.
    pub(crate) fn show_form(&self, status: StatusCode, form: FormPage) -> Answered {
        let asked = status == StatusCode::OK && self.visitor.param(ASKED) == Some("yes");
        let kept = self.visitor.typed.as_deref().filter(|_| asked);
        match kept.and_then(|kept| offered_for(TYPED, &self.visitor.guard, kept)) {
            Some(kept) if kept.action == form.action => self.show_as(status, &typed(form, &kept.fields)),
            _ => self.show_as(status, &form),
        }
    }
}

/// The form with these values: also its hidden ones, so that somebody who was faster is seen.
fn typed(form: FormPage, kept: &[(String, String)]) -> FormPage {
    let text = Serializer::new(String::new()).extend_pairs(kept).finish();
    let said = Form::parse(text.as_bytes());
    let hidden = form.hidden.into_iter().map(|(name, value)| {
        let kept = said.get(&name).map(str::to_owned);
        (name, kept.unwrap_or(value))
    });
    FormPage { hidden: hidden.collect(), fields: filled(form.fields, &said, &Errors::default()), ..form }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_come_back_where_their_address_shows_them() {
        for path in ["/app/jobs/new", "/app/candidates/3/edit", "/app/settings/people/new"] {
            assert!(is_shown_at(path), "{path}");
        }
        for path in [
            "/app/jobs/3/delete",
            "/app/candidates/bulk",
            "/app/appointments/new",
            "/me/appointments/3",
            "/login",
        ] {
            assert!(!is_shown_at(path), "{path}");
        }
    }

    #[test]
    fn what_was_typed_is_kept_for_the_new_session() {
        let guard = Guard::new("a".into(), false);
        let form = Form::parse(b"title=Cook&version=3");
        let (path, kept) = way(&guard, "/app/jobs/3/edit", &form).expect("a form");
        assert_eq!(path, "/app/jobs/3/edit?resume=yes&done=resumed");
        let seen = offered_for(TYPED, &guard, &kept).expect("its own");
        assert_eq!(seen.fields[0], ("title".to_owned(), "Cook".to_owned()));
        assert!(offered_for("meridian_undo", &guard, &kept).is_none(), "it undoes nothing");
        assert_eq!(way(&guard, "/app/jobs/3/delete", &form), None);
    }
}

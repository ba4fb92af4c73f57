//! What was done just now, to be undone: the form that restores it, kept by the browser for as long as a page offers it.
//!
//! What it restores stands in a cookie and in no address, as it may name people. It is signed for the session, so that nobody else can
//! put a form there. Sending it is like sending any form: somebody who was faster is not written over.

use crate::kit::guard::Guard;
use crate::kit::shell::Undo;
use http_kit::{Form, cookies};
use url::form_urlencoded::Serializer;

/// The cookie.
pub(crate) const COOKIE: &str = "meridian_undo";
/// Seconds for which it is kept. Pages offer it for ten.
pub(crate) const KEPT: i64 = 60;
/// The cookie of what was typed before a session ended, kept in the same way.
pub(crate) const TYPED: &str = "meridian_typed";
/// Bytes of a cookie, at most: browsers keep 4096 with its name.
const LONGEST: usize = 3800;
/// What the cookie calls where the form goes.
const ACTION: &str = "action";

/// A form as the cookie keeps it; `None` where it is too long.
pub(crate) fn kept(guard: &Guard, action: &str, fields: &[(String, String)]) -> Option<String> {
    kept_for(COOKIE, guard, action, fields)
}

/// The same for another use.
pub(crate) fn kept_for(
    used: &str,
    guard: &Guard,
    action: &str,
    fields: &[(String, String)],
) -> Option<String> {
    let mut text = Serializer::new(String::new());
    text.append_pair(ACTION, action);
    let text = text.extend_pairs(fields).finish();
    let kept = format!("{}.{text}", guard.signature(used, &text));
    (kept.len() <= LONGEST).then_some(kept)
}

/// The form that a cookie keeps, where this browser's server has put it there.
pub(crate) fn offered(guard: &Guard, kept: &str) -> Option<Undo> {
    offered_for(COOKIE, guard, kept)
}

/// The same for another use.
pub(crate) fn offered_for(used: &str, guard: &Guard, kept: &str) -> Option<Undo> {
    let (signature, text) = kept.split_once('.')?;
    if !guard.has_signed(used, text, signature) {
        return None;
    }
    let form = Form::parse(text.as_bytes());
    let action = cookies::own_path(form.get(ACTION)?)?.to_owned();
    let fields = form.fields().filter(|(name, _)| *name != ACTION);
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Some(Undo { action, fields, back: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_to_whom_it_was_kept_for() {
        let (own, other) = (Guard::new("a".into(), false), Guard::new("b".into(), false));
        let fields = [("title".to_owned(), "A=b & c".to_owned()), ("version".to_owned(), "3".to_owned())];
        let text = kept(&own, "/app/jobs/1/edit", &fields).expect("short enough");
        let seen = offered(&own, &text).expect("its own");
        assert_eq!((seen.action.as_str(), seen.fields.as_slice()), ("/app/jobs/1/edit", fields.as_slice()));
        assert!(offered(&other, &text).is_none() && offered(&own, &text.replace("%2F1", "%2F2")).is_none());
        let elsewhere = kept(&own, "//other.example/", &fields).expect("short enough");
        assert!(offered(&own, &elsewhere).is_none());
        let long = [("notes".to_owned(), "x".repeat(LONGEST))];
        assert!(kept(&own, "/app/jobs/1/edit", &long).is_none());
    }
}

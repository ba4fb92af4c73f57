//! What was typed into a form that is shown anew after a redirect: the browser keeps it for an hour.

use super::guest::{Guest, TYPED};
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use actix_web::HttpResponse;
use http_kit::{Form, Problem};
use url::form_urlencoded::Serializer;

/// Bytes of a cookie, at most: browsers keep 4096 with its name.
const LONGEST: usize = 3800;
/// Seconds for which it is kept.
const KEPT: i64 = 3600;
/// What is kept of a form.
const FIELDS: [&str; 6] = ["name", "email", "phone", "address", "note", "payment"];
/// What the cookie calls the form that it is of.
const OF: &str = "of";

/// What is typed into the form of a start, as the cookie keeps it; `None` where it is too long.
pub(super) fn kept(path: &str, form: &Form) -> Option<String> {
    let mut text = Serializer::new(String::new());
    text.append_pair(OF, path);
    for name in FIELDS {
        if let Some(value) = form.get(name).filter(|value| !value.is_empty()) {
            text.append_pair(name, value);
        }
    }
    let text = text.finish();
    (text.len() <= LONGEST).then_some(text)
}

/// What was typed into the form of a start, of what the cookie keeps.
pub(super) fn of(path: &str, kept: Option<&str>) -> Option<Form> {
    kept.map(|text| Form::parse(text.as_bytes())).filter(|form| form.get(OF) == Some(path))
}

/// The answer after which the browser keeps it; nothing takes away what it keeps.
///
/// # Errors
/// The page of what went wrong.
pub(super) fn with(guest: &Guest, mut response: HttpResponse, text: Option<&str>) -> Answered {
    let seconds = if text.is_some() { KEPT } else { 0 };
    let cookie = guest.visitor.cookie(TYPED, text.unwrap_or_default(), seconds);
    response.add_cookie(&cookie).map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_typed_into_it_and_no_other() {
        let form = Form::parse(b"csrf=1.x&do=extend&name=Ann+B%26&email=not+yet&note=a%0Ab&code=123456");
        let text = kept("/book/a/b/c", &form).expect("short enough");
        assert!(
            !text.contains([' ', ';', ',']) && !text.contains("csrf") && !text.contains("code"),
            "{text}"
        );
        let seen = of("/book/a/b/c", Some(&text)).expect("its own");
        let values = ["name", "email", "note", "phone"].map(|name| seen.get(name).unwrap_or_default());
        assert_eq!(values, ["Ann B&", "not yet", "a\nb", ""]);
        assert!(of("/book/a/b/d", Some(&text)).is_none() && of("/book/a/b/c", None).is_none());
        let long = Form::parse(format!("note={}", "x".repeat(LONGEST)).as_bytes());
        assert!(kept("/book/a/b/c", &long).is_none());
    }
}

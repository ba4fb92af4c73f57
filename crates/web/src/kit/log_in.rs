//! The page of the log-in, and what it keeps of a form that was sent without a session.

use crate::kit::field::kept;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use app::accounts::sso;
use askama::Template;
use domain::CompanyId;
use http_kit::{Data, Form, cookies, public_address};
use persistence::{Database, Tx};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// Bytes of a form that the log-in hands on: it is a form itself, and has fields of its own.
const KEPT: usize = Form::LIMIT - (16 << 10);

#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage {
    pub(crate) shell: Shell,
    pub(crate) email: String,
    pub(crate) next: String,
    pub(crate) mistake: Option<String>,
    /// What was typed into the form that the session ended under, and where it goes.
    pub(crate) kept: Option<Kept>,
    /// The company that the address named.
    pub(crate) company: Option<CompanyId>,
    /// Where the provider of that company is asked, or of the only one that there is.
    pub(crate) provider: Option<String>,
}

/// A form that waits for its sender to log in.
pub(crate) struct Kept {
    pub(crate) action: String,
    pub(crate) fields: String,
}

impl Kept {
    /// What a form said, but for what is secret; `None` where the log-in can't hand it on.
    fn of(visitor: &Visitor, form: &Form) -> Option<Self> {
        let fields = Serializer::new(String::new()).extend_pairs(kept(form, &[])).finish();
        // The log-in sends it encoded once more.
        let sent: usize = byte_serialize(fields.as_bytes()).map(str::len).sum();
        let action = cookies::own_path(&visitor.here)?.to_owned();
        (sent <= KEPT).then_some(Self { action, fields })
    }

    /// What a log-in hands on.
    pub(crate) fn handed_on(form: &Form) -> Option<Self> {
        let action = cookies::own_path(form.get("kept-action")?)?;
        Some(Self { action: action.to_owned(), fields: form.get("kept")?.to_owned() })
    }
}

/// Where the company's provider is asked: of the company that is named, else of the only one that there is.
///
/// # Errors
/// The page of what went wrong.
pub(crate) async fn provider(
    visitor: &Visitor,
    db: &Database,
    named: Option<CompanyId>,
) -> Result<Option<String>, Refused> {
    let found = db.read(move |tx: &mut Tx<'_>| sso::provider::offered(tx, named)).await;
    let found = found.map_err(|error| Refused::of(visitor, visitor.shell("login-title"), error))?;
    Ok(found.map(|id| format!("/auth/oidc/{id}")))
}

/// The answer to a form that was sent without a session: the log-in, with what was typed where a page of this server sent it.
/// What another site sends is not kept, as it would be sent again in the name of whom it concerns.
pub(crate) async fn instead_of(visitor: &Visitor, request: &HttpRequest, form: &Form) -> Refused {
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_ours = is_of_here(said("sec-fetch-site"), said("origin"), &public_address(request));
    let Some(kept) = Kept::of(visitor, form).filter(|_| is_ours) else {
        return Refused::log_in_for(if visitor.here.starts_with("/me/") { "/me" } else { "/app" });
    };
    let offered = match Data::<Database>::extract(request).await {
        Ok(Data(db)) => provider(visitor, &db, None).await,
        Err(_) => Ok(None),
    };
    match offered {
        Err(refused) => refused,
        Ok(provider) => {
            let page = LoginPage {
                shell: visitor.shell("login-title"),
                email: String::new(),
                next: String::new(),
                mistake: Some(visitor.texts.say("login-session-over")),
                kept: Some(kept),
                company: None,
                provider,
            };
            Refused::page(visitor, StatusCode::UNAUTHORIZED, &page)
        }
    }
}

/// Whether a browser says that a page of this server sent a form (Fetch Metadata; browsers without it name the origin).
fn is_of_here(site: Option<&str>, origin: Option<&str>, address: &str) -> bool {
    match (site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => Url::parse(address).is_ok_and(|own| {
            let own = own.origin();
            own.is_tuple() && own.ascii_serialization() == origin
        }),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_of_here_where_the_browser_says_so() {
        let check = |site: Option<&str>, origin: Option<&str>, expected: bool| {
            let seen = is_of_here(site, origin, "https://book.example.com/meridian");
            assert_eq!(seen, expected, "{site:?} {origin:?}");
        };
        let own = Some("https://book.example.com");
        check(Some("same-origin"), None, true);
        check(None, own, true);
        check(None, None, false);
        for site in ["cross-site", "same-site", "none", ""] {
            check(Some(site), own, false);
        }
        for other in
            ["https://other.example", "http://book.example.com", "https://book.example.com:8443", "null", ""]
        {
            check(None, Some(other), false);
        }
        assert!(!is_of_here(None, Some(""), "") && !is_of_here(None, Some("null"), "data:x"));
    }
}

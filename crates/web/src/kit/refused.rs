//! Pages that say no: log in first, not allowed, not there, not like that.

use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use domain::Refusal;
use http_kit::{Form, Problem, html};
use persistence::StoreError;
use std::fmt;
use url::form_urlencoded::byte_serialize;

/// An answer that is a page, or sends the browser elsewhere.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    page: String,
    location: Option<String>,
    cookie: Option<String>,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a page of the status {}", self.status)
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = html::page(self.status, self.page.clone());
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        let texts = [(header::LOCATION, &self.location), (header::SET_COOKIE, &self.cookie)];
        for (name, value) in texts {
            if let Some(value) = value.as_deref().and_then(|value| header::HeaderValue::from_str(value).ok())
            {
                headers.append(name, value);
            }
        }
        response
    }
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    shell: Shell,
    heading: String,
    words: String,
    /// What the server says beyond that, in English.
    detail: Option<String>,
    actions: Vec<Action>,
}

/// A link that leads on.
pub(crate) struct Action {
    pub(crate) path: String,
    pub(crate) text: String,
}

#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage {
    pub(crate) shell: Shell,
    pub(crate) email: String,
    pub(crate) next: String,
    pub(crate) mistake: Option<String>,
    /// What was typed into the form that the session ended under, and where it goes.
    pub(crate) kept: Option<Kept>,
    /// The company's provider, where the address names a company that has one.
    pub(crate) provider: Option<String>,
}

/// A form that waits for its sender to log in.
pub(crate) struct Kept {
    pub(crate) action: String,
    pub(crate) fields: String,
}

impl Refused {
    /// A page with this status.
    pub(crate) fn page(visitor: &Visitor, status: StatusCode, page: &impl Template) -> Self {
        let text = page.render().unwrap_or_default();
        let fresh =
            visitor.guard.is_fresh.then(|| visitor.choice(http_kit::cookies::FORM, visitor.guard.secret()));
        Self { status, page: text, location: None, cookie: fresh.map(|cookie| cookie.to_string()) }
    }

    /// A problem of a request that nothing is known of.
    pub(crate) fn bare(problem: &Problem) -> Self {
        let page = html::problem_text(problem);
        Self { status: problem.status(), page, location: None, cookie: None }
    }

    /// Sends the browser to another page of this server.
    pub(crate) fn to(path: String) -> Self {
        Self { status: StatusCode::SEE_OTHER, page: String::new(), location: Some(path), cookie: None }
    }

    /// To the log-in, and from there back to where they wanted to go.
    pub(crate) fn log_in(visitor: &Visitor) -> Self {
        let next: String = byte_serialize(visitor.here.as_bytes()).collect();
        Self::to(format!("/login?next={next}"))
    }

    /// The log-in with what was typed into a form, which is sent once somebody is logged in again.
    pub(crate) fn log_in_with(visitor: &Visitor, form: &Form) -> Self {
        let secret = |name: &str| name == "csrf" || name.contains("password") || name.contains("secret");
        let kept = form.fields().filter(|(name, _)| !secret(name));
        let fields = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
        let page = LoginPage {
            shell: visitor.shell("login-title"),
            email: String::new(),
            next: String::new(),
            mistake: Some(visitor.texts.say("login-session-over")),
            kept: Some(Kept { action: visitor.here.clone(), fields }),
            provider: None,
        };
        Self::page(visitor, StatusCode::UNAUTHORIZED, &page)
    }

    /// What a use case refused, or why it could not do it.
    pub(crate) fn of(visitor: &Visitor, shell: Shell, error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::refusal(visitor, shell, &refusal),
            StoreError::Db(error) => {
                let passing = error.is_passing();
                tracing::error!(%error, "a page could not be made");
                let status =
                    if passing { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
                let key = if passing { "unavailable" } else { "broken" };
                Self::said(visitor, shell, status, key, None)
            }
        }
    }

    fn refusal(visitor: &Visitor, shell: Shell, refusal: &Refusal) -> Self {
        let status = Problem::from(refusal.clone()).status();
        let key = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            _ => "refused",
        };
        let detail = (key == "refused").then(|| words(shell.texts, refusal));
        Self::said(visitor, shell, status, key, detail)
    }

    /// A page of a few words: a heading `refused-{key}`, and what it means.
    pub(crate) fn said(
        visitor: &Visitor,
        mut shell: Shell,
        status: StatusCode,
        key: &str,
        detail: Option<String>,
    ) -> Self {
        let texts = shell.texts;
        let heading = texts.say(&format!("refused-{key}"));
        shell.title.clone_from(&heading);
        let words = texts.say(&format!("refused-{key}-words"));
        let (path, text) = match shell.person {
            Some(_) => ("/app", texts.say("go-dashboard")),
            None => ("/", texts.say("go-home")),
        };
        let actions = vec![Action { path: path.into(), text }];
        Self::page(visitor, status, &Message { shell, heading, words, detail, actions })
    }

    /// The same for a visitor who is nobody in particular.
    pub(crate) fn plain(visitor: &Visitor, status: StatusCode, key: &str) -> Self {
        Self::said(visitor, visitor.shell("refused-broken"), status, key, None)
    }
}

/// What a refusal means, in the page's language where there are words for it.
pub(crate) fn words(texts: Texts, refusal: &Refusal) -> String {
    let known = texts.known(&format!("refusal-{}", refusal.slug()));
    match refusal {
        Refusal::Invalid(problems) => {
            problems.iter().map(|problem| problem.detail.as_str()).collect::<Vec<_>>().join("; ")
        }
        other => known.unwrap_or_else(|| other.to_string()),
    }
}

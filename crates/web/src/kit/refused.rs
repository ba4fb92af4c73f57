//! Pages that say no: log in first, not allowed, not there, not like that.

use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use domain::Refusal;
use http_kit::problem::RETRY_AFTER;
use http_kit::{Problem, cookies, html};
use persistence::StoreError;
use std::fmt;
use url::form_urlencoded::byte_serialize;

/// The key of the page that says that a form is too large.
const TOO_LARGE: &str = "too-large";

/// An answer that is a page, or sends the browser elsewhere.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    page: String,
    /// Those that the answer has beyond those of every page.
    headers: Vec<(header::HeaderName, String)>,
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
        for (name, value) in &self.headers {
            if let Ok(value) = header::HeaderValue::from_str(value) {
                headers.append(name.clone(), value);
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
    /// Whether a button leads back to the form as it was left.
    goes_back: bool,
}

/// A link that leads on.
pub(crate) struct Action {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Refused {
    /// A page with this status.
    pub(crate) fn page(visitor: &Visitor, status: StatusCode, page: &impl Template) -> Self {
        let text = page.render().unwrap_or_default();
        let fresh = visitor.guard.is_fresh.then(|| visitor.choice(cookies::FORM, visitor.guard.secret()));
        let cookie = fresh.map(|cookie| (header::SET_COOKIE, cookie.to_string()));
        Self { status, page: text, headers: cookie.into_iter().collect() }
    }

    /// A problem of a request that nothing is known of.
    pub(crate) fn bare(problem: &Problem) -> Self {
        Self { status: problem.status(), page: html::problem_text(problem), headers: Vec::new() }
            .like(problem)
    }

    /// Why a form could not be read. What was typed into one that is too large is still in the browser, and the page leads back to it.
    pub(crate) fn unread(visitor: &Visitor, problem: &Problem) -> Self {
        match problem.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::plain(visitor, problem.status(), TOO_LARGE),
            _ => Self::bare(problem),
        }
    }

    /// The same with what the problem says in headers, such as when to come again.
    pub(crate) fn like(mut self, problem: &Problem) -> Self {
        self.headers.extend_from_slice(problem.headers());
        self
    }

    /// Sends the browser to another page of this server.
    pub(crate) fn to(path: String) -> Self {
        Self { status: StatusCode::SEE_OTHER, page: String::new(), headers: vec![(header::LOCATION, path)] }
    }

    /// To the log-in, and from there back to where they wanted to go.
    pub(crate) fn log_in(visitor: &Visitor) -> Self {
        Self::log_in_for(&visitor.here)
    }

    /// To the log-in, and from there to this path.
    pub(crate) fn log_in_for(path: &str) -> Self {
        let next: String = byte_serialize(path.as_bytes()).collect();
        Self::to(format!("/login?next={next}"))
    }

    /// What a use case refused, or why it could not do it.
    pub(crate) fn of(visitor: &Visitor, shell: Shell, error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::refusal(visitor, shell, &refusal),
            StoreError::Db(error) => {
                let (key, problem) = match error.is_passing() {
                    true => ("unavailable", Problem::unavailable(&error, RETRY_AFTER)),
                    false => ("broken", Problem::internal(&error)),
                };
                Self::said(visitor, shell, problem.status(), key, None).like(&problem)
            }
        }
    }

    fn refusal(visitor: &Visitor, shell: Shell, refusal: &Refusal) -> Self {
        let problem = Problem::from(refusal.clone());
        let key = match problem.status() {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            _ => "refused",
        };
        let detail = (key == "refused").then(|| words(shell.texts, refusal));
        Self::said(visitor, shell, problem.status(), key, detail).like(&problem)
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
            Some(_) if shell.home == "/me" => ("/me", texts.say("go-me")),
            Some(_) => ("/app", texts.say("go-dashboard")),
            None => ("/", texts.say("go-home")),
        };
        let actions = vec![Action { path: path.into(), text }];
        let goes_back = key == TOO_LARGE;
        Self::page(visitor, status, &Message { shell, heading, words, detail, actions, goes_back })
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

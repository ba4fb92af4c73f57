//! Pages that say no: log in first, not allowed, not there, not like that.

use crate::kit::detail;
use crate::kit::shell::Shell;
use crate::kit::texts::{Language, Texts};
use crate::kit::visitor::Visitor;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use domain::because::Names;
use domain::{Because, Refusal};
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
    /// What the server says beyond that.
    detail: Option<String>,
    actions: Vec<Action>,
    /// Whether a button leads back to the form as it was left.
    goes_back: bool,
}

/// A link that leads on.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// What a refusal means, in the page's language.
pub(crate) fn words(texts: Texts, refusal: &Refusal) -> String {
    let known = texts.known(&format!("refusal-{}", refusal.slug()));
    match refusal {
        Refusal::Invalid(problems) => {
            problems.iter().map(|problem| detail::said(texts, &problem.detail)).collect::<Vec<_>>().join("; ")
        }
        Refusal::Unavailable { because, names, detail, .. } => {
            in_the_way(texts, because, names).or(known).unwrap_or_else(|| detail::said(texts, detail))
        }
        Refusal::Duplicate { field, .. } => {
            let of_field = texts.known(&format!("refusal-duplicate-{field}"));
            of_field.or(known).unwrap_or_else(|| refusal.to_string())
        }
        other => {
            let said = other.to_string();
            detail::known(texts, &said).or(known).unwrap_or_else(|| detail::said(texts, &said))
        }
    }
}

/// What a rule says of a value, as precisely as the page's language can.
pub(crate) fn rule_words(texts: Texts, refusal: &Refusal) -> String {
    match texts.0 {
        Language::English => refusal.to_string(),
        Language::German => words(texts, refusal),
    }
}

/// What a problem says, in the page's language where there are words for it.
pub(crate) fn problem_words(texts: Texts, problem: &Problem) -> String {
    let german = || match texts.0 {
        Language::English => None,
        Language::German => texts.known(&format!("refusal-{}", problem.kind().slug)),
    };
    german().unwrap_or_else(|| problem.detail().to_owned())
}

/// Who is in the way, and by which rule, of those whom who asks may know.
fn in_the_way(texts: Texts, because: &[Because], names: &Names) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for reason in because {
        let Some(who) = reason.user.and_then(|user| names.users.get(&user)) else { continue };
        let why = texts.known(&format!("why-rule-{}", reason.rule));
        let why = why.unwrap_or_else(|| texts.say("why-taken"));
        let one = texts.values("refusal-in-the-way", &[("who", who), ("why", &why)]);
        if !said.contains(&one) {
            said.push(one);
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;

    #[test]
    fn who_is_in_the_way_is_called_by_name() {
        let of = |user: Option<i64>, rule| Because { user: user.map(UserId), ..Because::of(rule) };
        let users = [(UserId(4), "Ines".to_owned()), (UserId(5), "Imre".to_owned())].into_iter().collect();
        let names = Names { users, ..Names::default() };
        let refused = |slug, because: Vec<Because>| Refusal::Unavailable {
            slug,
            pointer: None,
            detail: "user 4: the interviewer is taken at that time".into(),
            because,
            names: names.clone().into(),
        };
        let check = |slug, because: &[Because], expected: &str| {
            assert_eq!(words(Texts::default(), &refused(slug, because.to_vec())), expected);
        };
        let two = [of(Some(4), "busy"), of(Some(4), "busy"), of(Some(5), "day_off")];
        check("interviewer-unavailable", &two, "Ines: Busy; Imre: Day off");
        // Nobody is named to whom that is not shown.
        let withheld = [of(None, "busy")];
        check("interviewer-unavailable", &withheld, "Somebody who has to come is not free at that time.");
        check("candidate-unavailable", &[], "The candidate is not free at that time.");
    }

    #[test]
    fn a_refusal_is_said_in_the_language_of_the_page() {
        let german = Texts(Language::German);
        let check = |refusal: &Refusal, expected: &str| assert_eq!(words(german, refusal), expected);
        let state = |slug, detail: &str| Refusal::WrongState { slug, detail: detail.into() };
        check(&state("wrong-status", "the slot is over"), "Das Zeitfenster ist vorbei.");
        check(&state("wrong-status", "the riddle is solved"), "Der Stand erlaubt das nicht mehr.");
        check(&state("room-full", "nobody fits in"), "Der Raum ist voll.");
        check(&Refusal::invalid("/minutes", "must be from 5 to 480"), "Das muss von 5 bis 480 gehen.");
        let taken = Refusal::Duplicate { what: "address", field: "slug" };
        check(&taken, "Diese Adresse der Buchungsseite hat schon jemand.");
        let rule =
            Refusal::Rule { slug: "too-soon", pointer: "/start", detail: "starts in 2 minutes".into() };
        assert_eq!(rule_words(german, &rule), "Das ist zu kurz vorher.");
        assert_eq!(rule_words(Texts::default(), &rule), "starts in 2 minutes");
    }
}

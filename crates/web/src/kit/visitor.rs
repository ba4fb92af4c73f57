//! Who looks at a page: their browser's session, language and choices.

use crate::kit::done;
use crate::kit::guard::Guard;
use crate::kit::hours;
use crate::kit::month::Way;
use crate::kit::secret::is_secret;
use crate::kit::shell::{Look, OFF, Shell, Theme};
use crate::kit::texts::{Language, Texts};
use crate::kit::undo;
use crate::kit::when::Hours;
use crate::kit::zone::{self, Known, ShownZone};
use crate::kit::zones::named;
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use app::accounts::random_password;
use app::appointments::MailStanding;
use askama::Template;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{
    BrowserSession, Data, Now, Problem, SessionCaller, cookies, html, page_query, public_address,
};
use scheduling_core::time::{TimeZone, Timestamp};
use url::form_urlencoded::{self, byte_serialize};

/// Seconds for which a browser keeps a choice.
const REMEMBERED: i64 = 365 * 86_400;

/// What becomes of mail here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mail {
    #[default]
    Sent,
    /// There is no mail server: mail is kept in the database.
    Kept,
}

impl Mail {
    /// What is known of a message, before and after anybody has got to it.
    pub(crate) fn standing(self, known: MailStanding) -> MailStanding {
        match (known, self) {
            (MailStanding::Awaited, Self::Kept) => MailStanding::Kept,
            _ => known,
        }
    }
}

/// A browser that asks for a page.
pub(crate) struct Visitor {
    pub(crate) session: Option<SessionCaller>,
    pub(crate) texts: Texts,
    pub(crate) theme: Theme,
    /// How they count hours, by language and by the switch.
    pub(crate) hours: Hours,
    /// The zone that they chose before.
    pub(crate) zone: Option<TimeZone>,
    /// Whether keys are shortcuts.
    pub(crate) keys: bool,
    pub(crate) now: Timestamp,
    /// Whether mail is sent, and not only kept.
    pub(crate) mail: Mail,
    /// The address that was asked for, as a path of this server.
    pub(crate) here: String,
    /// What a `GET` of it asks for beside its path.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) guard: Guard,
    /// What it keeps to be undone.
    pub(crate) undo: Option<String>,
    /// What was typed before its session ended.
    pub(crate) typed: Option<String>,
    pub(crate) is_secure: bool,
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let BrowserSession(session) = BrowserSession::extract(&request).await?;
            Self::of(&request, session).await
        }
        .boxed_local()
    }
}

/// A browser whose session is not asked for: its pages are there while the database is not. They have no forms, whose tokens are
/// made from the session.
pub(crate) struct Passerby(pub(crate) Visitor);

impl FromRequest for Passerby {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move { Visitor::of(&request, None).await.map(Self) }.boxed_local()
    }
}

fn cookie(request: &HttpRequest, name: &str) -> Option<String> {
    request.cookie(name).map(|cookie| cookie.value().to_owned())
}

/// The same as the server has sent it: what is percent-encoded in it stays so.
pub(crate) fn raw_cookie(request: &HttpRequest, name: &str) -> Option<String> {
    let all = request.cookies_raw().ok()?;
    let found = all.iter().find(|cookie| cookie.name() == name);
    found.map(|cookie| cookie.value().to_owned())
}

fn guard(request: &HttpRequest, session: Option<&SessionCaller>) -> Result<Guard, Problem> {
    if let Some(session) = session {
        return Ok(Guard::new(session.token.clone(), false));
    }
    if let Some(secret) = cookie(request, cookies::FORM).filter(|secret| secret.len() >= 16) {
        return Ok(Guard::new(secret, false));
    }
    let secret = random_password().map_err(|error| Problem::internal(&error))?;
    Ok(Guard::new(secret, true))
}

fn language(request: &HttpRequest) -> Language {
    let chosen = cookie(request, cookies::LANGUAGE).and_then(|tag| Language::named(&tag));
    chosen.or_else(|| Language::accepted(accepted(request))).unwrap_or_default()
}

fn hours_of(request: &HttpRequest, language: Language) -> Hours {
    let chosen = cookie(request, hours::COOKIE).and_then(|name| hours::named(&name));
    chosen.unwrap_or_else(|| hours::of_language(language, accepted(request)))
}

/// The languages that the browser accepts.
fn accepted(request: &HttpRequest) -> &str {
    let header = request.headers().get(header::ACCEPT_LANGUAGE);
    header.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Where links lead back to: the address of the page, without what is secret.
fn here(path: &str, query: &str) -> String {
    let is_kept = |pair: &&str| {
        let mut named = form_urlencoded::parse(pair.as_bytes());
        !pair.is_empty() && !named.any(|(name, _)| is_secret(&name))
    };
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

impl Visitor {
    async fn of(request: &HttpRequest, session: Option<SessionCaller>) -> Result<Self, Problem> {
        let Now(now) = Now::extract(request).await?;
        let guard = guard(request, session.as_ref())?;
        let language = language(request);
        Ok(Self {
            session,
            texts: Texts(language),
            hours: hours_of(request, language),
            zone: cookie(request, zone::COOKIE).and_then(|name| TimeZone::named(&name).ok()),
            theme: cookie(request, cookies::THEME).and_then(|name| Theme::named(&name)).unwrap_or_default(),
            keys: cookie(request, cookies::KEYS).is_none_or(|name| name != OFF),
            now,
            mail: request.app_data::<Data<Mail>>().map(|mail| mail.0).unwrap_or_default(),
            here: here(request.path(), request.query_string()),
            query: page_query(request.query_string()),
            guard,
            undo: raw_cookie(request, undo::COOKIE),
            typed: raw_cookie(request, undo::TYPED),
            is_secure: public_address(request).starts_with("https://"),
        })
    }

    /// A parameter of the address; an empty one is none.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// What all pages for nobody in particular have around them.
    pub(crate) fn shell(&self, title: &str) -> Shell {
        let look = Look {
            texts: self.texts,
            theme: self.theme,
            hours: self.hours,
            keys: self.keys,
            csrf: self.guard.token(self.now),
            here: &self.here,
            done: self.param("done"),
            now: self.now,
        };
        let undo = self.undo.as_deref().filter(|_| self.param("undo") == Some("yes"));
        let undo = undo.and_then(|kept| undo::offered(&self.guard, kept));
        Shell { undo, ..Shell::of(look, self.texts.say(title)) }
    }

    /// The frame of a page of something that is cancelled, or is not: it does not say what the state contradicts, as an address does to
    /// which somebody comes back.
    pub(crate) fn settled(&self, shell: Shell, is_cancelled: bool) -> Shell {
        match self.param("done").is_some_and(|done| !done::is_still_so(done, is_cancelled)) {
            true => Shell { done: None, undo: None, ..shell },
            false => shell,
        }
    }

    /// The switch to the other way of counting hours, which leads back to the page.
    pub(crate) fn hours_switch(&self) -> Way {
        let (other, key) = match self.hours {
            Hours::Twelve => (Hours::TwentyFour, "book-hours-24"),
            Hours::TwentyFour => (Hours::Twelve, "book-hours-12"),
        };
        let next: String = byte_serialize(self.here.as_bytes()).collect();
        Way { path: format!("/clock/{}?next={next}", hours::name(other)), text: self.texts.say(key) }
    }

    /// A page for this browser.
    pub(crate) fn show(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
        let text = page.render().map_err(|error| Problem::internal(&error))?;
        let mut response = html::page(status, text);
        response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        if self.guard.is_fresh {
            let cookie = self.cookie(cookies::FORM, self.guard.secret(), REMEMBERED);
            response.add_cookie(&cookie).map_err(|error| Problem::internal(&error))?;
        }
        Ok(response)
    }

    /// The zone in which times are shown to somebody who asks for that one.
    pub(crate) fn zone_of(&self, asked: Option<&str>, known: Known<'_>) -> ShownZone {
        ShownZone::of(asked, self.zone.clone(), known)
    }

    /// An answer after which the browser keeps the zone that the address names.
    pub(crate) fn keep_zone(&self, mut response: HttpResponse) -> Result<HttpResponse, Problem> {
        if let Some(zone) = self.param("tz").and_then(named) {
            let cookie = self.choice(zone::COOKIE, zone.name());
            response.add_cookie(&cookie).map_err(|error| Problem::internal(&error))?;
        }
        Ok(response)
    }

    /// A cookie of this browser.
    pub(crate) fn cookie<'c>(&self, name: &'c str, value: &'c str, seconds: i64) -> Cookie<'c> {
        cookies::cookie(name, value, seconds, self.is_secure)
    }

    /// A choice that the browser keeps.
    pub(crate) fn choice<'c>(&self, name: &'c str, value: &'c str) -> Cookie<'c> {
        self.cookie(name, value, REMEMBERED)
    }
}

/// Sends the browser on to a path of this server.
pub(crate) fn sent_to(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path.to_owned()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_back_without_what_is_secret() {
        let check = |query: &str, expected: &str| assert_eq!(here("/app", query), expected, "{query}");
        check("", "/app");
        check("a=1&b=x%20y", "/app?a=1&b=x%20y");
        check("a=1&password=hush&pass%77ord=hush&b=2", "/app?a=1&b=2");
        check("password=hush", "/app");
    }
}

//! Forms of pages.

use super::read;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use url::form_urlencoded;

/// What was typed into a page's form, of at most 256 KiB (413): `application/x-www-form-urlencoded` (415). Fields that nobody
/// asks for are passed over, as browsers and their extensions add some.
#[derive(Debug, Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Bytes that a form may have: 256 KiB. Notes in any script, each character encoded, and boxes for hundreds of people
    /// fit into it.
    pub const LIMIT: usize = 256 << 10;

    /// The first field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields of that name, in their order.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Of these fields, however they came.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Reads what a form sends; also for what was kept of one.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = read::admit(request, "application/x-www-form-urlencoded", Self::LIMIT);
        let payload = payload.take();
        async move { Ok(Self::parse(&read::whole(payload, admitted?).await?)) }.boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name_whatever_else_is_there() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Form::parse(text.as_bytes()).get("name"), expected, "{text}");
        };
        check("name=Ann+Lee&role=candidate", Some("Ann Lee"));
        check("role=candidate&name=%C3%84nn&name=Bob", Some("Änn"));
        check("name", Some(""));
        check("names=Ann", None);
        check("", None);
    }
}

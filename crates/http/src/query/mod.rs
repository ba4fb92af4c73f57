//! Query strings: every parameter known, none twice, text that databases can be asked for, comma lists.

mod de;
#[cfg(test)]
mod tests;

use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::FieldProblem;
use domain::text::is_storable;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// The query string as a struct.
///
/// Unknown parameters are refused without any attribute on the struct (400, named), and so is one that is
/// given twice, or whose bytes are no UTF-8. A value that no database could be asked for is refused as well (422, named). Lists are `Vec<_>` and separated by commas. An empty value counts as absent for `Option`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> Query<T> {
    /// Reads the text after the question mark.
    ///
    /// # Errors
    /// 400 or 422 that names the parameter.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let pairs = pairs(text)?;
        let storable = require_storable(&pairs);
        let read = T::deserialize(de::Parameters::new(pairs)).map_err(de::Mistake::into_problem)?;
        storable.map(|()| Self(read))
    }

    /// Reads the text after the question mark as two structs: the parameters that are named, and all others.
    ///
    /// # Errors
    /// 400 or 422 that names the parameter.
    pub fn parse_apart<U: DeserializeOwned>(text: &str, named: &[&str]) -> Result<(T, U), Problem> {
        let pairs = pairs(text)?;
        let storable = require_storable(&pairs);
        let (ours, others) = pairs.into_iter().partition(|(name, _)| named.contains(&name.as_str()));
        let ours = T::deserialize(de::Parameters::new(ours)).map_err(de::Mistake::into_problem)?;
        let others = U::deserialize(de::Parameters::new(others)).map_err(de::Mistake::into_problem)?;
        storable.map(|()| (ours, others))
    }
}

/// What a page is asked for, whose address may say anything: what no database could be asked for is replaced, as in HTML.
#[must_use]
pub fn page_query(text: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
    pairs.map(|(name, value)| (name, value.replace('\0', "\u{fffd}"))).collect()
}

/// Refuses what no database could be asked for.
fn require_storable(pairs: &[(String, String)]) -> Result<(), Problem> {
    let wrong = pairs.iter().filter(|(_, value)| !is_storable(value));
    let problem = |(name, _): &(String, String)| {
        FieldProblem::new(format!("/{}", crate::pointer::escape(name)), "must not hold control characters")
    };
    let problems: Vec<FieldProblem> = wrong.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Problem::invalid(problems)) }
}

/// The parameters, all of them text and none of them twice.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let given = text.split('&').filter(|pair| !pair.is_empty());
    for (given, (name, _)) in given.zip(&pairs) {
        if percent_decode_str(given).decode_utf8().is_err() {
            return Err(Problem::malformed_query(name, "is no text in UTF-8"));
        }
    }
    for (index, (name, _)) in pairs.iter().enumerate() {
        if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
            return Err(Problem::malformed_query(name, "is given twice"));
        }
    }
    Ok(pairs)
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

/// Refuses every parameter, for paths that take none.
#[derive(Debug, Clone, Copy)]
pub struct EmptyQuery;

impl FromRequest for EmptyQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        #[derive(serde::Deserialize)]
        struct Nothing {}
        ready(Query::<Nothing>::parse(request.query_string()).map(|_| Self))
    }
}

//! Query strings: every parameter known, none twice, comma lists.

mod de;
#[cfg(test)]
mod tests;

use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// The query string as a struct.
///
/// Unknown parameters are refused without any attribute on the struct (400, named), and so is one that is
/// given twice. Lists are `Vec<_>` and separated by commas. An empty value counts as absent for `Option`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> Query<T> {
    /// Reads the text after the question mark.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        for (index, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(Problem::malformed_query(name, "is given twice"));
            }
        }
        T::deserialize(de::Parameters::new(pairs)).map(Self).map_err(de::Mistake::into_problem)
    }
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
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        #[derive(serde::Deserialize)]
        struct Nothing {}
        ready(Query::<Nothing>::parse(request.query_string()).map(|_| Self))
    }
}

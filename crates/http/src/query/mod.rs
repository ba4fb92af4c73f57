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
        T::deserialize(de::Parameters::new(pairs(text)?)).map(Self).map_err(de::Mistake::into_problem)
    }

    /// Reads the text after the question mark as two structs: the parameters that are named, and all others.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn parse_apart<U: DeserializeOwned>(text: &str, named: &[&str]) -> Result<(T, U), Problem> {
        let (ours, others) = pairs(text)?.into_iter().partition(|(name, _)| named.contains(&name.as_str()));
        let ours = T::deserialize(de::Parameters::new(ours)).map_err(de::Mistake::into_problem)?;
        let others = U::deserialize(de::Parameters::new(others)).map_err(de::Mistake::into_problem)?;
        Ok((ours, others))
    }
}

/// The parameters, none of them twice.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
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

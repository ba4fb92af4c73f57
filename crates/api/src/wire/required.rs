//! How many of a group a slot needs, on the wire: `"all"` or a number.

use http_kit::WholeNumber;
use scheduling_core::availability::UncheckedRequired;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::fmt;
use utoipa::ToSchema;

/// `"all"`, or how many.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(value_type = RequiredDoc)]
pub(crate) struct RequiredIn(pub(crate) UncheckedRequired);

/// What `required` may be, for the document.
#[derive(ToSchema)]
#[schema(as = Required)]
#[serde(untagged)]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
pub(crate) enum RequiredDoc {
    /// Every member.
    All(AllDoc),
    /// At least so many members.
    AtLeast(i64),
}

/// The word `all`.
#[derive(ToSchema)]
#[schema(as = All)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
pub(crate) enum AllDoc {
    /// Every member.
    All,
}

impl<'de> Deserialize<'de> for RequiredIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RequiredVisitor)
    }
}

struct RequiredVisitor;

impl RequiredVisitor {
    fn whole<E: Error>(number: Result<WholeNumber, E>) -> Result<RequiredIn, E> {
        number.map(|number| RequiredIn(UncheckedRequired::AtLeast(number.0)))
    }
}

impl Visitor<'_> for RequiredVisitor {
    type Value = RequiredIn;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("\"all\" or a whole number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RequiredIn, E> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(RequiredIn(UncheckedRequired::All));
        }
        Err(E::custom("expected \"all\" or a whole number"))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<RequiredIn, E> {
        Self::whole(Ok(WholeNumber(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<RequiredIn, E> {
        Self::whole(Ok(WholeNumber(i64::try_from(number).unwrap_or(i64::MAX))))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<RequiredIn, E> {
        use serde::de::IntoDeserializer;
        Self::whole(WholeNumber::deserialize(number.into_deserializer()))
    }
}

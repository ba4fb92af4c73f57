//! Whole numbers as the API has them: `60` and `60.0` are whole, `22.5` is the wrong type, and what is
//! beyond 64 bits is a whole number out of range.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use utoipa::ToSchema;

/// A whole number.
// Beyond 64 bits it stops at the ends, so that the check of its range refuses it (422).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(as = WholeNumber, value_type = i64)]
pub struct WholeNumber(pub i64);

struct WholeNumberVisitor;

impl Visitor<'_> for WholeNumberVisitor {
    type Value = WholeNumber;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<WholeNumber, E> {
        Ok(WholeNumber(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<WholeNumber, E> {
        if number.fract() == 0.0 {
            Ok(WholeNumber(nearest(number)))
        } else {
            Err(E::custom("expected a whole number, not one with a fraction"))
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast stops at the ends of i64, which is what is wanted"
)]
fn nearest(whole: f64) -> i64 {
    whole as i64
}

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeNumberVisitor)
    }
}

impl Serialize for WholeNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<i64>) {
        assert_eq!(serde_json::from_str::<WholeNumber>(json).ok().map(|number| number.0), expected, "{json}");
    }

    #[test]
    fn whole_is_a_matter_of_value() {
        check("60", Some(60));
        check("-3", Some(-3));
        check("60.0", Some(60));
        check("6e1", Some(60));
        check("-0.0", Some(0));
        check("22.5", None);
        check("\"60\"", None);
        check("true", None);
        check("null", None);
    }

    #[test]
    fn beyond_64_bits_it_stops_at_the_ends() {
        check("9223372036854775807", Some(i64::MAX));
        check("18446744073709551615", Some(i64::MAX));
        check("100000000000000000000000", Some(i64::MAX));
        check("-100000000000000000000000", Some(i64::MIN));
    }
}

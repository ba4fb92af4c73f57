//! Instants and dates on the wire.

use scheduling_core::time::{Date, PreciseTimestamp, Timestamp};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use utoipa::ToSchema;

/// An instant: RFC 3339 with any offset, in whole seconds.
// What is finer than a second is read all the same, because it *is* an instant, and is refused by
// `Checks::instant` with 422. (This is no doc comment: those go into the OpenAPI document.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(as = InstantInput, value_type = String, format = DateTime, examples("2025-01-22T10:00:00+01:00"))]
pub struct InstantIn(pub PreciseTimestamp);

/// An instant: RFC 3339 in UTC, in whole seconds, with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(as = Timestamp, value_type = String, format = DateTime, examples("2025-01-22T09:00:00Z"))]
pub struct InstantOut(pub Timestamp);

/// A date of the calendar, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(as = Date, value_type = String, format = Date, examples("2025-01-22"))]
pub struct WireDate(pub Date);

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = InstantIn;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an RFC 3339 instant such as 2025-01-22T10:00:00Z")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<InstantIn, E> {
        let moment = PreciseTimestamp::parse(text);
        moment
            .map(InstantIn)
            .map_err(|_| E::custom("expected an RFC 3339 instant such as 2025-01-22T10:00:00Z"))
    }
}

impl<'de> Deserialize<'de> for InstantIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(InstantVisitor)
    }
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = WireDate;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a date such as 2025-01-22")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<WireDate, E> {
        Date::parse(text).map(WireDate).map_err(|_| E::custom("expected a date such as 2025-01-22"))
    }
}

impl<'de> Deserialize<'de> for WireDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateVisitor)
    }
}

impl From<Timestamp> for InstantOut {
    fn from(instant: Timestamp) -> Self {
        Self(instant)
    }
}

impl From<Date> for WireDate {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl Serialize for InstantOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.rfc3339();
        // Digits and punctuation are UTF-8.
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for WireDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_instant(json: &str, expected: Option<&str>) {
        let read = serde_json::from_str::<InstantIn>(json).ok().and_then(|at| at.0.whole().ok());
        assert_eq!(read.map(|at| at.to_string()).as_deref(), expected, "{json}");
    }

    #[test]
    fn instants_take_any_offset() {
        check_instant("\"2025-01-22T10:00:00+01:00\"", Some("2025-01-22T09:00:00Z"));
        check_instant("\"2025-01-22t10:00:00.000z\"", Some("2025-01-22T10:00:00Z"));
        check_instant("\"2025-01-22\"", None);
        check_instant("1737540000", None);
    }

    #[test]
    fn what_is_finer_than_a_second_is_an_instant_all_the_same() {
        let read = serde_json::from_str::<InstantIn>("\"2025-01-22T10:00:00.5Z\"").expect("an instant");
        assert!(read.0.whole().is_err());
    }

    #[test]
    fn dates_go_both_ways() {
        let date: WireDate = serde_json::from_str("\"2024-02-29\"").expect("a date");
        assert_eq!(serde_json::to_string(&date).expect("json"), "\"2024-02-29\"");
        assert!(serde_json::from_str::<WireDate>("\"2025-02-29\"").is_err());
        assert!(serde_json::from_str::<WireDate>("\"2025-02-9\"").is_err());
    }
}

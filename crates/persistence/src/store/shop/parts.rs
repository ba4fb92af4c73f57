//! Values that columns of several tables hold: times of day, spans of them, dates, money.

use crate::db::DbError;
use crate::store::Result;
use domain::money::{Currency, Money};
use scheduling_core::calendar::WallSpan;
use scheduling_core::time::{Date, TimeOfDay};
use serde_json::{Value, json};

/// A time of day that was stored in minutes.
pub(super) fn time(column: &str, minutes: i64) -> Result<TimeOfDay> {
    let time = u16::try_from(minutes).ok().and_then(|minutes| TimeOfDay::from_minutes(minutes).ok());
    Ok(time.ok_or_else(|| DbError::corrupt(column, minutes))?)
}

/// A span that was stored in minutes.
pub(super) fn span(column: &str, starts: i64, ends: i64) -> Result<WallSpan> {
    let span = WallSpan::new(time(column, starts)?, time(column, ends)?);
    Ok(span.map_err(|_| DbError::corrupt(column, format!("{starts} to {ends}")))?)
}

/// A date that was stored as text.
pub(super) fn date(column: &str, text: &str) -> Result<Date> {
    Ok(Date::parse(text).map_err(|_| DbError::corrupt(column, text))?)
}

/// Spans as they are stored: `[{"start": 720, "end": 780}]`, in minutes.
pub(super) fn encode_spans(spans: &[WallSpan]) -> Value {
    let one = |span: &WallSpan| json!({"start": span.start().minutes(), "end": span.end().minutes()});
    spans.iter().map(one).collect()
}

/// Spans that were stored.
pub(super) fn decode_spans(column: &str, stored: &Value) -> Result<Vec<WallSpan>> {
    let corrupt = || DbError::corrupt(column, stored);
    let minutes = |one: &Value, name: &str| one.get(name).and_then(Value::as_i64).ok_or_else(corrupt);
    let all = stored.as_array().ok_or_else(corrupt)?;
    all.iter().map(|one| span(column, minutes(one, "start")?, minutes(one, "end")?)).collect()
}

/// An amount that was stored in two columns.
pub(super) fn money(column: &str, amount: Option<i64>, currency: Option<&str>) -> Result<Option<Money>> {
    let Some(amount) = amount else { return Ok(None) };
    let currency = currency.and_then(Currency::of_code);
    let money = currency.and_then(|currency| Money::new(amount, currency).ok());
    Ok(Some(money.ok_or_else(|| DbError::corrupt(column, amount))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_round_trip() {
        let span = |start, end| span("x", start, end).expect("a span");
        let spans = vec![span(720, 780), span(1320, 360), span(0, 1440)];
        assert_eq!(decode_spans("x", &encode_spans(&spans)).expect("what was written"), spans);
        for text in ["{}", "[1]", r#"[{"start": 60, "end": 60}]"#, r#"[{"start": 1440, "end": 60}]"#] {
            let stored = serde_json::from_str(text).expect("JSON");
            assert!(decode_spans("x", &stored).is_err(), "{text}");
        }
    }

    #[test]
    fn money_has_a_currency() {
        assert_eq!(money("x", None, None).expect("nothing"), None);
        let stored = money("x", Some(12500), Some("EUR")).expect("money").map(|money| money.to_string());
        assert_eq!(stored.as_deref(), Some("125.00 EUR"));
        assert!(money("x", Some(1), None).is_err() && money("x", Some(-1), Some("EUR")).is_err());
    }
}

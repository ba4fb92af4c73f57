//! Times of day and spans of them on the wire.

use http_kit::Checks;
use scheduling_core::calendar::WallSpan;
use scheduling_core::time::TimeOfDay;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time at which something may begin, 00:00 to 23:59.
pub(super) fn time(checks: &mut Checks, pointer: &str, given: &str) -> Option<TimeOfDay> {
    checks.time_of_day(pointer, given, false)
}

/// A time at which something may end, 00:00 to 24:00.
pub(super) fn clock(checks: &mut Checks, pointer: &str, given: &str) -> Option<TimeOfDay> {
    checks.time_of_day(pointer, given, true)
}

/// `HH:MM:SS`
pub(super) fn time_out(time: TimeOfDay) -> String {
    format!("{time}:00")
}

/// The span between two times, where both are good; `pointer` is the end's.
pub(super) fn between(
    checks: &mut Checks,
    pointer: &str,
    start: Option<TimeOfDay>,
    end: Option<TimeOfDay>,
) -> Option<WallSpan> {
    let span = WallSpan::new(start?, end?).ok();
    if span.is_none() {
        checks.note(pointer, "must differ from the start");
    }
    span
}

/// From one time of day to another.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TimeSpanIn, example = json!({"start": "12:00", "end": "13:00"}))]
pub(super) struct SpanIn {
    /// 00:00 to 23:59.
    start: String,
    /// 00:00 to 24:00; before the start, it runs over midnight.
    end: String,
}

/// The spans that are good; what is wrong with the others is noted.
pub(super) fn spans(checks: &mut Checks, pointer: &str, given: &[SpanIn]) -> Vec<WallSpan> {
    let mut good = Vec::with_capacity(given.len());
    for (at, span) in given.iter().enumerate() {
        let start = time(checks, &format!("{pointer}/{at}/start"), &span.start);
        let end_pointer = format!("{pointer}/{at}/end");
        let end = clock(checks, &end_pointer, &span.end);
        good.extend(between(checks, &end_pointer, start, end));
    }
    good
}

/// From one time of day to another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeSpan)]
pub(super) struct SpanOut {
    /// `HH:MM:SS`
    start: String,
    /// `HH:MM:SS`; before the start, it runs over midnight.
    end: String,
}

impl From<&WallSpan> for SpanOut {
    fn from(span: &WallSpan) -> Self {
        Self { start: time_out(span.start()), end: time_out(span.end()) }
    }
}

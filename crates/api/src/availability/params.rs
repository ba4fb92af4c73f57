//! Query parameters that several calls on availability share.

use http_kit::{Checks, InstantIn, WholeNumber};
use scheduling_core::time::{Interval, Timestamp};

/// How far a question looks that does not say: two weeks, in seconds.
const TWO_WEEKS: i64 = 14 * 86_400;
/// How far a question may look, in seconds.
const LONGEST: i64 = 366 * 86_400;

/// The window from `start` (now) to `end` (14 days later).
pub(crate) fn window(
    checks: &mut Checks,
    start: Option<InstantIn>,
    end: Option<InstantIn>,
    now: Timestamp,
) -> Option<Interval> {
    let start = start.map_or(Some(now), |start| checks.instant("/start", start));
    let end = match end {
        Some(end) => checks.instant("/end", end),
        None => start.map(|start| start.plus_seconds(TWO_WEEKS)),
    };
    let window = Interval::new(start?, end?).ok();
    match window {
        None => checks.note("/end", "must be after the start"),
        Some(window) if window.seconds() > LONGEST => {
            checks.note("/end", "must not be more than 366 days after the start");
        }
        Some(_) => return window,
    }
    None
}

/// Minutes from `least` to a day, where they are given.
pub(crate) fn minutes(
    checks: &mut Checks,
    pointer: &str,
    given: Option<WholeNumber>,
    least: i64,
) -> Option<i64> {
    given.and_then(|given| checks.in_range(pointer, given, least..=1440))
}

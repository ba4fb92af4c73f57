//! Moves that are tried before somebody is asked: what they would come to, from the use case itself.

use crate::kit::page::Page;
use crate::kit::refused::{Refused, words};
use crate::kit::when::WallClock;
use actix_web::HttpResponse;
use actix_web::http::header;
use app::conflicts::{BrokenBooking, preview_conflicts};
use domain::Refusal;
use domain::access::{Asks, Permit};
use http_kit::cookies;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};
use serde::Serialize;
use url::form_urlencoded;

/// Days that are asked about at once, at most.
const DAYS: i64 = 7;
/// Minutes from one start to the next.
pub(crate) const STEP: i64 = 15;

/// What a move would come to.
pub(crate) enum Tried {
    Fine,
    /// It could be made, and would break these.
    Breaks(Vec<BrokenBooking>),
    Refused(Refusal),
}

impl Tried {
    /// Whether it could be made.
    pub(crate) fn can_be(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }

    /// What stands against it, in words.
    pub(crate) fn conflicts(&self, clock: &WallClock) -> Vec<String> {
        let texts = clock.texts;
        let line = |one: &BrokenBooking| {
            let when = one.time.map_or_else(|| texts.say("no-time"), |time| clock.interval(time));
            texts.values("move-breaks", &[("who", &one.guest_name), ("when", &when)])
        };
        match self {
            Self::Fine => Vec::new(),
            Self::Breaks(broken) => broken.iter().map(line).collect(),
            Self::Refused(refusal) => vec![words(texts, refusal)],
        }
    }
}

/// Tries a change, and undoes it.
///
/// # Errors
/// Those of the change that are no refusal.
pub(crate) fn tried<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<Tried, StoreError> {
    match preview_conflicts(tx, permit, work) {
        Ok(preview) if preview.broken.is_empty() => Ok(Tried::Fine),
        Ok(preview) => Ok(Tried::Breaks(preview.broken)),
        Err(StoreError::Refused(refusal)) => Ok(Tried::Refused(refusal)),
        Err(error) => Err(error),
    }
}

/// What a form asks before something is moved.
pub(crate) struct Proposal {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) told: Vec<String>,
    pub(crate) conflicts: Vec<String>,
    pub(crate) can_be: bool,
    /// Where the form goes, with its fields.
    pub(crate) action: String,
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// Where nothing is moved.
    pub(crate) back: String,
}

/// The start that the address proposes.
pub(crate) fn proposed<A: Asks>(page: &Page<A>) -> Option<Timestamp> {
    page.clock.read(page.visitor.param("start")?)
}

/// The calendar.
const CALENDAR: &str = "/app/calendar";

/// The calendar on the day of a moment.
pub(crate) fn calendar_of(clock: &WallClock, at: Timestamp) -> String {
    format!("{CALENDAR}?date={}", clock.day_of(at))
}

/// Where a move leads back to: to the page of the company that the address names, else to the calendar.
pub(crate) fn back<A: Asks>(page: &Page<A>, at: Timestamp) -> String {
    let named = page.visitor.param("back").and_then(cookies::own_path);
    let named = named.filter(|path| path.starts_with("/app/"));
    named.map_or_else(|| calendar_of(&page.clock, at), |path| on_day(path, &page.clock, at))
}

/// That page, and of the calendar the day of a moment: seen as before, of the same people.
pub(crate) fn on_day(path: &str, clock: &WallClock, at: Timestamp) -> String {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    if page != CALENDAR {
        return path.to_owned();
    }
    let kept =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| matches!(&**name, "view" | "people"));
    let kept = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    let joint = if kept.is_empty() { "" } else { "&" };
    format!("{}{joint}{kept}", calendar_of(clock, at))
}

/// The days that a script asks about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
    window: Interval,
}

impl Days {
    /// Those of the address: `from`, and how many `days`.
    ///
    /// # Errors
    /// The page that says that there are none.
    pub(crate) fn of<A: Asks>(page: &Page<A>) -> Result<Self, Refused> {
        let first = page.visitor.param("from").and_then(|text| Date::parse(text).ok());
        let days = page.visitor.param("days").and_then(|text| text.parse().ok()).unwrap_or(1);
        let (Some(first), 1..=DAYS) = (first, days) else { return Err(page.missing("day")) };
        let (zone, last) = (&page.clock.zone, first.plus_days(days - 1));
        let window = Interval::new(zone.start_of_day(first), zone.start_of_day(last.plus_days(1)));
        window.map(|window| Self { first, last, window }).map_err(|_| page.missing("day"))
    }

    /// The time in which everything of that length lies that starts on the days.
    pub(crate) fn holding(self, minutes: i64) -> Interval {
        let end = self.window.end().plus_seconds(minutes * 60 - 1);
        Interval::new(self.window.start(), end).unwrap_or(self.window)
    }
}

#[derive(Serialize)]
struct Answer {
    /// Whether every time can be had.
    any: bool,
    starts: Vec<String>,
    /// Minutes from one start to the next; `None` where they have no step, as slots have none.
    step: Option<i64>,
}

/// Starts on a clock. Of a local time that comes twice the earlier one is meant, as in every field and address: the later one can't be
/// said so, and is left out.
fn said(clock: &WallClock, found: impl Iterator<Item = Timestamp>) -> Vec<String> {
    let text = |at: Timestamp| Some(clock.input(at)).filter(|text| clock.read(text) == Some(at));
    let mut starts: Vec<String> = found.filter_map(text).collect();
    starts.sort();
    starts.dedup();
    starts
}

/// The answer to a script: the starts that can be had, on the clock of who looks, with the minutes of their step; all where there is no
/// list.
pub(crate) fn starts(clock: &WallClock, found: Option<Vec<Timestamp>>, step: Option<i64>) -> HttpResponse {
    let (any, starts) = (found.is_none(), said(clock, found.into_iter().flatten()));
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, http_kit::html::PAGE_POLICY))
        .json(Answer { any, starts, step })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Texts;
    use scheduling_core::time::TimeZone;

    #[test]
    fn what_starts_on_the_days_may_reach_beyond_them() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let day = |text: &str| Date::parse(text).expect("a date");
        let window = Interval::new(at("2025-01-22T00:00:00Z"), at("2025-01-23T00:00:00Z")).expect("a day");
        let days = Days { first: day("2025-01-22"), last: day("2025-01-22"), window };
        let held = days.holding(60);
        assert_eq!(held.start(), window.start());
        // One that starts in the last minute ends in it, and one that starts the day after does not.
        assert!(at("2025-01-23T00:59:00Z") <= held.end() && held.end() < at("2025-01-23T01:00:00Z"));
    }

    #[test]
    fn the_calendar_is_seen_as_before_on_another_day() {
        let clock = WallClock::new(Texts::default(), TimeZone::utc());
        let at = Timestamp::parse("2026-12-08T10:00:00Z").expect("an instant");
        let check = |path: &str, expected: &str| assert_eq!(on_day(path, &clock, at), expected);
        check("/app/calendar", "/app/calendar?date=2026-12-08");
        check("/app/calendar?date=2026-12-01&undo=yes&done=moved", "/app/calendar?date=2026-12-08");
        check("/app/calendar?view=day&people=4", "/app/calendar?date=2026-12-08&view=day&people=4");
        check("/app/conflicts/7", "/app/conflicts/7");
    }

    #[test]
    fn a_time_that_comes_twice_is_said_of_the_earlier_one_alone() {
        let clock = WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"));
        let check = |found: &[&str], expected: &[&str]| {
            let found = found.iter().map(|text| Timestamp::parse(text).expect("an instant"));
            assert_eq!(said(&clock, found), expected);
        };
        let (first, second) = ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
        check(&[first, second, "2026-10-25T02:00:00Z"], &["2026-10-25T02:30", "2026-10-25T03:00"]);
        check(&[second], &[]);
    }
}

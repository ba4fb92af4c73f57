//! A document and a window into busy time.

use super::budget::{Budget, Found};
use super::clocks::Clocks;
use super::document::CalendarDocument;
use super::limits::Limits;
use super::readings::Readings;
use super::report::Skipped;
use super::series::Series;
use super::zone_forms::ZoneClock;
use super::zones::MadeZones;
use scheduling_core::time::{Interval, IntervalSet, TimeZone};

/// The busy time of a calendar in a window.
#[derive(Debug, Clone)]
pub struct Busy {
    /// Merged, and clipped to the window.
    pub times: IntervalSet,
    /// A limit was reached. What was not looked at counts as busy: a calendar that can't be followed to its
    /// end must not make its owner look free.
    pub cut: bool,
    /// What could not be followed, with the line of the event.
    pub problems: Vec<Skipped>,
}

/// The busy time of a document in `window`; `owner` is the zone of whole days, and of floating times where
/// the calendar names none.
#[must_use]
pub fn busy(document: &CalendarDocument, owner: &TimeZone, window: Interval, limits: &Limits) -> Busy {
    busy_of_all(std::slice::from_ref(document), owner, window, limits)
}

/// The busy time of documents that make up one calendar, each with zones and series of its own. The limits are those
/// of all together.
#[must_use]
pub fn busy_of_all(
    documents: &[CalendarDocument],
    owner: &TimeZone,
    window: Interval,
    limits: &Limits,
) -> Busy {
    let mut budget = Budget::new(limits);
    let mut made = MadeZones::default();
    let mut found = Found::new(window, limits);
    budget.look_at_clock();
    for document in documents {
        budget.spend_time(1);
        if budget.is_spent() {
            if !found.is_full {
                found.cut_from(1, window.start(), budget.reason());
            }
            break;
        }
        follow(document, owner, &mut made, &mut budget, &mut found);
    }
    let times: IntervalSet = found.times.into_iter().collect();
    Busy { times: times.clip(window), cut: found.cut, problems: found.report.finish() }
}

fn follow(
    document: &CalendarDocument,
    owner: &TimeZone,
    made: &mut MadeZones,
    budget: &mut Budget,
    found: &mut Found,
) {
    let window = found.window;
    // Rules of zones are followed a little further, so that the last day of the window has its changes.
    let zones = document.zones.zones(window.end().plus_seconds(400 * 86_400), made, budget);
    report_zones(budget, found);
    found
        .times
        .extend(document.free_busy.iter().map(|period| period.time).filter(|time| time.overlaps(window)));
    if let Some(line) = document.left_out {
        found.cut_from(line, window.start(), "a limit left out a part of the file");
    }
    let clocks = |zones| Clocks { owner: owner.clone(), utc: TimeZone::utc(), zones };
    let first = zones.iter().map(|clock| Some(clock.as_ref()?.zone.clone())).collect();
    follow_on(document, &clocks(first), budget, found);
    // Where a zone may have another clock, its events count on both.
    if zones.iter().flatten().any(|clock| clock.or.is_some()) {
        let or = |clock: ZoneClock| clock.or.unwrap_or(clock.zone);
        let others = zones.into_iter().map(|clock| clock.map(or)).collect();
        follow_on(document, &clocks(others), budget, found);
    }
}

/// Reports the zones of which not all changes are known.
fn report_zones(budget: &mut Budget, found: &mut Found) {
    for line in std::mem::take(&mut budget.cut_zones) {
        let reason = "the time zone has more changes than are followed; its times count from 14 hours before to 12 hours after";
        found.report.add(line, reason);
    }
    for line in std::mem::take(&mut budget.ended_zones) {
        let reason = "the time zone says nothing of its changes after the last one that it lists; a year after it, its times count at both of its offsets";
        found.report.add(line, reason);
    }
}

/// Lists the events of a document on the clocks of its zones.
fn follow_on(document: &CalendarDocument, clocks: &Clocks, budget: &mut Budget, found: &mut Found) {
    let readings = Readings::of(&document.events, clocks);
    let unavailable = Series::of(document.unavailable.iter(), clocks);
    for series in Series::of(readings.events(), clocks).into_iter().chain(unavailable) {
        series.list(budget, found);
        budget.spend_time(1);
        if budget.is_spent() {
            found.cut_from(series.line(), found.window.start(), budget.reason());
            break;
        }
    }
}

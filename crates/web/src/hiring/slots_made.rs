//! What became of the slots of a form: how many were made, and which were skipped for which reason.

use crate::kit::input::Errors;
use crate::kit::page::Page;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use app::slots::{CreatedSlots, SlotView};
use domain::UserId;
use domain::access::Asks;
use domain::slot::{SkipReason, Skipped};
use scheduling_core::time::{Interval, Timestamp};
use url::form_urlencoded::Serializer;

/// The list of slots.
pub(super) const PATH: &str = "/app/slots";
/// Parameters of the list that follows.
pub(crate) const MADE: &str = "made";
pub(crate) const SKIPPED: &str = "skipped";
/// Times that are named of each reason, as they stand in an address.
const NAMED: usize = 20;

/// The reasons, as addresses and texts name them.
const REASONS: [(&str, SkipReason); 5] = [
    ("overlap", SkipReason::Overlap),
    ("past", SkipReason::Past),
    ("business-hours", SkipReason::OutsideBusinessHours),
    ("availability", SkipReason::OutsideAvailability),
    ("daily-limit", SkipReason::DailyLimit),
];

/// What was skipped for one reason.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    reason: &'static str,
    count: usize,
    /// The first of them.
    times: Vec<Interval>,
}

impl Group {
    fn all(skipped: &[Skipped]) -> Vec<Self> {
        let group = |(name, reason): (&'static str, SkipReason)| {
            let these = || skipped.iter().filter(|one| one.reason == reason).map(|one| one.time);
            Self { reason: name, count: these().count(), times: these().take(NAMED).collect() }
        };
        REASONS.into_iter().map(group).filter(|group| group.count > 0).collect()
    }

    /// As an address has it: `overlap.2.1766998800-1767002400.1767006000-1767009600`.
    fn written(&self) -> String {
        let times = self.times.iter().map(|time| format!(".{}-{}", time.start().unix(), time.end().unix()));
        format!("{}.{}{}", self.reason, self.count, times.collect::<String>())
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let name = parts.next()?;
        let (reason, _) = REASONS.into_iter().find(|(one, _)| *one == name)?;
        let count = parts.next()?.parse().ok()?;
        let times: Option<Vec<Interval>> = parts.take(NAMED).map(time_of).collect();
        times.map(|times| Self { reason, count, times })
    }

    fn words(&self, texts: Texts, clock: &WallClock, now: Timestamp) -> String {
        let mut times: Vec<String> = self.times.iter().map(|time| clock.short_span(*time, now)).collect();
        let more = self.count.saturating_sub(self.times.len());
        if more > 0 {
            times.push(texts.count("slot-skipped-more", more));
        }
        texts.with(&format!("slot-skipped-{}", self.reason), "times", &times.join("; "))
    }
}

fn time_of(text: &str) -> Option<Interval> {
    let (start, end) = text.split_once('-')?;
    let at = |text: &str| Timestamp::from_unix(text.parse().ok()?).ok();
    Interval::new(at(start)?, at(end)?).ok()
}

/// The list of the days of what was made, which says what became of the rest; `None` where none was made.
pub(crate) fn list_of(clock: &WallClock, interviewer: UserId, made: &CreatedSlots) -> Option<String> {
    let day = |view: &SlotView| clock.day_of(view.slot.details.time.start()).to_string();
    let (first, last) = (made.slots.first().map(day)?, made.slots.last().map(day)?);
    let mut query = Serializer::new(String::new());
    query.append_pair("interviewer", &interviewer.to_string());
    query.append_pair("from", &first).append_pair("to", &last);
    query.append_pair(MADE, &made.slots.len().to_string());
    for group in Group::all(&made.skipped) {
        query.append_pair(SKIPPED, &group.written());
    }
    Some(format!("{PATH}?{}", query.finish()))
}

/// What a form says of which no slot was made: which reason holds for which time.
pub(crate) fn none_made<A: Asks>(page: &Page<A>, made: &CreatedSlots, without: &str) -> Errors {
    let (texts, groups) = (page.visitor.texts, Group::all(&made.skipped));
    let mut errors = Errors::default();
    let key = if groups.is_empty() { without } else { "slot-all-skipped" };
    errors.add("start_date", texts.say(key));
    for group in groups {
        errors.add("", group.words(texts, &page.clock, page.now));
    }
    errors
}

/// What the list says of slots that were made just now.
pub(crate) struct Told {
    pub(crate) made: String,
    pub(crate) skipped: Vec<String>,
}

impl Told {
    /// As the address says.
    pub(crate) fn of(visitor: &Visitor, clock: &WallClock, now: Timestamp) -> Option<Self> {
        let made = visitor.param(MADE).filter(|_| visitor.param("done").is_some())?.parse().ok()?;
        let texts = visitor.texts;
        let groups = visitor.query.iter().filter(|(name, _)| name == SKIPPED);
        let groups: Vec<Group> =
            groups.filter_map(|(_, text)| Group::read(text)).take(REASONS.len()).collect();
        let count = groups.iter().fold(0, |all: usize, group| all.saturating_add(group.count));
        let mut said = texts.count("slot-made", made);
        if count > 0 {
            said = format!("{said} {}", texts.count("slot-skipped", count));
        }
        let skipped = groups.iter().map(|group| group.words(texts, clock, now)).collect();
        Some(Self { made: said, skipped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Language;
    use scheduling_core::time::TimeZone;

    fn skipped(start: &str, reason: SkipReason) -> Skipped {
        let start = Timestamp::parse(start).expect("an instant");
        Skipped { time: Interval::new(start, start.plus_minutes(60)).expect("an hour"), reason }
    }

    #[test]
    fn what_was_skipped_goes_through_an_address() {
        let all = [
            skipped("2026-12-14T06:00:00Z", SkipReason::OutsideBusinessHours),
            skipped("2026-12-14T09:00:00Z", SkipReason::Overlap),
            skipped("2026-12-14T12:00:00Z", SkipReason::Overlap),
        ];
        let groups = Group::all(&all);
        let counts: Vec<(&str, usize)> = groups.iter().map(|group| (group.reason, group.count)).collect();
        assert_eq!(counts, [("overlap", 2), ("business-hours", 1)]);
        for group in groups {
            assert_eq!(Group::read(&group.written()), Some(group));
        }
        for wrong in
            ["", "overlap", "overlap.x", "nothing.1", "overlap.1.5", "overlap.1.9-5", "overlap.1.<b>-9"]
        {
            assert_eq!(Group::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_reason_is_told_with_its_times() {
        let zone = TimeZone::named("Europe/Berlin").expect("a zone");
        for language in Language::ALL {
            let clock = WallClock::new(Texts(language), zone.clone());
            for (_, reason) in REASONS {
                let many: Vec<Skipped> =
                    (0..NAMED + 3).map(|_| skipped("2026-12-14T09:00:00Z", reason)).collect();
                let now = Timestamp::parse("2026-12-01T09:00:00Z").expect("an instant");
                let told: Vec<String> =
                    Group::all(&many).iter().map(|group| group.words(Texts(language), &clock, now)).collect();
                assert!(told.len() == 1 && told[0].contains("10:00") && told[0].contains('3'), "{told:?}");
            }
        }
    }
}

//! Charts: how meetings of each day went, and how many come, as bars with a table of the same figures below.

use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use domain::access::Permit;
use domain::appointment::AppointmentStatus;
use domain::interview::InterviewStatus;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};
use std::collections::BTreeMap;

/// Height of a chart's bars, in pixels.
const HEIGHT: usize = 120;

/// How a meeting stands, as a chart tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    Completed,
    Booked,
    NoShow,
    Cancelled,
}

impl Standing {
    fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Booked => "booked",
            Self::NoShow => "no-show",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn of_interview(status: InterviewStatus) -> Self {
        match status {
            InterviewStatus::Completed => Self::Completed,
            InterviewStatus::NoShow => Self::NoShow,
            InterviewStatus::Cancelled => Self::Cancelled,
            InterviewStatus::Pending | InterviewStatus::Scheduled | InterviewStatus::InProgress => {
                Self::Booked
            }
        }
    }

    pub(crate) fn of_appointment(status: AppointmentStatus) -> Self {
        match status {
            AppointmentStatus::Completed => Self::Completed,
            AppointmentStatus::NoShow => Self::NoShow,
            AppointmentStatus::Cancelled => Self::Cancelled,
            AppointmentStatus::Confirmed | AppointmentStatus::PendingPayment => Self::Booked,
        }
    }
}

/// Meetings that begin within a quarter of an hour and stand alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Met {
    pub(crate) start: Timestamp,
    pub(crate) standing: Standing,
    pub(crate) count: usize,
}

/// The meetings of a window.
///
/// # Errors
/// Failures of the database.
pub(crate) fn meetings(
    tx: &mut Tx<'_>,
    interviews: &Permit,
    appointments: Option<&Permit>,
    window: Interval,
) -> Result<Vec<Met>, StoreError> {
    let found = app::interviews::beginnings(tx, interviews, window)?.into_iter();
    let met = found.map(|one| Met {
        start: one.quarter,
        standing: Standing::of_interview(one.status),
        count: one.count,
    });
    let mut met: Vec<Met> = met.collect();
    if let Some(permit) = appointments {
        let found = app::appointments::beginnings(tx, permit, window)?.into_iter();
        met.extend(found.map(|one| Met {
            start: one.quarter,
            standing: Standing::of_appointment(one.status),
            count: one.count,
        }));
    }
    Ok(met)
}

/// The chart of how days went that are over, and of those that come.
pub(crate) fn charts(clock: &WallClock, today: Date, met: &[Met]) -> Vec<Chart> {
    let past = Look {
        id: "past",
        clock,
        first: today.plus_days(1 - PAST),
        days: PAST,
        standings: &[Standing::Completed, Standing::NoShow, Standing::Cancelled],
    };
    let next = Look { id: "next", clock, first: today, days: NEXT, standings: &[Standing::Booked] };
    [past, next].iter().filter_map(|look| Chart::of(look, met)).collect()
}

/// The days that both charts reach over.
pub(crate) fn reach(clock: &WallClock, today: Date) -> Option<Interval> {
    let (first, end) = (today.plus_days(1 - PAST), today.plus_days(NEXT));
    Interval::new(clock.zone.start_of_day(first), clock.zone.start_of_day(end)).ok()
}

/// Days that are looked back, today among them, and ahead.
const PAST: i64 = 30;
const NEXT: i64 = 14;

/// A chart of some days.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    /// What it says in one sentence.
    pub(crate) summary: String,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) labels: Vec<Label>,
    pub(crate) days: Vec<Day>,
    /// The largest day.
    pub(crate) most: usize,
}

/// A standing that the chart has.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// A part of a day's bar.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) kind: &'static str,
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) y: usize,
    pub(crate) height: usize,
}

/// A day named below the bars.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) x: String,
    /// Whether the text ends there: to the right there is no room.
    pub(crate) ends: bool,
    pub(crate) text: String,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) text: String,
    pub(crate) counts: Vec<usize>,
}

/// What a chart is drawn from.
pub(crate) struct Look<'a> {
    pub(crate) id: &'static str,
    pub(crate) clock: &'a WallClock,
    pub(crate) first: Date,
    pub(crate) days: i64,
    /// In which order the standings stand upon one another, from the bottom.
    pub(crate) standings: &'a [Standing],
}

impl Chart {
    /// Of those that begin on the days; `None` where there are none.
    pub(crate) fn of(look: &Look<'_>, met: &[Met]) -> Option<Self> {
        let counts = counted(look, met);
        let all: usize = counts.values().sum();
        if all == 0 {
            return None;
        }
        let texts = look.clock.texts;
        let days: Vec<Date> = (0..look.days).map(|day| look.first.plus_days(day)).collect();
        let of = |day: Date, standing: Standing| counts.get(&(day, standing)).copied().unwrap_or_default();
        let totals = days.iter().map(|day| look.standings.iter().map(|one| of(*day, *one)).sum::<usize>());
        let most = totals.max().unwrap_or_default();
        let known: Vec<Standing> = look
            .standings
            .iter()
            .copied()
            .filter(|standing| days.iter().any(|day| of(*day, *standing) > 0))
            .collect();
        let mut bars = Vec::new();
        for (number, day) in days.iter().enumerate() {
            bars.extend(stack(number, days.len(), known.iter().map(|one| (*one, of(*day, *one))), most));
        }
        let total = |standing: Standing| days.iter().map(|day| of(*day, standing)).sum::<usize>();
        let parts: Vec<String> = known.iter().map(|one| part(texts, *one, total(*one))).collect();
        let row = |day: &Date| Day {
            text: look.clock.short_date(*day),
            counts: known.iter().map(|one| of(*day, *one)).collect(),
        };
        Some(Self {
            id: look.id,
            heading: texts.say(&format!("chart-{}", look.id)),
            summary: texts.with("chart-summary", "parts", &parts.join(", ")),
            kinds: known
                .iter()
                .map(|one| Kind { name: one.name(), text: texts.say(&format!("chart-{}", one.name())) })
                .collect(),
            bars,
            labels: labels(look.clock, &days),
            days: days.iter().map(row).filter(|row| row.counts.iter().any(|count| *count > 0)).collect(),
            most,
        })
    }
}

/// How many of each standing each day has.
fn counted(look: &Look<'_>, met: &[Met]) -> BTreeMap<(Date, Standing), usize> {
    let last = look.first.plus_days(look.days);
    let mut counts = BTreeMap::new();
    for one in met.iter().filter(|one| look.standings.contains(&one.standing)) {
        let day = look.clock.day_of(one.start);
        if (look.first..last).contains(&day) {
            *counts.entry((day, one.standing)).or_default() += one.count;
        }
    }
    counts
}

fn part(texts: Texts, standing: Standing, count: usize) -> String {
    let name = texts.say(&format!("chart-{}", standing.name()));
    texts.values("chart-part", &[("what", &name), ("count", &count.to_string())])
}

/// The bar of a day: its parts upon one another.
fn stack(day: usize, days: usize, parts: impl Iterator<Item = (Standing, usize)>, most: usize) -> Vec<Bar> {
    let mut below = 0;
    let mut bars = Vec::new();
    for (standing, count) in parts.filter(|(_, count)| *count > 0) {
        let (from, to) = (below * HEIGHT / most.max(1), (below + count) * HEIGHT / most.max(1));
        bars.push(Bar {
            kind: standing.name(),
            x: share(day * 20 + 3, days * 20),
            width: share(14, days * 20),
            y: HEIGHT - to,
            height: (to - from).max(1),
        });
        below += count;
    }
    bars
}

/// A part of a whole in hundredths.
fn share(part: usize, whole: usize) -> String {
    let hundredths = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Days at the end where a text would leave the drawing.
const LATE: usize = 4;

/// The first day, and each Monday.
fn labels(clock: &WallClock, days: &[Date]) -> Vec<Label> {
    let named = days.iter().enumerate().filter(|(number, day)| *number == 0 || day.weekday().number() == 1);
    // The first one gives way to a Monday that stands beside it.
    let near = days.iter().take(4).skip(1).any(|day| day.weekday().number() == 1);
    let named = named.filter(|(number, _)| *number > 0 || !near);
    let label = |(number, day): (usize, &Date)| {
        let ends = number > 0 && number + LATE > days.len();
        let month = clock.texts.say(&format!("month-short-{}", day.month()));
        let x = share((number + usize::from(ends)) * 20, days.len() * 20);
        Label { x, ends, text: format!("{} {month}", day.day()) }
    };
    named.map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeZone;

    fn met(text: &str, standing: Standing) -> Met {
        Met { start: Timestamp::parse(text).expect("an instant"), standing, count: 1 }
    }

    fn chart(met: &[Met]) -> Option<Chart> {
        let clock = WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"));
        let first = Date::parse("2026-12-01").expect("a date");
        Chart::of(
            &Look {
                id: "past",
                clock: &clock,
                first,
                days: 10,
                standings: &[Standing::Completed, Standing::NoShow],
            },
            met,
        )
    }

    #[test]
    fn names_of_the_last_days_end_within_the_drawing() {
        let clock = WallClock::new(Texts::default(), TimeZone::named("Europe/Berlin").expect("a zone"));
        // Thirty days up to a Monday.
        let first = Date::parse("2026-11-01").expect("a date");
        let days: Vec<Date> = (0..30).map(|day| first.plus_days(day)).collect();
        let drawn = labels(&clock, &days);
        let seen: Vec<_> = drawn.iter().map(|one| (one.text.as_str(), one.x.as_str(), one.ends)).collect();
        assert_eq!(seen.last(), Some(&("30 Nov", "100.00%", true)));
        assert!(seen.iter().rev().skip(1).all(|(.., ends)| !ends), "{seen:?}");
    }

    #[test]
    fn days_are_those_of_the_clock_and_parts_stand_upon_one_another() {
        let seen = chart(&[
            met("2026-12-01T23:30:00Z", Standing::Completed),
            Met { count: 2, ..met("2026-12-02T09:00:00Z", Standing::Completed) },
            met("2026-12-02T10:00:00Z", Standing::NoShow),
            met("2026-12-03T10:00:00Z", Standing::Completed),
            met("2026-12-31T10:00:00Z", Standing::Completed),
        ]);
        let seen = seen.expect("a chart");
        let rows: Vec<_> = seen.days.iter().map(|day| (day.text.as_str(), day.counts.clone())).collect();
        assert_eq!(rows, [("Wed 2 Dec", vec![3, 1]), ("Thu 3 Dec", vec![1, 0])]);
        let kinds: Vec<_> = seen.kinds.iter().map(|kind| kind.name).collect();
        assert_eq!((kinds, seen.most), (vec!["completed", "no-show"], 4));
        let wednesday: Vec<_> = seen.bars.iter().take(2).map(|bar| (bar.kind, bar.y, bar.height)).collect();
        assert_eq!(wednesday, [("completed", 30, 90), ("no-show", 0, 30)]);
        assert_eq!((seen.bars[0].x.as_str(), seen.bars[0].width.as_str()), ("11.50%", "7.00%"));
    }

    #[test]
    fn without_meetings_there_is_no_chart() {
        assert!(chart(&[]).is_none());
        assert!(chart(&[met("2027-12-01T10:00:00Z", Standing::Booked)]).is_none());
    }
}

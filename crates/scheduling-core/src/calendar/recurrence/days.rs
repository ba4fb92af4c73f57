//! Which days a rule lets through: the `BY…` parts that speak of days.
//!
//! RFC 5545 has a table of which part expands and which limits at which frequency. Seen from a single day
//! the table folds into one question: is the day in every list that is there? A period then is the days it
//! has, asked one by one.

use super::{Frequency, NthWeekday, Rule};
use crate::time::Date;

/// Times that a clock does not show: from the first to the first after it, in local seconds, in order.
pub(super) type Gaps<'g> = &'g [(i64, i64)];

/// The bit of a month (1 to 12) in [`Rule::months`].
pub(super) fn month_bit(month: i64) -> u16 {
    u32::try_from(month).ok().and_then(|month| 1_u16.checked_shl(month)).unwrap_or(0)
}

/// A day, and where it lies in its month and year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    /// Days since 1970-01-01.
    pub(super) epoch_day: i64,
    month: i64,
    day: i64,
    month_length: i64,
    /// The first day of the year, since 1970-01-01.
    year_first: i64,
    year_length: i64,
}

impl Day {
    /// The day that many days after 1970-01-01.
    pub(super) fn of(epoch_day: i64) -> Self {
        let date = Date::from_epoch_day(epoch_day);
        let first = epoch_day - (date.day() - 1);
        Self { epoch_day, day: date.day(), ..Self::first_of(date.year(), date.month(), first) }
    }

    /// All days of a month.
    pub(super) fn of_month(year: i64, month: i64) -> impl Iterator<Item = Self> {
        let first = Date::new(year, month, 1).ok().map(|date| Self::first_of(year, month, date.epoch_day()));
        first.into_iter().flat_map(|first| {
            (0..first.month_length).map(move |passed| Self {
                epoch_day: first.epoch_day + passed,
                day: 1 + passed,
                ..first
            })
        })
    }

    fn first_of(year: i64, month: i64, epoch_day: i64) -> Self {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let month_length = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let year_first = Date::new(year, 1, 1).map_or(epoch_day, Date::epoch_day);
        Self { epoch_day, month, day: 1, month_length, year_first, year_length: 365 + i64::from(leap) }
    }

    /// 0 is Monday.
    fn weekday(self) -> i64 {
        (self.epoch_day + 3).rem_euclid(7)
    }
}

/// Whether the rule lets the day through.
pub(super) fn matches(rule: &Rule, day: Day) -> bool {
    (rule.months == 0 || rule.months & month_bit(day.month) != 0)
        && listed(&rule.month_days, day.day, day.month_length)
        && listed(&rule.year_days, day.epoch_day - day.year_first + 1, day.year_length)
        && (rule.week_days.is_empty() || rule.week_days.iter().any(|&wanted| is_weekday(rule, day, wanted)))
        && (rule.weeks.is_empty() || in_weeks(rule, day))
}

/// Whether `number`, the n-th of `of` things, is in the list, from the front or from the back. An absent list
/// has everything.
fn listed(list: &[i64], number: i64, of: i64) -> bool {
    list.is_empty() || list.contains(&number) || list.contains(&(number - of - 1))
}

/// Whether the day is this weekday, and the n-th one of its month or year where the rule says so. An ordinal
/// counts within the month where the rule is monthly or names months, else within the year; where it has no
/// meaning (weekly and finer), it is passed over, as other programs do.
fn is_weekday(rule: &Rule, day: Day, wanted: NthWeekday) -> bool {
    if day.weekday() != wanted.weekday {
        return false;
    }
    let (passed, length) = match rule.frequency {
        Frequency::Monthly => (day.day - 1, day.month_length),
        Frequency::Yearly if rule.months != 0 => (day.day - 1, day.month_length),
        Frequency::Yearly => (day.epoch_day - day.year_first, day.year_length),
        _ => return true,
    };
    let left = length - 1 - passed;
    wanted.ordinal == 0 || wanted.ordinal == passed / 7 + 1 || wanted.ordinal == -(left / 7 + 1)
}

/// `BYWEEKNO`: weeks begin on `WKST`, and the first one of a year is the first with four days in it. A day at
/// the turn of the year may be in a week of the year before or after.
fn in_weeks(rule: &Rule, day: Day) -> bool {
    let week = day.epoch_day - (day.epoch_day + 3 - rule.week_start).rem_euclid(7);
    // The fourth day of a week lies in the year that the week belongs to.
    let year = Date::from_epoch_day(week + 3).year();
    let first_week = |year: i64| {
        let fourth = Date::new(year, 1, 4).map_or(week, Date::epoch_day);
        fourth - (fourth + 3 - rule.week_start).rem_euclid(7)
    };
    let first = first_week(year);
    // Day 363 of the week year, or a few later, is always in its last week but for the 53rd, so the year's
    // length in weeks comes from where the next year's first week begins.
    let next = first_week(year + 1);
    listed(&rule.weeks, (week - first) / 7 + 1, (next - first) / 7)
}

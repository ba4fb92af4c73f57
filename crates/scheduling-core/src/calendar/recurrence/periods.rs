//! Periods of a rule: years, months, weeks, days, hours, minutes or seconds, an interval apart.
//!
//! They are numbered from the one that holds the start. A period has *bases*: the days (or, for hourly and
//! finer rules, the hour, minute or second itself) that the rule lets through; times are added to these.

use super::days::{self, Day, Gaps};
use super::{Frequency, Rule};
use crate::time::{Date, LocalDateTime, SECONDS_PER_DAY};

/// The periods of a rule that has been completed from its start.
pub(super) struct Periods<'r> {
    rule: &'r Rule,
    start: Date,
    /// Where the first period begins, in local seconds; of months and years, the number since year 0 counts.
    first: i64,
    /// From one period to the next, in the unit of `first`.
    stride: i64,
    /// The first start, in local seconds.
    first_start: i64,
}

impl<'r> Periods<'r> {
    pub(super) fn new(rule: &'r Rule, start: LocalDateTime) -> Self {
        let (date, seconds) = (start.date(), start.local_seconds());
        let weekday = i64::from(date.weekday().number()) - 1;
        let (first, unit) = match rule.frequency {
            Frequency::Yearly => (date.year(), 1),
            Frequency::Monthly => (date.year() * 12 + date.month() - 1, 1),
            Frequency::Weekly => {
                let into_week = (weekday - rule.week_start).rem_euclid(7);
                ((date.epoch_day() - into_week) * SECONDS_PER_DAY, 7 * SECONDS_PER_DAY)
            }
            Frequency::Daily => (date.epoch_day() * SECONDS_PER_DAY, SECONDS_PER_DAY),
            Frequency::Hourly => (seconds - seconds.rem_euclid(3600), 3600),
            Frequency::Minutely => (seconds - seconds.rem_euclid(60), 60),
            Frequency::Secondly => (seconds, 1),
        };
        Self { rule, start: date, first, stride: unit * rule.interval, first_start: seconds }
    }

    /// The number of the last period that begins at or before a local time; 0 before the start.
    pub(super) fn at(&self, local: LocalDateTime) -> i64 {
        let date = local.date();
        let position = match self.rule.frequency {
            Frequency::Yearly => date.year(),
            Frequency::Monthly => date.year() * 12 + date.month() - 1,
            _ => local.local_seconds(),
        };
        (position - self.first).div_euclid(self.stride).max(0)
    }

    /// Where a period begins, in local seconds; `None` after the end of the calendar.
    pub(super) fn begin(&self, number: i64) -> Option<i64> {
        let position = number.checked_mul(self.stride)?.checked_add(self.first)?;
        match self.rule.frequency {
            Frequency::Yearly => {
                Date::new(position, 1, 1).ok().map(|date| date.epoch_day() * SECONDS_PER_DAY)
            }
            Frequency::Monthly => Date::new(position.div_euclid(12), position.rem_euclid(12) + 1, 1)
                .ok()
                .map(|date| date.epoch_day() * SECONDS_PER_DAY),
            _ => (position <= Date::MAX.epoch_day() * SECONDS_PER_DAY).then_some(position),
        }
    }

    /// For hourly and finer rules: if nothing of the day, hour or minute of this period is let through, the
    /// number of the first period after that day, hour or minute.
    pub(super) fn skip(&self, begin: i64) -> Option<i64> {
        let rule = self.rule;
        if rule.frequency > Frequency::Hourly {
            return None;
        }
        let lacks = |list: &[i64], value: i64| !list.is_empty() && !list.contains(&value);
        let second = begin.rem_euclid(SECONDS_PER_DAY);
        let barren = if !days::matches(rule, Day::of(begin.div_euclid(SECONDS_PER_DAY))) {
            SECONDS_PER_DAY
        } else if lacks(&rule.hours, second / 3600) {
            3600
        } else if rule.frequency < Frequency::Hourly && lacks(&rule.minutes, second / 60 % 60) {
            60
        } else if rule.frequency == Frequency::Secondly && lacks(&rule.seconds, second % 60) {
            1
        } else {
            return None;
        };
        let next = begin - begin.rem_euclid(barren) + barren;
        Some((next - self.first + self.stride - 1).div_euclid(self.stride))
    }

    /// Writes the bases of a period into `bases`, in order, and says how many days were looked at.
    pub(super) fn bases(&self, number: i64, begin: i64, bases: &mut Vec<i64>) -> u64 {
        bases.clear();
        let mut looked_at = 0;
        let mut take = |days: &mut dyn Iterator<Item = Day>| {
            for day in days {
                looked_at += 1;
                if days::matches(self.rule, day) {
                    bases.push(day.epoch_day * SECONDS_PER_DAY);
                }
            }
        };
        let first_day = begin.div_euclid(SECONDS_PER_DAY);
        match self.rule.frequency {
            Frequency::Yearly => {
                let year = self.first + number * self.stride;
                for month in (1..=12).filter(|&month| self.has_month(month)) {
                    take(&mut Day::of_month(year, month));
                }
            }
            Frequency::Monthly => {
                let month = self.first + number * self.stride;
                if self.has_month(month.rem_euclid(12) + 1) {
                    take(&mut Day::of_month(month.div_euclid(12), month.rem_euclid(12) + 1));
                }
            }
            Frequency::Weekly => take(&mut (first_day..first_day + 7).map(Day::of)),
            Frequency::Daily => take(&mut std::iter::once(Day::of(first_day))),
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => bases.push(begin),
        }
        looked_at
    }

    /// Of a plain rule, whose periods have one start each: how many starts of the first `number` periods lie in gaps.
    pub(super) fn starts_in(&self, gaps: Gaps<'_>, number: i64) -> i64 {
        let below = |at: i64| {
            ((at - self.first_start).div_euclid(self.stride)
                + i64::from((at - self.first_start).rem_euclid(self.stride) > 0))
            .clamp(1, number.max(1))
        };
        gaps.iter().map(|&(from, to)| below(to) - below(from)).sum()
    }

    fn has_month(&self, month: i64) -> bool {
        self.rule.months == 0 || self.rule.months & days::month_bit(month) != 0
    }
}

impl std::fmt::Debug for Periods<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "periods of {:?} from {}", self.rule.frequency, self.start)
    }
}

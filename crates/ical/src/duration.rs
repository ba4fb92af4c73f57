//! Durations of iCalendar.

use scheduling_core::time::SECONDS_PER_DAY;

/// A duration (RFC 5545, 3.3.6): days are days of the calendar, with clock changes in them; hours, minutes
/// and seconds are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Days, weeks included.
    pub days: i64,
    /// Seconds.
    pub seconds: i64,
}

impl Duration {
    /// The same forward in time: no event goes back, and programs that write a sign mean the length.
    pub(crate) fn forward(self) -> Self {
        let sign = if self.about() < 0 { -1 } else { 1 };
        Self { days: sign * self.days, seconds: sign * self.seconds }
    }

    /// The longer one.
    #[expect(clippy::unnecessary_wraps, reason = "it always chooses, and others may not")]
    pub(crate) fn longer(one: &Self, other: &Self) -> Option<Self> {
        Some(if one.about() < other.about() { *other } else { *one })
    }

    /// In seconds, as if all days were of 24 hours.
    fn about(self) -> i64 {
        self.days.saturating_mul(SECONDS_PER_DAY).saturating_add(self.seconds)
    }

    /// Reads `P15DT5H0M20S`, `P7W`, `-PT15M`, and what programs write beside: `PT1.5H`, `P1H`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let text = text.strip_prefix('P')?;
        let (date, time) = text.split_once('T').or_else(|| without_t(text)).unwrap_or((text, ""));
        let (weeks, date) = amount(date, 'W')?;
        let (days, date) = amount(date, 'D')?;
        let (hours, time) = amount(time, 'H')?;
        let (minutes, time) = amount(time, 'M')?;
        let (seconds, time) = amount(time, 'S')?;
        if !date.is_empty() || !time.is_empty() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let sign = if negative { -1 } else { 1 };
        let of_days = weeks.parts_of(7 * SECONDS_PER_DAY) + days.parts_of(SECONDS_PER_DAY);
        let parts = of_days + hours.parts_of(3600) + minutes.parts_of(60) + seconds.parts_of(1);
        Some(Self {
            days: sign * (weeks.whole * 7 + days.whole),
            seconds: sign * (hours.whole * 3600 + minutes.whole * 60 + seconds.whole + parts),
        })
    }
}

/// The days and the hours of a duration whose `T` is left out. Without an hour or a second an `M` is a month.
fn without_t(text: &str) -> Option<(&str, &str)> {
    let is_of_hours = text.contains('H') || text.contains('S');
    is_of_hours.then(|| text.split_at(text.rfind(['D', 'W']).map_or(0, |at| at + 1)))
}

/// A number of units.
#[derive(Clone, Copy, Default)]
struct Amount {
    whole: i64,
    thousandths: i64,
}

impl Amount {
    /// What is less than one unit of that many seconds, in seconds; part of a second is one.
    fn parts_of(self, unit: i64) -> i64 {
        (self.thousandths * unit + 999) / 1000
    }
}

/// A number before its unit, 0 where the unit is absent, and what follows.
fn amount(text: &str, unit: char) -> Option<(Amount, &str)> {
    let Some((number, rest)) = text.split_once(unit) else { return Some((Amount::default(), text)) };
    let plain =
        |digits: &str| (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    if !plain(whole) || !plain(fraction) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    // What is cut off of the fraction makes it no shorter.
    let rounded = if fraction.len() > 3 { thousandths + 1 } else { thousandths };
    Some((Amount { whole: whole.parse().ok()?, thousandths: rounded }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_days_and_seconds_apart() {
        let check = |text: &str, expected: Option<(i64, i64)>| {
            let seen = Duration::parse(text).map(|duration| (duration.days, duration.seconds));
            assert_eq!(seen, expected, "{text}");
        };
        check("P15DT5H0M20S", Some((15, 18_020)));
        check("P7W", Some((49, 0)));
        check("PT1H", Some((0, 3_600)));
        check("+pt90m", Some((0, 5_400)));
        check("-P1DT1S", Some((-1, -1)));
        check("PT0S", Some((0, 0)));
        check("P1DT", Some((1, 0)));
        check("PT1.5H", Some((0, 5_400)));
        check("PT0.0001S", Some((0, 1)));
        check("P0.5D", Some((0, 43_200)));
        check("P1H", Some((0, 3_600)));
        check("P1D2H30M", Some((1, 9_000)));
        for no in [
            "",
            "P",
            "PT",
            "1H",
            "60",
            "PT1D",
            "P1M",
            "PTH",
            "P-1D",
            "P9999999999D",
            "P1D1D",
            "PT1H30",
            "PT.5H",
        ] {
            check(no, None);
        }
    }
}

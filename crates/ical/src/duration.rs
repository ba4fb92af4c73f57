//! Durations of iCalendar.

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
    /// Whether it goes back in time, as no event does.
    pub(crate) fn is_negative(self) -> bool {
        self.days < 0 || self.seconds < 0
    }

    /// Reads `P15DT5H0M20S`, `P7W`, `-PT15M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let text = text.strip_prefix('P')?;
        let (date, time) = text.split_once('T').unwrap_or((text, ""));
        let (weeks, date) = amount(date, 'W')?;
        let (days, date) = amount(date, 'D')?;
        let (hours, time) = amount(time, 'H')?;
        let (minutes, time) = amount(time, 'M')?;
        let (seconds, time) = amount(time, 'S')?;
        if !date.is_empty() || !time.is_empty() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let sign = if negative { -1 } else { 1 };
        Some(Self {
            days: sign * (weeks * 7 + days),
            seconds: sign * (hours * 3600 + minutes * 60 + seconds),
        })
    }
}

/// A number before its unit, 0 where the unit is absent, and what follows.
fn amount(text: &str, unit: char) -> Option<(i64, &str)> {
    let Some((number, rest)) = text.split_once(unit) else { return Some((0, text)) };
    let plain = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse().ok().map(|number| (number, rest)))?
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
        for no in
            ["", "P", "PT", "1H", "P1H", "PT1D", "P1M", "PTH", "P-1D", "P9999999999D", "P1D1D", "PT1H30"]
        {
            check(no, None);
        }
    }
}

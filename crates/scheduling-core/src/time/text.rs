//! Fixed-format reading and writing of instants.
//!
//! Requests carry up to 100,000 busy periods, and reading their instants costs more than the search itself,
//! so this is written by hand, over bytes, without allocation.

use super::SECONDS_PER_DAY;
use super::days::{civil_from_days, days_from_civil, days_in_month};
use std::fmt;

/// Seconds since the epoch and nanoseconds of an RFC 3339 date-time, or what is wrong with it.
pub(super) fn parse_rfc3339(text: &[u8]) -> Result<(i64, u32), &'static str> {
    const FORM: &str = "a date-time is written YYYY-MM-DDTHH:MM:SSZ, or with an offset such as +01:00";
    let (head, tail) = text.split_first_chunk::<19>().ok_or(FORM)?;
    let (day, second) = date_and_time(head).ok_or(FORM)??;
    let (nanoseconds, tail) = fraction(tail)?;
    let offset = offset(tail).ok_or("after the seconds stands Z, or an offset of -23:59 to +23:59")?;
    Ok((day * SECONDS_PER_DAY + second - offset, nanoseconds))
}

/// The day since the epoch and the second of that day, of the nineteen characters before fraction and offset.
fn date_and_time(head: &[u8; 19]) -> Option<Result<(i64, i64), &'static str>> {
    let &[y1, y2, y3, y4, a, m1, m2, b, d1, d2, t, h1, h2, c, n1, n2, d, s1, s2] = head;
    if !(d1.is_ascii_digit() && d2.is_ascii_digit() && matches!(t, b'T' | b't')) {
        return None;
    }
    let [y1, y2, y3, y4, _, m1, m2, _] = digits([y1, y2, y3, y4, a, m1, m2, b], b"0000-00-")?;
    let [h1, h2, _, n1, n2, _, s1, s2] = digits([h1, h2, c, n1, n2, d, s1, s2], b"00:00:00")?;
    let two = |tens: u8, ones: u8| i64::from(tens * 10 + ones);
    let (year, month, day) = (two(y1, y2) * 100 + two(y3, y4), two(m1, m2), two(d1 - b'0', d2 - b'0'));
    let (hour, minute, second) = (two(h1, h2), two(n1, n2), two(s1, s2));
    let dated = year >= 1
        && (1..=12).contains(&month)
        && day >= 1
        && (day <= 28 || day <= days_in_month(year, month));
    if !dated {
        return Some(Err("the calendar has no such day"));
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Some(Err("times are 00:00:00 to 23:59:59, and leap seconds are not known"));
    }
    Some(Ok((days_from_civil(year, month, day), hour * 3600 + minute * 60 + second)))
}

/// Eight characters that are written like `form`, looked at together: the numbers of the digits that stand where it has
/// zeros. Elsewhere its own characters must stand.
fn digits(text: [u8; 8], form: &[u8; 8]) -> Option<[u8; 8]> {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let difference = u64::from_ne_bytes(text) ^ u64::from_ne_bytes(*form);
    // What each byte may differ by at the most, less than 128 and one: more makes its highest bit one.
    let room = form.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 });
    let above = difference.wrapping_add(u64::from_ne_bytes(room)) | difference;
    (above & HIGH == 0).then(|| difference.to_ne_bytes())
}

/// An optional fraction of one to nine digits.
fn fraction(tail: &[u8]) -> Result<(u32, &[u8]), &'static str> {
    let Some((b'.', rest)) = tail.split_first() else { return Ok((0, tail)) };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 9 {
        return Err("fractions of a second have one to nine digits");
    }
    let (fraction, tail) = rest.split_at(digits);
    let padded = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    Ok((padded.fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0')), tail))
}

/// `Z`, or hours and minutes east of UTC, in seconds.
fn offset(tail: &[u8]) -> Option<i64> {
    match *tail {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let east = hours * 3600 + minutes * 60;
            Some(if sign == b'+' { east } else { -east })
        }
        _ => None,
    }
}

/// Two decimal digits.
pub(super) fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// The twenty characters of an instant in UTC.
pub(crate) struct Utc(pub(super) [u8; 20]);

impl Utc {
    pub(crate) fn as_str(&self) -> &str {
        // Only ASCII digits and punctuation are ever written, so this never takes the other way.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Writes seconds since the epoch, of the years 1 to 9999, as `2025-01-22T10:00:00Z`.
pub(crate) fn utc(seconds: i64) -> Utc {
    let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let second = seconds.rem_euclid(SECONDS_PER_DAY);
    let [y1, y2] = pair(year / 100);
    let [y3, y4] = pair(year % 100);
    let [m1, m2] = pair(month);
    let [d1, d2] = pair(day);
    let [h1, h2] = pair(second / 3600);
    let [n1, n2] = pair(second / 60 % 60);
    let [s1, s2] = pair(second % 60);
    Utc([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'])
}

/// A number of 0 to 99 as two digits.
fn pair(number: i64) -> [u8; 2] {
    [(number / 10 % 10), (number % 10)].map(|digit| b'0' + u8::try_from(digit).unwrap_or_default())
}

/// Writes days since the epoch, of the years 1 to 9999, as `2025-01-22`.
pub(crate) fn date(days: i64) -> impl fmt::Display {
    let (year, month, day) = civil_from_days(days);
    fmt::from_fn(move |out| write!(out, "{year:04}-{month:02}-{day:02}"))
}

//! Offsets from UTC.

/// No clock has been further from UTC, in hours. What looks further has minutes and seconds: `+5328` of 1893.
const MOST_HOURS: i32 = 15;

/// `TZOFFSETFROM` and `TZOFFSETTO` in seconds (RFC 5545, 3.3.14). Colons are forgiven, and so are digits and signs that
/// are left out: `+01`, `+530`, `0100`.
pub(crate) fn utc_offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, text),
    };
    let seconds = match digits.split_once(':') {
        Some((hours, rest)) if !hours.is_empty() => match rest.replace(':', "") {
            rest if matches!(rest.len(), 2 | 4) => offset_of_digits(&format!("{hours:0>2}{rest}")),
            _ => None,
        },
        Some(_) => None,
        None => offset_of_digits(digits),
    };
    seconds.map(|seconds| sign * seconds)
}

fn offset_of_digits(digits: &str) -> Option<i32> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = match digits.len() {
        1 | 3 => format!("0{digits}"),
        2 | 4 | 6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| digits.get(at..at + 2).unwrap_or("00").parse::<i32>().ok();
    let (hours, minutes, seconds) = match (part(0)?, part(2)?) {
        (minutes, seconds) if digits.len() == 4 && minutes > MOST_HOURS => (0, minutes, seconds),
        (hours, minutes) => (hours, minutes, part(4)?),
    };
    (hours <= 23 && minutes <= 59 && seconds <= 59).then_some(hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_in_many_notations() {
        let check = |text: &str, expected: Option<i32>| assert_eq!(utc_offset(text), expected, "{text}");
        check("+0100", Some(3_600));
        check("-0741", Some(-27_660));
        check("-0000", Some(0));
        check("+05:30", Some(19_800));
        check("-000115", Some(-75));
        check("+1", Some(3_600));
        check("+01", Some(3_600));
        check("0100", Some(3_600));
        check("+530", Some(19_800));
        check("+5:30", Some(19_800));
        check("+5328", Some(3_208));
        check("+1730", Some(1_050));
        for no in ["", "+", "+0060", "+7000", "+01000", "+é1", "+:", "+:30", "+5:3", "Z"] {
            check(no, None);
        }
    }
}

//! What names of zones say of themselves, where neither our own data nor the file knows them.
//!
//! Programs write names in quotation marks, with a number behind them, or as they show them to people:
//! `(UTC-05:00) Eastern Time (US & Canada)`. Such a name says its offset, and not whether clocks change there: then both
//! count.

use super::offsets;
use scheduling_core::time::TimeZone;

/// The clock of a zone.
#[derive(Debug, Clone)]
pub(crate) struct ZoneClock {
    pub(crate) zone: TimeZone,
    /// Another clock that it may have too: nobody knows which.
    pub(crate) or: Option<TimeZone>,
}

impl ZoneClock {
    /// A clock of which nothing is in doubt.
    pub(crate) fn known(zone: TimeZone) -> Self {
        Self { zone, or: None }
    }

    /// Any of these clocks. Where they are more than two, nobody knows which.
    pub(crate) fn any_of<'c>(clocks: impl Iterator<Item = &'c Self>) -> Option<Self> {
        let mut zones: Vec<&TimeZone> = Vec::new();
        for zone in clocks.flat_map(|clock| std::iter::once(&clock.zone).chain(&clock.or)) {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        match zones[..] {
            [zone] => Some(Self::known(zone.clone())),
            [zone, or] => Some(Self { zone: zone.clone(), or: Some(or.clone()) }),
            _ => None,
        }
    }
}

/// Names for people, and old ones, of zones that have another name today.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("Asia/Beijing", "Asia/Shanghai"),
    ("Kamchatka Standard Time", "Asia/Kamchatka"),
    ("Mitteleuropäische Zeit", "Europe/Berlin"),
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Dublin, Edinburgh, Lisbon, London", "Europe/London"),
    ("Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
    ("Belgrade, Bratislava, Budapest, Ljubljana, Prague", "Europe/Budapest"),
    ("Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"),
    ("Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Warsaw"),
    ("Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm", "Europe/Berlin"),
    ("Athens, Bucharest", "Europe/Bucharest"),
    ("Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", "Europe/Kiev"),
    ("Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
    ("Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai"),
    ("Osaka, Sapporo, Tokyo", "Asia/Tokyo"),
    ("Canberra, Melbourne, Sydney", "Australia/Sydney"),
    ("Auckland, Wellington", "Pacific/Auckland"),
];

/// Abbreviations that people write all the year round: the zone that has them, and their own offset.
const ABBREVIATIONS: &[(&str, &str, &str)] = &[
    ("EDT", "America/New_York", "-0400"),
    ("MDT", "America/Denver", "-0600"),
    ("PST", "America/Los_Angeles", "-0800"),
    ("PDT", "America/Los_Angeles", "-0700"),
    ("CEST", "Europe/Berlin", "+0200"),
];

/// What Windows had once, with clock changes of nowhere.
const MID_ATLANTIC: (&str, &str) = ("Mid-Atlantic Standard Time", "(UTC-02:00) Mid-Atlantic");

/// No clock of the world is further from UTC.
const FARTHEST: i32 = 14 * 3600;

/// The clock of a name by what it says; `known` finds zones by names that are in our own data.
pub(super) fn said(name: &str, known: impl Fn(&str) -> Option<TimeZone>) -> Option<ZoneClock> {
    let spellings = spellings(name);
    let found = spellings.iter().find_map(|name| known(name).or_else(|| other_name(name)));
    let found = found.map(ZoneClock::known);
    found.or_else(|| spellings.iter().find_map(|name| abbreviation(name).or_else(|| by_offset(name))))
}

/// The name, and the names that it may be another notation of.
fn spellings(name: &str) -> Vec<String> {
    let plain = name.replace("%2F", "/").replace("%2f", "/").replace("%20", " ");
    let plain = plain.split(';').next().unwrap_or_default();
    let plain = plain.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '`' | '<' | '>'));
    let mut all = vec![plain.to_owned(), plain.replace(' ', "_")];
    if let Some((name, number)) = plain.rsplit_once(' ')
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        all.push(name.to_owned());
    }
    all.extend(plain.strip_prefix("US-").map(|rest| format!("US/{rest}")));
    all
}

fn other_name(name: &str) -> Option<TimeZone> {
    let shown = match name.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, shown)) => shown.trim(),
        None => name,
    };
    let same = |known: &str| known.to_lowercase() == shown.to_lowercase();
    let zone = OTHER_NAMES.iter().find(|(known, _)| same(known)).map(|(_, zone)| *zone)?;
    TimeZone::named(zone).ok()
}

fn abbreviation(name: &str) -> Option<ZoneClock> {
    let &(_, zone, offset) = ABBREVIATIONS.iter().find(|(known, ..)| name.eq_ignore_ascii_case(known))?;
    let or = offsets::utc_offset(offset).map(|offset| fixed(name, offset));
    Some(ZoneClock { zone: TimeZone::named(zone).ok()?, or })
}

/// The clock of a name that says its offset. What follows the offset may be a place where clocks go forward by an hour.
fn by_offset(name: &str) -> Option<ZoneClock> {
    let (old, new) = MID_ATLANTIC;
    let name = if name.eq_ignore_ascii_case(old) { new } else { name };
    let said = SaidOffset::of(name)?;
    let or = said.is_shown.then(|| fixed(name, said.seconds + 3600));
    Some(ZoneClock { zone: fixed(name, said.seconds), or })
}

fn fixed(name: &str, offset: i32) -> TimeZone {
    TimeZone::from_transitions(name, offset, Vec::new())
}

/// An offset that a name begins with.
struct SaidOffset {
    seconds: i32,
    /// More follows than the offset.
    is_shown: bool,
}

impl SaidOffset {
    /// Reads `UTC+1`, `GMT-05:00`, `+0100`, `(UTC-05:00) Eastern Time`, `(UTC) London`.
    fn of(name: &str) -> Option<Self> {
        let (text, is_bracketed) = name.strip_prefix('(').map_or((name, false), |text| (text, true));
        let behind = |word: &str| {
            let (begin, rest) = text.split_at_checked(word.len())?;
            begin.eq_ignore_ascii_case(word).then_some(rest)
        };
        let word = behind("UTC").or_else(|| behind("GMT"));
        let text = word.unwrap_or(text).trim_start();
        let end = text.find(|c: char| !(c.is_ascii_digit() || "+-:.".contains(c))).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end)?;
        let (rest, is_closed) = rest.strip_prefix(')').map_or((rest, false), |rest| (rest, true));
        let seconds = match digits.starts_with(['+', '-']) {
            true => offsets::utc_offset(&digits.replace('.', ":"))?,
            false if digits.is_empty() && word.is_some() && is_bracketed && is_closed => 0,
            false => return None,
        };
        let is_apart = is_closed || rest.is_empty() || rest.starts_with(char::is_whitespace);
        let is_real = seconds.abs() <= FARTHEST && seconds % 900 == 0;
        (is_apart && is_real).then_some(Self { seconds, is_shown: !rest.trim().is_empty() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::Timestamp;

    /// The offsets of a name in February and in July of 2027, in minutes; with another clock, that one's too.
    fn offsets(name: &str) -> Vec<i64> {
        let known = |name: &str| TimeZone::named(name).ok();
        let Some(clock) = said(name, known) else { return Vec::new() };
        let at = |text| Timestamp::parse(text).expect("an instant");
        let times = [at("2027-02-08T00:00:00Z"), at("2027-07-08T00:00:00Z")];
        std::iter::once(&clock.zone)
            .chain(&clock.or)
            .flat_map(|zone| times.map(|time| zone.offset_at(time) / 60))
            .collect()
    }

    #[test]
    fn names_in_other_notations_are_known() {
        let check = |name: &str, expected: &[i64]| assert_eq!(offsets(name), expected, "{name}");
        for name in ["'Europe/Berlin'", "Europe%2FBerlin", "Europe/Berlin;VALUE=DATE-TIME"] {
            check(name, &[60, 120]);
        }
        for name in ["America/New York", "US-Eastern", "(GMT-05:00) Eastern Time (US & Canada)"] {
            check(name, &[-300, -240]);
        }
        check("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", &[60, 120]);
        check("mitteleuropäische zeit", &[60, 120]);
        check("Asia/Beijing", &[480, 480]);
        check("PDT", &[-480, -420, -420, -420]);
    }

    #[test]
    fn offsets_are_read_from_names() {
        let check = |name: &str, expected: &[i64]| assert_eq!(offsets(name), expected, "{name}");
        for name in ["UTC+01:00", "gmt+0100", "+0100", "GMT +1", "(UTC+01:00)"] {
            check(name, &[60, 60]);
        }
        check("UTC+11", &[660, 660]);
        check("GMT-05:00", &[-300, -300]);
        check("UTC+5:30", &[330, 330]);
        for name in ["(UTC+01:00) Somewhere", "GMT +0100 (Standard) / GMT +0200 (Daylight)"] {
            check(name, &[60, 60, 120, 120]);
        }
        check("(UTC) Somewhere", &[0, 0, 60, 60]);
        check("Mid-Atlantic Standard Time", &[-120, -120, -60, -60]);
        for name in ["", "UTC+25", "UTC+01:07", "0100", "GMT Nowhere", "UTC+1x", "CST", "Office 2", "(x) y"] {
            check(name, &[]);
        }
    }
}

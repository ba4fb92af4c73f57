//! Finding zones by their names, or by parts of them.

use scheduling_core::time::TimeZone;

/// Zones that are offered where what was typed is the name of none.
const OFFERED: usize = 20;

/// Whether people read the opposite of what the zone is: `Etc/GMT+5` is five hours behind UTC, as POSIX counts.
fn reads_backwards(name: &str) -> bool {
    let signed = name.strip_prefix("Etc/GMT").is_some_and(|rest| rest.starts_with(['+', '-']));
    signed && !name.ends_with("+0") && !name.ends_with("-0")
}

/// The zone of a name, however it is written, or of the only one that holds it. One that reads backwards has to be named in full.
pub(crate) fn named(text: &str) -> Option<TimeZone> {
    let wanted = key(text);
    let exact = TimeZone::named(text).ok();
    let written = || TimeZone::names().find(|name| key(name) == wanted);
    let only = || match *matching(text).as_slice() {
        [only] => Some(only),
        _ => None,
    };
    exact.or_else(|| TimeZone::named(written().or_else(only)?).ok())
}

fn key(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(' ', "_")
}

/// Zones whose names hold what was typed, less those that read backwards.
pub(crate) fn matching(text: &str) -> Vec<&'static str> {
    let part = key(text);
    let holds = |name: &&'static str| !part.is_empty() && key(name).contains(&part);
    TimeZone::names().filter(holds).filter(|name| !reads_backwards(name)).take(OFFERED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_parts_of_their_names() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(named(text).map(|zone| zone.name().to_owned()).as_deref(), expected, "{text}");
        };
        check("Europe/Berlin", Some("Europe/Berlin"));
        check("europe/berlin", Some("Europe/Berlin"));
        check("America/New York", Some("America/New_York"));
        check("Berlin", Some("Europe/Berlin"));
        check("indiana", None);
        check("", None);
        check("utc", Some("UTC"));
        assert_eq!(matching("new york"), ["America/New_York"]);
        assert!(matching("a").len() == OFFERED && matching("").is_empty() && matching("nowhere").is_empty());
    }

    #[test]
    fn a_zone_that_reads_backwards_is_taken_by_its_full_name_alone() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(named(text).map(|zone| zone.name().to_owned()).as_deref(), expected, "{text}");
        };
        for text in ["GMT+5", "gmt+5", "GMT-8", "GMT+12", "/gmt+5", "+5", "-14", "T-9", "UTC+5", "UTC+05:30"]
        {
            check(text, None);
            assert!(matching(text).is_empty(), "{text}");
        }
        check("Etc/GMT+5", Some("Etc/GMT+5"));
        check("etc/gmt-8", Some("Etc/GMT-8"));
        assert!(named("GMT").is_some() && named("GMT+0").is_some(), "no sign that could be the other one");
    }
}

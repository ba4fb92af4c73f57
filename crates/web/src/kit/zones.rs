//! Finding zones by their names, or by parts of them.

use scheduling_core::time::TimeZone;

/// Zones that are offered where what was typed is the name of none.
const OFFERED: usize = 20;

/// The zone of a name, however it is written, or of the only one that holds it.
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

/// Zones whose names hold what was typed.
pub(crate) fn matching(text: &str) -> Vec<&'static str> {
    let part = key(text);
    let holds = |name: &&'static str| !part.is_empty() && key(name).contains(&part);
    TimeZone::names().filter(holds).take(OFFERED).collect()
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
        assert_eq!(matching("new york"), ["America/New_York"]);
        assert!(matching("a").len() == OFFERED && matching("").is_empty() && matching("nowhere").is_empty());
    }
}

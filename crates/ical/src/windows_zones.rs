//! The zone names of Windows, which Outlook and Exchange write as `TZID`.
//!
//! The table is the mapping of the Unicode CLDR (`data/windows_zones.txt`, written by `cargo xtask windows-zones`).

use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../data/windows_zones.txt");

/// Names that Windows has already and the CLDR of the table has not.
const NEWER: &[(&str, &str)] = &[
    ("Alberta Standard Time", "America/Edmonton"),
    ("British Columbia Standard Time", "America/Vancouver"),
    ("Manitoba Standard Time", "America/Winnipeg"),
];

/// What Outlook and Exchange call UTC besides, among others for meetings that are made in a browser.
const OUTLOOK: &[(&str, &str)] = &[
    ("tzone://Microsoft/Utc", "Etc/UTC"),
    ("Coordinated Universal Time", "Etc/UTC"),
    ("(UTC) Coordinated Universal Time", "Etc/UTC"),
];

/// The IANA name of a Windows zone name, in any case of letters.
pub(crate) fn iana_name(windows: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| all().map(|(name, iana)| (name.to_ascii_lowercase(), iana)).collect());
    names.get(&windows.to_ascii_lowercase()).copied()
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    table().chain(NEWER.iter().copied()).chain(OUTLOOK.iter().copied())
}

fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeZone;

    #[test]
    fn every_entry_can_be_found_and_is_a_zone() {
        let mut seen = 0;
        for (windows, iana) in all() {
            assert_eq!(iana_name(&windows.to_uppercase()), Some(iana), "{windows}");
            assert!(TimeZone::named(iana).is_ok(), "{iana}");
            seen += 1;
        }
        // Windows takes no name away; what was understood once is understood for ever.
        assert!(seen >= 142, "{seen} names");
        assert_eq!(iana_name("Europe/Berlin"), None);
        assert_eq!(iana_name("# The zone names of Windows"), None);
    }

    #[test]
    fn the_table_is_the_one_for_the_whole_world() {
        let check = |windows: &str, iana: &str| assert_eq!(iana_name(windows), Some(iana), "{windows}");
        check("W. Europe Standard Time", "Europe/Berlin");
        check("Romance Standard Time", "Europe/Paris");
        check("GMT Standard Time", "Europe/London");
        check("Greenwich Standard Time", "Atlantic/Reykjavik");
        check("Eastern Standard Time (Mexico)", "America/Cancun");
        check("India Standard Time", "Asia/Calcutta");
        check("UTC", "Etc/UTC");
        check("UTC-11", "Etc/GMT+11");
        check("utc+13", "Etc/GMT-13");
    }

    #[test]
    fn what_the_table_has_is_not_said_again() {
        for (windows, _) in NEWER.iter().chain(OUTLOOK) {
            assert!(table().all(|(name, _)| name != *windows), "{windows} is in the table now");
        }
    }
}

//! Zone data: the IANA database that is built into the program, as tables of constant offsets.
//!
//! This is the only module that knows where offsets come from. The data is built into
//! the program from the newest release (`data/README.md`); the machine's own zone files are never read, because they
//! are often years old. jiff reads the compiled files and applies the rules that they end with.

use super::zone_table::ZoneTable;
use ::jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The release of the IANA time zone database that is built in, for example `2026f`.
///
/// ```
/// // A year and a letter.
/// let release = scheduling_core::time::zone_data_release();
/// assert!(release.starts_with("20") && release.len() == 5, "{release}");
/// ```
#[must_use]
pub fn release() -> &'static str {
    bundle().release
}

/// The names of all zones that are built in, aliases included, in alphabetical order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    bundle().zones.iter().map(|&(name, _)| name)
}

/// The zones as compiled by the IANA's `zic` (RFC 8536), in one file. It begins with
/// text: a line with the release, then a line per zone with its name, the offset of its data behind the text and
/// the data's length, in order of name, then an empty line. Zones with several names share their data.
static BUNDLE: &[u8] = include_bytes!("../../data/zones.bin");

struct Bundle {
    release: &'static str,
    zones: Vec<(&'static str, &'static [u8])>,
}

/// The bundle's index, read when first asked for.
fn bundle() -> &'static Bundle {
    static READ: OnceLock<Bundle> = OnceLock::new();
    READ.get_or_init(|| {
        let head = BUNDLE.windows(2).position(|pair| pair == b"\n\n").unwrap_or_default();
        let (head, data) = BUNDLE.split_at_checked(head).unwrap_or_default();
        let mut lines = std::str::from_utf8(head).unwrap_or_default().lines();
        let release = lines.next().unwrap_or("unknown");
        let entry = |line: &'static str| {
            let mut words = line.split(' ');
            let (name, from, length) = (words.next()?, words.next()?, words.next()?);
            // Two bytes of line ends stand between the text and the data.
            let from = from.parse::<usize>().ok()? + 2;
            Some((name, data.get(from..from + length.parse::<usize>().ok()?)?))
        };
        Bundle { release, zones: lines.filter_map(entry).collect() }
    })
}

/// The table of that name, matched exactly; made when first asked for and kept for the life of the program.
pub(super) fn named(name: &str) -> Option<Arc<ZoneTable>> {
    type Tables = RwLock<HashMap<&'static str, Arc<ZoneTable>>>;
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let tables = TABLES.get_or_init(RwLock::default);
    if let Some(table) = tables.read().unwrap_or_else(PoisonError::into_inner).get(name) {
        return Some(Arc::clone(table));
    }
    let (name, zone) = compiled(name)?;
    let table = Arc::new(ZoneTable::built_in(name, &zone));
    tables.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&table));
    Some(table)
}

/// The compiled zone of that name, as jiff reads it.
pub(super) fn compiled(name: &str) -> Option<(&'static str, TimeZone)> {
    let zones = &bundle().zones;
    let at = zones.binary_search_by_key(&name, |&(known, _)| known).ok()?;
    let &(name, data) = zones.get(at)?;
    Some((name, TimeZone::tzif(name, data).ok()?))
}

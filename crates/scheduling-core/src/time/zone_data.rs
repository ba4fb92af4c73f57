//! Zone data: the IANA database that is built into the program, as tables of constant offsets.
//!
//! This is the only module that knows where offsets come from. The data is built into
//! the program from the newest release (`data/README.md`); the machine's own zone files are never read, because they
//! are often years old. jiff reads the compiled files and applies the rules that they end with.

use super::zone::ZoneSpan;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Tables reach to 2100-01-01T00:00:00Z; later offsets are worked out when asked for.
const TABLE_END: i64 = 4_102_444_800;

/// The release of the IANA time zone database that is built in, for example `2026f`.
#[must_use]
pub fn release() -> &'static str {
    bundle().release
}

/// The names of all zones that are built in, aliases included, in alphabetical order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    bundle().zones.iter().map(|&(name, _)| name)
}

/// The zones as compiled by the IANA's `zic` (RFC 8536), in one file that `cargo xtask zones` writes. It begins with
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

/// Offsets of one zone over all time.
#[derive(Debug)]
pub(super) struct ZoneTable {
    pub(super) name: Box<str>,
    /// In order; the first begins at the beginning of time.
    spans: Box<[ZoneSpan]>,
    /// Works out what lies after [`TABLE_END`]; `None` where the last span lasts for ever.
    later: Option<TimeZone>,
}

/// The table of that name, matched exactly; made when first asked for and kept for the life of the program.
pub(super) fn named(name: &str) -> Option<Arc<ZoneTable>> {
    type Tables = RwLock<HashMap<&'static str, Arc<ZoneTable>>>;
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let tables = TABLES.get_or_init(RwLock::default);
    if let Some(table) = tables.read().unwrap_or_else(PoisonError::into_inner).get(name) {
        return Some(Arc::clone(table));
    }
    let zones = &bundle().zones;
    let at = zones.binary_search_by_key(&name, |&(known, _)| known).ok()?;
    let &(name, data) = zones.get(at)?;
    let table = Arc::new(ZoneTable::built_in(name, &TimeZone::tzif(name, data).ok()?));
    tables.write().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&table));
    Some(table)
}

impl ZoneTable {
    fn built_in(name: &str, zone: &TimeZone) -> Self {
        let mut spans = vec![ZoneSpan::new(i64::MIN, offset(zone, Timestamp::MIN))];
        extend(&mut spans, zone, Timestamp::MIN, TABLE_END);
        let later = zone.following(timestamp(TABLE_END)).next().map(|_| zone.clone());
        Self { name: name.into(), spans: spans.into(), later }
    }

    /// A table with one offset for ever, or with the changes given; each lasts until the next.
    pub(super) fn custom(name: &str, spans: Vec<ZoneSpan>) -> Self {
        Self { name: name.into(), spans: spans.into(), later: None }
    }

    /// The spans that overlap `[from, to)`, in order.
    pub(super) fn spans(&self, from: i64, to: i64) -> Cow<'_, [ZoneSpan]> {
        let first = self.spans.partition_point(|span| span.start <= from).saturating_sub(1);
        let last = self.spans.partition_point(|span| span.start < to).max(first + 1);
        let known = self.spans.get(first..last).unwrap_or_default();
        match &self.later {
            Some(zone) if to > TABLE_END => {
                let begin = from.max(TABLE_END);
                let mut spans = known.to_vec();
                if from > TABLE_END {
                    spans = vec![ZoneSpan::new(i64::MIN, offset(zone, timestamp(begin)))];
                }
                extend(&mut spans, zone, timestamp(begin), to);
                Cow::Owned(spans)
            }
            _ => Cow::Borrowed(known),
        }
    }

    /// Seconds east of UTC at an instant.
    pub(super) fn offset_at(&self, instant: i64) -> i64 {
        match &self.later {
            Some(zone) if instant >= TABLE_END => offset(zone, timestamp(instant)),
            _ => {
                let after = self.spans.partition_point(|span| span.start <= instant);
                self.spans.get(after.saturating_sub(1)).map_or(0, |span| span.offset)
            }
        }
    }
}

/// Adds the changes of offset after `from` and before `to`. Changes of name alone are none.
fn extend(spans: &mut Vec<ZoneSpan>, zone: &TimeZone, from: Timestamp, to: i64) {
    for change in zone.following(from) {
        let start = change.timestamp().as_second();
        if start >= to {
            break;
        }
        let offset = i64::from(change.offset().seconds());
        if spans.last().is_none_or(|span| span.offset != offset) {
            spans.push(ZoneSpan::new(start, offset));
        }
    }
}

fn offset(zone: &TimeZone, at: Timestamp) -> i64 {
    i64::from(zone.to_offset(at).seconds())
}

/// jiff's time ends a day before ours; no zone changes in between.
fn timestamp(seconds: i64) -> Timestamp {
    let inside = seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(inside).unwrap_or(Timestamp::MAX)
}

//! A zone as a table: stretches of constant offset over all time.

use ::jiff::Timestamp;
use ::jiff::tz::TimeZone;
use std::borrow::Cow;

/// Tables reach to 2100-01-01T00:00:00Z; later offsets are worked out when asked for.
const TABLE_END: i64 = 4_102_444_800;

/// A stretch of time with one offset. It lasts until the start of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ZoneSpan {
    pub(crate) start: i64,
    pub(crate) offset: i64,
}

impl ZoneSpan {
    pub(crate) fn new(start: i64, offset: i64) -> Self {
        Self { start, offset }
    }
}

/// Each span with the instant at which it ends.
pub(crate) fn with_ends(spans: &[ZoneSpan]) -> impl Iterator<Item = (ZoneSpan, i64)> + '_ {
    let ends = spans.iter().skip(1).map(|next| next.start).chain(std::iter::once(i64::MAX));
    spans.iter().copied().zip(ends)
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

impl ZoneTable {
    /// The table of a compiled zone.
    pub(super) fn built_in(name: &str, zone: &TimeZone) -> Self {
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

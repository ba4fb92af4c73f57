//! Where the events of a day stand: rows of five minutes as a clock shows them, and lanes beside each other.

/// Minutes of a row.
pub(super) const ROW: i64 = 5;
/// Rows of an hour, and of a day.
pub(super) const HOUR: i64 = 60 / ROW;
pub(super) const DAY: i64 = 24 * HOUR;
/// Columns of a day, of which lanes take their share.
pub(super) const COLUMNS: usize = 12;
/// Rows of the shortest event: a pointer has to meet it.
const LEAST: i64 = 5;

/// Minutes of a day, as its clock shows them. Where clocks are set back the end may come before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

/// The hours of a day that are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hours {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Hours {
    /// Those of an office, and as many more as the events need.
    pub(super) fn around(spans: impl Iterator<Item = Span>) -> Self {
        let mut hours = Self { first: 8, last: 18 };
        for span in spans {
            hours.first = hours.first.min(span.start / 60);
            hours.last = hours.last.max((span.end.max(span.start + LEAST * ROW) + 59) / 60).min(24);
        }
        hours
    }

    pub(super) fn all(self) -> impl Iterator<Item = i64> {
        self.first..self.last
    }

    pub(super) fn count(self) -> i64 {
        self.last - self.first
    }

    /// The row of an hour.
    pub(super) fn row(self, hour: i64) -> i64 {
        (hour - self.first) * HOUR + 1
    }
}

/// Where an event stands, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) row: i64,
    pub(super) rows: i64,
    pub(super) column: usize,
    pub(super) columns: usize,
}

impl Place {
    /// The classes that the style sheet knows.
    pub(super) fn classes(self) -> String {
        format!("r{} n{} c{} w{}", self.row, self.rows, self.column, self.columns)
    }
}

/// Rows of a day and a lane among those that overlap.
#[derive(Debug, Clone, Copy)]
struct Laid {
    from: i64,
    until: i64,
    lane: usize,
}

fn rows(span: Span) -> Laid {
    let from = (span.start / ROW).min(DAY - LEAST);
    let until = ((span.end + ROW - 1) / ROW).max(from + LEAST).min(DAY);
    Laid { from, until, lane: 0 }
}

/// Places for events in order of their starts: those that overlap stand beside each other, and share the width.
pub(super) fn places(spans: &[Span], hours: Hours) -> Vec<Place> {
    let mut laid: Vec<Laid> = spans.iter().copied().map(rows).collect();
    let mut shares = Vec::with_capacity(laid.len());
    let mut begin = 0;
    while begin < laid.len() {
        let group = group(laid.get_mut(begin..).unwrap_or_default());
        shares.extend(std::iter::repeat_n(share(group.lanes), group.len));
        begin += group.len;
    }
    let place = |(one, columns): (&Laid, usize)| Place {
        row: one.from - hours.first * HOUR + 1,
        rows: one.until - one.from,
        column: (one.lane * columns).min(COLUMNS - columns) + 1,
        columns,
    };
    laid.iter().zip(shares).map(place).collect()
}

/// Events that hang together, and the lanes that they need.
struct Group {
    len: usize,
    lanes: usize,
}

/// The first events that overlap one another, each in a lane.
fn group(laid: &mut [Laid]) -> Group {
    let mut ends: Vec<i64> = Vec::new();
    let mut len = 0;
    for one in laid {
        if len > 0 && ends.iter().all(|end| *end <= one.from) {
            break;
        }
        let free = ends.iter().position(|end| *end <= one.from);
        one.lane = free.unwrap_or(ends.len());
        match ends.get_mut(one.lane) {
            Some(end) => *end = one.until,
            None => ends.push(one.until),
        }
        len += 1;
    }
    Group { len, lanes: ends.len() }
}

/// The columns of one of so many lanes. Beyond twelve, the last ones lie on top of each other.
fn share(lanes: usize) -> usize {
    match lanes {
        0 | 1 => 12,
        2 => 6,
        3 => 4,
        4 => 3,
        5 | 6 => 2,
        _ => 1,
    }
}

/// The rules of the style sheet for rows, lengths and lanes.
pub(crate) fn rules() -> String {
    let row = |row: i64| format!(".r{row}{{grid-row-start:{row}}}.n{row}{{grid-row-end:span {row}}}");
    let column = |at: usize| format!(".c{at}{{grid-column-start:{at}}}.w{at}{{grid-column-end:span {at}}}");
    let hours = |hours: i64| format!(".t{hours}{{min-height:calc({}*var(--row))}}", hours * HOUR);
    let rules = (1..=DAY).map(row).chain((1..=COLUMNS).map(column)).chain((1..=24).map(hours));
    format!("@media (min-width:60rem){{{}}}", rules.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i64, end: i64) -> Span {
        Span { start, end }
    }

    fn seen(spans: &[(i64, i64)]) -> Vec<(i64, i64, usize, usize)> {
        let spans: Vec<Span> = spans.iter().map(|(start, end)| span(*start, *end)).collect();
        let places = places(&spans, Hours { first: 0, last: 24 });
        places.iter().map(|one| (one.row, one.rows, one.column, one.columns)).collect()
    }

    #[test]
    fn events_that_overlap_share_the_width() {
        assert_eq!(seen(&[(600, 660)]), [(121, 12, 1, 12)]);
        // One after the other, each has all of it.
        assert_eq!(seen(&[(600, 660), (660, 720)]), [(121, 12, 1, 12), (133, 12, 1, 12)]);
        assert_eq!(seen(&[(600, 660), (630, 690)]), [(121, 12, 1, 6), (127, 12, 7, 6)]);
        // The third takes the lane that is free again.
        assert_eq!(
            seen(&[(600, 660), (630, 720), (660, 700)]),
            [(121, 12, 1, 6), (127, 18, 7, 6), (133, 8, 1, 6)]
        );
    }

    #[test]
    fn no_two_events_lie_on_each_other() {
        for count in 1..=12 {
            let spans: Vec<(i64, i64)> = (0..count).map(|_| (600, 660)).collect();
            let mut columns: Vec<usize> = seen(&spans).iter().map(|place| place.2).collect();
            columns.dedup();
            assert_eq!(columns.len(), spans.len(), "{count}");
            assert!(seen(&spans).iter().all(|place| place.2 + place.3 <= COLUMNS + 1), "{count}");
        }
        let many: Vec<(i64, i64)> = (0..40).map(|_| (600, 660)).collect();
        assert!(seen(&many).iter().all(|place| (1..=COLUMNS).contains(&place.2)));
    }

    #[test]
    fn short_events_are_large_enough_and_stay_within_the_day() {
        assert_eq!(seen(&[(600, 605)]), [(121, 5, 1, 12)]);
        assert_eq!(seen(&[(1438, 1440)]), [(284, 5, 1, 12)]);
        // Two that are drawn longer than they are do not cover each other.
        assert_eq!(seen(&[(600, 605), (605, 610)]), [(121, 5, 1, 6), (122, 5, 7, 6)]);
        // Where clocks are set back, the end stands before the start.
        assert_eq!(seen(&[(165, 135)]), [(34, 5, 1, 12)]);
    }

    #[test]
    fn hours_reach_as_far_as_the_events() {
        let hours = |spans: &[Span]| {
            let hours = Hours::around(spans.iter().copied());
            (hours.first, hours.last)
        };
        assert_eq!(hours(&[]), (8, 18));
        assert_eq!(hours(&[span(480, 1080)]), (8, 18));
        assert_eq!(hours(&[span(479, 1081)]), (7, 19));
        assert_eq!(hours(&[span(0, 30), span(1410, 1440)]), (0, 24));
        let late = Hours { first: 8, last: 24 };
        assert_eq!(late.row(9), 13);
        assert_eq!(places(&[span(540, 600)], late).first().map(|place| place.row), Some(13));
    }

    #[test]
    fn every_place_has_its_rules() {
        let rules = rules();
        for class in [".r1{", ".r288{", ".n288{", ".c12{", ".w12{", ".t24{"] {
            assert!(rules.contains(class), "{class}");
        }
    }
}

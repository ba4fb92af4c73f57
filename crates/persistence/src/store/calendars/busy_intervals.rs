//! How imported busy time is cut up for storing, and what has to change when it is read again.

use scheduling_core::time::{Interval, IntervalSet};

/// The longest piece of busy time that is stored, in seconds. A search for what touches a window looks this far before
/// its start and no further, so that years of past events cost nothing.
pub(crate) const LONGEST: i64 = 7 * 86_400;

/// A piece: start and end in seconds since 1970.
pub(crate) type Piece = (i64, i64);

/// The pieces of these busy times, in order.
pub(crate) fn pieces(busy: &IntervalSet) -> Vec<Piece> {
    busy.iter().flat_map(cut).collect()
}

fn cut(interval: Interval) -> impl Iterator<Item = Piece> {
    let end = interval.end().unix();
    let next = move |start: &i64| Some(start + LONGEST).filter(|next| *next < end);
    std::iter::successors(Some(interval.start().unix()), next)
        .map(move |start| (start, end.min(start + LONGEST)))
}

/// What has to be taken away and added, so that `stored` becomes `wanted`. Both are in order of start, and no two of
/// one start at the same time.
///
/// Most readings of a calendar change nothing or a few events: so almost nothing has to be written.
pub(crate) fn difference(stored: &[Piece], wanted: &[Piece]) -> (Vec<Piece>, Vec<Piece>) {
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let (mut stored, mut wanted) = (stored.iter().copied().peekable(), wanted.iter().copied().peekable());
    loop {
        match (stored.peek().copied(), wanted.peek().copied()) {
            (None, None) => return (gone, new),
            (Some(old), Some(want)) if old == want => {
                stored.next();
                wanted.next();
            }
            (Some(old), want) if want.is_none_or(|want| old.0 <= want.0) => {
                gone.push(old);
                stored.next();
            }
            (_, want) => {
                new.extend(want);
                wanted.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::Timestamp;

    fn set(intervals: &[(i64, i64)]) -> IntervalSet {
        let one = |(start, end): &(i64, i64)| {
            Interval::new(Timestamp::saturating_from_unix(*start), Timestamp::saturating_from_unix(*end)).ok()
        };
        intervals.iter().filter_map(one).collect()
    }

    fn cuts(intervals: &[(i64, i64)], expected: &[Piece]) {
        let busy = set(intervals);
        let pieces = pieces(&busy);
        assert_eq!(pieces, expected, "{intervals:?}");
        assert_eq!(set(&pieces), busy, "the pieces are the same time");
    }

    #[test]
    fn no_piece_is_longer_than_a_week() {
        const W: i64 = LONGEST;
        cuts(&[], &[]);
        cuts(&[(0, 5), (10, 20)], &[(0, 5), (10, 20)]);
        cuts(&[(0, W)], &[(0, W)]);
        cuts(&[(0, W + 1)], &[(0, W), (W, W + 1)]);
        cuts(&[(3, 3 + 2 * W)], &[(3, 3 + W), (3 + W, 3 + 2 * W)]);
        cuts(&[(-W, 2 * W + 5)], &[(-W, 0), (0, W), (W, 2 * W), (2 * W, 2 * W + 5)]);
    }

    fn differs(stored: &[Piece], wanted: &[Piece], gone: &[Piece], new: &[Piece]) {
        let seen = difference(stored, wanted);
        assert_eq!(seen, (gone.to_vec(), new.to_vec()), "{stored:?} to {wanted:?}");
    }

    #[test]
    fn only_what_changed_is_written() {
        differs(&[], &[], &[], &[]);
        differs(&[(1, 2)], &[(1, 2)], &[], &[]);
        differs(&[], &[(1, 2)], &[], &[(1, 2)]);
        differs(&[(1, 2)], &[], &[(1, 2)], &[]);
        differs(&[(1, 2)], &[(1, 3)], &[(1, 2)], &[(1, 3)]);
        differs(&[(1, 2), (5, 6), (9, 10)], &[(1, 2), (7, 8), (9, 10)], &[(5, 6)], &[(7, 8)]);
        differs(&[(5, 6)], &[(1, 2), (5, 6), (9, 10)], &[], &[(1, 2), (9, 10)]);
    }
}

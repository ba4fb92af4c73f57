//! Groups: how many of their members are free at each start, a word of starts at a time.

use super::bits;
use super::group::Group;
use super::query::Query;

/// Removed starts of each participant, a row of `words` words each.
pub(super) struct Rows {
    pub(super) removed: Vec<u64>,
    pub(super) words: usize,
}

impl Rows {
    pub(super) fn row_mut(&mut self, participant: usize) -> &mut [u64] {
        let from = participant.saturating_mul(self.words);
        self.removed.get_mut(from..from + self.words).unwrap_or_default()
    }

    pub(super) fn row(&self, participant: usize) -> &[u64] {
        let from = participant.saturating_mul(self.words);
        self.removed.get(from..from + self.words).unwrap_or_default()
    }
}

/// The starts, of `len`, at which every group of the query has enough free members.
pub(super) fn met(query: &Query, rows: &Rows, len: usize) -> Vec<u64> {
    let mut open = bits::ones(len);
    match &query.groups {
        // Nobody named: everybody. All rows are cleared in one pass, with no list of members made.
        None => {
            if rows.words > 0 {
                rows.removed.chunks_exact(rows.words).for_each(|row| clear(&mut open, row));
            }
        }
        Some(groups) => {
            // The smallest first: where one of them leaves nothing, the larger ones need not be counted.
            let mut smallest_first: Vec<&Group> = groups.iter().collect();
            smallest_first.sort_by_key(|group| group.members.len());
            for group in smallest_first {
                if query.terms.is_stopped() || open.iter().all(|&word| word == 0) {
                    break;
                }
                keep_met(&mut open, group, group.required, rows);
            }
        }
    }
    open
}

/// Clears from `open` the starts at which fewer than `required` members of the group are free.
pub(super) fn keep_met(open: &mut [u64], group: &Group, required: usize, rows: &Rows) {
    if required == group.members.len() {
        for &member in &group.members {
            clear(open, rows.row(member));
        }
        return;
    }
    for (at, word) in open.iter_mut().enumerate() {
        if *word != 0 {
            *word &= at_least(group, required, rows, at);
        }
    }
}

fn clear(open: &mut [u64], removed: &[u64]) {
    for (word, removed) in open.iter_mut().zip(removed) {
        *word &= !removed;
    }
}

/// Counts the free members for 64 starts at once: `planes[i]` holds bit `i` of each start's count. Comparing
/// with `required` goes from the highest bit down, as one compares numbers on paper.
fn at_least(group: &Group, required: usize, rows: &Rows, at: usize) -> u64 {
    let mut planes = [0u64; usize::BITS as usize];
    let used = usize::try_from(usize::BITS - group.members.len().leading_zeros()).unwrap_or_default();
    for &member in &group.members {
        let mut carry = !rows.row(member).get(at).copied().unwrap_or(u64::MAX);
        for plane in planes.iter_mut().take(used) {
            let sum = *plane ^ carry;
            carry &= *plane;
            *plane = sum;
        }
    }
    let (mut greater, mut equal) = (0, u64::MAX);
    for (bit, plane) in planes.iter().enumerate().take(used).rev() {
        if required >> bit & 1 == 1 {
            equal &= plane;
        } else {
            greater |= equal & plane;
            equal &= !plane;
        }
    }
    greater | equal
}

//! Rows of bits, one for each possible start.

/// How many words hold that many bits.
pub(super) fn words(bits: usize) -> usize {
    bits.div_ceil(64)
}

/// Sets the bits `from` up to, and without, `to`; does nothing where that is empty.
#[inline]
pub(super) fn set_range(row: &mut [u64], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let last = to - 1;
    let (head, tail) = (u64::MAX << (from % 64), u64::MAX >> (63 - last % 64));
    let (begin, end) = (from / 64, last / 64);
    if begin == end {
        if let Some(only) = row.get_mut(begin) {
            *only |= head & tail;
        }
    } else if let Some([first, middle @ .., end]) = row.get_mut(begin..end + 1) {
        *first |= head;
        middle.fill(u64::MAX);
        *end |= tail;
    }
}

/// Whether a bit is set; what lies outside the row is not.
pub(super) fn is_set(row: &[u64], bit: usize) -> bool {
    row.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

/// A row in which the first `bits` bits are set.
pub(super) fn ones(bits: usize) -> Vec<u64> {
    let mut row = vec![0; words(bits)];
    set_range(&mut row, 0, bits);
    row
}

/// How many bits are set.
pub(super) fn count(row: &[u64]) -> usize {
    row.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or_default()).sum()
}

/// The numbers of the bits that are set, in order.
pub(super) fn iter(row: &[u64]) -> impl Iterator<Item = usize> + '_ {
    row.iter().enumerate().flat_map(|(at, &word)| {
        std::iter::successors((word != 0).then_some(word), |word| {
            Some(word & (word - 1)).filter(|&rest| rest != 0)
        })
        .map(move |word| at * 64 + usize::try_from(word.trailing_zeros()).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_are_the_bits_between(from in 0usize..300, to in 0usize..300) {
            let mut row = vec![0; words(300)];
            set_range(&mut row, from, to);
            let expected: Vec<usize> = (from..to).collect();
            prop_assert_eq!(iter(&row).collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(count(&row), expected.len());
            prop_assert!((0..300).all(|bit| is_set(&row, bit) == expected.contains(&bit)));
        }
    }

    #[test]
    fn a_row_of_ones_ends_where_it_should() {
        for bits in [0, 1, 63, 64, 65, 128] {
            assert_eq!(iter(&ones(bits)).collect::<Vec<_>>(), (0..bits).collect::<Vec<_>>());
        }
    }
}

//! Who gets the seats of a worker, where companies want more than there are.
//!
//! A company takes at most as many as it leaves to others: half of what is free when it comes. So a company that fills its
//! seats with servers that hang leaves some to everybody else, and one that is alone still has half of them.

use crate::CompanyId;
use std::collections::BTreeMap;

/// Seats, and who holds how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seating {
    free: usize,
    held: BTreeMap<CompanyId, usize>,
}

impl Seating {
    /// So many seats, of which these are taken.
    #[must_use]
    pub fn new(seats: usize, held: BTreeMap<CompanyId, usize>) -> Self {
        let taken: usize = held.values().sum();
        Self { free: seats.saturating_sub(taken), held }
    }

    /// So many seats, all of them free.
    #[must_use]
    pub fn empty(seats: usize) -> Self {
        Self::new(seats, BTreeMap::new())
    }

    /// Seats that nobody holds.
    #[must_use]
    pub fn free(&self) -> usize {
        self.free
    }

    /// Gives the company a seat, unless it has its share. Whether it got one.
    pub fn offer(&mut self, company: CompanyId) -> bool {
        let held = self.held.get(&company).copied().unwrap_or_default();
        if fair_share(self.free, held) == 0 {
            return false;
        }
        self.free -= 1;
        self.held.insert(company, held + 1);
        true
    }

    /// The companies that have their share.
    #[must_use]
    pub fn saturated(&self) -> Vec<CompanyId> {
        let full = self.held.iter().filter(|(_, held)| fair_share(self.free, **held) == 0);
        full.map(|(company, _)| *company).collect()
    }
}

/// How many more seats a company may take that holds `held`, while `free` are free.
fn fair_share(free: usize, held: usize) -> usize {
    (free + held).div_ceil(2).saturating_sub(held).min(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(held: &[usize], expected: &[usize]) {
        let held = held.iter().zip(1..).map(|(held, company)| (CompanyId(company), *held)).collect();
        let mut seating = Seating::new(64, held);
        let mut seated: Vec<usize> = Vec::new();
        for company in (1..).take(expected.len()).map(CompanyId) {
            seated.push((0..100).filter(|_| seating.offer(company)).count());
        }
        assert_eq!(seated, expected);
    }

    #[test]
    fn each_leaves_as_much_as_it_takes() {
        check(&[], &[32, 16, 8, 4, 2, 1, 1, 0]);
        check(&[32], &[0, 16, 8]);
        check(&[10], &[22, 16]);
        check(&[32, 16, 8, 4, 2, 1, 1], &[0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn whoever_has_their_share_is_known() {
        let mut seating = Seating::empty(4);
        assert!(seating.offer(CompanyId(1)) && seating.offer(CompanyId(1)) && !seating.offer(CompanyId(1)));
        assert_eq!((seating.saturated(), seating.free()), (vec![CompanyId(1)], 2));
        assert!(seating.offer(CompanyId(2)));
        assert_eq!(seating.saturated(), [CompanyId(1), CompanyId(2)]);
        assert!(seating.offer(CompanyId(3)));
        assert_eq!(seating.free(), 0);
    }
}

//! The seats of a queue: which companies hold how many.

use domain::CompanyId;
use domain::seating::Seating;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who holds how many seats; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seats(Arc<Mutex<BTreeMap<CompanyId, usize>>>);

/// A seat that is taken; dropping this frees it.
pub(crate) struct Seat {
    seats: Seats,
    company: CompanyId,
}

impl Seats {
    /// Who sits where at the moment, among so many seats.
    pub(crate) fn seating(&self, seats: usize) -> Seating {
        Seating::new(seats, self.held().clone())
    }

    /// Takes a seat for the company.
    pub(crate) fn take(&self, company: CompanyId) -> Seat {
        *self.held().entry(company).or_default() += 1;
        Seat { seats: self.clone(), company }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<CompanyId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut held = self.seats.held();
        match held.get_mut(&self.company) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(held.remove(&self.company)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_once_it_is_left() {
        let seats = Seats::default();
        let (first, second) = (seats.take(CompanyId(1)), seats.take(CompanyId(1)));
        let third = seats.take(CompanyId(2));
        assert_eq!(seats.seating(8).free(), 5);
        drop((first, third));
        assert_eq!(seats.seating(8), Seating::new(8, BTreeMap::from([(CompanyId(1), 1)])));
        drop(second);
        assert_eq!(seats.seating(8), Seating::empty(8));
    }
}

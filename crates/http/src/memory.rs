//! How much memory all requests together may take: bodies that arrive, and large answers until they are sent.
//!
//! Small ones are not counted. What is, waits for room, so that any number of large requests costs no more than the budget.

use crate::problem::{Problem, catalogue};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that are counted as one.
const UNIT: usize = 1 << 10;
/// What is smaller is not counted.
pub(crate) const SMALL: usize = 64 << 10;
/// How long room is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The memory that all large requests share; cheap to clone. As an extractor it is the server's.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    units: Arc<Semaphore>,
    all: u32,
}

/// A part of the budget, until it is dropped.
#[derive(Debug)]
pub struct Room(OwnedSemaphorePermit);

impl MemoryBudget {
    /// What is shared where nobody says: 192 MiB.
    pub const DEFAULT_BYTES: usize = 192 << 20;

    /// A budget of so many bytes.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let all = units(bytes).max(1);
        Self { units: Arc::new(Semaphore::new(usize::try_from(all).unwrap_or(Semaphore::MAX_PERMITS))), all }
    }

    /// Sets so many bytes aside, as soon as there is room for them; `None` for a few bytes, which are not counted. What is
    /// more than the whole budget waits until nothing else is in flight.
    ///
    /// # Errors
    /// 503 where there was no room for five seconds.
    pub async fn reserve(&self, bytes: usize) -> Result<Option<Room>, Problem> {
        if bytes < SMALL {
            return Ok(None);
        }
        let wanted = units(bytes).min(self.all);
        let room = Arc::clone(&self.units).acquire_many_owned(wanted);
        match tokio::time::timeout(PATIENCE, room).await {
            Ok(Ok(permit)) => Ok(Some(Room(permit))),
            _ => Err(no_room()),
        }
    }

    /// The bytes that are free at the moment.
    #[must_use]
    pub fn free(&self) -> usize {
        self.units.available_permits().saturating_mul(UNIT)
    }
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::new(Self::DEFAULT_BYTES)
    }
}

impl Room {
    /// Gives back what is more than so many bytes.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        let kept = usize::try_from(units(bytes)).unwrap_or(usize::MAX);
        let spare = self.0.num_permits().saturating_sub(kept);
        drop(self.0.split(spare));
    }

    /// Takes in another part of the same budget.
    pub(crate) fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

fn no_room() -> Problem {
    let detail = "too many large requests are being answered; nothing was changed";
    Problem::new(&catalogue::UNAVAILABLE, detail).retry_after(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn large_requests_wait_for_room_and_small_ones_do_not() {
        let budget = MemoryBudget::new(1 << 20);
        let mut first = budget.reserve(700 << 10).await.expect("room").expect("a large one");
        assert_eq!(budget.free(), 324 << 10);
        assert!(budget.reserve(400 << 10).await.is_err(), "there was no room in time");
        assert!(budget.reserve(SMALL - 1).await.expect("always").is_none());
        first.shrink_to(100 << 10);
        let second = budget.reserve(900 << 10).await.expect("room");
        drop((first, second));
        assert_eq!(budget.free(), 1 << 20);
        let all = budget.reserve(usize::MAX).await.expect("what is larger than the budget takes all of it");
        assert_eq!(budget.free(), 0);
        drop(all);
    }
}

//! How long a calendar may be read.

use std::fmt;
use std::sync::Arc;

/// Whether the time for reading a calendar is over. Nothing here knows a clock: the caller asks one.
#[derive(Clone, Default)]
pub struct TimeLimit(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl TimeLimit {
    /// A calendar may be read until `is_over` says so. It is asked now and then, always by the thread that reads.
    pub fn new(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_over)))
    }

    /// Whether the time is over; it never is where there is no limit.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|is_over| is_over())
    }
}

impl fmt::Debug for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "TimeLimit(set)" } else { "TimeLimit(none)" })
    }
}

/// Asks for the time now and then: a clock costs more than a line.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    limit: TimeLimit,
    /// How much work is done before the clock is asked again.
    every: usize,
    done: usize,
    is_over: bool,
}

impl Watch {
    pub(crate) fn new(limit: &TimeLimit, every: usize) -> Self {
        Self { limit: limit.clone(), every, done: 0, is_over: false }
    }

    /// Whether the time is over, after that much more work.
    pub(crate) fn is_over_after(&mut self, work: usize) -> bool {
        self.done = self.done.saturating_add(work);
        if self.done >= self.every && !self.is_over {
            self.done = 0;
            self.is_over = self.limit.is_over();
        }
        self.is_over
    }

    /// Whether it was over when the clock was asked last.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[test]
    fn the_clock_is_asked_now_and_then_and_not_after_the_end() {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let mut watch = Watch::new(&TimeLimit::new(move || counted.fetch_add(1, Relaxed) == 1), 10);
        let seen: Vec<bool> = (0..50).map(|_| watch.is_over_after(4)).collect();
        assert_eq!(seen.iter().position(|over| *over), Some(5));
        assert!(watch.is_over() && seen.iter().skip(5).all(|over| *over));
        assert_eq!(asked.load(Relaxed), 2);
        assert!(!Watch::new(&TimeLimit::default(), 1).is_over_after(usize::MAX));
    }
}

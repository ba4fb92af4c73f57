//! What a worker is at, so that one slow receiver does not get all of its attention.

use domain::WebhookId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests go to each webhook at this moment.
#[derive(Debug, Clone, Default)]
pub struct Busy(Arc<Mutex<HashMap<WebhookId, usize>>>);

/// One request; the place is free when this is dropped.
pub(crate) struct Seat {
    busy: Busy,
    webhook: WebhookId,
}

impl Busy {
    /// A place for one more request to this webhook; `None` where there are `most` already.
    pub(crate) fn seat(&self, webhook: WebhookId, most: usize) -> Option<Seat> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(webhook).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { busy: self.clone(), webhook })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.busy.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.webhook) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.webhook)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let busy = Busy::default();
        let first = busy.seat(WebhookId(1), 2);
        let second = busy.seat(WebhookId(1), 2);
        assert!(first.is_some() && second.is_some());
        assert!(busy.seat(WebhookId(1), 2).is_none());
        assert!(busy.seat(WebhookId(2), 2).is_some(), "another webhook has places of its own");
        drop(first);
        assert!(busy.seat(WebhookId(1), 2).is_some());
    }
}

//! What a worker is at, so that one slow receiver does not get all of its attention.

use domain::{CalendarId, CompanyId, WebhookId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests go to each receiver at this moment.
#[derive(Debug, Clone, Default)]
pub struct Busy(Arc<Mutex<HashMap<Receiver, usize>>>);

/// Who gets requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Receiver {
    Webhook(WebhookId),
    Calendar(CalendarId),
    /// The company's provider of rooms.
    Rooms(CompanyId),
}

/// One request; the place is free when this is dropped.
pub(crate) struct Seat {
    busy: Busy,
    receiver: Receiver,
}

impl Busy {
    /// A place for one more request to this receiver; `None` where there are `most` already.
    pub(crate) fn seat(&self, receiver: Receiver, most: usize) -> Option<Seat> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(receiver).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { busy: self.clone(), receiver })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.busy.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.receiver) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.receiver)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let busy = Busy::default();
        let one = Receiver::Webhook(WebhookId(1));
        let first = busy.seat(one, 2);
        let second = busy.seat(one, 2);
        assert!(first.is_some() && second.is_some());
        assert!(busy.seat(one, 2).is_none());
        let others = [
            Receiver::Webhook(WebhookId(2)),
            Receiver::Calendar(CalendarId(1)),
            Receiver::Rooms(CompanyId(1)),
        ];
        for other in others {
            assert!(busy.seat(other, 2).is_some(), "{other:?} has places of its own");
        }
        drop(first);
        assert!(busy.seat(one, 2).is_some());
    }
}

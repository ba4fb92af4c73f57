//! Limits the requests to one receiver, so that a slow one can't take up the whole worker.

use domain::{CalendarId, CompanyId, WebhookId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many requests are in flight to each receiver.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashMap<Receiver, usize>>>);

/// A server that gets requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Receiver {
    Webhook(WebhookId),
    Calendar(CalendarId),
    /// The company's provider of rooms.
    Rooms(CompanyId),
}

/// One request in flight; dropping this ends it.
pub(crate) struct InFlightGuard {
    in_flight: InFlight,
    receiver: Receiver,
}

impl InFlight {
    /// Admits one more request to this receiver; `None` when `most` are in flight already.
    pub(crate) fn try_acquire(&self, receiver: Receiver, most: usize) -> Option<InFlightGuard> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(receiver).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(InFlightGuard { in_flight: self.clone(), receiver })
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        let mut counts = self.in_flight.0.lock().unwrap_or_else(PoisonError::into_inner);
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
    fn a_dropped_guard_frees_its_place() {
        let in_flight = InFlight::default();
        let one = Receiver::Webhook(WebhookId(1));
        let first = in_flight.try_acquire(one, 2);
        let second = in_flight.try_acquire(one, 2);
        assert!(first.is_some() && second.is_some());
        assert!(in_flight.try_acquire(one, 2).is_none());
        let others = [
            Receiver::Webhook(WebhookId(2)),
            Receiver::Calendar(CalendarId(1)),
            Receiver::Rooms(CompanyId(1)),
        ];
        for other in others {
            assert!(in_flight.try_acquire(other, 2).is_some(), "{other:?} has places of its own");
        }
        drop(first);
        assert!(in_flight.try_acquire(one, 2).is_some());
    }
}

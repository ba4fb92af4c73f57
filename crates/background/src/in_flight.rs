//! Limits the requests to one receiver, so that a slow one can't take up the whole worker.

use domain::{CalendarId, CompanyId, WebhookId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many requests are in flight to each receiver.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<Requests>>);

#[derive(Debug, Default)]
struct Requests {
    counts: HashMap<Receiver, usize>,
    /// Receivers that were slow when they were asked last.
    slow: HashSet<Receiver>,
}

/// A receiver that takes longer to answer is slow.
const SLOW: Duration = Duration::from_secs(5);
/// How many slow receivers are remembered; beyond that all are forgotten.
const MAX_SLOW: usize = 100_000;

/// A server that gets requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Receiver {
    Webhook(WebhookId),
    Calendar(CalendarId),
    /// The company's provider of rooms.
    Rooms(CompanyId),
    /// The company's provider of payments.
    Payments(CompanyId),
    /// All receivers of the company that are slow, together.
    Slow(CompanyId),
}

/// One request in flight; dropping this ends it.
pub(crate) struct InFlightGuard {
    in_flight: InFlight,
    receiver: Receiver,
}

impl InFlight {
    /// Admits one more request to this receiver; `None` when `most` are in flight already.
    pub(crate) fn try_acquire(&self, receiver: Receiver, most: usize) -> Option<InFlightGuard> {
        let mut requests = self.lock();
        let count = requests.counts.entry(receiver).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(InFlightGuard { in_flight: self.clone(), receiver })
    }

    /// Whether the receiver was slow when it was asked last: it waits behind those that are quick.
    pub(crate) fn is_slow(&self, receiver: Receiver) -> bool {
        self.lock().slow.contains(&receiver)
    }

    /// Notes how long the receiver took to answer.
    pub(crate) fn took(&self, receiver: Receiver, time: Duration) {
        let slow = &mut self.lock().slow;
        if time < SLOW {
            slow.remove(&receiver);
        } else {
            if slow.len() >= MAX_SLOW {
                slow.clear();
            }
            slow.insert(receiver);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Requests> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        let counts = &mut self.in_flight.lock().counts;
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
    fn a_slow_receiver_is_known_until_it_is_quick_again() {
        let (in_flight, one) = (InFlight::default(), Receiver::Webhook(WebhookId(1)));
        in_flight.took(one, Duration::from_millis(4999));
        assert!(!in_flight.is_slow(one));
        in_flight.took(one, SLOW);
        assert!(in_flight.is_slow(one) && !in_flight.is_slow(Receiver::Webhook(WebhookId(2))));
        in_flight.took(one, Duration::ZERO);
        assert!(!in_flight.is_slow(one));
    }

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

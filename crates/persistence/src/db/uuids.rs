//! Keys that grow with time.

use domain::event::milliseconds_since;
use scheduling_core::time::Timestamp;
use std::sync::{Mutex, PoisonError};

/// A new UUIDv7 (RFC 9562) of a request that came at that time. Later ones of this process are greater, and those of other servers
/// as far as their clocks agree: histories are told in the order of their keys.
pub(crate) fn uuid_at(now: Timestamp) -> uuid::Uuid {
    static ORDER: Mutex<Option<uuid::ContextV7>> = Mutex::new(None);
    let mut order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let context = order.get_or_insert_with(uuid::ContextV7::new);
    let since = u64::try_from(milliseconds_since(now)).unwrap_or_default();
    let seconds = u64::try_from(now.unix()).unwrap_or_default().saturating_add(since / 1000);
    let nanoseconds = u32::try_from(since % 1000).unwrap_or_default() * 1_000_000;
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanoseconds))
}

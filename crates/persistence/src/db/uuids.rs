//! Keys that grow with time.

use std::sync::{Mutex, PoisonError};

/// A new UUIDv7 (RFC 9562) of that time; later ones of this process are greater.
pub(crate) fn uuid_at(now: scheduling_core::time::Timestamp) -> uuid::Uuid {
    static ORDER: Mutex<Option<uuid::ContextV7>> = Mutex::new(None);
    let mut order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let context = order.get_or_insert_with(uuid::ContextV7::new);
    let seconds = u64::try_from(now.unix()).unwrap_or_default();
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, 0))
}

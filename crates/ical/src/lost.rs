//! Whether it matters what events have lost.
//!
//! What takes no time takes none, whenever it is: a cancelled event whose start can't be read makes nobody busy. It says
//! something of other events all the same: of which series it is a version, and when what others moved is.

use super::document::{Event, Lost};
use std::collections::HashMap;

/// What takes time among the events of one `UID`.
#[derive(Debug, Default, Clone, Copy)]
struct Busy {
    is_any: bool,
    /// It moves what comes after it.
    moves: bool,
}

/// Whether with what events have lost busy time may have been lost, of which nobody knows when it is.
pub(super) fn is_busy_time_lost(events: &[Event]) -> bool {
    let mut busy: HashMap<&str, Busy> = HashMap::new();
    for event in events.iter().filter(|event| event.blocks) {
        if let Some(uid) = event.uid.as_deref() {
            let of_uid = busy.entry(uid).or_default();
            of_uid.is_any = true;
            of_uid.moves |= event.recurrence_id.is_some_and(|id| id.this_and_future);
        }
    }
    let matters = |event: &Event| {
        let Lost { time, anything, another } = event.lost;
        if event.blocks || another {
            return time || anything || another;
        }
        // Which occurrence it is, is known.
        let is_series = event.recurrence_id.is_none();
        let of_uid = event.uid.as_deref().and_then(|uid| busy.get(uid)).copied().unwrap_or_default();
        is_series && ((anything && of_uid.is_any) || (time && of_uid.moves))
    };
    events.iter().any(matters)
}

//! A slot for tests to start from.

use super::{Holder, Slot, SlotDetails, SlotType};
use crate::Metadata;
use crate::{CompanyId, SlotId};
use scheduling_core::time::{Interval, Timestamp};
use uuid::Uuid;

/// An hour with one free place.
pub(crate) fn slot(holder: Holder) -> Slot {
    let start = Timestamp::saturating_from_unix(1_800_000_000);
    Slot {
        id: SlotId(Uuid::nil()),
        company: CompanyId(1),
        details: SlotDetails {
            slot_type: SlotType::Fixed,
            time: Interval::new(start, start.plus_minutes(60)).expect("an hour"),
            holder,
            ai_configuration: None,
            job: None,
            notes: None,
            max_candidates: 1,
        },
        unit: 0,
        current_bookings: 0,
        cancelled: None,
        metadata: Metadata { version: 1, created_at: start, updated_at: start },
    }
}

//! The status of a slot, over time.

use super::*;
use crate::UserId;

fn slot(taken: i64, cancelled: bool) -> Slot {
    let at = Timestamp::saturating_from_unix;
    let details = SlotDetails {
        slot_type: SlotType::Fixed,
        time: Interval::new(at(3600), at(7200)).expect("an hour"),
        holder: Holder::Interviewer(UserId(1)),
        ai_configuration: None,
        job: None,
        notes: None,
        max_candidates: 2,
    };
    Slot {
        id: SlotId(uuid::Uuid::nil()),
        company: CompanyId(1),
        details,
        unit: 0,
        current_bookings: taken,
        cancelled: cancelled.then(|| Cancellation { at: at(0), reason: "ill".into() }),
        metadata: Metadata { version: 1, created_at: at(0), updated_at: at(0) },
    }
}

fn check(taken: i64, cancelled: bool, now: i64, status: SlotStatus, places: i64, bookable: bool) {
    let (slot, now) = (slot(taken, cancelled), Timestamp::saturating_from_unix(now));
    let seen = (slot.status(now), slot.free_places(now), slot.not_bookable(now).is_none());
    assert_eq!(seen, (status, places, bookable), "{taken} taken, cancelled: {cancelled}, at {now}");
}

#[test]
fn the_status_follows_by_itself() {
    use SlotStatus as S;
    check(0, false, 3599, S::Available, 2, true);
    check(1, false, 3599, S::Available, 1, true);
    check(2, false, 3599, S::Booked, 0, false);
    check(0, false, 3600, S::Available, 2, false);
    check(1, false, 7200, S::Completed, 0, false);
    check(2, false, 7200, S::Completed, 0, false);
    check(1, true, 0, S::Cancelled, 0, false);
    check(1, true, 7200, S::Cancelled, 0, false);
}

//! Rooms of online interviews, and the links that lead to them.

use crate::rooms::is_the_room;
use domain::Refusal;
use domain::interview::{Interview, rules};
use scheduling_core::time::Timestamp;

/// The page that leads to where the people of an interview meet: invitations name it, for rooms of this server and of providers. None without a
/// room, and none any more a day after the end.
#[must_use]
pub fn link(interview: &Interview, public_url: &str, now: Timestamp) -> Option<String> {
    let (room, time) = interview.room_id.as_deref().zip(interview.time)?;
    rules::link_is_good(time, now).then(|| page_of(room, public_url))
}

/// The address of a room's page.
pub(crate) fn page_of(room_id: &str, public_url: &str) -> String {
    format!("{}/rooms/{room_id}", public_url.trim_end_matches('/'))
}

/// Refuses a room that is not the one that is there.
pub(super) fn check(named: &str, there: Option<&str>) -> Result<(), Refusal> {
    if is_the_room(named, there) { Ok(()) } else { Err(wrong()) }
}

/// What everybody is told who shows no room, or not the right one.
pub(super) fn wrong() -> Refusal {
    Refusal::Closed { slug: "wrong-room", detail: "there is no interview of this id with this room" }
}

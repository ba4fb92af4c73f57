//! Rooms of online interviews at companies' own providers.
//!
//! Which provider makes an interview's room is decided when the interview gets its room on this server (`places::choose`): a
//! row says that a room is wanted there. From then on `sync` compares what is wanted with what there is, one step at a
//! time (`domain::room::plan`), however often it is asked for.
//!
//! A room can be left behind at a provider in one way: a worker dies, or gives up waiting, after it has asked for a room and
//! before it has heard of it. Then the room is looked for before another is made, and before it is forgotten: Google has
//! it under an id of ours, Teams under our key. Zoom has no such thing, and is asked for its next 3000 meetings, in
//! which one may be missing that was made within the same moment.

mod at_provider;
mod looking;
mod places;
pub mod provider;
mod seed;
pub mod sync;

pub use at_provider::{ProvisioningError, RoomUrl, Rooms};
pub(crate) use looking::{beginning, is_the_room};
pub(crate) use places::{ToldPlace, choose, choose_all, place, place_of_appointment, places, told_place};
pub use seed::RoomSeed;
use seed::hex;

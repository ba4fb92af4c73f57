//! Random bits for the rooms that a change may make.

use app::rooms::RoomSeed;
use http_kit::Problem;

/// Drawn before the transaction, so that an attempt more makes the same rooms.
pub(crate) fn seed() -> Result<RoomSeed, Problem> {
    RoomSeed::new().map_err(|error| Problem::internal(&error))
}

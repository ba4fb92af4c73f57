//! Our own rooms: a page of this server, behind an id that can't be guessed.

use super::{Meeting, Room, RoomError, RoomProvider, RoomRef};
use async_trait::async_trait;
use scheduling_core::time::Timestamp;

/// Needs no network: what is to be known about a room is its id, which it is given.
#[derive(Debug, Clone)]
pub struct Internal {
    public_url: String,
}

impl Internal {
    /// Rooms below the address at which candidates reach this server.
    #[must_use]
    pub fn new(public_url: &str) -> Self {
        Self { public_url: public_url.trim_end_matches('/').to_owned() }
    }
}

#[async_trait]
impl RoomProvider for Internal {
    async fn make(&self, meeting: &Meeting, _now: Timestamp) -> Result<Room, RoomError> {
        let join_url = format!("{}/rooms/{}", self.public_url, meeting.room_id);
        Ok(Room { provider_id: meeting.room_id.clone(), join_url, host_url: None })
    }

    async fn change(&self, _room: &RoomRef, _meeting: &Meeting, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }

    async fn end(&self, _room: &RoomRef, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }

    async fn abandon(&self, _meeting: &Meeting, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }
}

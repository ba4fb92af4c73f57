//! Online rooms, made by whichever provider a company uses.
//!
//! - [`Internal`]: our own; it asks nobody and never fails.
//! - [`Link`]: an address of the company's own; it asks nobody either.
//! - [`Zoom`], [`GoogleMeet`], [`Teams`]: over their HTTP interfaces, with OAuth 2.0.
//!
//! Making, changing and ending may each be asked for again after a failure: making twice with one key leaves
//! one room, and a room that is gone already counts as ended. Nothing here waits and asks again by itself:
//! [`RoomError`] tells the jobs whether and when that is of use, so that a provider that is down holds up
//! nobody.
//!
//! Settings are typed by a company's administrators and the requests leave from our network, so addresses are
//! guarded like those of calendar feeds: public ones only unless configured, no redirects, a limit on time and
//! size.

mod account;
mod client;
mod error;
mod google;
mod internal;
mod link;
mod settings;
mod teams;
mod zoom;

pub use client::{LIMITS, RoomClient};
pub use error::RoomError;
pub use google::{GoogleMeet, GoogleSettings};
pub use internal::Internal;
pub use link::{Link, LinkSettings};
pub use settings::{Secret, SettingsError};
pub use teams::{Teams, TeamsSettings};
pub use zoom::{Zoom, ZoomSettings};

use async_trait::async_trait;
use scheduling_core::time::Timestamp;
use std::fmt;
use uuid::Uuid;

/// What a room is wanted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Names the meeting to us; making twice with one key leaves one room.
    pub key: Uuid,
    /// The unguessable id of our own room; only [`Internal`] reads it.
    pub room_id: String,
    /// What the provider shows as the meeting's name.
    pub topic: String,
    /// When it begins.
    pub start: Timestamp,
    /// How long it lasts, in minutes.
    pub minutes: u32,
}

impl Meeting {
    fn end(&self) -> Timestamp {
        self.start.plus_minutes(i64::from(self.minutes))
    }
}

/// A room that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Room {
    /// The provider's id of it.
    pub provider_id: String,
    /// Where everybody enters.
    pub join_url: String,
    /// Where the host enters, if that is somewhere else. Its bearer is the host: show it to no one else.
    pub host_url: Option<String>,
}

impl fmt::Debug for Room {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Room({}, ..)", self.provider_id)
    }
}

impl Room {
    /// What names this room to its provider.
    #[must_use]
    pub fn reference(&self) -> RoomRef {
        RoomRef { provider_id: self.provider_id.clone() }
    }
}

/// Names a room to the provider that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRef {
    /// [`Room::provider_id`].
    pub provider_id: String,
}

/// Makes rooms. `now` is the current time; access tokens are dated and discarded by it.
#[async_trait]
pub trait RoomProvider: fmt::Debug + Send + Sync {
    /// Makes the room of a meeting, or finds the one that was made for its key.
    ///
    /// # Errors
    /// [`RoomError`] says whether to ask again.
    async fn make(&self, meeting: &Meeting, now: Timestamp) -> Result<Room, RoomError>;

    /// Gives the room the meeting's present topic and time.
    ///
    /// # Errors
    /// As above; [`RoomError::Gone`] where somebody deleted the room: make another.
    async fn change(&self, room: &RoomRef, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError>;

    /// Deletes the room. One that is gone already counts as ended.
    ///
    /// # Errors
    /// As for making.
    async fn end(&self, room: &RoomRef, now: Timestamp) -> Result<(), RoomError>;

    /// Deletes the room that may have been made for a meeting's key by somebody who did not hear of it. One that is not
    /// there counts as ended.
    ///
    /// # Errors
    /// As for making.
    async fn abandon(&self, meeting: &Meeting, now: Timestamp) -> Result<(), RoomError>;
}

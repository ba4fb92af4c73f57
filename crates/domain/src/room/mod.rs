//! Rooms of online interviews that a provider outside makes, and what a company says about its provider.
//!
//! A company without a provider meets in rooms of this server, of which there is nothing to be known but the interview's
//! own `room_id`.

mod account;
pub mod call;
pub mod plan;

pub use account::{ProviderKind, RoomAccount};

use crate::Metadata;
use crate::access::Sealed;
use crate::{CompanyId, InterviewId, ProviderRoomId, RoomProviderId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// A provider that a company uses, or used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomProvider {
    pub id: RoomProviderId,
    pub company: CompanyId,
    pub account: RoomAccount,
    /// Gone once it is not in use and no room of it is left.
    pub credentials: Option<Sealed>,
    /// Whether new rooms are made there.
    pub in_use: bool,
    /// Its version rises over all providers of the company.
    pub metadata: Metadata,
}

/// The room of one interview at a provider, or the wish for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRoom {
    pub id: ProviderRoomId,
    pub company: CompanyId,
    pub interview: InterviewId,
    pub provider: RoomProviderId,
    /// Of the interview's room on this server; an interview that gets another one gets another here too.
    pub key: Uuid,
    /// Whether the interview is to meet there. One that is not waits to be ended.
    pub wanted: bool,
    /// Whether the provider was ever asked to make it: then it may be there, whatever was heard.
    pub started: bool,
    /// What the provider was told last.
    pub told: Option<MeetingDetails>,
    /// What the provider said, once it is made.
    pub made: Option<CreatedRoom>,
    /// Somebody asks the provider about it until then.
    pub leased_until: Option<Timestamp>,
    pub version: i64,
}

/// What a provider is told of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingDetails {
    pub topic: String,
    pub start: Timestamp,
    pub minutes: i64,
}

/// What a provider says of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedRoom {
    /// The provider's own id of it.
    pub id: String,
    /// Where everybody enters.
    pub link: String,
}

/// Where the people of an interview meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the room of this server.
    Own,
    /// At this address of the provider's.
    At(String),
    /// At the provider, who has not made the room yet.
    Awaited,
    /// At the provider, who did not make the room, and is not asked again by itself.
    Refused,
}

/// Whether the people of an interview have somewhere to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoomStatus {
    Pending,
    Ready,
    Failed,
}

impl Place {
    /// The place of an interview whose room on this server has that key. `given_up` says that nobody is about to ask the
    /// provider any more.
    #[must_use]
    pub fn of(wanted: Option<&ProviderRoom>, key: Uuid, given_up: bool) -> Self {
        let Some(room) = wanted else { return Self::Own };
        match &room.made {
            Some(made) if room.key == key => Self::At(made.link.clone()),
            _ if given_up => Self::Refused,
            _ => Self::Awaited,
        }
    }

    /// Whether they can go there.
    #[must_use]
    pub fn status(&self) -> RoomStatus {
        match self {
            Self::Own | Self::At(_) => RoomStatus::Ready,
            Self::Awaited => RoomStatus::Pending,
            Self::Refused => RoomStatus::Failed,
        }
    }
}

//! Meridian's words and rules.
//!
//! Everything here is a value or a pure function: no database, no clock, no network, no HTTP status, no
//! `serde`. Rows and wire types are converted by hand at the borders, so that a rename here never changes
//! what is stored or what clients see.

pub mod access;
pub mod appointment;
pub mod because;
pub mod commitment;
pub mod conflict;
pub mod directory;
pub mod effect;
pub mod event;
pub mod idempotency;
pub mod ids;
pub mod interview;
pub mod meeting;
pub mod message;
pub mod money;
mod names;
pub mod record;
pub mod refusal;
pub mod room;
pub mod schedule;
pub mod seating;
pub mod slot;
pub mod slug;
pub mod text;
pub mod webhook;

pub use because::Because;
pub use directory::{CandidateId, JobId};
pub use ids::{
    ApiKeyId, AppointmentId, BusyPeriodId, CalendarId, CommitmentId, CompanyId, ConfigurationId, ConflictId,
    EffectId, InterviewId, MessageId, PatternId, PaymentId, PaymentProviderId, ProviderRoomId, RecordId,
    RequestId, RoomPersonId, RoomProviderId, ScheduleId, SchedulingLinkId, SlotId, TemplateId, UserId,
    WebhookId,
};
pub use meeting::Meeting;
pub use record::{Metadata, Record};
pub use refusal::{FieldProblem, Refusal};

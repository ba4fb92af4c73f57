//! One type per kind of id, so that a user's id can't be passed where a company's is meant.
//!
//! What stands in a directory has a 64-bit integer, what happens in time a UUIDv7 (`docs/api/conventions.md`).

/// The id of a record: a newtype of a 64-bit integer or of a UUID.
pub trait RecordId: Copy + Eq + std::fmt::Debug + std::fmt::Display + Send + Sync + 'static {
    /// The plain value, as it is in paths.
    type Raw: Copy + Send + Sync + 'static;

    /// The id with that plain value.
    fn from_raw(raw: Self::Raw) -> Self;

    /// The plain value of this id.
    fn raw(self) -> Self::Raw;
}

/// What is a line of something else has no newtype of its own.
impl RecordId for uuid::Uuid {
    type Raw = Self;

    fn from_raw(raw: Self) -> Self {
        raw
    }

    fn raw(self) -> Self {
        self
    }
}

macro_rules! integer_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl $crate::ids::RecordId for $name {
            type Raw = i64;

            fn from_raw(raw: i64) -> Self {
                Self(raw)
            }

            fn raw(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )* };
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub uuid::Uuid);

        impl $crate::ids::RecordId for $name {
            type Raw = uuid::Uuid;

            fn from_raw(raw: uuid::Uuid) -> Self {
                Self(raw)
            }

            fn raw(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )* };
}

pub(crate) use integer_ids;

integer_ids! {
    /// A company: the tenant that owns everything but platform administrators.
    CompanyId,
    /// A person with an account or a calendar.
    UserId,
    /// A key that programs show instead of a session.
    ApiKeyId,
    /// An interviewer's weekly availability.
    PatternId,
    /// An interview template.
    TemplateId,
    /// A calendar from outside: a file, a feed, a server, or a simulation.
    CalendarId,
    /// When an AI interviewer of one type is to be had, and with which settings.
    ConfigurationId,
    /// An address to which a company has its events sent.
    WebhookId,
}

uuid_ids! {
    /// A busy time that a person entered by hand.
    BusyPeriodId,
    /// A time that is offered for interviews.
    SlotId,
    /// One person's share of one booking: a row of the ledger.
    CommitmentId,
    /// A conversation with a candidate about a job.
    InterviewId,
    /// A link by which a candidate chooses the time of an interview.
    SchedulingLinkId,
    /// One interview booked to one slot.
    ScheduleId,
    /// A time that is held for a client until the booking is complete.
    RequestId,
    /// What a client booked.
    AppointmentId,
    /// What stands against an interview or an appointment.
    ConflictId,
    /// Something still to be done because of something that happened.
    EffectId,
    /// A message to one person.
    MessageId,
    /// A company's account with a provider of online rooms.
    RoomProviderId,
    /// What is to be paid for one place of an appointment.
    PaymentId,
    /// A company's account with a provider of payments.
    PaymentProviderId,
    /// The room of an interview at a provider.
    ProviderRoomId,
    /// Somebody in a room of this server, until they leave it.
    RoomPersonId,
}

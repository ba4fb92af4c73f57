//! One type per kind of id, so that a user's id can't be passed where a company's is meant.
//!
//! What stands in a directory has a 64-bit integer, what happens in time a UUIDv7 (`contracts/http.md`).

use std::fmt;

macro_rules! integer_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
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

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    )* };
}

integer_ids! {
    /// A company: the tenant that owns everything but platform administrators.
    CompanyId,
    /// A person with an account or a calendar.
    UserId,
    /// A key that programs show instead of a session.
    ApiKeyId,
    /// Somebody who is interviewed.
    CandidateId,
    /// What a candidate is interviewed for.
    JobId,
    /// An interviewer's weekly availability.
    PatternId,
    /// An interview template (the seed's `InterviewTemplate`).
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
    /// One interview booked to one slot.
    ScheduleId,
    /// What stands against an interview.
    ConflictId,
    /// Something still to be done because of something that happened.
    EffectId,
    /// A message to one person.
    MessageId,
    /// A company's account with a provider of online rooms.
    RoomProviderId,
    /// The room of an interview at a provider.
    ProviderRoomId,
}

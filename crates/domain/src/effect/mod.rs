//! Effects: work that follows from a change. Written in the transaction of the change, done later by a worker.

mod kind;
mod topic;

pub use kind::EffectKind;
pub use topic::Topic;

use crate::event::{Event, EventKind};
use crate::{
    AppointmentId, CalendarId, CandidateId, InterviewId, JobId, Meeting, PaymentId, RequestId,
    SchedulingLinkId, UserId, WebhookId,
};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Work that is done after the transaction of the change that causes it. Effects are idempotent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Fan an event out to the company's webhooks.
    Publish(Box<Event>),
    /// Deliver an event to one webhook.
    Deliver { delivery: Uuid },
    /// Notify the participants of a meeting of a change. `sequence` is the meeting's at that time.
    Notify { meeting: Meeting, notice: Notice, sequence: i64 },
    /// Remind the participants of a meeting. Void once the meeting starts at another time.
    Remind { meeting: Meeting, starts_at: Timestamp, minutes_before: i64 },
    /// Mail the code that was asked for then to the client of a request.
    MailCode { request: RequestId, sent_at: Timestamp },
    /// Give back what a client who was marked then as not having come gets.
    RefundNoShow { appointment: AppointmentId, marked_at: Timestamp },
    /// Ask the client of an appointment whether a move suits.
    AskClient { appointment: AppointmentId, question: Uuid },
    /// Notify the users who manage interviews of a conflict that stands against one.
    NotifyOfConflict { conflict: crate::ConflictId },
    /// The same of a conflict that stands against an appointment.
    NotifyOfAppointmentConflict { conflict: crate::ConflictId },
    /// Hand a message to the mail server.
    Send { message: Uuid },
    /// Create, move or end the room of an online interview at its provider, so that it matches the interview.
    SyncRoom { interview: InterviewId },
    /// Publish an interview to its interviewers' external calendars, or remove it from them.
    ShowInCalendars { interview: InterviewId },
    /// The same for one of these calendars.
    ShowInCalendar { interview: InterviewId, calendar: CalendarId },
    /// Hand an interview off to the AI interview service when it begins.
    HandOff { interview: InterviewId, starts_at: Timestamp },
    /// Compare a user's bookings with their current availability, and open or close conflicts.
    Recheck { user: UserId },
    /// Notify the users who manage webhooks that one was disabled because it kept failing.
    NotifyOfWebhook { webhook: WebhookId },
    /// Set the reminders of the company's coming interviews anew, a batch after `after`.
    SetReminders { after: Option<InterviewId> },
    /// Notify the participants of the coming interviews of what is called otherwise now, a batch after `after`.
    Retell { named: Named, after: Option<InterviewId> },
    /// Ask the provider of a payment what is to be asked, one step.
    SyncPayment { payment: PaymentId },
    /// Tell the client of a payment that so many minor units go back, because its appointment could not be had any more.
    TellMoneyReturned { payment: PaymentId, amount: i64 },
    /// Mail a candidate the link by which they choose the time of an interview.
    MailSchedulingLink { link: SchedulingLinkId },
}

/// What calendars show by its name, or write to at its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    Candidate(CandidateId),
    User(UserId),
    Job(JobId),
}

/// The queue of an effect: what it waits for while it is handled. Queues do not delay each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EffectQueue {
    /// No other server: handled in the transaction that removes the effect.
    Local,
    /// The servers of webhooks.
    Webhooks,
    /// Mail servers.
    Mail,
    /// Providers of rooms and calendars.
    Providers,
}

impl EffectQueue {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Local, Self::Webhooks, Self::Mail, Self::Providers];

    /// The name that is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Webhooks => "webhooks",
            Self::Mail => "mail",
            Self::Providers => "providers",
        }
    }
}

/// What participants are notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    Scheduled,
    Rescheduled,
    Cancelled,
}

impl Notice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Scheduled, Self::Rescheduled, Self::Cancelled];

    /// The name that is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Rescheduled => "rescheduled",
            Self::Cancelled => "cancelled",
        }
    }

    /// The notice of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.name() == name)
    }
}

impl Effect {
    /// Its kind, which says what it is called and which queue handles it.
    #[must_use]
    pub fn kind(&self) -> EffectKind {
        match self {
            Self::Publish(_) => EffectKind::Publish,
            Self::Deliver { .. } => EffectKind::Deliver,
            Self::Notify { meeting, .. } => EffectKind::notifying_of(*meeting),
            Self::Remind { meeting, .. } => EffectKind::reminding_of(*meeting),
            Self::MailCode { .. } => EffectKind::MailCode,
            Self::AskClient { .. } => EffectKind::AskClient,
            Self::RefundNoShow { .. } => EffectKind::RefundNoShow,
            Self::NotifyOfConflict { .. } => EffectKind::NotifyOfConflict,
            Self::NotifyOfAppointmentConflict { .. } => EffectKind::NotifyOfAppointmentConflict,
            Self::Send { .. } => EffectKind::Send,
            Self::SyncRoom { .. } => EffectKind::SyncRoom,
            Self::ShowInCalendars { .. } => EffectKind::ShowInCalendars,
            Self::HandOff { .. } => EffectKind::HandOff,
            Self::Recheck { .. } => EffectKind::Recheck,
            Self::NotifyOfWebhook { .. } => EffectKind::NotifyOfWebhook,
            Self::ShowInCalendar { .. } => EffectKind::ShowInCalendar,
            Self::SetReminders { .. } => EffectKind::SetReminders,
            Self::Retell { .. } => EffectKind::Retell,
            Self::SyncPayment { .. } => EffectKind::SyncPayment,
            Self::TellMoneyReturned { .. } => EffectKind::TellMoneyReturned,
            Self::MailSchedulingLink { .. } => EffectKind::MailSchedulingLink,
        }
    }

    /// What it is done for, so that it can be dropped with it.
    #[must_use]
    pub fn about(&self) -> Option<Uuid> {
        match self {
            Self::Publish(_)
            | Self::Recheck { .. }
            | Self::NotifyOfWebhook { .. }
            | Self::SetReminders { .. }
            | Self::Retell { .. } => None,
            Self::Deliver { delivery } => Some(*delivery),
            Self::Send { message } => Some(*message),
            Self::SyncPayment { payment } | Self::TellMoneyReturned { payment, .. } => Some(payment.0),
            Self::NotifyOfConflict { conflict } | Self::NotifyOfAppointmentConflict { conflict } => {
                Some(conflict.0)
            }
            Self::Notify { meeting, .. } | Self::Remind { meeting, .. } => Some(meeting.id()),
            Self::MailCode { request, .. } => Some(request.0),
            Self::MailSchedulingLink { link } => Some(link.0),
            Self::AskClient { appointment, .. } | Self::RefundNoShow { appointment, .. } => {
                Some(appointment.0)
            }
            Self::SyncRoom { interview }
            | Self::ShowInCalendars { interview }
            | Self::ShowInCalendar { interview, .. }
            | Self::HandOff { interview, .. } => Some(interview.0),
        }
    }
}

/// An effect and the time before which it must not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub effect: Effect,
    pub at: Timestamp,
}

/// What an event calls for at once, whatever it is about: everybody who wants to hear of it does.
///
/// An interview's people are told, its room synchronised and its reminders set by what changed about its time, which
/// [`EventKind`] says.
#[must_use]
pub fn of_event(event: &Event, sequence: i64, ai: bool) -> Vec<Due> {
    let at = event.at;
    let mut effects = vec![Effect::Publish(Box::new(event.clone()))];
    if let Some(interview) = event.interview {
        let notice = match event.kind {
            EventKind::InterviewScheduled => Some(Notice::Scheduled),
            // Another panel is a change too: who joins it is invited, who leaves it is told, who knows hears nothing.
            EventKind::InterviewRescheduled | EventKind::InterviewChanged => Some(Notice::Rescheduled),
            // Who had a time has none any more: for those who were invited that is the same.
            EventKind::InterviewCancelled | EventKind::InterviewUnscheduled => Some(Notice::Cancelled),
            _ => None,
        };
        if let Some(notice) = notice {
            effects.push(Effect::Notify { meeting: interview.into(), notice, sequence });
            effects.push(Effect::ShowInCalendars { interview });
        }
        if notice.is_some() || event.kind.ends_interview() {
            effects.push(Effect::SyncRoom { interview });
        }
    }
    if let (Some(appointment), Some(notice)) = (event.appointment, notice_of_appointment(event.kind)) {
        effects.push(Effect::Notify { meeting: appointment.into(), notice, sequence });
    }
    if let (EventKind::ConflictDetected, Some(conflict)) = (event.kind, event.conflict) {
        effects.push(match event.appointment {
            Some(_) => Effect::NotifyOfAppointmentConflict { conflict },
            None => Effect::NotifyOfConflict { conflict },
        });
    }
    let mut due: Vec<Due> = effects.into_iter().map(|effect| Due { effect, at }).collect();
    let given_time = matches!(event.kind, EventKind::InterviewScheduled | EventKind::InterviewRescheduled);
    if let (true, true, Some(interview), Some(starts_at)) = (ai, given_time, event.interview, event.start) {
        due.push(Due { effect: Effect::HandOff { interview, starts_at }, at: starts_at });
    }
    due
}

/// What the people of an appointment are told after this event, where they are told something.
fn notice_of_appointment(kind: EventKind) -> Option<Notice> {
    match kind {
        EventKind::AppointmentBooked | EventKind::AppointmentConfirmed => Some(Notice::Scheduled),
        EventKind::AppointmentRescheduled | EventKind::AppointmentChanged => Some(Notice::Rescheduled),
        EventKind::AppointmentCancelled => Some(Notice::Cancelled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConflictId;

    fn kinds(kind: EventKind, ai: bool) -> Vec<EffectKind> {
        let mut event = Event::new(kind, Timestamp::saturating_from_unix(1_800_000_000), None);
        event.interview = Some(InterviewId(Uuid::nil()));
        event.conflict = Some(ConflictId(Uuid::nil()));
        event.start = Some(Timestamp::saturating_from_unix(1_800_003_600));
        of_event(&event, 1, ai).iter().map(|due| due.effect.kind()).collect()
    }

    #[test]
    fn who_is_concerned_hears_of_it() {
        use EffectKind as K;
        let check = |kind, ai, expected: &[K]| assert_eq!(kinds(kind, ai), expected, "{kind:?}");
        check(EventKind::InterviewJoined, false, &[K::Publish]);
        check(EventKind::ConflictDetected, false, &[K::Publish, K::NotifyOfConflict]);
        let notified = [K::Publish, K::Notify, K::ShowInCalendars, K::SyncRoom];
        check(EventKind::InterviewScheduled, false, &notified);
        check(EventKind::InterviewChanged, true, &notified);
        check(EventKind::InterviewCancelled, true, &notified);
        check(EventKind::InterviewRescheduled, true, &[&notified[..], &[K::HandOff]].concat());
        check(EventKind::InterviewCompleted, false, &[K::Publish, K::SyncRoom]);
        check(EventKind::InterviewNoShow, false, &[K::Publish, K::SyncRoom]);
    }

    #[test]
    fn the_people_of_an_appointment_are_told_what_changes_in_their_calendars() {
        use EffectKind as K;
        let told = |kind: EventKind| {
            let at = Timestamp::saturating_from_unix(1_800_000_000);
            let event = Event { appointment: Some(AppointmentId(Uuid::nil())), ..Event::new(kind, at, None) };
            of_event(&event, 1, false).iter().map(|due| due.effect.kind()).collect::<Vec<_>>()
        };
        assert_eq!(told(EventKind::AppointmentBooked), [K::Publish, K::NotifyOfAppointment]);
        assert_eq!(told(EventKind::AppointmentCancelled), [K::Publish, K::NotifyOfAppointment]);
        assert_eq!(told(EventKind::AppointmentArrived), [K::Publish]);
    }

    #[test]
    fn effects_of_appointments_have_kinds_that_workers_for_interviews_do_not_know() {
        use EffectKind as K;
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let (interview, appointment) = (InterviewId(Uuid::nil()), AppointmentId(Uuid::nil()));
        let check = |meeting: Meeting, expected: [K; 2]| {
            let notify = Effect::Notify { meeting, notice: Notice::Scheduled, sequence: 1 };
            let remind = Effect::Remind { meeting, starts_at: at, minutes_before: 60 };
            assert_eq!([notify.kind(), remind.kind()], expected, "{meeting:?}");
        };
        check(interview.into(), [K::Notify, K::Remind]);
        check(appointment.into(), [K::NotifyOfAppointment, K::RemindOfAppointment]);
        let found = Event::new(EventKind::ConflictDetected, at, None);
        let found =
            Event { conflict: Some(ConflictId(Uuid::nil())), appointment: Some(appointment), ..found };
        let kinds: Vec<K> = of_event(&found, 1, false).iter().map(|due| due.effect.kind()).collect();
        assert_eq!(kinds, [K::Publish, K::NotifyOfAppointmentConflict]);
    }
}

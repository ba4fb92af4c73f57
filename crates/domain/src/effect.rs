//! What is still to be done because of something that happened: written with the change, done after it by a worker.

use crate::event::{Event, EventKind};
use crate::{CalendarId, InterviewId, UserId, WebhookId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Something to be done outside the transaction of the change that calls for it. Doing it twice must do no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Offer an event to the company's webhooks.
    Publish(Event),
    /// One attempt to bring an event to one webhook.
    Deliver { delivery: Uuid },
    /// Tell the people of an interview what became of it. `sequence` is the interview's at that time.
    Tell { interview: InterviewId, notice: Notice, sequence: i64 },
    /// Remind the people of an interview. Means nothing any more once the interview starts at another time.
    Remind { interview: InterviewId, starts_at: Timestamp, minutes_before: i64 },
    /// Tell those who manage interviews of a conflict.
    TellOfConflict { conflict: crate::ConflictId },
    /// Hand a message to the mail server.
    Send { message: Uuid },
    /// Make, move or end the room of an online interview with its provider, so that it fits the interview.
    TendRoom { interview: InterviewId },
    /// Put an interview into its interviewers' calendars outside, or take it out, so that they show what is booked.
    ShowInCalendars { interview: InterviewId },
    /// The same for one of these calendars.
    ShowInCalendar { interview: InterviewId, calendar: CalendarId },
    /// Hand an interview over to the AI interview service when it begins.
    HandOff { interview: InterviewId, starts_at: Timestamp },
    /// Compare somebody's bookings with what is known of their time now, and open or close conflicts.
    Recheck { user: UserId },
    /// Tell those who manage webhooks that one was disabled because it does not work.
    TellOfWebhook { webhook: WebhookId },
    /// Set the reminders of the company's interviews ahead anew, those after `after`, some at a time.
    SetReminders { after: Option<InterviewId> },
}

/// What effects wait for while they are done. Those of one lane don't hold up those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Nothing outside: done within one transaction, together with the removal of the effect.
    Local,
    /// The servers of webhooks.
    Webhooks,
    /// Mail servers.
    Mail,
    /// Providers of rooms and calendars.
    Providers,
}

impl Lane {
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

/// What people are told about an interview.
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
    /// The names of all kinds.
    pub const KINDS: [&'static str; 13] = [
        "publish",
        "deliver",
        "tell",
        "remind",
        "tell_of_conflict",
        "send",
        "tend_room",
        "show_in_calendars",
        "hand_off",
        "recheck",
        "tell_of_webhook",
        "show_in_calendar",
        "set_reminders",
    ];

    /// What it waits for.
    #[must_use]
    pub fn lane(&self) -> Lane {
        match self {
            Self::Publish(_)
            | Self::Tell { .. }
            | Self::Remind { .. }
            | Self::TellOfConflict { .. }
            | Self::HandOff { .. }
            | Self::Recheck { .. }
            | Self::TellOfWebhook { .. }
            | Self::SetReminders { .. } => Lane::Local,
            Self::Deliver { .. } => Lane::Webhooks,
            Self::Send { .. } => Lane::Mail,
            Self::TendRoom { .. } | Self::ShowInCalendars { .. } | Self::ShowInCalendar { .. } => {
                Lane::Providers
            }
        }
    }

    /// The name that is stored.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::Deliver { .. } => "deliver",
            Self::Tell { .. } => "tell",
            Self::Remind { .. } => "remind",
            Self::TellOfConflict { .. } => "tell_of_conflict",
            Self::Send { .. } => "send",
            Self::TendRoom { .. } => "tend_room",
            Self::ShowInCalendars { .. } => "show_in_calendars",
            Self::HandOff { .. } => "hand_off",
            Self::Recheck { .. } => "recheck",
            Self::TellOfWebhook { .. } => "tell_of_webhook",
            Self::ShowInCalendar { .. } => "show_in_calendar",
            Self::SetReminders { .. } => "set_reminders",
        }
    }

    /// What it is done for, so that it can be dropped with it.
    #[must_use]
    pub fn about(&self) -> Option<Uuid> {
        match self {
            Self::Publish(_)
            | Self::Recheck { .. }
            | Self::TellOfWebhook { .. }
            | Self::SetReminders { .. } => None,
            Self::Deliver { delivery } => Some(*delivery),
            Self::Send { message } => Some(*message),
            Self::TellOfConflict { conflict } => Some(conflict.0),
            Self::Tell { interview, .. }
            | Self::Remind { interview, .. }
            | Self::TendRoom { interview }
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
/// An interview's people are told, its room tended and its reminders set by what changed about its time, which
/// [`EventKind`] says.
#[must_use]
pub fn of_event(event: &Event, sequence: i64, ai: bool) -> Vec<Due> {
    let at = event.at;
    let mut effects = vec![Effect::Publish(event.clone())];
    if let Some(interview) = event.interview {
        let notice = match event.kind {
            EventKind::InterviewScheduled => Some(Notice::Scheduled),
            // Another panel is a change too: who joins it is invited, who leaves it is told, who knows hears nothing.
            EventKind::InterviewRescheduled | EventKind::InterviewChanged => Some(Notice::Rescheduled),
            // Who had a time has none any more: for whoever was invited that is the same.
            EventKind::InterviewCancelled | EventKind::InterviewUnscheduled => Some(Notice::Cancelled),
            _ => None,
        };
        if let Some(notice) = notice {
            effects.push(Effect::Tell { interview, notice, sequence });
            effects.push(Effect::ShowInCalendars { interview });
        }
        if notice.is_some() || event.kind.ends_interview() {
            effects.push(Effect::TendRoom { interview });
        }
    }
    if let (EventKind::ConflictDetected, Some(conflict)) = (event.kind, event.conflict) {
        effects.push(Effect::TellOfConflict { conflict });
    }
    let mut due: Vec<Due> = effects.into_iter().map(|effect| Due { effect, at }).collect();
    let given_time = matches!(event.kind, EventKind::InterviewScheduled | EventKind::InterviewRescheduled);
    if let (true, true, Some(interview), Some(starts_at)) = (ai, given_time, event.interview, event.start) {
        due.push(Due { effect: Effect::HandOff { interview, starts_at }, at: starts_at });
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConflictId;

    fn kinds(kind: EventKind, ai: bool) -> Vec<&'static str> {
        let mut event = Event::new(kind, Timestamp::saturating_from_unix(1_800_000_000), None);
        event.interview = Some(InterviewId(Uuid::nil()));
        event.conflict = Some(ConflictId(Uuid::nil()));
        event.start = Some(Timestamp::saturating_from_unix(1_800_003_600));
        of_event(&event, 1, ai).iter().map(|due| due.effect.kind()).collect()
    }

    #[test]
    fn who_is_concerned_hears_of_it() {
        let check = |kind, ai, expected: &[&str]| assert_eq!(kinds(kind, ai), expected, "{kind:?}");
        check(EventKind::InterviewJoined, false, &["publish"]);
        check(EventKind::ConflictDetected, false, &["publish", "tell_of_conflict"]);
        let told = ["publish", "tell", "show_in_calendars", "tend_room"];
        check(EventKind::InterviewScheduled, false, &told);
        check(EventKind::InterviewChanged, true, &told);
        check(EventKind::InterviewCancelled, true, &told);
        check(EventKind::InterviewRescheduled, true, &[&told[..], &["hand_off"]].concat());
        check(EventKind::InterviewCompleted, false, &["publish", "tend_room"]);
        check(EventKind::InterviewNoShow, false, &["publish", "tend_room"]);
    }
}

//! The kinds of effects: the one list of what each is called, and of which queue handles it.

use super::EffectQueue;
use crate::Meeting;

/// Makes the enum, and all that follows from its list.
macro_rules! kinds {
    ($($kind:ident = $name:literal in $queue:ident,)*) => {
        /// A kind of [`Effect`](super::Effect).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EffectKind {
            $($kind,)*
        }

        impl EffectKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The name in the database, in the API, in metrics and in the log. It never changes.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The queue that handles it.
            #[must_use]
            pub const fn queue(self) -> EffectQueue {
                match self {
                    $(Self::$kind => EffectQueue::$queue,)*
                }
            }
        }
    };
}

kinds! {
    Publish = "publish" in Local,
    Deliver = "deliver" in Webhooks,
    Notify = "tell" in Local,
    Remind = "remind" in Local,
    NotifyOfConflict = "tell_of_conflict" in Local,
    Send = "send" in Mail,
    SyncRoom = "tend_room" in Providers,
    ShowInCalendars = "show_in_calendars" in Providers,
    HandOff = "hand_off" in Local,
    Recheck = "recheck" in Local,
    NotifyOfWebhook = "tell_of_webhook" in Local,
    ShowInCalendar = "show_in_calendar" in Providers,
    SetReminders = "set_reminders" in Local,
    Retell = "tell_again" in Local,
    MailCode = "mail_code" in Local,
    AskClient = "ask_client" in Local,
    RefundNoShow = "refund_no_show" in Local,
    SyncPayment = "sync_payment" in Providers,
    TellMoneyReturned = "tell_money_returned" in Local,
    MailSchedulingLink = "mail_scheduling_link" in Local,
    // Of appointments, under names of their own: a worker that knows interviews alone leaves them to one that knows these.
    NotifyOfAppointment = "tell_of_appointment" in Local,
    RemindOfAppointment = "remind_of_appointment" in Local,
    NotifyOfAppointmentConflict = "tell_of_appointment_conflict" in Local,
}

impl EffectKind {
    /// The kind of reminders of a meeting.
    #[must_use]
    pub const fn reminding_of(meeting: Meeting) -> Self {
        match meeting {
            Meeting::Interview(_) => Self::Remind,
            Meeting::Appointment(_) => Self::RemindOfAppointment,
        }
    }

    /// The kind of news of a meeting.
    #[must_use]
    pub const fn notifying_of(meeting: Meeting) -> Self {
        match meeting {
            Meeting::Interview(_) => Self::Notify,
            Meeting::Appointment(_) => Self::NotifyOfAppointment,
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_kind_is_found_by_its_own_name() {
        for kind in EffectKind::ALL {
            assert_eq!(EffectKind::named(kind.name()), Some(*kind));
        }
        let names: HashSet<&str> = EffectKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), EffectKind::ALL.len());
        assert_eq!(EffectKind::named("sing"), None);
    }
}

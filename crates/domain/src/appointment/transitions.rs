//! An appointment, and what may happen to it. Marks and moves are beside it.

use super::{
    AppointmentId, AppointmentStatus, Client, Mark, MarkKind, Placement, RequestId, ServiceId, StaffId, Terms,
};
use crate::{CompanyId, Metadata, Refusal, UserId};
use scheduling_core::time::{Interval, TimeZone, Timestamp};

/// How and why it ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentCancellation {
    pub at: Timestamp,
    pub reason: String,
    pub by: Option<UserId>,
    /// Its money did not come in time: it gets its time again if the money comes and the time is free.
    pub unpaid: bool,
}

/// Why an appointment is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling<'a> {
    /// Somebody wants it, for this reason.
    Wanted(&'a str),
    /// Its money did not come in time.
    Unpaid,
}

impl<'a> Cancelling<'a> {
    /// The reason that is shown.
    #[must_use]
    pub fn reason(self) -> &'a str {
        match self {
            Self::Wanted(reason) => reason,
            Self::Unpaid => "it was not paid in time",
        }
    }
}

/// What is said about an appointment, and may change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    pub want_reminder: bool,
    pub additional_info: Option<String>,
    /// Not for the client.
    pub internal: Option<String>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub company: CompanyId,
    pub request: Option<RequestId>,
    pub client: Client,
    pub service: ServiceId,
    pub staff: StaffId,
    /// The user whose profile that is.
    pub staff_user: UserId,
    pub time: Interval,
    pub terms: Terms,
    pub notes: Notes,
    pub status: AppointmentStatus,
    pub mark: Option<Mark>,
    /// Until when the time is held while it waits for its money.
    pub pay_until: Option<Timestamp>,
    /// Unguessable; for online ones.
    pub room_id: Option<String>,
    /// When the client first came in by the room.
    pub client_joined_at: Option<Timestamp>,
    /// When somebody of the staff did.
    pub staff_joined_at: Option<Timestamp>,
    /// `user:12`, `key:3 Shop`, `api`
    pub made_by: String,
    pub cancelled: Option<AppointmentCancellation>,
    /// Of invitations (RFC 5546): rises with every move and the cancellation.
    pub sequence: i64,
    pub metadata: Metadata,
}

impl Appointment {
    /// Whether it was cancelled because its money did not come in time.
    #[must_use]
    pub fn is_given_up_unpaid(&self) -> bool {
        self.cancelled.as_ref().is_some_and(|how| how.unpaid)
    }

    /// When and with whom.
    #[must_use]
    pub fn placement(&self) -> Placement {
        Placement { time: self.time, staff: self.staff }
    }

    /// When the client was seen to have come.
    #[must_use]
    pub fn arrived_at(&self) -> Option<Timestamp> {
        self.mark.filter(|mark| mark.kind == MarkKind::Arrived).map(|mark| mark.at)
    }

    /// The percentage of what was paid that comes back to somebody who cancels at `now`: all of it while the rest is waited for,
    /// then what the policy of the booking says. Days and times of day are those of the zone that was kept with it, or else of `company`.
    #[must_use]
    pub fn refund_percent(&self, company: &TimeZone, now: Timestamp) -> i64 {
        match self.status {
            AppointmentStatus::PendingPayment => 100,
            _ => {
                let zone = self.terms.zone_of_policy(company);
                self.terms.policy.refund_percent(self.time.start(), &zone, now)
            }
        }
    }
}

/// Gives an appointment another time, and another member of staff where that is asked for. Who came before then came to the old one.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that does not stand, has begun or is marked.
pub fn relocate(
    appointment: &Appointment,
    to: Placement,
    staff_user: UserId,
    now: Timestamp,
) -> Result<Appointment, Refusal> {
    require_movable(appointment, now)?;
    Ok(Appointment {
        time: to.time,
        staff: to.staff,
        staff_user,
        client_joined_at: None,
        staff_joined_at: None,
        sequence: appointment.sequence + 1,
        ..appointment.clone()
    })
}

/// Refuses to cancel what does not stand or is over. It may have begun.
///
/// # Errors
/// `WrongState` (`wrong-status`).
pub fn require_cancellable(appointment: &Appointment, now: Timestamp) -> Result<(), Refusal> {
    match appointment.status.is_open() && end(appointment, now).is_none() {
        true => Ok(()),
        false => Err(wrong("the appointment is cancelled or over")),
    }
}

/// Refuses to move what does not stand, has begun or is marked.
///
/// # Errors
/// `WrongState` (`wrong-status`).
pub fn require_movable(appointment: &Appointment, now: Timestamp) -> Result<(), Refusal> {
    if !appointment.status.is_open() {
        return Err(wrong("the appointment is cancelled or over"));
    }
    if appointment.mark.is_some() || appointment.time.start() <= now {
        return Err(wrong("the appointment has begun"));
    }
    Ok(())
}

/// Cancels an appointment. It may have begun: too late for a refund is no reason to refuse.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that was cancelled already or is over.
pub fn cancel(
    appointment: &Appointment,
    why: Cancelling<'_>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Appointment, Refusal> {
    require_cancellable(appointment, now)?;
    let (reason, unpaid) = (why.reason().to_owned(), why == Cancelling::Unpaid);
    Ok(Appointment {
        status: AppointmentStatus::Cancelled,
        cancelled: Some(AppointmentCancellation { at: now, reason, by, unpaid }),
        pay_until: None,
        sequence: appointment.sequence + 1,
        ..appointment.clone()
    })
}

/// Confirms an appointment whose money is there.
///
/// # Errors
/// `WrongState` (`wrong-status`) for one that does not wait for it.
pub fn paid(appointment: &Appointment) -> Result<Appointment, Refusal> {
    if appointment.status != AppointmentStatus::PendingPayment {
        return Err(wrong("the appointment does not wait for money"));
    }
    Ok(Appointment { status: AppointmentStatus::Confirmed, pay_until: None, ..appointment.clone() })
}

/// Ends what is over; `None` where it is not, or has ended.
#[must_use]
pub fn end(appointment: &Appointment, now: Timestamp) -> Option<Appointment> {
    let over = appointment.status == AppointmentStatus::Confirmed && appointment.time.end() <= now;
    over.then(|| Appointment { status: AppointmentStatus::Completed, ..appointment.clone() })
}

fn wrong(detail: &str) -> Refusal {
    Refusal::WrongState { slug: "wrong-status", detail: detail.into() }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::super::{CancellationPolicy, PaymentType, Setting};
    use super::*;

    /// When it starts.
    pub(crate) const START: i64 = 86_400;

    pub(crate) fn at(second: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + second)
    }

    /// Confirmed, from [`START`] on, an hour long.
    pub(crate) fn appointment() -> Appointment {
        let terms = Terms {
            service_name: "Consultation".into(),
            setting: Setting::InPerson,
            location: None,
            price: None,
            payment_type: PaymentType::None,
            amount_to_pay: None,
            policy: CancellationPolicy::default(),
            policy_zone: None,
        };
        let client =
            Client { name: "Ana".into(), email: "ana@example.com".into(), phone: None, address: None };
        Appointment {
            id: AppointmentId(uuid::Uuid::nil()),
            company: CompanyId(1),
            request: None,
            client,
            service: ServiceId(2),
            staff: StaffId(3),
            staff_user: UserId(4),
            time: Interval::new(at(START), at(START + 3_600)).expect("an hour"),
            terms,
            notes: Notes { want_reminder: true, ..Notes::default() },
            status: AppointmentStatus::Confirmed,
            mark: None,
            pay_until: None,
            room_id: None,
            client_joined_at: None,
            staff_joined_at: None,
            made_by: "user:9".into(),
            cancelled: None,
            sequence: 0,
            metadata: Metadata { version: 1, created_at: at(0), updated_at: at(0) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{START, appointment, at};
    use super::*;

    fn standing(status: AppointmentStatus) -> Appointment {
        Appointment { status, ..appointment() }
    }

    #[test]
    fn what_stands_is_moved_until_it_begins() {
        let time = Interval::new(at(2 * START), at(2 * START + 3_600)).expect("an hour");
        let to = Placement { time, staff: StaffId(5) };
        let early = Appointment { client_joined_at: Some(at(START - 60)), ..appointment() };
        let moved = relocate(&early, to, UserId(6), at(START - 1)).expect("it stands");
        assert_eq!(moved.client_joined_at, None, "nobody has come to the new time");
        assert_eq!((moved.placement(), moved.staff_user, moved.sequence), (to, UserId(6), 1));
        assert!(relocate(&appointment(), to, UserId(6), at(START)).is_err());
        for &status in AppointmentStatus::ALL {
            let moved = relocate(&standing(status), to, UserId(6), at(0));
            assert_eq!(moved.is_ok(), status.is_open(), "{status:?}");
        }
    }

    #[test]
    fn what_stands_is_cancelled_at_any_time() {
        for &status in AppointmentStatus::ALL {
            let cancelled = cancel(&standing(status), Cancelling::Wanted("ill"), None, at(START + 1));
            assert_eq!(cancelled.is_ok(), status.is_open(), "{status:?}");
        }
        let cancelled = cancel(&appointment(), Cancelling::Wanted("ill"), None, at(1)).expect("it stands");
        assert_eq!((cancelled.status, cancelled.sequence), (AppointmentStatus::Cancelled, 1));
        assert_eq!(cancelled.cancelled.map(|how| (how.at, how.reason)), Some((at(1), "ill".into())));
    }

    #[test]
    fn words_do_not_make_an_appointment_unpaid() {
        let unpaid = |why| {
            let cancelled = cancel(&standing(AppointmentStatus::PendingPayment), why, None, at(1));
            cancelled.expect("it stands").cancelled.map(|how| (how.unpaid, how.reason))
        };
        let words = Cancelling::Unpaid.reason();
        assert_eq!(unpaid(Cancelling::Unpaid), Some((true, words.to_owned())));
        assert_eq!(unpaid(Cancelling::Wanted(words)), Some((false, words.to_owned())));
    }

    #[test]
    fn all_comes_back_until_the_money_is_there_and_then_what_the_policy_says() {
        let percent = |status, second| standing(status).refund_percent(&TimeZone::utc(), at(second));
        assert_eq!(percent(AppointmentStatus::PendingPayment, START), 100);
        assert_eq!(percent(AppointmentStatus::Confirmed, 0), 100);
        assert_eq!(percent(AppointmentStatus::Confirmed, 1), 0);
    }

    #[test]
    fn it_is_over_at_its_end() {
        assert_eq!(end(&appointment(), at(START + 3_599)), None);
        let ended = end(&appointment(), at(START + 3_600)).map(|ended| ended.status);
        assert_eq!(ended, Some(AppointmentStatus::Completed));
        for &status in AppointmentStatus::ALL {
            let ends = end(&standing(status), at(2 * START)).is_some();
            assert_eq!(ends, status == AppointmentStatus::Confirmed, "{status:?}");
        }
    }

    #[test]
    fn money_confirms_what_waits_for_it() {
        for &status in AppointmentStatus::ALL {
            let waits = status == AppointmentStatus::PendingPayment;
            assert_eq!(paid(&standing(status)).is_ok(), waits, "{status:?}");
        }
    }
}

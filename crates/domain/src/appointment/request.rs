//! Requests: a time that is held while a client says who they are, shows it, and pays.

use super::code::Code;
use super::{AppointmentId, Client, Offer, PaymentType, RequestId, ServiceDetails, ServiceId, StaffId};
use crate::names::names;
use crate::{CompanyId, Metadata, Refusal, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// How long a time is held at first.
pub const HOLD_SECONDS: i64 = 15 * 60;
/// By how much it is held longer where that was asked for, once.
pub const EXTENSION_SECONDS: i64 = 15 * 60;

names! {
    /// Where a request stands.
    RequestStatus {
        /// The time is held.
        Held = "held",
        /// The same, and a code is open.
        Verifying = "verifying",
        /// The appointment is made and waits for its money.
        Paying = "paying",
        /// The appointment stands.
        Booked = "booked",
        /// The hold has ended.
        Expired = "expired",
        /// The time was given back.
        Released = "released",
    }
}

impl RequestStatus {
    /// Whether the request itself holds time.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Held | Self::Verifying)
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    pub company: CompanyId,
    pub service: ServiceId,
    pub staff: StaffId,
    /// The user whose profile that is.
    pub staff_user: UserId,
    pub time: Interval,
    pub payment_type: PaymentType,
    /// What its service was offered for when the time was held; `None` for requests from before that was kept.
    pub offer: Option<Offer>,
    pub client: Option<Client>,
    /// As it was noted last; [`status`](Self::status) says how it is.
    pub noted: RequestStatus,
    pub expires_at: Timestamp,
    pub extended: bool,
    /// What was mailed to the client's address last, or would have been.
    pub code: Option<Code>,
    /// Who holds the time: `user:12`, `key:3`, `visitor:5f2c…`, `api`.
    pub holder: String,
    pub made_by: Option<UserId>,
    /// Whether one was asked for, or one was chosen.
    pub staff_asked: bool,
    pub appointment: Option<AppointmentId>,
    pub metadata: Metadata,
}

impl Request {
    /// Where it stands at `now`: a hold counts for nothing from its end on.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> RequestStatus {
        if self.noted.holds() && self.expires_at <= now { RequestStatus::Expired } else { self.noted }
    }

    /// Whether somebody without an account holds it.
    #[must_use]
    pub fn is_of_visitor(&self) -> bool {
        self.holder.starts_with("visitor:")
    }

    /// The service that the request is for, as it was when the time was held: what it was offered for, and how long it takes.
    #[must_use]
    pub fn service_held(&self, now: &ServiceDetails) -> ServiceDetails {
        let offered = self.offer.as_ref().map_or_else(|| now.clone(), |offer| offer.service(now));
        offered.lasting(self.time)
    }

    /// Refuses where it holds no time any more.
    ///
    /// # Errors
    /// `WrongState`: `hold-expired` after the end or the release, `wrong-status` where it led to an appointment.
    pub fn require_hold(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.status(now) {
            RequestStatus::Held | RequestStatus::Verifying => Ok(()),
            RequestStatus::Expired | RequestStatus::Released => {
                let detail = "the time is held no longer; ask for it anew".into();
                Err(Refusal::WrongState { slug: "hold-expired", detail })
            }
            RequestStatus::Paying | RequestStatus::Booked => {
                let detail = "the request was confirmed; its appointment has taken its place".into();
                Err(Refusal::WrongState { slug: "wrong-status", detail })
            }
        }
    }

    /// Holds the time longer, once.
    ///
    /// # Errors
    /// `WrongState`: `hold-extended` the second time, and as [`require_hold`](Self::require_hold).
    pub fn extend(&self, now: Timestamp) -> Result<Self, Refusal> {
        self.require_hold(now)?;
        if self.extended {
            let detail = "the hold was prolonged before".into();
            return Err(Refusal::WrongState { slug: "hold-extended", detail });
        }
        let expires_at = self.expires_at.plus_seconds(EXTENSION_SECONDS);
        Ok(Self { extended: true, expires_at, ..self.clone() })
    }

    /// Gives the time back.
    ///
    /// # Errors
    /// `WrongState` (`wrong-status`) where it led to an appointment: that one is cancelled instead.
    pub fn release(&self) -> Result<Self, Refusal> {
        if matches!(self.noted, RequestStatus::Booked) {
            let detail = "the request was confirmed; cancel its appointment".into();
            return Err(Refusal::WrongState { slug: "wrong-status", detail });
        }
        Ok(Self { noted: RequestStatus::Released, ..self.clone() })
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    pub(crate) fn at(second: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + second)
    }

    /// Held from second 0 on.
    pub(crate) fn request() -> Request {
        Request {
            id: RequestId(uuid::Uuid::nil()),
            company: CompanyId(1),
            service: ServiceId(2),
            staff: StaffId(3),
            staff_user: UserId(4),
            time: Interval::new(at(86_400), at(90_000)).expect("an hour"),
            payment_type: PaymentType::None,
            offer: None,
            client: None,
            noted: RequestStatus::Held,
            expires_at: at(HOLD_SECONDS),
            extended: false,
            code: None,
            holder: "user:9".into(),
            made_by: Some(UserId(9)),
            staff_asked: true,
            appointment: None,
            metadata: Metadata { version: 1, created_at: at(0), updated_at: at(0) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{at, request};
    use super::*;

    fn slug<T>(done: Result<T, Refusal>) -> &'static str {
        done.map_or_else(|refusal| refusal.slug(), |_| "done")
    }

    #[test]
    fn names_round_trip() {
        for &status in RequestStatus::ALL {
            assert_eq!(RequestStatus::named(status.name()), Some(status));
        }
        assert_eq!(RequestStatus::named("lost"), None);
    }

    #[test]
    fn a_hold_ends_by_the_clock() {
        let held = request();
        assert_eq!(held.status(at(HOLD_SECONDS - 1)), RequestStatus::Held);
        assert_eq!(held.status(at(HOLD_SECONDS)), RequestStatus::Expired);
        assert_eq!(slug(held.require_hold(at(HOLD_SECONDS - 1))), "done");
        assert_eq!(slug(held.require_hold(at(HOLD_SECONDS))), "hold-expired");
        let booked = Request { noted: RequestStatus::Booked, ..request() };
        assert_eq!(booked.status(at(HOLD_SECONDS)), RequestStatus::Booked);
        assert_eq!(slug(booked.require_hold(at(0))), "wrong-status");
        let released = Request { noted: RequestStatus::Released, ..request() };
        assert_eq!(slug(released.require_hold(at(0))), "hold-expired");
    }

    #[test]
    fn it_is_prolonged_once_and_not_after_its_end() {
        let longer = request().extend(at(0)).expect("it is held");
        assert_eq!(longer.expires_at, at(HOLD_SECONDS + EXTENSION_SECONDS));
        assert_eq!(longer.status(at(HOLD_SECONDS + EXTENSION_SECONDS - 1)), RequestStatus::Held);
        assert_eq!(slug(longer.extend(at(0))), "hold-extended");
        assert_eq!(slug(request().extend(at(HOLD_SECONDS))), "hold-expired");
    }

    #[test]
    fn giving_the_time_back_twice_changes_nothing_and_a_booking_stays() {
        let released = request().release().expect("it is held");
        assert_eq!(released.release().expect("again"), released);
        let booked = Request { noted: RequestStatus::Booked, ..request() };
        assert_eq!(slug(booked.release()), "wrong-status");
    }
}

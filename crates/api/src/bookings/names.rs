//! Words of requests and appointments.

use domain::appointment::{AppointmentStatus, PaymentType, RequestStatus};
use http_kit::wire_enum;

wire_enum! {
    /// What part of the price is to be paid: nothing now, all, or the down payment.
    pub(super) enum PaymentTypeName {
        None = "none",
        Full = "full",
        Down = "down",
    }
}

impl From<PaymentTypeName> for PaymentType {
    fn from(name: PaymentTypeName) -> Self {
        match name {
            PaymentTypeName::None => Self::None,
            PaymentTypeName::Full => Self::Full,
            PaymentTypeName::Down => Self::Down,
        }
    }
}

impl From<PaymentType> for PaymentTypeName {
    fn from(kind: PaymentType) -> Self {
        match kind {
            PaymentType::None => Self::None,
            PaymentType::Full => Self::Full,
            PaymentType::Down => Self::Down,
        }
    }
}

wire_enum! {
    /// Where a request stands.
    pub(super) enum RequestStatusName {
        Held = "held",
        Verifying = "verifying",
        Paying = "paying",
        Booked = "booked",
        Expired = "expired",
        Released = "released",
    }
}

impl From<RequestStatusName> for RequestStatus {
    fn from(name: RequestStatusName) -> Self {
        match name {
            RequestStatusName::Held => Self::Held,
            RequestStatusName::Verifying => Self::Verifying,
            RequestStatusName::Paying => Self::Paying,
            RequestStatusName::Booked => Self::Booked,
            RequestStatusName::Expired => Self::Expired,
            RequestStatusName::Released => Self::Released,
        }
    }
}

impl From<RequestStatus> for RequestStatusName {
    fn from(status: RequestStatus) -> Self {
        match status {
            RequestStatus::Held => Self::Held,
            RequestStatus::Verifying => Self::Verifying,
            RequestStatus::Paying => Self::Paying,
            RequestStatus::Booked => Self::Booked,
            RequestStatus::Expired => Self::Expired,
            RequestStatus::Released => Self::Released,
        }
    }
}

wire_enum! {
    /// Where an appointment stands.
    pub(super) enum AppointmentStatusName {
        PendingPayment = "pending_payment",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
        Completed = "completed",
        NoShow = "no_show",
    }
}

impl From<AppointmentStatusName> for AppointmentStatus {
    fn from(name: AppointmentStatusName) -> Self {
        match name {
            AppointmentStatusName::PendingPayment => Self::PendingPayment,
            AppointmentStatusName::Confirmed => Self::Confirmed,
            AppointmentStatusName::Cancelled => Self::Cancelled,
            AppointmentStatusName::Completed => Self::Completed,
            AppointmentStatusName::NoShow => Self::NoShow,
        }
    }
}

impl From<AppointmentStatus> for AppointmentStatusName {
    fn from(status: AppointmentStatus) -> Self {
        match status {
            AppointmentStatus::PendingPayment => Self::PendingPayment,
            AppointmentStatus::Confirmed => Self::Confirmed,
            AppointmentStatus::Cancelled => Self::Cancelled,
            AppointmentStatus::Completed => Self::Completed,
            AppointmentStatus::NoShow => Self::NoShow,
        }
    }
}

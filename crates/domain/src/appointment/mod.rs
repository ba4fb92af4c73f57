//! Appointments: what clients book with the staff of a company.

mod client;
pub mod code;
mod day_off;
mod hours;
mod mark;
pub mod marks;
pub mod moves;
pub mod policy;
mod request;
mod service;
mod setting;
mod settings;
mod staff;
mod status;
mod terms;
pub mod transitions;
pub mod visitor;

pub use client::{Client, booked_by, require_another};
pub use code::Code;
pub use day_off::{DayOff, DayOffDetails};
pub use hours::{MAX_SPANS, SpecialHours, SpecialHoursDetails, Work, WorkingHours, WorkingHoursDetails};
pub use mark::{Mark, MarkKind};
pub use moves::{Move, MoveRules, MoveStatus, Placement};
pub use policy::{CancellationPolicy, RefundStep, Tier};
pub use request::{EXTENSION_SECONDS, HOLD_SECONDS, Request, RequestStatus};
pub use service::{MAX_DURATION, MAX_LINKS, MAX_RESCHEDULE_LIMIT, Service, ServiceDetails, named_twice};
pub use setting::Setting;
pub use settings::{
    MAX_NOTICE_DAYS, MAX_NOTICE_MINUTES, MAX_REMINDER_HOURS, MAX_REMINDERS, ShopSettings, StoredShopSettings,
};
pub use staff::{Staff, StaffDetails, WorkTerms};
pub use status::AppointmentStatus;
pub use terms::{Offer, PaymentType, Terms};
#[cfg(test)]
pub(crate) use transitions::samples;
pub use transitions::{Appointment, AppointmentCancellation, Cancelling, Notes};
pub use visitor::{BookingPage, Counted};

use crate::ids::integer_ids;
pub use crate::ids::{AppointmentId, RequestId};

integer_ids! {
    /// Something that clients book.
    ServiceId,
    /// The profile of a user who offers services.
    StaffId,
    /// Somebody's hours of one weekday.
    WorkingHoursId,
    /// Other hours on one date.
    SpecialHoursId,
    /// Days off.
    DayOffId,
}

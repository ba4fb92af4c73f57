//! Appointments: what clients book with the staff of a company.

mod day_off;
mod hours;
pub mod policy;
mod service;
mod setting;
mod settings;
mod staff;

pub use day_off::{DayOff, DayOffDetails};
pub use hours::{MAX_SPANS, SpecialHours, SpecialHoursDetails, Work, WorkingHours, WorkingHoursDetails};
pub use policy::{CancellationPolicy, Tier};
pub use service::{MAX_DURATION, MAX_LINKS, MAX_RESCHEDULE_LIMIT, Service, ServiceDetails};
pub use setting::Setting;
pub use settings::{
    MAX_NOTICE_DAYS, MAX_NOTICE_MINUTES, MAX_REMINDER_HOURS, MAX_REMINDERS, ShopSettings, StoredShopSettings,
};
pub use staff::{Staff, StaffDetails, WorkTerms};

use crate::ids::integer_ids;

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

//! What an appointment is booked by: its service, the settings of the company, and who offers it.

use super::claims::not_available;
use crate::kit::require_company;
use domain::appointment::{
    CancellationPolicy, Client, MoveRules, PaymentType, Service, ServiceDetails, ServiceId, ShopSettings,
    Staff, StaffDetails, StaffId, Terms,
};
use domain::directory::Company;
use domain::{CompanyId, Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::companies;
use persistence::store::shop::settings;
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use serde_json::{Value, json};

/// A service as it is booked.
pub(super) struct Shop {
    pub(super) company: Company,
    /// The company's clock.
    pub(super) zone: TimeZone,
    pub(super) settings: ShopSettings,
    pub(super) service: Service,
    /// Those who are asked for: all who offer the service, or the one who is named.
    pub(super) staff: Vec<Staff>,
    pub(super) named: bool,
}

/// Somebody of the staff who can be had at a start.
pub(super) struct Found {
    pub(super) staff: StaffId,
    pub(super) user: UserId,
    pub(super) time: Interval,
    pub(super) buffer_minutes: i64,
    /// Who was weighed, as the log keeps it.
    pub(super) weighed: Value,
}

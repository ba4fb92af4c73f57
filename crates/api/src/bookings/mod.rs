//! `/api/v1/appointments/…`: requests, appointments and what becomes of them. What can be booked is beside it.

mod actions;
mod collection;
mod erase;
mod feeds;
mod figures;
mod logs;
mod names;
mod out;
mod requests;
mod together;
mod wire;

pub use together::AppointmentBookings;

use crate::kit::routes::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    requests::routes(config);
    collection::routes(config);
    actions::routes(config);
    logs::routes(config);
    feeds::routes(config);
    erase::routes(config);
    figures::routes(config);
}

//! `/api/v1/appointments`: services, staff, hours, days off and settings, and the starts that are offered.

mod config;
mod days_off;
mod hours;
mod images;
mod next_date;
mod offers;
mod services;
mod slots;
mod special_hours;
mod staff;
mod working_hours;

use crate::kit::routes::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    slots::routes(config);
    next_date::routes(config);
    images::routes(config);
    services::routes(config);
    staff::routes(config);
    working_hours::routes(config);
    special_hours::routes(config);
    days_off::routes(config);
    config::routes(config);
}

//! Money: a company's provider of payments, what is to be paid for appointments, and what providers report.

mod list;
mod provider;
mod reports;
mod wire;

use crate::kit::routes::ServiceConfig;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    list::routes(config);
    provider::routes(config);
    reports::routes(config);
}

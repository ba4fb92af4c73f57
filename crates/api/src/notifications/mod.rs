//! What people are told: messages with what became of them, preferences of people, settings of companies.

mod inbound;
mod messages;
mod preferences;
mod settings;
mod wire;

use crate::kit::routes::ServiceConfig;

/// Registers the endpoints.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    inbound::routes(config);
    messages::routes(config);
    preferences::routes(config);
    settings::routes(config);
}

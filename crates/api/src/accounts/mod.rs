//! Accounts: logging in and out, who one is, API keys, password resets; and whose a token is.

mod auth;
mod keys;
mod lookup;
mod resets;

pub use lookup::StoredCredentials;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the endpoints of accounts.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    auth::routes(config);
    resets::routes(config);
    keys::routes(config);
}

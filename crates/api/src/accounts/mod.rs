//! Accounts: logging in and out, here and through a company's provider, who one is, API keys, password resets; and whose a token is.

mod auth;
mod identity_provider;
mod keys;
mod lookup;
mod resets;
mod sso;

pub use lookup::StoredCredentials;

use crate::kit::routes::ServiceConfig;

/// Registers the endpoints of accounts.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    auth::routes(config);
    resets::routes(config);
    keys::routes(config);
    identity_provider::routes(config);
    sso::routes(config);
}

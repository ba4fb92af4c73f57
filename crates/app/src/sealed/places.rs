//! What secrets are sealed for: each place in which one is stored has words of its own, so that what is sealed for one opens
//! nothing in another.

use domain::{CompanyId, MessageId};
use persistence::store::sealed_values::{self as store, SealedOwner, SealedPlace, SealedValue};

/// The secrets of webhooks.
pub(crate) const WEBHOOK_SECRET: &str = "webhook secret";
/// The tokens of hand-offs to an AI service.
pub(crate) const HAND_OFF_TOKEN: &str = "hand-off token";

/// The credentials for a company's provider of rooms.
pub(crate) fn of_room_provider(company: CompanyId) -> String {
    format!("room provider of company {company}")
}

/// The secrets of a company's account with a provider of payments.
pub(crate) fn of_payment_provider(company: CompanyId) -> String {
    format!("payment provider of company {company}")
}

/// The secret with which a company's log-in provider knows us.
pub(crate) fn of_client_secret(company: CompanyId) -> String {
    format!("identity_providers.client_secret:{company}")
}

/// What a message must not show and its recipient needs.
pub(crate) fn of_message(message: MessageId) -> String {
    format!("message {message}")
}

/// What a stored value is sealed for.
pub(super) fn of(value: &SealedValue) -> String {
    use SealedPlace as P;
    match (value.place, value.owner) {
        (P::HandOffToken, _) => HAND_OFF_TOKEN.to_owned(),
        (P::RoomCredentials, SealedOwner::Company(company)) => of_room_provider(company),
        (P::PaymentCredentials, SealedOwner::Company(company)) => of_payment_provider(company),
        (P::ClientSecret, SealedOwner::Company(company)) => of_client_secret(company),
        (P::MessageSecret, SealedOwner::Message(message)) => of_message(message),
        (P::CalendarAddress, SealedOwner::User(user)) => store::address_of(user),
        (P::CalendarCredentials, SealedOwner::User(user)) => store::credentials_of(user),
        (P::KeptAnswer, SealedOwner::Request(request)) => store::answer_to(&request),
        _ => WEBHOOK_SECRET.to_owned(),
    }
}

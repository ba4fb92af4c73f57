//! All that is stored sealed, whichever table it is in: to find out whether the key is the right one, and to seal it anew
//! with another.
//!
//! It belongs to the installation as the key does, so that a transaction is enough to reach it; nothing here opens it.

use super::Result;
use super::sealed_answers::key_of;
use crate::Tx;
use crate::db::types::DbUuid;
use crate::schema::{
    calendars, idempotency_keys, identity_providers, message_secrets, payment_providers, room_providers,
    webhook_deliveries, webhooks,
};
use diesel::prelude::*;
use domain::idempotency::RequestKey;
use domain::{CompanyId, MessageId, UserId};
use uuid::Uuid;

pub use super::calendars::secrets::{address_of, credentials_of};
pub use super::sealed_answers::answer_to;

/// Where something is stored sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedPlace {
    WebhookSecret,
    OldWebhookSecret,
    HandOffToken,
    RoomCredentials,
    PaymentCredentials,
    ClientSecret,
    MessageSecret,
    CalendarAddress,
    CalendarCredentials,
    KeptAnswer,
}

impl SealedPlace {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::WebhookSecret,
        Self::OldWebhookSecret,
        Self::HandOffToken,
        Self::RoomCredentials,
        Self::PaymentCredentials,
        Self::ClientSecret,
        Self::MessageSecret,
        Self::CalendarAddress,
        Self::CalendarCredentials,
        Self::KeptAnswer,
    ];
}

/// Whose it is: what it was sealed for may hold this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedOwner {
    Company(CompanyId),
    Message(MessageId),
    User(UserId),
    Request(RequestKey),
}

/// Something sealed.
#[derive(Debug, Clone)]
pub struct SealedValue {
    pub place: SealedPlace,
    pub owner: SealedOwner,
    /// As it is stored.
    pub text: String,
    key: Key,
}

/// The row.
#[derive(Debug, Clone, Copy)]
enum Key {
    Number(i64),
    Uuid(i64, Uuid),
    Digest(i64, [u8; 32]),
}

/// All that is sealed in one place.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn all(tx: &mut Tx<'_>, place: SealedPlace) -> Result<Vec<SealedValue>> {
    use SealedPlace as P;
    match place {
        P::WebhookSecret | P::OldWebhookSecret => of_webhooks(tx, place),
        P::CalendarAddress | P::CalendarCredentials => of_calendars(tx, place),
        P::KeptAnswer => of_answers(tx),
        P::HandOffToken | P::RoomCredentials | P::PaymentCredentials | P::MessageSecret => {
            with_uuids(tx, place)
        }
        P::ClientSecret => {
            let table = identity_providers::table
                .select((identity_providers::company_id, identity_providers::client_secret));
            let rows: Vec<(i64, Option<String>)> = table.load(tx.connection())?;
            let value = |(company, text): (i64, Option<String>)| {
                let owner = SealedOwner::Company(CompanyId(company));
                Some(SealedValue { place, owner, text: text?, key: Key::Number(company) })
            };
            Ok(rows.into_iter().filter_map(value).collect())
        }
    }
}

fn of_webhooks(tx: &mut Tx<'_>, place: SealedPlace) -> Result<Vec<SealedValue>> {
    let rows: Vec<(i64, i64, String, Option<String>)> = webhooks::table
        .select((webhooks::company_id, webhooks::id, webhooks::secret, webhooks::old_secret))
        .load(tx.connection())?;
    let value = |(company, id, newest, old): (i64, i64, String, Option<String>)| {
        let text = if place == SealedPlace::WebhookSecret { Some(newest) } else { old };
        let owner = SealedOwner::Company(CompanyId(company));
        Some(SealedValue { place, owner, text: text?, key: Key::Number(id) })
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

fn of_calendars(tx: &mut Tx<'_>, place: SealedPlace) -> Result<Vec<SealedValue>> {
    let rows: Vec<(i64, i64, Option<String>, Option<String>)> = calendars::table
        .select((calendars::user_id, calendars::id, calendars::url, calendars::credentials))
        .load(tx.connection())?;
    let value = |(user, id, url, credentials): (i64, i64, Option<String>, Option<String>)| {
        let text = if place == SealedPlace::CalendarAddress { url } else { credentials };
        let owner = SealedOwner::User(UserId(user));
        Some(SealedValue { place, owner, text: text?, key: Key::Number(id) })
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

/// The company, the name and the fingerprint of a request, and its answer.
type AnswerRow = (i64, Vec<u8>, Vec<u8>, Option<String>);

fn of_answers(tx: &mut Tx<'_>) -> Result<Vec<SealedValue>> {
    let rows: Vec<AnswerRow> = idempotency_keys::table
        .select((
            idempotency_keys::company_id,
            idempotency_keys::name,
            idempotency_keys::fingerprint,
            idempotency_keys::sealed,
        ))
        .filter(idempotency_keys::sealed.is_not_null())
        .load(tx.connection())?;
    let value = |(company, name, fingerprint, text): AnswerRow| {
        let of = (company != 0).then_some(CompanyId(company));
        let request = key_of(of, &name, &fingerprint)?;
        Some(SealedValue {
            place: SealedPlace::KeptAnswer,
            owner: SealedOwner::Request(request),
            text: text?,
            key: Key::Digest(company, request.name),
        })
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

fn with_uuids(tx: &mut Tx<'_>, place: SealedPlace) -> Result<Vec<SealedValue>> {
    let rows: Vec<(i64, DbUuid, Option<String>)> = match place {
        SealedPlace::HandOffToken => webhook_deliveries::table
            .select((webhook_deliveries::company_id, webhook_deliveries::id, webhook_deliveries::token))
            .filter(webhook_deliveries::token.is_not_null())
            .load(tx.connection())?,
        SealedPlace::RoomCredentials => room_providers::table
            .select((room_providers::company_id, room_providers::id, room_providers::credentials))
            .load(tx.connection())?,
        SealedPlace::PaymentCredentials => payment_providers::table
            .select((
                payment_providers::company_id,
                payment_providers::id,
                payment_providers::credentials.nullable(),
            ))
            .load(tx.connection())?,
        _ => message_secrets::table
            .select((
                message_secrets::company_id,
                message_secrets::message_id,
                message_secrets::sealed.nullable(),
            ))
            .load(tx.connection())?,
    };
    let value = |(company, id, text): (i64, DbUuid, Option<String>)| {
        let owner = match place {
            SealedPlace::MessageSecret => SealedOwner::Message(MessageId(id.0)),
            _ => SealedOwner::Company(CompanyId(company)),
        };
        Some(SealedValue { place, owner, text: text?, key: Key::Uuid(company, id.0) })
    };
    Ok(rows.into_iter().filter_map(value).collect())
}

/// Puts `text` in the place of a value, unless it was changed since it was read. Nobody sees a change of the record.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn replace(tx: &mut Tx<'_>, value: &SealedValue, text: &str) -> Result<()> {
    /// One update of one column, where it is as it was read.
    macro_rules! put {
        ($table:ident, $column:ident, $key:expr) => {
            diesel::update($table::table.find($key).filter($table::$column.eq(&value.text)))
                .set($table::$column.eq(text))
                .execute(tx.connection())?
        };
    }
    use SealedPlace as P;
    match (value.place, value.key) {
        (P::WebhookSecret, Key::Number(id)) => put!(webhooks, secret, id),
        (P::OldWebhookSecret, Key::Number(id)) => put!(webhooks, old_secret, id),
        (P::CalendarAddress, Key::Number(id)) => put!(calendars, url, id),
        (P::CalendarCredentials, Key::Number(id)) => put!(calendars, credentials, id),
        (P::ClientSecret, Key::Number(company)) => put!(identity_providers, client_secret, company),
        (P::HandOffToken, Key::Uuid(company, id)) => put!(webhook_deliveries, token, (company, DbUuid(id))),
        (P::RoomCredentials, Key::Uuid(company, id)) => {
            put!(room_providers, credentials, (company, DbUuid(id)))
        }
        (P::PaymentCredentials, Key::Uuid(company, id)) => {
            put!(payment_providers, credentials, (company, DbUuid(id)))
        }
        (P::MessageSecret, Key::Uuid(company, id)) => put!(message_secrets, sealed, (company, DbUuid(id))),
        (P::KeptAnswer, Key::Digest(company, name)) => {
            put!(idempotency_keys, sealed, (company, name.as_slice()))
        }
        // `all` makes no other pair.
        _ => 0,
    };
    Ok(())
}

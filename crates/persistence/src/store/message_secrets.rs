//! What messages must not show and their recipients need: kept apart from them, sealed, and no longer than until they were
//! sent or given up.

use super::Result;
use crate::Scope;
use crate::db::types::DbUuid;
use crate::schema::{message_secrets as table, messages};
use diesel::prelude::*;
use domain::access::Sealed;
use domain::message::{MessageKind, MessageState, Person};
use domain::{CompanyId, MessageId};

/// Keeps the secret of a message.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn put(scope: &mut Scope<'_>, company: CompanyId, message: MessageId, secret: &Sealed) -> Result<()> {
    diesel::insert_into(table::table)
        .values((
            table::company_id.eq(company.0),
            table::message_id.eq(DbUuid(message.0)),
            table::sealed.eq(&secret.0),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// The secret of a message; `None` where it has none, or none any more.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get(scope: &mut Scope<'_>, company: CompanyId, message: MessageId) -> Result<Option<Sealed>> {
    let row = table::table.find((company.0, DbUuid(message.0))).select(table::sealed);
    let sealed: Option<String> = row.first(scope.connection()).optional()?;
    Ok(sealed.map(Sealed))
}

/// Forgets the secret of a message.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn forget(scope: &mut Scope<'_>, company: CompanyId, message: MessageId) -> Result<()> {
    diesel::delete(table::table.find((company.0, DbUuid(message.0)))).execute(scope.connection())?;
    Ok(())
}

/// Takes back what of this kind still waits to be sent to somebody, with its secrets: a newer one takes its place.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn supersede(scope: &mut Scope<'_>, company: CompanyId, person: Person, kind: MessageKind) -> Result<()> {
    let superseded: Vec<DbUuid> = diesel::update(messages::table)
        .filter(messages::company_id.eq(company.0))
        .filter(messages::person.eq(person.to_string()))
        .filter(messages::kind.eq(kind.name()))
        .filter(messages::state.eq(MessageState::Waiting.name()))
        .set(messages::state.eq(MessageState::Superseded.name()))
        .returning(messages::id)
        .get_results(scope.connection())?;
    let secrets =
        table::table.filter(table::company_id.eq(company.0)).filter(table::message_id.eq_any(superseded));
    diesel::delete(secrets).execute(scope.connection())?;
    Ok(())
}

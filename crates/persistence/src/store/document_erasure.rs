//! Erases what documents tell of somebody that are kept for a while: answers to clients, events for webhooks, and work that waits.

use super::erased_words::bare;
use super::{Result, sealed_answers};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::erasure::{DocumentsWith, Shelf};
use crate::db::types::DbUuid;
use crate::schema::{effects, idempotency_keys as answers, webhook_deliveries as deliveries};
use diesel::prelude::*;
use domain::CompanyId;
use domain::directory::Replacement;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Of whom documents are to tell nothing any more.
pub(super) struct Told<'a> {
    pub(super) company: CompanyId,
    /// Of their meetings, and of what belongs to these: objects that name one lose what people wrote.
    pub(super) ids: &'a BTreeSet<String>,
    /// Goes wherever it stands.
    pub(super) wiped: &'a [Replacement],
}

/// How many documents something was taken out of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Documents {
    pub(super) deliveries: usize,
    pub(super) kept_answers: usize,
}

/// A document where it is kept.
struct Document {
    company: i64,
    key: Vec<u8>,
    text: String,
}

/// Erases it. Each shelf is looked over once.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn erase(scope: &mut Scope<'_>, told: &Told<'_>) -> Result<Documents> {
    let mut done = Documents::default();
    for document in found(scope, told, Shelf::Answers)? {
        let Some(bare) = told.out_of(&document.text) else { continue };
        let row = answers::table.find((document.company, document.key));
        done.kept_answers +=
            diesel::update(row).set(answers::body.eq(bare.into_bytes())).execute(scope.connection())?;
    }
    done.kept_answers += sealed_answers::rewrite(scope, told.company, |body| told.out_of(body))?;
    for document in found(scope, told, Shelf::Deliveries)? {
        let body = told.out_of(&document.text).unwrap_or(document.text);
        let row = deliveries::table.find((document.company, id(&document.key)?));
        // What receivers answered goes whole.
        done.deliveries += diesel::update(row)
            .set((deliveries::body.eq(body), deliveries::response.eq(None::<String>)))
            .execute(scope.connection())?;
    }
    for document in found(scope, told, Shelf::Work)? {
        let row = effects::table.find((document.company, id(&document.key)?));
        // SQLite's text of it has quotes inside of texts as they are, and is no JSON then.
        let payload: Value = row.select(effects::payload).first(scope.connection())?;
        let bare =
            told.out_of(&payload.to_string()).and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let Some(payload) = bare else { continue };
        let row = effects::table.find((document.company, id(&document.key)?));
        diesel::update(row).set(effects::payload.eq(payload)).execute(scope.connection())?;
    }
    Ok(done)
}

fn id(key: &[u8]) -> Result<DbUuid> {
    let id = Uuid::from_slice(key).map_err(|error| DbError::other(error.to_string()))?;
    Ok(DbUuid(id))
}

fn found(scope: &mut Scope<'_>, told: &Told<'_>, shelf: Shelf) -> Result<Vec<Document>> {
    let texts = told.wiped.iter().map(|one| one.text.clone()).chain(told.ids.iter().cloned()).collect();
    let query = DocumentsWith { shelf, company: told.company.0, texts };
    let rows: Vec<(i64, Vec<u8>, String)> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    Ok(rows.into_iter().map(|(company, key, text)| Document { company, key, text }).collect())
}

impl Told<'_> {
    /// The document without it; `None` where nothing of it is there.
    fn out_of(&self, text: &str) -> Option<String> {
        let bare = match serde_json::from_str::<Value>(text) {
            Ok(before) => {
                let mut after = before.clone();
                bare(&mut after, self.ids);
                // What is as it was is not written anew, so that it stays the same to the letter.
                if after == before { text.to_owned() } else { after.to_string() }
            }
            Err(_) => text.to_owned(),
        };
        let wiped = self.wiped.iter().fold(bare, |text, one| text.replace(&one.text, &one.instead));
        (wiped != text).then_some(wiped)
    }
}

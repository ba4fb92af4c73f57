//! Answers kept under the keys of clients (`Idempotency-Key`), so that a request sent again gets the first answer.
//!
//! The key's row is written first, in the transaction of the change itself: a request that comes at the same time with the same
//! key waits at that row until the first is done, and then finds the answer there. What is rolled back leaves no key.
//!
//! A key's name says who sent it, so that a transaction is enough to reach it. Answers with a secret in them are kept sealed
//! (`sealed_answers`).

use super::Result;
use super::sealed_answers::{self, company_id};
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::cipher::CipherSlot;
use crate::db::connection::on_backend;
use crate::db::fragments::{Blobs, blob_in};
use crate::db::types::{DbTimestamp, SqlTimestamp};
use crate::schema::idempotency_keys::{self, self as keys};
use crate::{Tx, Writes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text};
use domain::idempotency::{RequestKey, StoredResponse};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// How long an answer is kept, in seconds: a day.
const KEPT_FOR: i64 = 24 * 3600;

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nobody used it before: do the work, then [`keep`] or [`keep_sealed`] the answer, in this transaction.
    Ours,
    /// The same request was answered before.
    Answered(StoredResponse),
    /// Another request was sent under it.
    OtherRequest,
}

/// Takes the key for this transaction, or finds out what was done under it. Waits for the request that has it now.
///
/// # Errors
/// [`DbError::Conflict`] where the key went away at this very moment; failures of the database.
pub fn claim(tx: &mut Tx<'_>, key: &RequestKey, now: Timestamp) -> Result<Claim> {
    if insert(tx, key, now)? || take_over(tx, key, now)? {
        return Ok(Claim::Ours);
    }
    match find(tx, key, now)? {
        Some(claim) => Ok(claim),
        None => Err(DbError::Conflict.into()),
    }
}

/// Makes the key's row; whether there was none.
fn insert(tx: &mut Tx<'_>, key: &RequestKey, now: Timestamp) -> Result<bool> {
    let made = on_backend!(tx.connection(), |connection| diesel::insert_into(keys::table)
        .values((
            keys::company_id.eq(company_id(key)),
            keys::name.eq(key.name.as_slice()),
            keys::fingerprint.eq(key.fingerprint.as_slice()),
            keys::expires_at.eq(DbTimestamp::from(now.plus_seconds(KEPT_FOR))),
        ))
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok(made == 1)
}

/// Takes the row of a key that has expired and was not swept yet; whether it was one.
fn take_over(tx: &mut Tx<'_>, key: &RequestKey, now: Timestamp) -> Result<bool> {
    let row = keys::table.find((company_id(key), key.name.as_slice()));
    let taken = diesel::update(row.filter(keys::expires_at.le(DbTimestamp::from(now))))
        .set((
            keys::fingerprint.eq(key.fingerprint.as_slice()),
            keys::status.eq(None::<i64>),
            keys::headers.eq(None::<serde_json::Value>),
            keys::body.eq(None::<Vec<u8>>),
            keys::sealed.eq(None::<String>),
            keys::expires_at.eq(DbTimestamp::from(now.plus_seconds(KEPT_FOR))),
        ))
        .execute(tx.connection())?;
    Ok(taken == 1)
}

/// What was done under the key, where something was and has not expired.
///
/// # Errors
/// Failures of the database only.
pub fn find(tx: &mut Tx<'_>, key: &RequestKey, now: Timestamp) -> Result<Option<Claim>> {
    Ok(find_many(tx, std::slice::from_ref(key), now)?.remove(&key.name))
}

/// The same for several keys of one company, by their names; one query however many.
///
/// # Errors
/// Failures of the database only.
pub fn find_many(tx: &mut Tx<'_>, wanted: &[RequestKey], now: Timestamp) -> Result<HashMap<[u8; 32], Claim>> {
    let Some(company) = wanted.first().map(company_id) else { return Ok(HashMap::new()) };
    let names: Blobs = wanted.iter().map(|key| key.name.as_slice()).collect();
    let query =
        keys::table.filter(keys::company_id.eq(company)).filter(blob_in(keys::name, &names)).select((
            keys::name,
            keys::expires_at,
            (keys::fingerprint, keys::status, keys::headers, keys::body, keys::sealed),
        ));
    let rows: Vec<Row> = on_backend!(tx.connection(), |connection| query.load(connection))?;
    // Asked of the rows and not of the database, which might look through all keys by their age.
    let good = rows.into_iter().filter(|(_, expires_at, _)| expires_at.instant() > now);
    let mut rows: HashMap<Vec<u8>, Answer> = good.map(|(name, _, answer)| (name, answer)).collect();
    let (mut found, cipher) = (HashMap::new(), tx.cipher());
    for key in wanted {
        if let Some(row) = rows.remove(key.name.as_slice()) {
            found.insert(key.name, claim_of(key, row, &cipher)?);
        }
    }
    Ok(found)
}

/// The name, until when it is good, and what was answered.
type Row = (Vec<u8>, DbTimestamp, Answer);

#[derive(Queryable)]
struct Answer {
    fingerprint: Vec<u8>,
    status: Option<i64>,
    headers: Option<serde_json::Value>,
    body: Option<Vec<u8>>,
    sealed: Option<String>,
}

/// What a stored row means to a request under its key. What is sealed is opened for the same request alone.
fn claim_of(key: &RequestKey, answer: Answer, cipher: &CipherSlot) -> Result<Claim> {
    if answer.fingerprint != key.fingerprint {
        return Ok(Claim::OtherRequest);
    }
    if let Some(sealed) = answer.sealed {
        return Ok(Claim::Answered(sealed_answers::open(cipher, key, &sealed)?));
    }
    let status = answer.status.and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or_else(|| DbError::corrupt("status", "no status"))?;
    let headers = answer.headers.map(serde_json::from_value).transpose();
    let headers = headers.map_err(|error| DbError::corrupt("headers", error))?.unwrap_or_default();
    Ok(Claim::Answered(StoredResponse { status, headers, body: answer.body.unwrap_or_default() }))
}

/// Stores the answer under a key that this transaction has claimed. One with a secret in it goes to [`keep_sealed`].
///
/// # Errors
/// Failures of the database only.
pub fn keep(tx: &mut Tx<'_>, key: &RequestKey, answer: &StoredResponse) -> Result<()> {
    diesel::update(keys::table.find((company_id(key), key.name.as_slice())))
        .set((
            keys::status.eq(Some(i64::from(answer.status))),
            keys::headers.eq(Some(headers(answer))),
            keys::body.eq(Some(answer.body.as_slice())),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// As [`keep`], for an answer that holds a secret: it is stored sealed.
///
/// # Errors
/// Failures of the database only.
pub fn keep_sealed(tx: &mut Tx<'_>, key: &RequestKey, answer: &StoredResponse) -> Result<()> {
    let sealed = sealed_answers::seal(&tx.cipher(), key, answer)?;
    diesel::update(keys::table.find((company_id(key), key.name.as_slice())))
        .set(keys::sealed.eq(Some(sealed)))
        .execute(tx.connection())?;
    Ok(())
}

/// Has answers stored together with what they tell of.
pub struct Keeper {
    cipher: CipherSlot,
}

impl Keeper {
    /// For answers that are given in this transaction.
    #[must_use]
    pub fn of(tx: &Tx<'_>) -> Self {
        Self { cipher: tx.cipher() }
    }

    /// Has an answer stored under a key of which nothing was found, sealed where it holds a secret. Where somebody else takes the key
    /// meanwhile, or an expired row of it is still there, the writes fail.
    ///
    /// # Errors
    /// Where the machine can't seal.
    pub fn keep_with(&self, writes: &mut Writes, new: &NewAnswer<'_>, now: Timestamp) -> Result<()> {
        let NewAnswer { key, answer, secret } = *new;
        let sealed = secret.then(|| sealed_answers::seal(&self.cipher, key, answer)).transpose()?;
        let open = sealed.is_none().then_some(answer);
        writes.add(NewRow {
            company_id: company_id(key),
            name: key.name.to_vec(),
            fingerprint: key.fingerprint.to_vec(),
            status: open.map(|answer| i64::from(answer.status)),
            headers: open.map(headers),
            body: open.map(|answer| answer.body.clone()),
            sealed,
            expires_at: now.plus_seconds(KEPT_FOR).into(),
        });
        Ok(())
    }
}

/// An answer that is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    pub key: &'a RequestKey,
    pub answer: &'a StoredResponse,
    /// Whether it holds one.
    pub secret: bool,
}

bulk_rows! {
    /// A key with its answer.
    NewRow, idempotency_keys, {
        company_id: BigInt => i64,
        name: Binary => Vec<u8>,
        fingerprint: Binary => Vec<u8>,
        status: Nullable<BigInt> => Option<i64>,
        headers: Nullable<Jsonb> => Option<serde_json::Value>,
        body: Nullable<Binary> => Option<Vec<u8>>,
        sealed: Nullable<Text> => Option<String>,
        expires_at: SqlTimestamp => DbTimestamp,
    }
}

fn headers(answer: &StoredResponse) -> serde_json::Value {
    answer.headers.iter().map(|(name, value)| serde_json::json!([name, value])).collect()
}

/// Removes expired keys, about `at_most` of them and the oldest first; how many it were.
///
/// # Errors
/// Failures of the database only.
pub fn remove_expired(tx: &mut Tx<'_>, now: Timestamp, at_most: i64) -> Result<usize> {
    let times: Vec<DbTimestamp> = keys::table
        .select(keys::expires_at)
        .filter(keys::expires_at.le(DbTimestamp::from(now)))
        .order(keys::expires_at)
        .limit(at_most)
        .load(tx.connection())?;
    let Some(last) = times.last() else { return Ok(0) };
    // Those of the same second go along; they are no more than came in within it.
    Ok(diesel::delete(keys::table.filter(keys::expires_at.le(*last))).execute(tx.connection())?)
}

//! Answers with a secret in them, kept under the keys of clients: sealed whole, each for the request that it was given to.

use super::Result;
use crate::Scope;
use crate::db::DbError;
use crate::db::cipher::CipherSlot;
use crate::schema::idempotency_keys as keys;
use diesel::prelude::*;
use domain::CompanyId;
use domain::idempotency::{RequestKey, StoredResponse};

/// How many are opened at once.
const BATCH: i64 = 200;

/// As it is sealed: status, headers and body.
type Written = (u16, Vec<(String, String)>, String);

/// A row's name, its fingerprint, and what is sealed in it.
type Row = (Vec<u8>, Vec<u8>, Option<String>);

/// What an answer is sealed for: its caller, path and request, so that it opens nothing under another key.
#[must_use]
pub fn answer_to(key: &RequestKey) -> String {
    format!("answer to {:?} {:?} of company {}", key.name, key.fingerprint, company_id(key))
}

/// The answer as it is stored.
///
/// # Errors
/// Where the machine can't seal.
pub(super) fn seal(cipher: &CipherSlot, key: &RequestKey, answer: &StoredResponse) -> Result<String> {
    let body = String::from_utf8(answer.body.clone()).map_err(|error| DbError::defect(error.to_string()))?;
    let written: Written = (answer.status, answer.headers.clone(), body);
    let text = serde_json::to_string(&written).map_err(|error| DbError::defect(error.to_string()))?;
    Ok(cipher.seal(&answer_to(key), &text)?)
}

/// The answer that was sealed for this request.
///
/// # Errors
/// Where it was sealed for another one, or with another key.
pub(super) fn open(cipher: &CipherSlot, key: &RequestKey, sealed: &str) -> Result<StoredResponse> {
    let text = cipher.open(&answer_to(key), sealed)?;
    let written: Written =
        serde_json::from_str(&text).map_err(|_| DbError::defect("a sealed answer can't be read".into()))?;
    let (status, headers, body) = written;
    Ok(StoredResponse { status, headers, body: body.into_bytes() })
}

/// Has the body of each answer to callers of the company and of the platform changed where `change` makes another one of it; how
/// many it were. One that can't be opened goes, as nobody can tell what it says.
///
/// # Errors
/// Failures of the database; where the machine can't seal.
pub(super) fn rewrite(
    scope: &mut Scope<'_>,
    company: CompanyId,
    change: impl Fn(&str) -> Option<String>,
) -> Result<usize> {
    let mut changed = 0;
    for company in [None, Some(company)] {
        let mut last = Vec::new();
        loop {
            let rows = batch(scope, company, &last)?;
            let Some((name, ..)) = rows.last() else { break };
            last.clone_from(name);
            for row in rows {
                changed += usize::from(rewrite_one(scope, company, row, &change)?);
            }
        }
    }
    Ok(changed)
}

/// The sealed answers behind this name.
fn batch(scope: &mut Scope<'_>, company: Option<CompanyId>, after: &[u8]) -> Result<Vec<Row>> {
    let rows = keys::table
        .filter(keys::company_id.eq(company.map_or(0, |company| company.0)))
        .filter(keys::name.gt(after))
        .filter(keys::sealed.is_not_null())
        .order(keys::name)
        .limit(BATCH)
        .select((keys::name, keys::fingerprint, keys::sealed));
    Ok(rows.load(scope.connection())?)
}

/// Whether something was taken out of it.
fn rewrite_one(
    scope: &mut Scope<'_>,
    company: Option<CompanyId>,
    row: Row,
    change: impl Fn(&str) -> Option<String>,
) -> Result<bool> {
    let (name, fingerprint, Some(sealed)) = row else { return Ok(false) };
    let Some(key) = key_of(company, &name, &fingerprint) else { return Ok(false) };
    let place = keys::table.find((company_id(&key), name));
    let Ok(mut answer) = open(scope.cipher(), &key, &sealed) else {
        diesel::delete(place).execute(scope.connection())?;
        return Ok(true);
    };
    let Some(body) = change(&String::from_utf8_lossy(&answer.body)) else { return Ok(false) };
    answer.body = body.into_bytes();
    let anew = seal(scope.cipher(), &key, &answer)?;
    diesel::update(place).set(keys::sealed.eq(anew)).execute(scope.connection())?;
    Ok(true)
}

/// As it is stored; companies' ids begin at 1.
pub(super) fn company_id(key: &RequestKey) -> i64 {
    key.company.map_or(0, |company| company.0)
}

/// The key of a stored row; none where its digests are no SHA-256.
pub(super) fn key_of(company: Option<CompanyId>, name: &[u8], fingerprint: &[u8]) -> Option<RequestKey> {
    Some(RequestKey { company, name: name.try_into().ok()?, fingerprint: fingerprint.try_into().ok()? })
}

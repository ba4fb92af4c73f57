//! Candidates many at a time.

use super::Result;
use super::candidates::Values;
use super::collection::{Collection, Columns, reached};
use super::persons;
use crate::Scope;
use crate::db::bulk::{self, bulk_rows};
use crate::db::fragments::{Texts, text_in};
use crate::db::many::{CandidateRow, UpdateCandidates};
use crate::db::types::{DbTimestamp, SqlTimestamp};
use crate::schema::candidates;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use domain::directory::{Candidate, CandidateDetails};
use domain::text::email_key;
use domain::{CandidateId, CompanyId};
use scheduling_core::time::Timestamp;

bulk_rows! {
    /// New candidates.
    NewCandidate, candidates, {
        company_id: BigInt => i64,
        name: Text => String,
        name_key: Text => String,
        email: Text => String,
        email_key: Text => String,
        phone: Nullable<Text> => Option<String>,
        time_zone: Nullable<Text> => Option<String>,
        active: Bool => bool,
        version: BigInt => i64,
        created_at: SqlTimestamp => DbTimestamp,
        updated_at: SqlTimestamp => DbTimestamp,
    }
}

/// The candidates with one of these addresses, whatever their case.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_emails<'e>(scope: &mut Scope<'_>, emails: impl Iterator<Item = &'e str>) -> Result<Vec<Candidate>> {
    let keys: Texts = emails.map(email_key).collect();
    let query =
        candidates::table.select(candidates::id).filter(text_in(candidates::email_key, &keys)).into_boxed();
    let ids: Vec<i64> = reached(scope, candidates::company_id, query).load(scope.connection())?;
    let ids: Vec<CandidateId> = ids.into_iter().map(CandidateId).collect();
    CandidateDetails::by_ids(scope, &ids)
}

/// Stores new candidates in the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn insert_all(scope: &mut Scope<'_>, new: &[CandidateDetails], now: Timestamp) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let (company_id, made_at) = (scope.home()?.0, DbTimestamp::from(now));
    let row = |details: &CandidateDetails| {
        let values = Values::of(details)?;
        Ok(NewCandidate {
            company_id,
            name: values.name,
            name_key: values.name_key,
            email: values.email,
            email_key: values.email_key,
            phone: values.phone,
            time_zone: values.time_zone,
            active: values.active,
            version: 1,
            created_at: made_at,
            updated_at: made_at,
        })
    };
    let rows = new.iter().map(row).collect::<Result<Vec<_>>>()?;
    let keys: Texts = rows.iter().map(|row| row.email_key.clone()).collect();
    bulk::write(scope.connection(), vec![Box::new(rows)])?;
    persons::of_new(scope, CompanyId(company_id), &keys, now)
}

/// Changes candidates of the scope's company, each as it is to be from now on and in place of the version that was read: one
/// statement, however many.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch) where somebody changed one of them meanwhile: the others
/// are changed by then.
pub fn update_all(scope: &mut Scope<'_>, changed: &[Candidate], now: Timestamp) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let (company, now) = (scope.home()?.0, DbTimestamp::from(now));
    let row = |candidate: &Candidate| {
        let values = Values::of(&candidate.details)?;
        Ok(CandidateRow {
            id: candidate.id.0,
            version: candidate.metadata.version,
            name: values.name,
            name_key: values.name_key,
            email: values.email,
            email_key: values.email_key,
            phone: values.phone,
            time_zone: values.time_zone,
        })
    };
    let rows = changed.iter().map(row).collect::<Result<Vec<_>>>()?;
    let written = UpdateCandidates::new(company, &rows, now).execute(scope.connection())?;
    super::changed(CandidateDetails::NAME, (written == rows.len()).then_some(()))
}

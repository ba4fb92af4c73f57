//! Commitments as they are stored.

use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid, interval};
use crate::schema::commitments;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::CommitmentId;
use domain::commitment::{Commitment, Hold, Source, SourceKind, Span, Subject};

pub(super) type Columns = (
    commitments::id,
    commitments::subject,
    commitments::starts_at,
    commitments::ends_at,
    commitments::buffer_before,
    commitments::buffer_after,
    commitments::source_kind,
    commitments::source_id,
    commitments::state,
    commitments::expires_at,
);

pub(super) const COLUMNS: Columns = (
    commitments::id,
    commitments::subject,
    commitments::starts_at,
    commitments::ends_at,
    commitments::buffer_before,
    commitments::buffer_after,
    commitments::source_kind,
    commitments::source_id,
    commitments::state,
    commitments::expires_at,
);

#[derive(Queryable)]
pub(super) struct Row {
    id: DbUuid,
    subject: String,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    buffer_before: i64,
    buffer_after: i64,
    source_kind: String,
    source_id: DbUuid,
    state: String,
    expires_at: Option<DbTimestamp>,
}

impl Row {
    pub(super) fn commitment(self) -> Result<Commitment, DbError> {
        let subject = Subject::parse(&self.subject)
            .ok_or_else(|| DbError::corrupt("commitments.subject", &self.subject))?;
        let kind = SourceKind::named(&self.source_kind)
            .ok_or_else(|| DbError::corrupt("commitments.source_kind", &self.source_kind))?;
        let hold = match (self.state.as_str(), self.expires_at) {
            ("booked", None) => Hold::Booked,
            ("held", Some(at)) => Hold::Until(at.instant()),
            (state, _) => return Err(DbError::corrupt("commitments.state", state)),
        };
        Ok(Commitment {
            id: CommitmentId(self.id.0),
            subject,
            span: Span {
                meeting: interval(self.starts_at, self.ends_at)?,
                buffer_before: self.buffer_before,
                buffer_after: self.buffer_after,
            },
            source: Source { kind, id: self.source_id.0 },
            hold,
        })
    }
}

bulk_rows! {
    /// A commitment that is to be stored.
    NewRow, commitments, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        subject: Text => String,
        user_id: Nullable<BigInt> => Option<i64>,
        starts_at: SqlTimestamp => DbTimestamp,
        ends_at: SqlTimestamp => DbTimestamp,
        buffer_before: BigInt => i64,
        buffer_after: BigInt => i64,
        source_kind: Text => &'static str,
        source_id: SqlUuid => DbUuid,
        state: Text => &'static str,
        expires_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        created_at: SqlTimestamp => DbTimestamp,
    }
}

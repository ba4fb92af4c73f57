//! Commitments as they are stored.

use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{At, Id, Ts, Uid, interval};
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
    id: Id,
    subject: String,
    starts_at: At,
    ends_at: At,
    buffer_before: i64,
    buffer_after: i64,
    source_kind: String,
    source_id: Id,
    state: String,
    expires_at: Option<At>,
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
        id: Uid => Id,
        company_id: BigInt => i64,
        subject: Text => String,
        user_id: Nullable<BigInt> => Option<i64>,
        starts_at: Ts => At,
        ends_at: Ts => At,
        buffer_before: BigInt => i64,
        buffer_after: BigInt => i64,
        source_kind: Text => &'static str,
        source_id: Uid => Id,
        state: Text => &'static str,
        expires_at: Nullable<Ts> => Option<At>,
        created_at: Ts => At,
    }
}

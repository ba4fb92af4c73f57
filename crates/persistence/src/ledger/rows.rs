//! Commitments as they are stored.

use crate::db::DbError;
use crate::db::types::{At, Id, interval};
use crate::schema::commitments;
use diesel::prelude::*;
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

#[derive(Insertable)]
#[diesel(table_name = commitments)]
pub(super) struct NewRow {
    pub(super) id: Id,
    pub(super) company_id: i64,
    pub(super) subject: String,
    pub(super) user_id: Option<i64>,
    pub(super) starts_at: At,
    pub(super) ends_at: At,
    pub(super) buffer_before: i64,
    pub(super) buffer_after: i64,
    pub(super) source_kind: &'static str,
    pub(super) source_id: Id,
    pub(super) state: &'static str,
    pub(super) expires_at: Option<At>,
    pub(super) created_at: At,
}

//! Who has an address in a company: a client, a user, candidates.

use super::Result;
use super::collection::Collection;
use crate::Scope;
use crate::schema::{candidates as table, users};
use diesel::prelude::*;
use domain::commitment::{Commitment, Subject};
use domain::directory::{Candidate, CandidateDetails};
use domain::{CandidateId, CompanyId, Refusal, UserId};

/// The client of that address.
pub(super) fn client(key: &str) -> Subject {
    Subject::Customer(key.to_owned())
}

/// The company's candidates of that address: one, or more of old.
pub(super) fn with_address(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<Vec<Candidate>> {
    let ids: Vec<i64> = table::table
        .select(table::id)
        .filter(table::company_id.eq(company.0))
        .filter(table::email_key.eq(key))
        .load(scope.connection())?;
    let ids: Vec<CandidateId> = ids.into_iter().map(CandidateId).collect();
    CandidateDetails::by_ids(scope, &ids)
}

/// The user of the company who has that address.
pub(super) fn user_of(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<Option<UserId>> {
    let user: Option<i64> = users::table
        .select(users::id)
        .filter(users::company_id.eq(company.0))
        .filter(users::email_key.eq(key))
        .first(scope.connection())
        .optional()?;
    Ok(user.map(UserId))
}

/// Two records are one person who has something booked at that time.
pub(super) fn overlap(other: &Commitment) -> Refusal {
    let (start, end) = (other.span.meeting.start().to_string(), other.span.meeting.end().to_string());
    let who = format!("the same person, as {},", other.subject.to_string().replace(':', " "));
    Refusal::Overlap { who, start, end }
}

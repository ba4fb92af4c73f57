//! Gives one subject's time to another, where two turn out to be one person, or one two.

use super::read::{expired, of_candidate, of_subject};
use super::subjects;
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Uuids, uuid_in};
use crate::schema::commitments;
use diesel::prelude::*;
use domain::commitment::{Commitment, Subject};
use domain::{CandidateId, CompanyId};
use scheduling_core::time::Timestamp;

/// Whose bookings move, and between whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandOver<'a> {
    pub(crate) candidate: CandidateId,
    pub(crate) from: &'a Subject,
    pub(crate) to: &'a Subject,
}

/// Moves what the bookings of a candidate take from one subject to another, both locked. Where the other has something booked
/// at the same time, what is over at `now` stays where it is, as the record that it is, and anything else refuses all.
///
/// # Errors
/// [`DbError`] only. A refusal is no error: it is what the other has booked.
pub(crate) fn hand_over(
    scope: &mut Scope<'_>,
    company: CompanyId,
    HandOver { candidate, from, to }: HandOver<'_>,
    now: Timestamp,
) -> Result<Result<(), Commitment>, DbError> {
    let locks = [from.clone(), to.clone(), Subject::Candidate(candidate)];
    subjects::touch(scope, company, locks)?;
    let own = of_candidate(scope, company, candidate, from)?;
    let there = if own.is_empty() { Vec::new() } else { of_subject(scope, company, to)? };
    let moving = match moving(&own, &there, now) {
        Ok(moving) => moving,
        Err(other) => return Ok(Err(other.clone())),
    };
    let ids: Uuids = moving.iter().map(|commitment| commitment.id.0).collect();
    diesel::update(
        commitments::table
            .filter(commitments::company_id.eq(company.0))
            .filter(uuid_in(commitments::id, &ids)),
    )
    .set((commitments::subject.eq(to.to_string()), commitments::user_id.eq(to.user().map(|user| user.0))))
    .execute(scope.connection())?;
    Ok(Ok(()))
}

/// Which of somebody's own commitments can stand beside those that are there; the first of these that is in the way of one that
/// is not over.
fn moving<'c>(
    own: &'c [Commitment],
    there: &'c [Commitment],
    now: Timestamp,
) -> Result<Vec<&'c Commitment>, &'c Commitment> {
    let mut moving = Vec::with_capacity(own.len());
    for commitment in own {
        let in_the_way = |other: &&Commitment| !expired(other, now) && other.span.conflicts(&commitment.span);
        match there.iter().find(in_the_way) {
            None => moving.push(commitment),
            Some(_) if commitment.span.meeting.end() <= now => {}
            Some(other) => return Err(other),
        }
    }
    Ok(moving)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::commitment::{Hold, Source, SourceKind, Span};
    use domain::{CommitmentId, UserId};
    use scheduling_core::time::Interval;

    fn at(hour: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + hour * 3_600)
    }

    fn hours(start: i64) -> Commitment {
        Commitment {
            id: CommitmentId(uuid::Uuid::nil()),
            subject: Subject::User(UserId(1)),
            span: Span::bare(Interval::new(at(start), at(start + 1)).expect("an hour")),
            source: Source { kind: SourceKind::Interview, id: uuid::Uuid::nil() },
            hold: Hold::Booked,
        }
    }

    fn check(own: &[i64], there: &[i64], expected: Result<usize, ()>) {
        let all = |starts: &[i64]| starts.iter().map(|start| hours(*start)).collect::<Vec<_>>();
        let seen = moving(&all(own), &all(there), at(10)).map(|moving| moving.len()).map_err(drop);
        assert_eq!(seen, expected, "{own:?} to {there:?}");
    }

    #[test]
    fn what_lies_ahead_moves_whole_and_what_is_over_where_it_can() {
        check(&[], &[12], Ok(0));
        check(&[8, 12], &[], Ok(2));
        check(&[8, 12], &[9, 11, 13], Ok(2));
        check(&[8, 12], &[8], Ok(1));
        check(&[8, 12], &[12], Err(()));
    }
}

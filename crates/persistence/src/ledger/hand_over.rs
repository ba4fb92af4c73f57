//! Gives one subject's time to another, where two turn out to be one person, or one two.

use super::read::{expired, of_candidate, of_subject};
use super::share::remove;
use super::subjects;
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Uuids, uuid_in};
use crate::schema::commitments;
use diesel::prelude::*;
use domain::commitment::{Commitment, SourceKind, Subject};
use domain::{CandidateId, CommitmentId, CompanyId};
use scheduling_core::time::Timestamp;

/// Whose bookings move, and between whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandOver<'a> {
    pub(crate) candidate: CandidateId,
    pub(crate) from: &'a Subject,
    pub(crate) to: &'a Subject,
}

/// Moves what the bookings of a candidate take from one subject to another, both locked: of the candidate's own all, and so what
/// they have booked as a client; of a user's that of the candidate's interviews. Where the other has something booked at the same
/// time, what is over at `now` stays where it is, as the record that it is, and anything else refuses all.
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
    let own = match from {
        Subject::Candidate(_) => of_subject(scope, company, from)?,
        _ => of_candidate(scope, company, candidate, from)?,
    };
    pass(scope, company, own, to, now)
}

/// Moves these commitments to another subject, as [`hand_over`] does. Whose they are and the other are locked.
pub(super) fn pass(
    scope: &mut Scope<'_>,
    company: CompanyId,
    mut own: Vec<Commitment>,
    to: &Subject,
    now: Timestamp,
) -> Result<Result<(), Commitment>, DbError> {
    let there = if own.is_empty() { Vec::new() } else { of_subject(scope, company, to)? };
    let known = surplus(&own, &there, now);
    own.retain(|one| !known.contains(&one.id));
    let moving = match moving(&own, &there, now) {
        Ok(moving) => moving,
        Err(other) => return Ok(Err(other.clone())),
    };
    let gone = known.into_iter().chain(giving_way(&moving, &there, now));
    remove(scope, company, &gone.map(|id| id.0).collect())?;
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

/// Which of somebody's own commitments are not to be moved at all: holds that have expired, and what the other has as the same
/// client, or offers.
fn surplus(own: &[Commitment], there: &[Commitment], now: Timestamp) -> Vec<CommitmentId> {
    let known = |one: &Commitment| {
        matches!(one.source.kind, SourceKind::Appointment | SourceKind::Request)
            && there.iter().any(|other| other.source == one.source)
    };
    own.iter().filter(|one| expired(one, now) || known(one)).map(|one| one.id).collect()
}

/// The holds that have expired and are in the way of what moves.
fn giving_way(moving: &[&Commitment], there: &[Commitment], now: Timestamp) -> Vec<CommitmentId> {
    let in_the_way =
        |hold: &Commitment| moving.iter().any(|one| one.span.meeting.overlaps(hold.span.meeting));
    there.iter().filter(|other| expired(other, now) && in_the_way(other)).map(|other| other.id).collect()
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
    use domain::UserId;
    use domain::commitment::{Hold, Source, Span};
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

    #[test]
    fn what_both_have_of_one_appointment_is_one() {
        let of = |start: i64, kind: SourceKind, number: u128, hold: Hold| Commitment {
            id: CommitmentId(uuid::Uuid::from_u128(number)),
            source: Source { kind, id: uuid::Uuid::from_u128(number) },
            hold,
            ..hours(start)
        };
        let booked = |start, kind, number| of(start, kind, number, Hold::Booked);
        let both = [booked(12, SourceKind::Appointment, 1), booked(14, SourceKind::Interview, 2)];
        let own = [both[0].clone(), both[1].clone(), of(16, SourceKind::Request, 3, Hold::Until(at(10)))];
        // An interview of which somebody is the candidate and on the panel is none that can be held.
        let ids: Vec<u128> = surplus(&own, &both, at(10)).iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(ids, [1, 3]);
        assert!(moving(&own[1..2], &both, at(10)).is_err());
        let held = [of(12, SourceKind::Request, 4, Hold::Until(at(11)))];
        let check = |hour: i64, expected: usize| {
            assert_eq!(giving_way(&[&both[0]], &held, at(hour)).len(), expected, "at {hour}");
        };
        check(10, 0);
        check(11, 1);
    }
}

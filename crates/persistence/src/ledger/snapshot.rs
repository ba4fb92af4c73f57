//! The commitments of some subjects, in memory: claims are checked against them one by one, and written together.

use super::asked::{Claim, ClaimConflict, Claimed};
use super::read;
use super::rows::NewRow;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::uuids::uuid_at;
use crate::{Scope, Writes};
use domain::commitment::{Commitment, Hold, Source, Subject};
use domain::{CommitmentId, CompanyId};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

/// The commitments of some subjects of one company around a window, and the claims that were added.
///
/// Its maker holds the locks of the subjects, and writes it before giving them back.
#[derive(Debug)]
pub struct LedgerSnapshot {
    company: CompanyId,
    now: Timestamp,
    there: HashMap<Subject, Vec<Commitment>>,
    /// Holds that count for nothing any more, and are in the constraint's way.
    expired: Vec<CommitmentId>,
    new: Vec<NewRow>,
}

impl LedgerSnapshot {
    /// Reads what these subjects have in the window. Their locks are the caller's, as is that every claim, with its
    /// buffers, lies within the window.
    ///
    /// # Errors
    /// [`DbError`] only.
    pub fn read(
        scope: &mut Scope<'_>,
        company: CompanyId,
        subjects: &[Subject],
        window: Interval,
        now: Timestamp,
    ) -> Result<Self, DbError> {
        Ok(Self::new(company, now, read::conflicting(scope, company, subjects, window)?))
    }

    fn new(company: CompanyId, now: Timestamp, stored: Vec<Commitment>) -> Self {
        let (expired, live): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|commitment| read::expired(commitment, now));
        let expired = expired.into_iter().map(|hold| hold.id).collect();
        let mut there: HashMap<Subject, Vec<Commitment>> = HashMap::new();
        for commitment in live {
            there.entry(commitment.subject.clone()).or_default().push(commitment);
        }
        Self { company, now, there, expired, new: Vec::new() }
    }

    /// Takes the time of all claims or of none.
    ///
    /// # Errors
    /// What stands against the first claim that can't be met; nothing was taken then.
    pub fn claim(&mut self, claims: &[Claim]) -> Result<Claimed, ClaimConflict> {
        self.check(claims, None)?;
        let ids = claims.iter().map(|claim| self.add(claim)).collect();
        Ok(Claimed { ids })
    }

    /// Takes of the time of all claims what another source does not have of it, or nothing. The other one's buffers do not count:
    /// one of the two is to go.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub(super) fn claim_beside(&mut self, claims: &[Claim], other: Source) -> Result<Claimed, ClaimConflict> {
        let missing: Vec<Claim> = claims.iter().flat_map(|claim| self.beyond(claim, other)).collect();
        self.check(&missing, Some(other)).map_err(|refused| {
            let subject = missing.get(refused.which).map(|claim| &claim.subject);
            let which = claims.iter().position(|claim| Some(&claim.subject) == subject);
            ClaimConflict { which: which.unwrap_or_default(), ..refused }
        })?;
        let ids = missing.iter().map(|claim| self.add(claim)).collect();
        Ok(Claimed { ids })
    }

    /// What of a claim another source has not taken.
    fn beyond(&self, claim: &Claim, other: Source) -> Vec<Claim> {
        let there = self.there.get(&claim.subject).into_iter().flatten();
        let taken = there.filter(|there| there.source == other).map(|there| there.span.meeting).collect();
        let missing = claim.span.beyond(&taken).into_iter();
        missing.map(|span| Claim { span, ..claim.clone() }).collect()
    }

    /// Whether a subject has time of that source already.
    pub(super) fn has(&self, subject: &Subject, source: Source) -> bool {
        self.there.get(subject).into_iter().flatten().any(|there| there.source == source)
    }

    /// The rule, for each claim against what is there and against the claims before it.
    fn check(&self, claims: &[Claim], but: Option<Source>) -> Result<(), ClaimConflict> {
        for (which, claim) in claims.iter().enumerate() {
            let there = self.there.get(&claim.subject).into_iter().flatten();
            let mut there = there.filter(|there| but != Some(there.source));
            if let Some(other) = there.find(|other| claim.span.conflicts(&other.span)) {
                return Err(ClaimConflict { which, with: Some(Box::new(other.clone())) });
            }
            let mut before = claims.iter().take(which).filter(|other| other.subject == claim.subject);
            if before.any(|other| claim.span.conflicts(&other.span)) {
                return Err(ClaimConflict { which, with: None });
            }
        }
        Ok(())
    }

    fn add(&mut self, claim: &Claim) -> CommitmentId {
        let id = CommitmentId(uuid_at(self.now));
        let Claim { subject, span, source, hold } = claim.clone();
        self.new.push(self.row(id, claim));
        let commitment = Commitment { id, subject: subject.clone(), span, source, hold };
        self.there.entry(subject).or_default().push(commitment);
        id
    }

    fn row(&self, id: CommitmentId, claim: &Claim) -> NewRow {
        let (state, expires_at) = match claim.hold {
            Hold::Booked => ("booked", None),
            Hold::Until(end) => ("held", Some(DbTimestamp::from(end))),
        };
        NewRow {
            id: DbUuid(id.0),
            company_id: self.company.0,
            subject: claim.subject.to_string(),
            user_id: claim.subject.user().map(|user| user.0),
            starts_at: claim.span.meeting.start().into(),
            ends_at: claim.span.meeting.end().into(),
            buffer_before: claim.span.buffer_before,
            buffer_after: claim.span.buffer_after,
            source_kind: claim.source.kind.name(),
            source_id: DbUuid(claim.source.id),
            state,
            expires_at,
            created_at: self.now.into(),
        }
    }

    /// Has the claims written.
    pub fn write(self, writes: &mut Writes) {
        if !self.new.is_empty() {
            writes.take(self.new, self.expired);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;
    use domain::commitment::{SourceKind, Span};

    fn claim_of(user: i64, start: i64, end: i64) -> Claim {
        let at = |hour: i64| Timestamp::saturating_from_unix(1_800_000_000 + hour * 3_600);
        let meeting = Interval::new(at(start), at(end)).expect("start before end");
        Claim {
            subject: Subject::User(UserId(user)),
            span: Span::bare(meeting),
            source: Source { kind: SourceKind::Interview, id: uuid::Uuid::nil() },
            hold: Hold::Booked,
        }
    }

    fn snapshot(stored: Vec<Commitment>) -> LedgerSnapshot {
        LedgerSnapshot::new(CompanyId(1), Timestamp::saturating_from_unix(1_800_000_000), stored)
    }

    fn stored(claim: &Claim, hold: Hold) -> Commitment {
        let Claim { subject, span, source, .. } = claim.clone();
        Commitment { id: CommitmentId(uuid::Uuid::nil()), subject, span, source, hold }
    }

    fn refused(claims: &[Claim]) -> Option<usize> {
        snapshot(Vec::new()).claim(claims).err().map(|refused| refused.which)
    }

    #[test]
    fn claims_of_one_call_must_not_overlap_each_other() {
        assert_eq!(refused(&[claim_of(1, 0, 1), claim_of(1, 1, 2)]), None);
        assert_eq!(refused(&[claim_of(1, 0, 2), claim_of(2, 1, 2)]), None);
        assert_eq!(refused(&[claim_of(1, 0, 2), claim_of(2, 0, 2), claim_of(1, 1, 3)]), Some(2));
    }

    #[test]
    fn a_claim_stands_against_those_after_it_and_a_refused_one_does_not() {
        let mut snapshot = snapshot(Vec::new());
        assert!(snapshot.claim(&[claim_of(1, 0, 2)]).is_ok());
        let refused = snapshot.claim(&[claim_of(2, 0, 2), claim_of(1, 1, 3)]).expect_err("1 is taken");
        assert_eq!(
            (refused.which, refused.with.map(|with| with.subject)),
            (1, Some(Subject::User(UserId(1))))
        );
        assert!(snapshot.claim(&[claim_of(2, 0, 2)]).is_ok(), "nothing of a refused call was taken");
        assert_eq!(snapshot.new.len(), 2);
    }

    #[test]
    fn beside_a_source_what_it_has_is_not_taken_again() {
        let (old, new) = (Source { kind: SourceKind::Appointment, id: uuid::Uuid::from_u128(1) }, 2);
        let with = |hours: (i64, i64), source: Source| Claim {
            span: Span { buffer_before: 1800, buffer_after: 1800, ..claim_of(1, hours.0, hours.1).span },
            source,
            ..claim_of(1, hours.0, hours.1)
        };
        let asked = |start, end| {
            with((start, end), Source { kind: SourceKind::Request, id: uuid::Uuid::from_u128(new) })
        };
        let there = || snapshot(vec![stored(&with((4, 6), old), Hold::Booked)]);
        assert!(there().claim(&[asked(5, 7)]).is_err(), "no other booking may");
        let mut beside = there();
        assert_eq!(beside.claim_beside(&[asked(5, 7)], old).map(|claimed| claimed.ids.len()), Ok(1));
        assert!(beside.claim(&[claim_of(1, 6, 7)]).is_err(), "what is missing is taken");
        assert!(beside.claim(&[claim_of(1, 4, 5)]).is_err(), "what was there stays");
        assert!(beside.claim(&[claim_of(1, 8, 9)]).is_ok());
        assert_eq!(
            there().claim_beside(&[asked(6, 8)], old).map(|claimed| claimed.ids.len()),
            Ok(1),
            "pauses"
        );
        assert_eq!(there().claim_beside(&[asked(4, 6)], old).map(|claimed| claimed.ids.len()), Ok(0));
        assert_eq!(there().claim_beside(&[asked(3, 7)], old).map(|claimed| claimed.ids.len()), Ok(2));
        let mut full = there();
        assert!(full.claim(&[claim_of(1, 7, 8)]).is_ok());
        let refused =
            full.claim_beside(&[claim_of(2, 5, 7), asked(5, 7)], old).expect_err("somebody's pause");
        assert_eq!(refused.which, 1);
    }

    #[test]
    fn a_hold_gives_way_when_it_expires() {
        let wanted = claim_of(1, 0, 1);
        let ends = |seconds: i64| Hold::Until(Timestamp::saturating_from_unix(1_800_000_000 + seconds));
        assert!(snapshot(vec![stored(&wanted, ends(1))]).claim(std::slice::from_ref(&wanted)).is_err());
        let mut snapshot = snapshot(vec![stored(&wanted, ends(0))]);
        assert!(snapshot.claim(&[wanted]).is_ok());
        assert_eq!(snapshot.expired.len(), 1);
    }
}

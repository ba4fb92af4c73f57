//! Candidates: the people who are interviewed.

use crate::ids::integer_ids;
use crate::text::email_key;
use crate::{Record, Refusal, UserId};
use scheduling_core::time::Timestamp;

integer_ids! {
    /// Somebody who is interviewed.
    CandidateId,
}

/// A stored candidate.
pub type Candidate = Record<CandidateId, CandidateDetails, CandidateNotes>;

/// What may be changed about a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateDetails {
    /// Not empty.
    pub name: String,
    /// Where mail goes; no two candidates of a company share it.
    pub email: String,
    /// As it was written.
    pub phone: Option<String>,
    /// An IANA name; `None` where it is not known.
    pub time_zone: Option<String>,
    /// An inactive candidate stays in history and can't be booked.
    pub active: bool,
}

/// What the product notes of a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CandidateNotes {
    /// The user of the company who has the same address, and so is the same person.
    pub user: Option<UserId>,
    /// The elder candidate who has the same address, of those that were stored before addresses were unique.
    pub double_of: Option<CandidateId>,
    /// When everything that tells who they are was erased.
    pub erased_at: Option<Timestamp>,
}

impl CandidateDetails {
    /// The form of the e-mail that is compared.
    #[must_use]
    pub fn email_key(&self) -> String {
        email_key(&self.email)
    }
}

/// Whether a candidate who is stored, or a new one, may come to be as the details say, as far as their address goes. A candidate
/// who gets another address, or is a double and comes back into use, needs it to be nobody else's.
#[must_use]
pub fn needs_own_address(before: Option<&Candidate>, details: &CandidateDetails) -> bool {
    before.is_none_or(|before| {
        let moved = before.details.email_key() != details.email_key();
        let returns = details.active && !before.details.active;
        moved || (returns && before.kept.double_of.is_some())
    })
}

/// Whether anything may still be changed about a candidate.
///
/// # Errors
/// `WrongState` (`erased`).
pub fn check_not_erased(candidate: &Candidate) -> Result<(), Refusal> {
    match candidate.kept.erased_at {
        None => Ok(()),
        Some(at) => {
            let detail = format!("the candidate was erased at {at}");
            Err(Refusal::WrongState { slug: "erased", detail })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompanyId, Metadata};

    fn details(email: &str, active: bool) -> CandidateDetails {
        CandidateDetails { name: "Ann".into(), email: email.into(), phone: None, time_zone: None, active }
    }

    fn stored(email: &str, active: bool, kept: CandidateNotes) -> Candidate {
        let metadata = Metadata::new(Timestamp::saturating_from_unix(0));
        Candidate {
            id: CandidateId(7),
            company: CompanyId(1),
            details: details(email, active),
            kept,
            metadata,
        }
    }

    #[test]
    fn an_address_is_asked_for_where_it_is_new_or_shared() {
        let check = |double: bool, was_active, email: &str, active, expected| {
            let kept =
                CandidateNotes { double_of: double.then_some(CandidateId(3)), ..CandidateNotes::default() };
            let before = stored("ann@example.com", was_active, kept);
            let seen = needs_own_address(Some(&before), &details(email, active));
            assert_eq!(seen, expected, "{double} {was_active} {email} {active}");
        };
        assert!(needs_own_address(None, &details("ann@example.com", true)));
        check(false, true, " ANN@example.com", true, false);
        check(false, true, "bob@example.com", true, true);
        check(false, false, "ann@example.com", true, false);
        check(true, true, "ann@example.com", true, false);
        check(true, false, "ann@example.com", true, true);
        check(true, false, "ann@example.com", false, false);
    }

    #[test]
    fn an_erased_candidate_stays_so() {
        let erased = CandidateNotes {
            erased_at: Some(Timestamp::saturating_from_unix(0)),
            ..CandidateNotes::default()
        };
        let slug =
            |kept| check_not_erased(&stored("a@example.com", true, kept)).err().map(|refusal| refusal.slug());
        assert_eq!(slug(CandidateNotes::default()), None);
        assert_eq!(slug(erased), Some("erased"));
    }
}

//! Clients: those who book, as they stand on a booking.

use crate::commitment::Subject;
use crate::text::{email_key, folded};
use crate::{Refusal, UserId};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

/// Who an appointment is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub address: Option<String>,
}

impl Client {
    /// By which a client is known in a company: the address, in any case.
    #[must_use]
    pub fn key(&self) -> String {
        email_key(&self.email)
    }

    /// Whose time an appointment of theirs takes.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::Customer(self.key())
    }

    /// What is left of a client who was erased; the address reaches nobody.
    #[must_use]
    pub fn erased(email: String) -> Self {
        Self { name: "Erased client".into(), email, phone: None, address: None }
    }

    /// What `q` looks in: name, address and number, folded.
    #[must_use]
    pub fn search_text(&self) -> String {
        let parts = [Some(self.name.as_str()), Some(self.email.as_str()), self.phone.as_deref()];
        let parts: Vec<String> = parts.into_iter().flatten().map(folded).collect();
        parts.join("\n")
    }
}

/// Nobody has an appointment with themselves. `client` is everybody whose time the client's appointments take.
///
/// # Errors
/// `Invalid` at `pointer`.
pub fn require_another(staff: UserId, client: &BTreeSet<Subject>, pointer: &str) -> Result<(), Refusal> {
    match client.contains(&Subject::User(staff)) {
        true => Err(Refusal::invalid(
            pointer,
            "client and member of staff are one person: they have the same e-mail address",
        )),
        false => Ok(()),
    }
}

/// Whether it was the person of a record who booked as the client of its address. A record that is made with the address later names
/// the client; one that was there, and had the booking later only, got the address of somebody else. `had` is since when it has the
/// booking's time.
#[must_use]
pub fn booked_by(record_made: Timestamp, booked: Timestamp, had: Option<Timestamp>) -> bool {
    record_made >= booked || had.is_some_and(|had| had <= booked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CandidateId;
    use crate::directory::CandidateDetails;

    #[test]
    fn nobody_has_an_appointment_with_themselves() {
        let check = |client: &[Subject], good: bool| {
            let client = client.iter().cloned().collect();
            assert_eq!(require_another(UserId(7), &client, "/client/email").is_ok(), good, "{client:?}");
        };
        let customer = || Subject::Customer("ana@example.com".into());
        check(&[], true);
        check(&[customer(), Subject::User(UserId(8)), Subject::Candidate(CandidateId(7))], true);
        check(&[customer(), Subject::User(UserId(7))], false);
    }

    #[test]
    fn who_had_the_address_when_it_was_booked_or_was_made_for_the_client_has_booked() {
        let at = |minute: i64| Timestamp::saturating_from_unix(1_800_000_000 + minute * 60);
        let check = |made: i64, had: Option<i64>, expected: bool| {
            assert_eq!(booked_by(at(made), at(10), had.map(at)), expected, "{made} {had:?}");
        };
        check(5, Some(10), true);
        check(15, Some(15), true);
        check(15, None, true);
        check(10, None, true);
        check(5, Some(11), false);
        check(5, None, false);
    }

    #[test]
    fn a_client_is_known_by_the_address_in_any_case() {
        let client = Client {
            name: "Ana".into(),
            email: "Ana@Example.com".into(),
            phone: Some("+49 30".into()),
            address: None,
        };
        assert_eq!(client.subject().to_string(), "customer:ana@example.com");
        assert_eq!(client.search_text(), "ana\nana@example.com\n+49 30");
    }

    #[test]
    fn an_erased_client_is_the_erased_candidate_still() {
        let left = CandidateDetails::erased(7);
        assert_eq!(Client::erased(left.email.clone()).key(), left.email_key());
    }
}

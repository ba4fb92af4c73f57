//! Links in mail: what they open, for whom has them. A link is bound to an appointment and a purpose, and dies when one of its
//! characters changes.

use crate::sealed::{Vault, VaultError};
use domain::appointment::{Appointment, Setting};
use domain::{AppointmentId, CompanyId, RequestId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// How long after its end an appointment can be seen by its link.
const GOOD_SECONDS: i64 = 30 * 24 * 60 * 60;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Seeing, moving and cancelling an appointment.
    Manage,
    /// Answering whether a move suits.
    Agree(Uuid),
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub company: CompanyId,
    pub appointment: AppointmentId,
    pub purpose: LinkPurpose,
}

impl Link {
    fn seal_purpose(self) -> &'static str {
        match self.purpose {
            LinkPurpose::Manage => MANAGE,
            LinkPurpose::Agree(_) => AGREE,
        }
    }

    fn text(self) -> String {
        let Self { company, appointment, purpose } = self;
        match purpose {
            LinkPurpose::Manage => format!("{company} {appointment}"),
            LinkPurpose::Agree(id) => format!("{company} {appointment} {id}"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let company = CompanyId(words.next()?.parse().ok()?);
        let appointment = AppointmentId(words.next()?.parse().ok()?);
        let purpose = match words.next() {
            None => LinkPurpose::Manage,
            Some(id) => LinkPurpose::Agree(id.parse().ok()?),
        };
        Some(Self { company, appointment, purpose })
    }
}

const MANAGE: &str = "manage an appointment";
const AGREE: &str = "answer about a move";

/// The address of a link.
///
/// # Errors
/// Where the operating system gives no random bytes.
pub fn link(link: Link, vault: &Vault, public_url: &str) -> Result<String, VaultError> {
    let token = vault.seal_for_path(link.seal_purpose(), &link.text())?;
    Ok(format!("{}/booked/{token}", public_url.trim_end_matches('/')))
}

/// The page on which a client sees, moves and cancels an appointment.
///
/// # Errors
/// Where the operating system gives no random bytes.
pub fn manage_url(appointment: &Appointment, vault: &Vault, public_url: &str) -> Result<String, VaultError> {
    let purpose = LinkPurpose::Manage;
    link(Link { company: appointment.company, appointment: appointment.id, purpose }, vault, public_url)
}

/// What this token opens; `None` for one that was not made here.
#[must_use]
pub fn opened(token: &str, vault: &Vault) -> Option<Link> {
    [MANAGE, AGREE].into_iter().find_map(|purpose| {
        let link = Link::parse(&vault.open_from_path(purpose, token)?)?;
        (link.seal_purpose() == purpose).then_some(link)
    })
}

/// Whether links to it still work.
pub(super) fn is_good(appointment: &Appointment, now: Timestamp) -> bool {
    now < appointment.time.end().plus_seconds(GOOD_SECONDS)
}

/// Where an online appointment takes place.
#[must_use]
pub fn meeting_link(appointment: &Appointment, public_url: &str) -> Option<String> {
    let room = appointment.room_id.as_deref().filter(|_| appointment.terms.setting == Setting::Online)?;
    Some(format!("{}/rooms/{room}", public_url.trim_end_matches('/')))
}

/// The token of a request: nobody can guess it, and it is always the same.
#[must_use]
pub fn id_request(request: RequestId, vault: &Vault) -> String {
    vault.tag("request", &request.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_bound_to_what_it_is_for_and_dies_with_one_character() {
        let vault = Vault::new("a key").expect("a vault");
        let of =
            |purpose| Link { company: CompanyId(7), appointment: AppointmentId(Uuid::from_u128(9)), purpose };
        for purpose in [LinkPurpose::Manage, LinkPurpose::Agree(Uuid::from_u128(8))] {
            let address = link(of(purpose), &vault, "https://example.com/").expect("a link");
            let token = address.strip_prefix("https://example.com/booked/").expect("its path");
            assert_eq!(opened(token, &vault), Some(of(purpose)));
            assert_eq!(opened(token, &Vault::new("another key").expect("a vault")), None);
            for at in 0..token.len() {
                for other in ["A", "z", "-", "_", "+", "/"] {
                    let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                    assert!(changed == token || opened(&changed, &vault).is_none(), "{at} {other}");
                }
            }
        }
        assert_eq!(opened("", &vault), None);
    }
}

//! Links in mail: what they open, for whom has them. A link is bound to an appointment, a purpose and the client's address, and dies
//! when one of its characters or the address changes.

use crate::sealed::{Vault, VaultError};
use domain::appointment::{Appointment, Setting};
use domain::text::email_key;
use domain::{AppointmentId, CompanyId, RequestId};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
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

/// What tells the address of one client from that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientMark(u64);

impl ClientMark {
    /// That of an address.
    #[must_use]
    pub fn of(email: &str) -> Self {
        let digest = Sha256::digest(email_key(email));
        Self(digest.iter().take(8).fold(0, |mark, byte| (mark << 8) | u64::from(*byte)))
    }
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub company: CompanyId,
    pub appointment: AppointmentId,
    /// To whose address it was sent.
    pub client: ClientMark,
    pub purpose: LinkPurpose,
}

impl Link {
    /// The link of its client.
    #[must_use]
    pub fn to(appointment: &Appointment, purpose: LinkPurpose) -> Self {
        let client = ClientMark::of(&appointment.client.email);
        Self { company: appointment.company, appointment: appointment.id, client, purpose }
    }

    /// Whether it opens the appointment as it is now: the client has the address to which it was sent, and it is not long over.
    pub(super) fn opens(&self, appointment: &Appointment, now: Timestamp) -> bool {
        self.client == ClientMark::of(&appointment.client.email) && is_good(appointment, now)
    }

    /// The question that it answers.
    pub(super) fn question(&self) -> Option<Uuid> {
        match self.purpose {
            LinkPurpose::Agree(question) => Some(question),
            LinkPurpose::Manage => None,
        }
    }

    fn seal_purpose(self) -> &'static str {
        match self.purpose {
            LinkPurpose::Manage => MANAGE,
            LinkPurpose::Agree(_) => AGREE,
        }
    }

    fn text(self) -> String {
        let Self { company, appointment, client: ClientMark(client), purpose } = self;
        match purpose {
            LinkPurpose::Manage => format!("{company} {appointment} {client:x}"),
            LinkPurpose::Agree(id) => format!("{company} {appointment} {client:x} {id}"),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let company = CompanyId(words.next()?.parse().ok()?);
        let appointment = AppointmentId(words.next()?.parse().ok()?);
        let client = ClientMark(u64::from_str_radix(words.next()?, 16).ok()?);
        let purpose = match words.next() {
            None => LinkPurpose::Manage,
            Some(id) => LinkPurpose::Agree(id.parse().ok()?),
        };
        Some(Self { company, appointment, client, purpose })
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
    link(Link::to(appointment, LinkPurpose::Manage), vault, public_url)
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
        let (company, appointment) = (CompanyId(7), AppointmentId(Uuid::from_u128(9)));
        let of = |purpose| Link { company, appointment, client: ClientMark::of("a@example.com"), purpose };
        assert_eq!(ClientMark::of("A@Example.com"), ClientMark::of("a@example.com"));
        assert_ne!(ClientMark::of("b@example.com"), ClientMark::of("a@example.com"));
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

//! The addresses of links: sealed under the installation's key, each of one link. A link dies when one of its characters changes.

use crate::sealed::{Vault, VaultError};
use domain::interview::SchedulingLink;
use domain::{CompanyId, SchedulingLinkId};

/// What the addresses are sealed for.
const PURPOSE: &str = "choose the time of an interview";

/// What an address opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenedLink {
    pub company: CompanyId,
    pub id: SchedulingLinkId,
}

/// The page on which the candidate chooses.
///
/// # Errors
/// Where the operating system gives no random bytes.
pub fn url_of(link: &SchedulingLink, vault: &Vault, public_url: &str) -> Result<String, VaultError> {
    let token = vault.seal_for_path(PURPOSE, &format!("{} {}", link.company, link.id))?;
    Ok(format!("{}/pick/{token}", public_url.trim_end_matches('/')))
}

/// What this token opens; `None` for one that was not made here.
#[must_use]
pub fn opened(token: &str, vault: &Vault) -> Option<OpenedLink> {
    let text = vault.open_from_path(PURPOSE, token)?;
    let (company, id) = text.split_once(' ')?;
    Some(OpenedLink { company: CompanyId(company.parse().ok()?), id: SchedulingLinkId(id.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::interview::{InterviewType, LinkPanel, LinkState, SchedulingLinkDetails};
    use domain::{CandidateId, JobId, Metadata, Record, TemplateId};
    use scheduling_core::time::{Date, Timestamp};
    use uuid::Uuid;

    #[test]
    fn a_link_dies_with_one_character_and_with_another_key() {
        let vault = Vault::new("a key").expect("a vault");
        let (now, day) = (Timestamp::saturating_from_unix(0), Date::from_epoch_day(20_000));
        let details = SchedulingLinkDetails {
            candidate: CandidateId(1),
            job: JobId(1),
            panel: LinkPanel::Template(TemplateId(1)),
            interview_type: InterviewType::Online,
            location: None,
            first_day: day,
            last_day: day,
            expires_at: now,
            moves_left: 0,
            change_minutes: 0,
        };
        let link = Record {
            id: SchedulingLinkId(Uuid::from_u128(9)),
            company: CompanyId(7),
            details,
            kept: LinkState::default(),
            metadata: Metadata::new(now),
        };
        let url = url_of(&link, &vault, "https://example.com/").expect("a link");
        let token = url.strip_prefix("https://example.com/pick/").expect("its path");
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{token}");
        assert_eq!(opened(token, &vault), Some(OpenedLink { company: link.company, id: link.id }));
        assert_eq!(opened(token, &Vault::new("another key").expect("a vault")), None);
        for at in 0..token.len() {
            for other in ["A", "z", "-", "_", "+", "/"] {
                let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert!(changed == token || opened(&changed, &vault).is_none(), "{at} {other}");
            }
        }
        assert_eq!(opened("", &vault), None);
    }
}

//! Links as they are shown to those who made them.

use super::token::url_of;
use crate::sealed::Vault;
use domain::InterviewId;
use domain::access::Permit;
use domain::interview::{InterviewStatus, LinkStatus, SchedulingLink, link_status};
use persistence::store::interviews;
use persistence::{DbError, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;

/// A link with its address, and what became of it.
#[derive(Debug, Clone)]
pub struct LinkView {
    pub link: SchedulingLink,
    pub status: LinkStatus,
    pub url: String,
}

/// These links with their addresses, and what became of them by `now`.
///
/// # Errors
/// Failures of the database; where the operating system gives no random bytes.
pub fn shown(
    tx: &mut Tx<'_>,
    permit: &Permit,
    links: Vec<SchedulingLink>,
    vault: &Vault,
    public_url: &str,
    now: Timestamp,
) -> Result<Vec<LinkView>, StoreError> {
    let waiting = waiting(tx, permit, &links)?;
    let show = |link: SchedulingLink| {
        let url = url_of(&link, vault, public_url).map_err(|error| DbError::other(error.to_string()))?;
        let waits = link.kept.interview.is_some_and(|id| waiting.contains(&id));
        Ok(LinkView { url, status: link_status(&link, waits, now), link })
    };
    links.into_iter().map(show).collect()
}

/// The interviews of these links that have no time: it is still to be chosen, or was taken away.
fn waiting(
    tx: &mut Tx<'_>,
    permit: &Permit,
    links: &[SchedulingLink],
) -> Result<HashSet<InterviewId>, StoreError> {
    let ids: Vec<InterviewId> = links.iter().filter_map(|link| link.kept.interview).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = interviews::by_ids(&mut tx.scope(permit), &ids)?;
    let waiting = found.iter().filter(|one| one.status == InterviewStatus::Pending);
    Ok(waiting.map(|one| one.id).collect())
}

//! The same from memory.

use super::{GatheredTemplate, Wish, gather};
use crate::known_people::{KnownPeople, KnownTemplate};
use domain::TemplateId;
use domain::access::Permit;
use persistence::StoreError;
use scheduling_core::time::Timestamp;

/// A template and everything about its interviewers, as it is now: from memory where nothing has moved, which takes one statement.
///
/// # Errors
/// `NotFound`; `Invalid` for a template without interviewers.
pub async fn known(
    people: &KnownPeople,
    permit: Permit,
    id: TemplateId,
    wish: Wish,
    now: Timestamp,
) -> Result<GatheredTemplate, StoreError> {
    if let Some(known) = people.template(&permit, id, wish.window, now).await? {
        let KnownTemplate { template, gathered, patterns, open } = known;
        return Ok(GatheredTemplate { template, gathered, patterns, open, wish, sees: permit.sees(), now });
    }
    people.db().read(move |tx| gather(tx, &permit, id, wish, now)).await
}

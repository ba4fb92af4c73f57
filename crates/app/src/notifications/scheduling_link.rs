//! The mail by which a candidate is asked to choose the time of an interview.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::recipients::{CompanyProfile, found_or_none};
use crate::scheduling_links::url_of;
use crate::sealed::Vault;
use domain::SchedulingLinkId;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::message::{About, MessageKind, Person};
use integrations::mail::notices::TemplateData;
use persistence::store::collection::Collection;
use persistence::store::scheduling_links as store;
use persistence::{DbError, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Writes the mail, once for each link. Nothing is written where there is nothing to choose any more.
///
/// # Errors
/// Failures of the database, and of the machine where nothing can be sealed.
pub fn mail_scheduling_link(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    vault: &Vault,
    id: SchedulingLinkId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let Some(link) = found_or_none(store::get(scope, id))? else { return Ok(()) };
    let is_over = link.kept.revoked_at.is_some() || link.details.expires_at <= now;
    if is_over || link.kept.interview.is_some() {
        return Ok(());
    }
    let scope = &mut scope.for_company(link.company)?;
    let profile = CompanyProfile::of(scope, link.company)?;
    let person = Person::Candidate(link.details.candidate);
    let Some(recipient) = profile.recipients(scope, &[person])?.pop() else { return Ok(()) };
    let url =
        url_of(&link, vault, &identity.public_url).map_err(|error| DbError::other(error.to_string()))?;
    let data = TemplateData {
        company: profile.sender_name().to_owned(),
        recipient: recipient.name.clone(),
        zone: recipient.zone.clone(),
        job: Some(JobDetails::get(scope, link.details.job)?.details.title),
        link: Some(url),
        valid_until: Some(link.details.expires_at),
        contact: profile.settings.reply_to.clone(),
        ..TemplateData::default()
    };
    let kind = MessageKind::SchedulingLink;
    let content = write(&profile, &recipient, kind, About::SchedulingLink, &data, None)?;
    enqueue(scope, identity, link.company, &content, &format!("scheduling-link:{id}"), now).map(drop)
}

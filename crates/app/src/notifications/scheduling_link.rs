//! The mail by which a candidate is asked to choose the time of an interview.

use super::MailIdentity;
use super::compose::{enqueue, once_for_address, write};
use super::recipients::{CompanyProfile, found_or_none};
use crate::scheduling_links::url_of;
use crate::sealed::Vault;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::interview::SchedulingLink;
use domain::message::{About, Message, MessageKind, Person};
use domain::{CandidateId, CompanyId, SchedulingLinkId};
use integrations::mail::notices::TemplateData;
use persistence::store::collection::Collection;
use persistence::store::{messages, scheduling_links as store};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Writes the mail, once for each link and address. Nothing is written where there is nothing to choose any more.
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
    if !is_to_choose(&link, now) {
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
    let dedupe = once_for_address(scope, link.company, first_mail(id), &recipient.address)?;
    enqueue(scope, identity, link.company, &content, &dedupe, now).map(drop)
}

/// Of the links of a candidate those that were mailed, and by which a time is to be chosen still.
pub(super) fn mailed_links(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    now: Timestamp,
) -> Result<Vec<SchedulingLinkId>, StoreError> {
    let mut mailed = Vec::new();
    for link in store::of_candidate(scope, company, candidate)? {
        if is_to_choose(&link, now) && messages::address_of(scope, company, &first_mail(link.id))?.is_some() {
            mailed.push(link.id);
        }
    }
    Ok(mailed)
}

fn is_to_choose(link: &SchedulingLink, now: Timestamp) -> bool {
    let is_over = link.kept.revoked_at.is_some() || link.details.expires_at <= now;
    !is_over && link.kept.interview.is_none()
}

/// Whether a time can be chosen still by the link in a message, which is that of its recipient.
pub(super) fn waits_for_a_time(
    scope: &mut Scope<'_>,
    message: &Message,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Person::Candidate(candidate) = message.content.person else { return Ok(false) };
    let Some(dedupe) = messages::written_once_for(scope, message)? else { return Ok(false) };
    let links = store::of_candidate(scope, message.company, candidate)?;
    Ok(links.iter().any(|link| is_to_choose(link, now) && is_about(&dedupe, link.id)))
}

/// What the first mail about a link is written once for.
fn first_mail(id: SchedulingLinkId) -> String {
    format!("scheduling-link:{id}")
}

/// Whether a mail that is written once for that is about a link: the first one, or one to another address.
fn is_about(dedupe: &str, link: SchedulingLinkId) -> bool {
    let rest = dedupe.strip_prefix(&first_mail(link));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

//! Notifies the users who are responsible for something that needs attention.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::notify::find;
use super::recipients::{CompanyProfile, Recipient};
use crate::conflicts;
use domain::access::{Permit, Role};
use domain::message::{About, MessageKind, Person};
use domain::{CompanyId, ConflictId, WebhookId};
use integrations::mail::notices::TemplateData;
use persistence::store::notified;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Notifies the roles that the company's settings name of a conflict of a booked interview, each user once. A rejected
/// booking is not notified: its caller knows.
///
/// # Errors
/// `NotFound` for the company.
pub fn notify_of_conflict(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    company: CompanyId,
    conflict: ConflictId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(company)?;
    let Some((meeting, details)) = notified::open_conflict(scope, company, conflict)? else {
        return Ok(());
    };
    let Some(found) = find(scope, identity, meeting, now)? else { return Ok(()) };
    let context = found.context;
    let Some(time) = context.time else { return Ok(()) };
    let profile = CompanyProfile::of(scope, company)?;
    let recipients = of_roles(scope, &profile, &profile.settings.conflict_roles, MessageKind::Conflict)?;
    let about = About::Conflict { id: conflict, of: meeting };
    for recipient in &recipients {
        let data = context.data(&profile, recipient, MessageKind::Conflict, time, None);
        // The button leads to the conflict, where it is settled; the room does not.
        let link = Some(format!("{}/app/conflicts/{conflict}", identity.public_url));
        let (id, reason) = (Some(conflict.to_string()), conflicts::cause(&details));
        let data = TemplateData { link, own_room: false, conflict: id, reason, contact: None, ..data };
        let content =
            write(&profile, recipient, context.words(MessageKind::Conflict, true), about, &data, None)?;
        let dedupe = format!("conflict:{conflict}:{}", recipient.person);
        enqueue(scope, identity, company, &content, &dedupe, now)?;
    }
    Ok(())
}

/// A webhook that was disabled.
#[derive(Debug, Clone, Copy)]
pub struct DisabledWebhook<'a> {
    pub company: CompanyId,
    pub id: WebhookId,
    pub url: &'a str,
    /// Why, on one line.
    pub reason: &'a str,
    /// When; each disabling is notified once.
    pub at: Timestamp,
}

/// Notifies the company's owners of a webhook that was disabled.
///
/// # Errors
/// `NotFound` for the company.
pub fn notify_of_webhook(
    tx: &mut Tx<'_>,
    permit: &Permit,
    identity: &MailIdentity,
    webhook: DisabledWebhook<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(webhook.company)?;
    let profile = CompanyProfile::of(scope, webhook.company)?;
    let kind = MessageKind::WebhookDisabled;
    for recipient in &of_roles(scope, &profile, &[Role::Owner], kind)? {
        let data = TemplateData {
            company: profile.sender_name().to_owned(),
            recipient: recipient.name.clone(),
            zone: recipient.zone.clone(),
            webhook: Some(webhook.url.to_owned()),
            link: Some(format!("{}/app/settings/webhooks/{}", identity.public_url, webhook.id)),
            reason: Some(webhook.reason.to_owned()),
            ..TemplateData::default()
        };
        let content = write(&profile, recipient, kind, About::Webhook(webhook.id), &data, None)?;
        let dedupe = format!("webhook:{}:{}:{}", webhook.id, webhook.at.unix(), recipient.person);
        enqueue(scope, identity, webhook.company, &content, &dedupe, now)?;
    }
    Ok(())
}

fn of_roles(
    scope: &mut Scope<'_>,
    profile: &CompanyProfile,
    roles: &[Role],
    kind: MessageKind,
) -> Result<Vec<Recipient>, StoreError> {
    let users = notified::of_roles(scope, profile.company.id, roles)?;
    let people: Vec<Person> = users.iter().map(|user| Person::User(user.id)).collect();
    let mut recipients = profile.recipients(scope, &people)?;
    recipients.retain(|recipient| recipient.preferences.wants(kind, recipient.person));
    Ok(recipients)
}

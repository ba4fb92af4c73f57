//! Telling those who look after things that something needs their attention.

use super::Office;
use super::letters::{post, write};
use super::people::{House, Reader, there};
use super::story::Story;
use domain::access::{Permit, Role};
use domain::message::{About, MessageKind, Person};
use domain::{CompanyId, ConflictId, WebhookId};
use integrations::mail::notices::Facts;
use persistence::store::{interviews, notified};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Tells those whom the company's settings name of a conflict of a booked interview, each once. A refused booking is no
/// news to whoever tried it, and is not told.
///
/// # Errors
/// `NotFound` for the company.
pub fn tell_of_conflict(
    tx: &mut Tx<'_>,
    permit: &Permit,
    office: &Office,
    (company, conflict): (CompanyId, ConflictId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.within(company)?;
    let Some((interview, _)) = notified::open_conflict(scope, company, conflict)? else { return Ok(()) };
    let Some(interview) = there(interviews::get(scope, interview))? else { return Ok(()) };
    let Some(time) = interview.time else { return Ok(()) };
    let house = House::of(scope, company)?;
    let readers = of_roles(scope, &house, &house.settings.conflict_roles, MessageKind::Conflict)?;
    let story = Story::of(scope, office, interview)?;
    let about = About::Conflict { id: conflict, interview: story.interview.id };
    for reader in &readers {
        let facts = story.facts(&house, reader, MessageKind::Conflict, (time, None));
        // The button of this notice leads to what resolves the conflict, which the room does not.
        let facts = Facts { link: None, ..facts };
        let letter = write(&house, reader, (MessageKind::Conflict, about), &facts, None)?;
        let dedupe = format!("conflict:{conflict}:{}", reader.person);
        post(scope, office, company, (&letter, &dedupe), now)?;
    }
    Ok(())
}

/// A webhook that was turned off.
#[derive(Debug, Clone, Copy)]
pub struct DisabledWebhook<'a> {
    pub company: CompanyId,
    pub id: WebhookId,
    pub url: &'a str,
    /// Why, on one line.
    pub reason: &'a str,
    /// When; each time that it is turned off is told once.
    pub at: Timestamp,
}

/// Tells the company's owners of a webhook that was turned off.
///
/// # Errors
/// `NotFound` for the company.
pub fn tell_of_webhook(
    tx: &mut Tx<'_>,
    permit: &Permit,
    office: &Office,
    webhook: DisabledWebhook<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.within(webhook.company)?;
    let house = House::of(scope, webhook.company)?;
    let kind = MessageKind::WebhookDisabled;
    for reader in &of_roles(scope, &house, &[Role::Owner], kind)? {
        let facts = Facts {
            company: house.sender_name().to_owned(),
            recipient: reader.name.clone(),
            zone: reader.zone.clone(),
            webhook: Some(webhook.url.to_owned()),
            reason: Some(webhook.reason.to_owned()),
            ..Facts::default()
        };
        let letter = write(&house, reader, (kind, About::Webhook(webhook.id)), &facts, None)?;
        let dedupe = format!("webhook:{}:{}:{}", webhook.id, webhook.at.unix(), reader.person);
        post(scope, office, webhook.company, (&letter, &dedupe), now)?;
    }
    Ok(())
}

fn of_roles(
    scope: &mut Scope<'_>,
    house: &House,
    roles: &[Role],
    kind: MessageKind,
) -> Result<Vec<Reader>, StoreError> {
    let users = notified::of_roles(scope, house.company.id, roles)?;
    let people: Vec<Person> = users.iter().map(|user| Person::User(user.id)).collect();
    let mut readers = house.readers(scope, &people)?;
    readers.retain(|reader| reader.preferences.wants(kind, reader.person));
    Ok(readers)
}

//! The mail with which a forgotten password is replaced.
//!
//! Its link is worth a password, so the message is kept without it: what stands in its place is put back in when the message
//! is handed to the mail server, from where it lies sealed until then.

use super::MailIdentity;
use super::compose::{enqueue, write};
use super::recipients::CompanyProfile;
use crate::sealed::{Vault, VaultError, places};
use crate::tokens::Token;
use domain::access::Sealed;
use domain::message::{About, MessageContent, MessageKind, Person};
use domain::{CompanyId, MessageId, UserId};
use integrations::mail::notices::TemplateData;
use persistence::store::message_secrets as store;
use persistence::{DbError, Scope, StoreError};
use scheduling_core::time::Timestamp;

/// How the link ends in the message that is kept. Browsers don't send what follows the `#` to any server.
const HIDDEN: &str = "#token=hidden";

/// A password that may be replaced, and the token for that.
pub(crate) struct PasswordReset<'a> {
    pub(crate) company: CompanyId,
    pub(crate) user: UserId,
    pub(crate) token: &'a Token,
    pub(crate) good_until: Timestamp,
}

/// Writes the mail, in place of older ones that still wait. Where the user is no longer there, nothing.
pub(crate) fn mail_reset(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    vault: &Vault,
    reset: &PasswordReset<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let PasswordReset { company, user, token, good_until } = *reset;
    let (kind, person) = (MessageKind::PasswordReset, Person::User(user));
    let profile = CompanyProfile::of(scope, company)?;
    let Some(recipient) = profile.recipients(scope, &[person])?.pop() else { return Ok(()) };
    let data = TemplateData {
        company: profile.sender_name().to_owned(),
        recipient: recipient.name.clone(),
        zone: recipient.zone.clone(),
        link: Some(format!("{}/password-reset{HIDDEN}", identity.public_url)),
        valid_until: Some(good_until),
        ..TemplateData::default()
    };
    let content = write(&profile, &recipient, kind, About::Account, &data, None)?;
    store::supersede(scope, company, person, kind)?;
    let dedupe = format!("reset:{user}:{}", token.hash().0);
    let Some(message) = enqueue(scope, identity, company, &content, &dedupe, now)? else { return Ok(()) };
    let sealed = vault.seal(&places::of_message(message), token.reveal());
    let sealed = Sealed(sealed.map_err(|error| DbError::other(error.to_string()))?);
    store::put(scope, company, message, &sealed)
}

/// The letter as its reader gets it, with the token where it was hidden.
pub(super) fn reveal(
    content: &MessageContent,
    message: MessageId,
    secret: &Sealed,
    vault: &Vault,
) -> Result<MessageContent, VaultError> {
    let link = format!("#token={}", vault.open(&places::of_message(message), &secret.0)?);
    let (text, html) = (content.text.replace(HIDDEN, &link), content.html.replace(HIDDEN, &link));
    Ok(MessageContent { text, html, ..content.clone() })
}

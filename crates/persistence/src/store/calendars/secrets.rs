//! What of a calendar is a secret, and how it is stored: its address, which opens many a feed by itself, and its password.

use crate::Scope;
use crate::store::Result;
use domain::UserId;
use domain::directory::{Calendar, CalendarDetails, Secret};

/// What an address is sealed for: its owner, who never changes, so that it opens nothing under another one.
#[must_use]
pub fn address_of(user: UserId) -> String {
    format!("calendar address of user {user}")
}

/// What credentials are sealed for.
#[must_use]
pub fn credentials_of(user: UserId) -> String {
    format!("calendar credentials of user {user}")
}

/// The details with their secrets sealed.
pub(super) fn sealed(scope: &Scope<'_>, details: &CalendarDetails) -> Result<CalendarDetails> {
    let (cipher, mut sealed) = (scope.cipher(), details.clone());
    if let Some(url) = &details.url {
        sealed.url = Some(cipher.seal(&address_of(details.user), url)?);
    }
    if let Some(credentials) = &details.credentials {
        let text = cipher.seal(&credentials_of(details.user), credentials.reveal())?;
        sealed.credentials = Some(Secret::new(text));
    }
    Ok(sealed)
}

/// Opens the secrets of a calendar that was read.
pub(super) fn open(scope: &Scope<'_>, calendar: &mut Calendar) -> Result<()> {
    let (cipher, details) = (scope.cipher(), &mut calendar.details);
    if let Some(url) = &mut details.url {
        *url = cipher.open(&address_of(details.user), url)?;
    }
    if let Some(credentials) = &mut details.credentials {
        *credentials = Secret::new(cipher.open(&credentials_of(details.user), credentials.reveal())?);
    }
    Ok(())
}

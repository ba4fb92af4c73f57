//! What the source of a calendar says, and with whose name it is asked.

use crate::calendar_content::Reading;
use domain::CalendarId;
use domain::directory::Calendar;
use integrations::calendars::Validators;
use integrations::calendars::feed::Credentials;
use persistence::store::calendars::caldav::{self as store, Update};
use persistence::{Scope, StoreError};
use std::sync::Arc;

/// What a source said.
#[derive(Debug, Clone)]
pub(super) enum SourceReply {
    /// What is stored still holds, and reaches far enough.
    Nothing,
    /// What is stored still holds, and was worked out again.
    Renewed(Arc<Reading>),
    /// Something new.
    New { reading: Arc<Reading>, validators: Validators },
    /// Some of its objects are new or gone, and this is what it says with them.
    Changed { reading: Arc<Reading>, delta: Arc<Delta> },
    /// It could not be read: why, for its owner.
    Failed(String),
}

/// What a reading changes, to be written by [`settle`](super::sync::settle).
#[derive(Debug, Clone)]
pub(super) struct Delta {
    update: Update,
}

impl Delta {
    pub(super) fn new(update: Update) -> Self {
        Self { update }
    }

    /// False where somebody else read the calendar meanwhile, whose reading stays.
    pub(super) fn store(&self, scope: &mut Scope<'_>, id: CalendarId) -> Result<bool, StoreError> {
        store::store(scope, id, &self.update)
    }
}

/// The name and the password that were given for a calendar's source.
pub(super) fn credentials(calendar: &Calendar) -> Option<Credentials> {
    let (user, password) = calendar.details.credentials.as_ref()?.reveal().split_once('\n')?;
    Some(Credentials { user: user.to_owned(), password: password.to_owned() })
}

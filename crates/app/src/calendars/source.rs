//! What the source of a calendar says, and with whose name it is asked.

use super::import::Target;
use crate::calendar_content::Reading;
use domain::CalendarId;
use domain::access::Permit;
use domain::directory::Calendar;
use integrations::calendars::Validators;
use integrations::calendars::feed::Credentials;
use persistence::store::calendars::caldav::{self as store, Update};
use persistence::{Database, Scope, StoreError};
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

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

/// Calendars that a process reads at once. Each takes some hundred megabytes at the worst, until it is stored.
static TURNS: Semaphore = Semaphore::const_new(1);

/// The turn of one calendar, which ends with what was read of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Turn {
    _permit: Option<Arc<SemaphorePermit<'static>>>,
}

impl Turn {
    /// Waits for it.
    pub(super) async fn come() -> Self {
        // The semaphore is never closed.
        Self { _permit: TURNS.acquire().await.ok().map(Arc::new) }
    }
}

/// What a source said, and the turn in which that was read.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) said: SourceReply,
    _turn: Turn,
}

impl Heard {
    pub(super) fn new(said: SourceReply, turn: Turn) -> Self {
        Self { said, _turn: turn }
    }

    /// Of something that takes no memory.
    pub(super) fn small(said: SourceReply) -> Self {
        Self::new(said, Turn::default())
    }
}

/// The target with those bookings of its owner that its source names.
pub(super) async fn asking(
    db: &Database,
    permit: &Permit,
    target: &Target,
    named: Vec<Uuid>,
) -> Result<Target, StoreError> {
    if named.is_empty() {
        return Ok(target.clone());
    }
    let (permit, target) = (permit.clone(), target.clone());
    db.read(move |tx| target.clone().knowing(&mut tx.scope(&permit), &named)).await
}

/// The name and the password that were given for a calendar's source.
pub(super) fn credentials(calendar: &Calendar) -> Option<Credentials> {
    let (user, password) = calendar.details.credentials.as_ref()?.reveal().split_once('\n')?;
    Some(Credentials { user: user.to_owned(), password: password.to_owned() })
}

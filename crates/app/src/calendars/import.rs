//! Importing a calendar file in place of what the calendar held.
//!
//! Reading a file of megabytes takes a while, so it happens between two transactions: [`target`] finds out whose
//! calendar it is, [`content::read`](super::content::read) reads, [`store`] writes.

use crate::calendar_content::{Reader, Reading};
use crate::conflicts;
use crate::free_busy;
use domain::access::Permit;
use domain::directory::{Calendar, CalendarKind};
use domain::{CalendarId, Refusal};
use persistence::store::{calendars, companies, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// When a file is worked out again, in seconds: two weeks, so that what is stored keeps reaching far enough.
const RENEWED_AFTER: i64 = 14 * 86_400;

/// A calendar, and whose it is.
#[derive(Debug, Clone)]
pub struct Target {
    pub calendar: Calendar,
    pub reader: Reader,
}

impl Target {
    /// The same with those bookings of its owner that a text of it names.
    pub(super) fn knowing(self, scope: &mut Scope<'_>, named: &[Uuid]) -> Result<Self, StoreError> {
        Ok(Self { reader: self.reader.asking(scope, &self.calendar, named)?, calendar: self.calendar })
    }
}

/// The calendar to import a file into that names these bookings.
///
/// # Errors
/// `NotFound`; `WrongState` for a calendar that is not a file.
pub fn target(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CalendarId,
    named: &[Uuid],
) -> Result<Target, StoreError> {
    let scope = &mut tx.scope(permit);
    let target = find(scope, id)?;
    if target.calendar.details.kind != CalendarKind::IcsFile {
        let detail =
            "only calendars of the kind ics_file can be imported into; this one is read from its source";
        return Err(Refusal::WrongState { slug: "not-importable", detail: detail.into() }.into());
    }
    target.knowing(scope, named)
}

/// A calendar with its owner's zone.
pub(crate) fn find(scope: &mut Scope<'_>, id: CalendarId) -> Result<Target, StoreError> {
    let mut calendar = calendars::get(scope, id)?;
    calendars::outdate(scope, std::slice::from_mut(&mut calendar))?;
    let owner = users::get(scope, calendar.details.user)?;
    let zone = match &owner.details.time_zone {
        Some(name) => free_busy::zone(name),
        None => free_busy::zone(&companies::get(scope, calendar.company)?.details.time_zone),
    };
    Ok(Target { reader: Reader::of(&calendar, &owner, zone), calendar })
}

/// Puts what was read in place of what the calendar held.
///
/// # Errors
/// As [`target`]; `VersionMismatch` where the owner moved to another zone while the file was read.
pub fn store(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CalendarId,
    reading: &Reading,
    now: Timestamp,
) -> Result<Calendar, StoreError> {
    let zone = target(tx, permit, id, &[])?.reader.zone;
    if zone != *reading.zone() {
        return Err(Refusal::VersionMismatch { what: "calendar" }.into());
    }
    let content = reading.content(now, Some(now.plus_seconds(RENEWED_AFTER)), true);
    let scope = &mut tx.scope(permit);
    let calendar = calendars::replace_content(scope, id, &content)?;
    conflicts::recheck(scope, calendar.details.user, now)?;
    Ok(calendar)
}

/// When a file has to be worked out again.
pub(crate) fn next_renewal(now: Timestamp) -> Timestamp {
    now.plus_seconds(RENEWED_AFTER)
}

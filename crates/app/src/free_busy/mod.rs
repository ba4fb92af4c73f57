//! Free/busy: everything that is known of when people are taken, and how far it can be trusted.
//!
//! `gather` reads, within one transaction and with one query per table however many people are asked about;
//! [`Gathered::join`] is pure and runs after it, since a calendar may have to be followed beyond what is stored.

mod facts;
mod gathered;
mod zones;

pub(crate) use facts::{Facts, far_range, range, read as read_facts};
pub use gathered::Gathered;
pub(crate) use zones::{zone, zone_of, zone_of_dates, zone_within};

use crate::calendar_content::{Reader, Stored};
use domain::access::Permit;
use domain::commitment::{Commitment, MAX_BUFFER, Subject};
use domain::directory::{Calendar, CalendarKind, Trust, User};
use domain::{CalendarId, CompanyId, UserId};
use facts::Rows;
use persistence::store::people::Has;
use persistence::store::users;
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// When one person is taken, and by what that is known.
#[derive(Debug, Clone)]
pub struct FreeBusy {
    pub user: Arc<User>,
    /// The zone of their wall clock: their own, or their company's.
    pub zone: TimeZone,
    /// Taken, a day beyond the window included.
    pub busy: IntervalSet,
    /// Local dates on which they do not work; their time is in `busy` too.
    pub(crate) days_off: Vec<DaysOff>,
    /// What takes their time beside days off, where they have any.
    beside_days_off: Option<IntervalSet>,
    /// What their meetings keep clear around themselves.
    pub blocked_margins: Vec<Interval>,
    /// What of their time the product itself has booked.
    pub(crate) bookings: Vec<Commitment>,
    /// A calendar that can't be trusted makes them busy throughout.
    pub blocked_by: Option<CalendarId>,
    /// Whether a calendar can't be trusted now that would make them busy throughout, so that nobody knows that a time is
    /// free.
    pub(crate) in_doubt: bool,
    pub sources: Vec<SourceState>,
}

/// How far one calendar can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceState {
    pub calendar: CalendarId,
    pub kind: CalendarKind,
    pub trust: Trust,
    pub last_synced_at: Option<Timestamp>,
    /// Whether all that it holds is known.
    pub complete: bool,
}

/// Free/busy of these users, in the order given, for `window`.
///
/// # Errors
/// `NotFound` with the pointer `/user_ids/{index}` of the first user that the permit does not reach.
pub fn of_users(
    tx: &mut Tx<'_>,
    permit: &Permit,
    ids: &[UserId],
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let scope = &mut tx.scope(permit);
    let people = users::require(scope, ids, |index| format!("/user_ids/{index}"))?;
    gather(scope, people, window, now)
}

/// Reads all that free/busy joins. The scope reaches the people, or they are not in it.
pub(crate) fn gather(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    gather_in(scope, people, Known::default(), window, now)
}

/// What need not be asked for, since it is known already.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The zones of some companies.
    pub(crate) zones: HashMap<CompanyId, TimeZone>,
    /// What there is of the people at all.
    pub(crate) has: Has,
}

impl Default for Known {
    fn default() -> Self {
        Self { zones: HashMap::new(), has: Has::ANYTHING }
    }
}

/// The same where something is known already.
pub(crate) fn gather_in(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let subjects: Vec<Subject> = people.iter().map(|user| Subject::User(user.id)).collect();
    let bookings = ledger::busy_of(scope, &subjects, window, now)?;
    gather_with(scope, people, bookings, known, window, now)
}

/// The same for meetings within the window that keep nothing clear around themselves: bookings beside it are left out. One
/// query for the bookings of each company, of which the people are of one unless an administrator asks.
pub(crate) fn gather_within(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let mut subjects: BTreeMap<CompanyId, Vec<Subject>> = BTreeMap::new();
    for user in &people {
        let Some(company) = user.company else { continue };
        subjects.entry(company).or_default().push(Subject::User(user.id));
    }
    let mut bookings = Vec::new();
    for (company, subjects) in subjects {
        let scope = &mut scope.for_company(company)?;
        bookings.extend(ledger::conflicting_with(scope, company, &subjects, window, now)?);
    }
    gather_with(scope, people, bookings, known, window, now)
}

/// The same without any booking: what is known from outside the ledger alone.
pub(crate) fn gather_outside(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    gather_with(scope, people, Vec::new(), known, window, now)
}

fn gather_with(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    bookings: Vec<Commitment>,
    Known { zones, has }: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let around = widened(window);
    let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
    let people = zones::with_zones(scope, people, zones)?;
    let rows = Rows::read(scope, &ids, has, around, bookings)?;
    let texts = texts(scope, &people, &rows.calendars, around)?;
    let people = rows.by_person(people, around, &texts);
    Ok(Gathered::of(people, window, now).following(texts))
}

/// The time around a window in which something may reach into it: as far as the longest buffer.
pub(crate) fn widened(window: Interval) -> Interval {
    let (start, end) = (window.start().plus_seconds(-MAX_BUFFER), window.end().plus_seconds(MAX_BUFFER));
    Interval::new(start, end).unwrap_or(window)
}

/// The texts of those calendars whose stored busy time does not reach as far as the window.
fn texts(
    scope: &mut Scope<'_>,
    people: &[(User, TimeZone)],
    calendars: &[Calendar],
    around: Interval,
) -> Result<HashMap<CalendarId, Stored>, StoreError> {
    let mut texts = HashMap::new();
    for calendar in calendars.iter().filter(|calendar| !covers(calendar, around)) {
        let Some((owner, zone)) = people.iter().find(|(user, _)| user.id == calendar.details.user) else {
            continue;
        };
        if let Some(text) = Stored::of(scope, calendar, Reader::of(calendar, owner, zone.clone()))? {
            texts.insert(calendar.id, text);
        }
    }
    Ok(texts)
}

fn covers(calendar: &Calendar, window: Interval) -> bool {
    let known = calendar.kept.expanded;
    calendar.details.kind == CalendarKind::Simulated
        || known.is_some_and(|known| known.start() <= window.start() && window.end() <= known.end())
}

impl FreeBusy {
    /// What takes their time beside days off.
    pub(crate) fn beside_days_off(&self) -> &IntervalSet {
        self.beside_days_off.as_ref().unwrap_or(&self.busy)
    }
}

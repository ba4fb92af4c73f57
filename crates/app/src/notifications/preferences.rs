//! Notification preferences of people, and notification settings of companies.

use crate::kit::Precondition;
use crate::reminders;
use domain::access::Permit;
use domain::directory::CandidateDetails;
use domain::effect::{Due, Effect};
use domain::interview::InterviewStatus;
use domain::message::{NotificationSettings, Person, Preferences};
use domain::{CandidateId, CompanyId, Refusal, UserId};
use persistence::store::collection::{Collection, Part};
use persistence::store::{companies, interviews, notifications as store, users};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::{Interval, Timestamp};

/// A setting with its version, which is 0 before the setting is first stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    pub said: T,
    pub version: i64,
}

/// Interviews ahead whose reminders are set anew when somebody changes their mind; later ones keep theirs.
const AHEAD: i64 = 200;
/// How far ahead, in minutes: as long as interviews are booked.
const AHEAD_MINUTES: i64 = 100 * 24 * 60;

/// The notification preferences of a user.
///
/// # Errors
/// `NotFound`; the platform's administrators belong to no company that could tell them anything.
pub fn preferences_of_user(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
) -> Result<Versioned<Preferences>, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = company_of(scope, user)?;
    of_person(scope, company, Person::User(user))
}

/// The notification preferences of a candidate.
///
/// # Errors
/// `NotFound`.
pub fn preferences_of_candidate(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
) -> Result<Versioned<Preferences>, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = CandidateDetails::get(scope, candidate)?.company;
    of_person(scope, company, Person::Candidate(candidate))
}

/// Stores the notification preferences of a user.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn put_user(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    said: &Preferences,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Versioned<Preferences>, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = company_of(scope, user)?;
    put(scope, company, Person::User(user), said, expected, now)
}

/// Stores the notification preferences of a candidate.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `Invalid` where invitations are switched off.
pub fn put_candidate(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    said: &Preferences,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Versioned<Preferences>, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = CandidateDetails::get(scope, candidate)?.company;
    if !said.invitations {
        return Err(Refusal::invalid("/invitations", "candidates are always invited").into());
    }
    put(scope, company, Person::Candidate(candidate), said, expected, now)
}

/// The notification settings of a company.
///
/// # Errors
/// `NotFound`.
pub fn settings(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
) -> Result<Versioned<NotificationSettings>, StoreError> {
    let scope = &mut tx.scope(permit);
    companies::get(scope, company)?;
    let (said, version) = store::settings_of(scope, company)?;
    Ok(Versioned { said, version })
}

/// Stores how a company tells people. Where the times of reminders are others than before, those of its interviews ahead
/// are set anew by a worker.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn put_settings(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    said: &NotificationSettings,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Versioned<NotificationSettings>, StoreError> {
    let scope = &mut tx.scope(permit);
    companies::get(scope, company)?;
    expected.retry(|| {
        let (before, stored) = store::settings_of(scope, company)?;
        expected.check("notification settings", stored)?;
        let version = store::put_settings(scope, company, said, stored, now)?;
        if before.reminder_minutes_before != said.reminder_minutes_before {
            let due = Due { effect: Effect::SetReminders { after: None }, at: now };
            outbox::enqueue(scope, company, &[due], now)?;
        }
        Ok(Versioned { said: said.clone(), version })
    })
}

fn company_of(scope: &mut Scope<'_>, user: UserId) -> Result<CompanyId, StoreError> {
    Ok(users::get(scope, user)?.company.ok_or_else(|| Refusal::not_found("user"))?)
}

fn of_person(
    scope: &mut Scope<'_>,
    company: CompanyId,
    person: Person,
) -> Result<Versioned<Preferences>, StoreError> {
    let found = store::preferences_of(scope, company, &[person])?.remove(&person);
    let (said, version) = found.unwrap_or_default();
    Ok(Versioned { said, version })
}

fn put(
    scope: &mut Scope<'_>,
    company: CompanyId,
    person: Person,
    said: &Preferences,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Versioned<Preferences>, StoreError> {
    let done = expected.retry(|| {
        let stored = of_person(scope, company, person)?.version;
        expected.check("notification preferences", stored)?;
        let version = store::put_preferences(scope, company, person, said, stored, now)?;
        Ok(Versioned { said: said.clone(), version })
    })?;
    remind_anew(&mut scope.for_company(company)?, company, person, now)?;
    Ok(done)
}

/// Sets the reminders of the person's interviews ahead anew.
fn remind_anew(
    scope: &mut Scope<'_>,
    company: CompanyId,
    person: Person,
    now: Timestamp,
) -> Result<(), StoreError> {
    let filter = interviews::Filter {
        candidate: person.candidate(),
        of: person.user(),
        status: Some(InterviewStatus::Scheduled),
        window: Interval::new(now, now.plus_minutes(AHEAD_MINUTES)).ok(),
        ..interviews::Filter::default()
    };
    let ahead = interviews::list(scope, &filter, &Part::after(None, AHEAD))?;
    reminders::set_all(scope, company, &ahead, now)
}

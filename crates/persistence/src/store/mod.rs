//! What is kept of the directory: one file per aggregate, functions that take a `Scope`.
//!
//! The functions speak `domain`'s types; rows are private. They say no with a [`Refusal`] where the caller can do
//! something about it, and with a [`DbError`] otherwise. The rules of the domain are not asked here again: what is
//! refused is what only the database can know (not there, taken, still named, changed meanwhile).
//!
//! Lists are keyset pages in order of id: `after` is the last id of the page before, and a page neither skips nor
//! repeats rows while others write.

pub mod ai_results;
pub mod api_keys;
pub mod appointment_erasure;
pub mod appointment_export;
mod appointment_keys;
pub mod appointment_logs;
pub mod appointment_moves;
mod appointment_rows;
pub mod appointments;
pub mod beginnings;
pub mod booking_pages;
pub mod booking_prechecks;
pub mod bookings_ahead;
pub mod busy_periods;
pub mod calendar_notices;
pub mod calendars;
pub mod candidate_erasure;
pub mod candidate_export;
pub mod candidate_import;
pub mod candidate_merge;
pub mod candidates;
pub mod changes;
mod client_addresses;
pub mod client_erasure;
pub mod clients;
pub mod collection;
pub mod companies;
pub mod configurations;
mod conflict_rows;
pub mod conflicts;
mod document_erasure;
mod erased_words;
pub mod idempotency;
pub mod identity_providers;
pub mod interview_answers;
pub mod interview_calendar;
mod interview_ends;
mod interview_list;
pub mod interview_logs;
mod interview_rows;
pub mod interviewers;
pub mod interviews;
pub mod job_candidates;
pub mod jobs;
pub mod limited;
pub mod locations;
pub mod login_failures;
pub mod login_networks;
mod logs;
pub mod match_results;
mod message_erasure;
mod message_facts;
mod message_rows;
pub mod message_secrets;
pub mod messages;
pub mod notifications;
pub mod notified;
pub mod oidc_logins;
pub mod overview;
mod owners;
pub mod password_resets;
pub mod passwords;
pub mod patterns;
pub mod payment_entries;
pub mod payment_providers;
pub mod payments;
pub mod people;
pub mod persons;
#[cfg(test)]
mod plans;
pub mod provider_events;
pub mod provider_rooms;
mod refusals;
mod request_rows;
pub mod requests;
pub mod room_calls;
pub mod room_providers;
mod same_address;
mod schedule_ends;
mod schedule_rows;
pub mod schedules;
pub mod scheduling_links;
mod sealed_answers;
pub mod sealed_values;
pub mod sessions;
pub mod settings;
pub mod shop;
mod slot_list;
mod slot_places;
mod slot_rows;
pub mod slots;
mod slots_of_people;
pub mod slugs;
pub mod staff_feeds;
mod template_groups;
pub mod templates;
pub mod user_identities;
pub mod users;
pub mod visitors;
pub mod webhook_deliveries;
pub mod webhooks;
mod weeks;

use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::Ids;
use crate::db::uuids::uuid_at;
use crate::homes;
use domain::{Refusal, UserId};

/// Why a store did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It must not be done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be done.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        refusals::explain(error.into())
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Refuses where the caller names another version than the one that is stored.
fn expect_version(what: &'static str, expected: Option<i64>, stored: i64) -> Result<()> {
    match expected {
        Some(version) if version != stored => Err(Refusal::VersionMismatch { what }.into()),
        _ => Ok(()),
    }
}

/// The versions that a change may meet: the expected one, or any.
fn acceptable(expected: Option<i64>) -> (i64, i64) {
    expected.map_or((0, i64::MAX), |version| (version, version))
}

/// What a change answered: nothing where somebody else was faster.
fn changed<T>(what: &'static str, row: Option<T>) -> Result<T> {
    row.ok_or_else(|| Refusal::VersionMismatch { what }.into())
}

/// The companies in which these users can have data: the scope's own, or theirs.
///
/// All keys begin with the company, so that a query without one would read whole tables.
fn companies_of(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Ids> {
    match scope.company() {
        Some(company) => Ok([company.0].into_iter().collect()),
        None => Ok(homes::companies(scope, users)?),
    }
}

fn ids(users: &[UserId]) -> Ids {
    users.iter().map(|user| user.0).collect()
}

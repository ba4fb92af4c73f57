//! The staff and the services of the company, for fields that choose among them and for tables that name them.

use crate::hiring::Named;
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::kit::texts::Texts;
use app::kit::collection;
use domain::UserId;
use domain::access::{Action, Asks, Permit};
use domain::appointment::{AppointmentStatus, ServiceDetails, ServiceId, StaffDetails, StaffId};
use persistence::store::collection::{Collection, ListRequest, Sort, SortKey};
use persistence::store::shop::services::ServiceFilter;
use persistence::store::users;
use persistence::{Scope, StoreError, Tx};
use std::collections::{BTreeSet, HashMap};

/// The list of appointments.
pub(crate) const PATH: &str = "/app/appointments";
/// Staff and services that a field offers, at most.
const MOST: usize = 500;

/// A member of the staff, with the user whose profile it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) id: StaffId,
    pub(crate) user: UserId,
    pub(crate) name: String,
    pub(crate) active: bool,
}

impl Member {
    fn named(&self) -> Named<StaffId> {
        Named { id: self.id, name: self.name.clone() }
    }
}

/// As a field offers them.
pub(super) fn members_named(members: &[Member]) -> Vec<Named<StaffId>> {
    members.iter().map(Member::named).collect()
}

/// The first of those whom the permit shows, and these others, who are named already. In order of name.
///
/// # Errors
/// Failures of the database.
pub(crate) fn members(tx: &mut Tx<'_>, permit: &Permit, also: &[StaffId]) -> Result<Vec<Member>, StoreError> {
    let request = ListRequest::<StaffDetails> { limit: MOST, ..ListRequest::default() };
    let mut found = collection::list(tx, permit, &request)?.records;
    let known: BTreeSet<StaffId> = found.iter().map(|one| one.id).collect();
    let others: Vec<StaffId> = also.iter().copied().filter(|id| !known.contains(id)).collect();
    let scope = &mut tx.scope(permit);
    found.extend(StaffDetails::by_ids(scope, &others)?);
    let names = user_names(scope, found.iter().map(|one| one.details.user))?;
    let mut members: Vec<Member> = found
        .into_iter()
        .map(|one| Member {
            id: one.id,
            user: one.details.user,
            name: names.get(&one.details.user).cloned().unwrap_or_default(),
            active: one.details.active,
        })
        .collect();
    members.sort_by(|one, other| (&one.name, one.id.0).cmp(&(&other.name, other.id.0)));
    Ok(members)
}

/// The names of these users.
///
/// # Errors
/// Failures of the database.
pub(super) fn user_names(
    scope: &mut Scope<'_>,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, String>, StoreError> {
    let ids: BTreeSet<UserId> = ids.into_iter().collect();
    let found = users::by_ids(scope, &Vec::from_iter(ids))?.into_iter();
    Ok(found.map(|user| (user.id, user.details.name)).collect())
}

/// The names of these members of the staff.
///
/// # Errors
/// Failures of the database.
pub(super) fn names_of(
    tx: &mut Tx<'_>,
    permit: &Permit,
    ids: &[StaffId],
) -> Result<HashMap<StaffId, String>, StoreError> {
    let scope = &mut tx.scope(permit);
    let staff = StaffDetails::by_ids(scope, ids)?;
    let names = user_names(scope, staff.iter().map(|one| one.details.user))?;
    let name = |user: UserId| names.get(&user).cloned().unwrap_or_default();
    Ok(staff.into_iter().map(|one| (one.id, name(one.details.user))).collect())
}

/// The first of the services, in order of name, and these others, which are named already.
///
/// # Errors
/// Failures of the database.
pub(crate) fn services(
    tx: &mut Tx<'_>,
    permit: &Permit,
    only_active: bool,
    also: &[ServiceId],
) -> Result<Vec<Named<ServiceId>>, StoreError> {
    let filter = ServiceFilter { staff: None, active: only_active.then_some(true) };
    let sort = Sort { key: SortKey::Name, descending: false };
    let request = ListRequest::<ServiceDetails> { filter, sort, limit: MOST, ..ListRequest::default() };
    let mut found = collection::list(tx, permit, &request)?.records;
    let known: BTreeSet<ServiceId> = found.iter().map(|one| one.id).collect();
    let others: Vec<ServiceId> = also.iter().copied().filter(|id| !known.contains(id)).collect();
    found.extend(ServiceDetails::by_ids(&mut tx.scope(permit), &others)?);
    Ok(found.into_iter().map(|one| Named { id: one.id, name: one.details.name }).collect())
}

/// A permit to read the appointments. Pages of the company are for its people: those who may read its directory.
pub(crate) fn appointments<A: Asks>(page: &Page<A>) -> Result<Permit, Refused> {
    page.permit_for(Action::ReadAppointments)
}

/// A permit to read the directory, which names staff and services.
pub(crate) fn directory<A: Asks>(page: &Page<A>) -> Result<Permit, Refused> {
    page.permit_for(Action::ReadDirectory)
}

/// The state of an appointment in words.
pub(crate) fn status_text(texts: Texts, status: AppointmentStatus) -> String {
    texts.say(&format!("appointment-{}", status.name()))
}

/// The colour of a state.
pub(crate) fn status_tone(status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::PendingPayment => "warn",
        AppointmentStatus::Confirmed => "calm",
        AppointmentStatus::Completed => "good",
        AppointmentStatus::Cancelled => "",
        AppointmentStatus::NoShow => "bad",
    }
}

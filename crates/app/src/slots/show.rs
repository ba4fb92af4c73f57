//! Reading slots, with what is worked out of them: the names beside the ids, and whether they can be booked.

use super::holders::Holders;
use crate::kit::{page, require_company};
use crate::known_people::KnownPeople;
use crate::reasons::{self, Reasons};
use domain::access::Permit;
use domain::because::{Names, rules};
use domain::directory::{Company, JobDetails};
use domain::slot::Slot;
use domain::{Because, CompanyId, Refusal, SlotId, UserId};
use persistence::store::collection::{Collection, Part};
use persistence::store::slots::Filter;
use persistence::store::{companies, slots, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A slot as clients see it at one instant.
#[derive(Debug, Clone)]
pub struct SlotView {
    pub slot: Slot,
    pub now: Timestamp,
    pub company_name: String,
    pub interviewer_name: Option<String>,
    pub job_title: Option<String>,
    /// Whether somebody can take a place: there is one, the slot lies ahead, and its holder is free.
    pub is_available: bool,
    /// Why not, as far as the caller may know it; empty where somebody can.
    pub unavailable_because: Vec<Because>,
    /// Of whom and what that names.
    pub names: Names,
}

/// A page of slots.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    mut filter: Filter,
    part: &Part<SlotId>,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let scope = &mut tx.scope(permit);
    narrow(scope, &mut filter)?;
    let rows = slots::list(scope, &filter, part)?;
    let rows = page(scope, rows)?;
    show(scope, rows, now)
}

/// The slots of these people's that overlap a window, at most `limit`; in order of start.
///
/// # Errors
/// Failures of the database.
pub fn of_people(
    tx: &mut Tx<'_>,
    permit: &Permit,
    people: &[UserId],
    window: Interval,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = slots::of_people(scope, people, window, limit)?;
    show(scope, rows, now)
}

/// Refuses a filter by somebody who is not there, and narrows it to what the caller sees.
pub(super) fn narrow(scope: &mut Scope<'_>, filter: &mut Filter) -> Result<(), StoreError> {
    let pointer = || String::from("/interviewer_id");
    if let Some(user) = filter.interviewer {
        require_company(scope)?;
        users::require(scope, &[user], |_| pointer())?;
        if !scope.sees().shows(user) {
            return Err(Refusal::NotFound { what: "user", pointer: Some(pointer()) }.into());
        }
    }
    filter.interviewer = filter.interviewer.or(scope.sees().only());
    Ok(())
}

/// One slot.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: SlotId, now: Timestamp) -> Result<SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let slot = slots::get(scope, id)?;
    let only = scope.sees().only();
    if only.is_some() && slot.details.holder.interviewer() != only {
        return Err(Refusal::not_found("slot").into());
    }
    show_one(scope, vec![slot], now)
}

pub(crate) fn show_one(
    scope: &mut Scope<'_>,
    slot: Vec<Slot>,
    now: Timestamp,
) -> Result<SlotView, StoreError> {
    let shown = show(scope, slot, now)?.pop();
    Ok(shown.ok_or_else(|| Refusal::not_found("slot"))?)
}

/// The slots with what is worked out of them: one query per table, but for companies, of which a page has one unless
/// an administrator looks over all.
pub(super) fn show(
    scope: &mut Scope<'_>,
    slots: Vec<Slot>,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let companies = companies_of(scope, &slots)?;
    let holders = Holders::gather(scope, None, &slots, &companies, now)?;
    let mut shown = named(scope, slots, &companies, &holders, now)?;
    let unavailable: Vec<Slot> =
        shown.iter().filter(|shown| !shown.is_available).map(|shown| shown.slot.clone()).collect();
    let mut because = reasons_of(scope, &unavailable, &holders, now)?;
    let names = reasons::names(scope, because.values().flatten())?;
    for one in &mut shown {
        one.unavailable_because = because.remove(&one.slot.id).unwrap_or_default();
        one.names = names.of(&one.unavailable_because);
    }
    Ok(shown)
}

/// Those of the slots that can be booked, with what is remembered of their holders. Why the others can't be is not asked.
pub(super) fn bookable(
    scope: &mut Scope<'_>,
    memory: Option<&KnownPeople>,
    slots: Vec<Slot>,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let companies = companies_of(scope, &slots)?;
    let holders = Holders::gather(scope, memory, &slots, &companies, now)?;
    let mut shown = named(scope, slots, &companies, &holders, now)?;
    shown.retain(|one| one.is_available);
    Ok(shown)
}

/// Why these slots can't be booked, as far as the caller may know it. It costs statements only where a holder has no time.
pub(super) fn reasons_of(
    scope: &mut Scope<'_>,
    slots: &[Slot],
    holders: &Holders,
    now: Timestamp,
) -> Result<HashMap<SlotId, Vec<Because>>, StoreError> {
    let mut all: HashMap<SlotId, Vec<Because>> = HashMap::new();
    let mut taken: Vec<(&Slot, UserId)> = Vec::new();
    for slot in slots {
        let known = match slot.not_bookable_because(now) {
            Some(because) => vec![because],
            None if !holders.is_open(slot.company) => vec![Because::of(rules::CANNOT_INTERVIEW)],
            None => Vec::new(),
        };
        match slot.details.holder.interviewer().filter(|_| known.is_empty()) {
            Some(user) => taken.push((slot, user)),
            None => drop(all.insert(slot.id, known)),
        }
    }
    let start = taken.iter().map(|(slot, _)| slot.details.time.start()).min();
    let end = taken.iter().map(|(slot, _)| slot.details.time.end()).max();
    let Some(window) = start.zip(end).and_then(|(start, end)| Interval::new(start, end).ok()) else {
        return Ok(all);
    };
    let people: BTreeSet<UserId> = taken.iter().map(|(_, user)| *user).collect();
    let own: HashSet<SlotId> = taken.iter().map(|(slot, _)| slot.id).collect();
    let known = Reasons::read(scope, &Vec::from_iter(people), window, &own, now)?;
    let sees = scope.sees();
    for (slot, user) in taken {
        let because = known.of(user, slot.details.time).into_iter().map(|one| sees.of(one));
        all.insert(slot.id, because.collect());
    }
    Ok(all)
}

pub(super) fn companies_of(
    scope: &mut Scope<'_>,
    slots: &[Slot],
) -> Result<HashMap<CompanyId, Company>, StoreError> {
    let ids: BTreeSet<CompanyId> = slots.iter().map(|slot| slot.company).collect();
    let mut found = HashMap::new();
    for id in ids {
        found.insert(id, companies::get(scope, id)?);
    }
    Ok(found)
}

fn named(
    scope: &mut Scope<'_>,
    slots: Vec<Slot>,
    companies: &HashMap<CompanyId, Company>,
    holders: &Holders,
    now: Timestamp,
) -> Result<Vec<SlotView>, StoreError> {
    let people: BTreeSet<UserId> =
        slots.iter().filter_map(|slot| slot.details.holder.interviewer()).collect();
    let unknown: Vec<UserId> = people.into_iter().filter(|user| holders.name_of(*user).is_none()).collect();
    let others: HashMap<UserId, String> =
        users::by_ids(scope, &unknown)?.into_iter().map(|user| (user.id, user.details.name)).collect();
    let name_of = |user| holders.name_of(user).or_else(|| others.get(&user).map(String::as_str));
    let wanted: BTreeSet<_> = slots.iter().filter_map(|slot| slot.details.job).collect();
    let wanted: Vec<_> = wanted.into_iter().collect();
    let titles: HashMap<_, String> =
        JobDetails::by_ids(scope, &wanted)?.into_iter().map(|job| (job.id, job.details.title)).collect();
    let one = |slot: Slot| SlotView {
        company_name: companies.get(&slot.company).map_or_else(String::new, |c| c.details.name.clone()),
        interviewer_name: slot.details.holder.interviewer().and_then(name_of).map(str::to_owned),
        job_title: slot.details.job.and_then(|job| titles.get(&job).cloned()),
        is_available: holders.is_available(&slot),
        unavailable_because: Vec::new(),
        names: Names::default(),
        slot,
        now,
    };
    Ok(slots.into_iter().map(one).collect())
}

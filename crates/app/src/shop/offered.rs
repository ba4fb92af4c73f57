//! Whether one start is offered, for bookings.

use super::offers::{JoinedTime, Parts, zone_of_staff};
use domain::appointment::{Service, ShopSettings, Staff, StaffId, WorkTerms};
use domain::because::rules;
use domain::commitment::Source;
use domain::directory::{Company, User};
use domain::{Because, Refusal, UserId};
use persistence::{Scope, StoreError};
use scheduling_core::availability;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A start that somebody wants to book, of a service that was read.
#[derive(Debug, Clone, Copy)]
pub struct WantedStart<'a> {
    pub service: &'a Service,
    pub company: &'a Company,
    pub settings: &'a ShopSettings,
    /// Anybody who offers it where none is named.
    pub staff: Option<StaffId>,
    /// Whose locks the caller has: those who may be booked.
    pub locked: &'a [UserId],
    pub start: Timestamp,
    /// Bookings that do not count: those that the wanted one takes the place of.
    pub but: &'a [Source],
}

/// Whether a start is offered.
#[derive(Debug)]
pub enum Offered {
    /// It is, by these.
    Yes(Box<OfferedStart>),
    /// It is not.
    No(Unoffered),
}

/// A start that is offered, with what a booking needs to know.
#[derive(Debug, Clone)]
pub struct OfferedStart {
    pub service: Service,
    pub company: Company,
    pub settings: ShopSettings,
    pub time: Interval,
    /// All who are free then, in order of id; at least one.
    pub free: Vec<OfferedStaff>,
}

/// Somebody who is free.
#[derive(Debug, Clone)]
pub struct OfferedStaff {
    pub staff: Staff,
    pub user: User,
    /// What counts for them: the pause around a booking among it.
    pub terms: WorkTerms,
    /// Their own zone, or the company's.
    pub zone: TimeZone,
}

/// Why a start is not offered.
#[derive(Debug, Clone)]
pub struct Unoffered {
    pub because: Vec<Because>,
}

/// Whether the start is offered now, by the search that lists what is offered. It is asked in the transaction that books, under
/// the locks of all who may be booked; who offers the service since they were had is not booked.
///
/// # Errors
/// `NotFound` at `/staff_id`.
pub fn offered(
    scope: &mut Scope<'_>,
    wanted: &WantedStart<'_>,
    now: Timestamp,
) -> Result<Offered, StoreError> {
    let mut parts = Parts {
        service: Arc::new(wanted.service.clone()),
        company: Arc::new(wanted.company.clone()),
        settings: Arc::new(wanted.settings.clone()),
        staff: Vec::new(),
    };
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(parts.company.id)?;
    let users = parts.read_staff(scope, |one| {
        wanted.staff.is_none_or(|staff| one.id == staff) && wanted.locked.contains(&one.details.user)
    })?;
    let not_offered = || Ok(Offered::No(Unoffered { because: vec![Because::of(rules::NOT_OFFERED)] }));
    if parts.staff.is_empty() {
        if let Some(staff) = wanted.staff {
            zone_of_staff(scope, &parts, staff)?;
        }
        return not_offered();
    }
    let end = wanted.start.plus_minutes(parts.service.details.duration_minutes);
    let Ok(window) = Interval::new(wanted.start, end) else { return not_offered() };
    let mut time = parts.time(scope, users, window, now)?;
    time.gathered = time.gathered.without_sources(wanted.but);
    let joined = time.join(&AtomicBool::new(false));
    let zone = joined.parts.company_zone();
    Ok(joined.judge(wanted.start, zone)?)
}

impl JoinedTime {
    /// Judges the start with which the window begins.
    fn judge(&self, start: Timestamp, zone: TimeZone) -> Result<Offered, Refusal> {
        let question = self.question(zone, true);
        let not_offered = Unoffered { because: vec![Because::of(rules::NOT_OFFERED)] };
        let Some(query) = question.query()? else { return Ok(Offered::No(not_offered)) };
        let answer = availability::search(&query);
        let Some(slot) = answer.slots().next().filter(|slot| slot.start() == start) else {
            return Ok(Offered::No(Unoffered { because: question.why_not(&query, start) }));
        };
        let free = slot.available().filter_map(|number| question.people.get(number));
        let free = free.map(|one| OfferedStaff {
            staff: one.staff.clone(),
            user: User::clone(&one.known.user),
            terms: one.work.terms,
            zone: one.known.zone.clone(),
        });
        Ok(Offered::Yes(Box::new(OfferedStart {
            service: Service::clone(&self.parts.service),
            company: Company::clone(&self.parts.company),
            settings: ShopSettings::clone(&self.parts.settings),
            time: self.window,
            free: free.collect(),
        })))
    }
}

//! What an appointment is booked by: its service, the settings of the company, and who offers it.

use super::claims::not_available;
use super::tally::{Figures, percent};
use crate::conflicts::breach_at;
use crate::shop::{Choice, Offered, OfferedStart, StaffTime, Unoffered, WantedStart, WantedTime, choose};
use crate::worked::{Hours, worked};
use crate::workloads::{self, Workloads};
use domain::access::Sees;
use domain::appointment::{
    MoveRules, Offer, Placement, Request, Service, ShopSettings, Staff, StaffDetails, StaffId,
    require_another,
};
use domain::because::rules;
use domain::commitment::{Source, Subject};
use domain::directory::Company;
use domain::{Because, CompanyId, Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::shop::{off_in, settings, work};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A service as it is booked.
#[derive(Clone)]
pub(super) struct Shop {
    pub(super) company: Company,
    /// The company's clock.
    pub(super) zone: TimeZone,
    pub(super) settings: ShopSettings,
    pub(super) service: Service,
    /// Those who are asked for: all who offer the service, or the one who is named.
    pub(super) staff: Vec<Staff>,
    pub(super) named: bool,
}

/// Somebody of the staff who can be had at a start.
pub(super) struct Found {
    pub(super) staff: StaffId,
    pub(super) user: UserId,
    pub(super) time: Interval,
    pub(super) buffer_minutes: i64,
    /// Who was weighed, as the log keeps it.
    pub(super) weighed: Value,
}

impl Found {
    /// Who is booked of those who are free.
    ///
    /// # Errors
    /// `Unavailable` (`slot-not-available`) where nobody is.
    pub(super) fn among(offered: &OfferedStart, loads: &Workloads) -> Result<Self, Refusal> {
        let nobody = || not_available("nobody is free at that time", Vec::new());
        let Choice { chosen, weighed } = choose(&offered.free, loads).ok_or_else(nobody)?;
        let member = offered.free.iter().find(|one| one.staff == chosen).ok_or_else(nobody)?;
        let weighed = weighed.iter().map(|one| {
            json!({
                "staff": one.who.0,
                "booked_minutes": one.booked_minutes,
                "last_booked": one.last_booked.map(|at| at.to_string()),
            })
        });
        Ok(Self {
            staff: chosen,
            user: member.user,
            time: offered.time,
            buffer_minutes: member.terms.appointment_buffer_minutes,
            weighed: weighed.collect(),
        })
    }
}

fn not_offered(because: Vec<Because>) -> Refusal {
    not_available("the service is not offered at that start", because)
}

impl Shop {
    /// The users whose profiles are asked for.
    pub(super) fn users(&self) -> Vec<UserId> {
        self.staff.iter().map(|one| one.details.user).collect()
    }

    /// The wall clock of the member of staff who is named, or of the company.
    pub(super) fn clock(&self, scope: &mut Scope<'_>) -> Result<TimeZone, StoreError> {
        let Some(one) = self.staff.first().filter(|_| self.named) else { return Ok(self.zone.clone()) };
        let user = users::by_ids(&mut scope.everybodys(), &[one.details.user])?.pop();
        Ok(user.map_or_else(|| self.zone.clone(), |user| crate::free_busy::zone_of(&user, &self.zone)))
    }

    /// What the service is offered for now.
    pub(super) fn offer(&self) -> Offer {
        Offer::of(&self.service.details, &self.settings.cancellation_policy, &self.zone)
    }

    /// The same for what was booked: it takes as long as it did then.
    pub(super) fn lasting(&self, booked: Interval) -> Self {
        let details = self.service.details.clone().lasting(booked);
        Self { service: Service { details, ..self.service.clone() }, ..self.clone() }
    }

    /// Refuses what is booked late, of a service that this member of the staff does not offer any more.
    ///
    /// # Errors
    /// `Unavailable` (`slot-not-available`).
    pub(super) fn require_open(&self, staff: StaffId) -> Result<(), Refusal> {
        match self.service.details.closed_for(staff) {
            Some(why) => Err(not_available(why, Vec::new())),
            None => Ok(()),
        }
    }

    /// How appointments for the service may be moved.
    pub(super) fn move_rules(&self) -> MoveRules {
        let details = &self.service.details;
        MoveRules {
            allowed: details.allow_rescheduling,
            limit: details.reschedule_limit.unwrap_or(self.settings.default_reschedule_limit),
            staff_change: self.settings.allow_staff_change_on_reschedule,
        }
    }

    /// Those who are asked for, less the client, who may be one of them.
    ///
    /// # Errors
    /// `Invalid` at `/client/email` where the client alone is asked for.
    pub(super) fn users_for(&self, client: &BTreeSet<Subject>) -> Result<Vec<UserId>, Refusal> {
        let (users, pointer) = (self.users(), "/client/email");
        let is_another = |user: &UserId| require_another(*user, client, pointer).is_ok();
        let others: Vec<UserId> = users.iter().copied().filter(is_another).collect();
        match users.first().filter(|_| others.is_empty()) {
            Some(user) => require_another(*user, client, pointer).map(|()| others),
            None => Ok(others),
        }
    }

    /// Somebody who can be had at a start, under the locks of all who are asked for. `client` is everybody who is known to be the
    /// client: they are not booked for themselves.
    ///
    /// # Errors
    /// `Invalid` at `/client/email` where the client alone is asked for; `Unavailable` (`slot-not-available`) where nobody can be had.
    pub(super) fn find(
        &self,
        scope: &mut Scope<'_>,
        start: Timestamp,
        client: &BTreeSet<Subject>,
        but: &[Source],
        now: Timestamp,
    ) -> Result<Found, StoreError> {
        let (among, sees) = (self.users_for(client)?, scope.sees());
        let scope = &mut scope.everybodys();
        let wanted = WantedTime {
            company: &self.company,
            settings: &self.settings,
            services: BTreeSet::from([self.service.id]),
            locked: among.iter().copied().collect(),
            window: self.time_from(start)?,
            but,
        };
        let time = StaffTime::read(scope, &wanted, now)?;
        let offered = self.offered(&time, start, &among, sees)?;
        let users: Vec<UserId> = offered.free.iter().map(|one| one.user).collect();
        let loads = workloads::of(scope, &self.company, &users, start, now)?;
        Ok(Found::among(&offered, &loads)?)
    }

    /// The time of a booking that starts then.
    ///
    /// # Errors
    /// `Unavailable` (`slot-not-available`) where there is none.
    pub(super) fn time_from(&self, start: Timestamp) -> Result<Interval, Refusal> {
        let end = start.plus_minutes(self.service.details.duration_minutes);
        Interval::new(start, end).map_err(|_| not_offered(vec![Because::of(rules::NOT_OFFERED)]))
    }

    /// A start that is offered by those who are free then.
    ///
    /// # Errors
    /// `Unavailable` (`slot-not-available`), with as much of why as the caller may know.
    pub(super) fn offered(
        &self,
        time: &StaffTime<'_>,
        start: Timestamp,
        among: &[UserId],
        sees: Sees,
    ) -> Result<OfferedStart, Refusal> {
        match time.judge(&WantedStart { service: &self.service, start, among })? {
            Offered::Yes(offered) => Ok(offered),
            Offered::No(Unoffered { because }) => {
                Err(not_offered(because.into_iter().map(|one| sees.of(one)).collect()))
            }
        }
    }

    /// What a request holds.
    pub(super) fn held(&self, request: &Request) -> Found {
        let member = self.staff.iter().find(|one| one.id == request.staff);
        Found {
            staff: request.staff,
            user: request.staff_user,
            time: request.time,
            buffer_minutes: member.map_or(0, |one| self.buffer(one)),
            weighed: json!([{ "staff": request.staff.0, "held": request.id.to_string() }]),
        }
    }

    fn buffer(&self, member: &Staff) -> i64 {
        member.details.terms(&self.settings).appointment_buffer_minutes
    }

    /// Refuses an appointment that would not stand: nobody looked at its time since it was held, and what the staff have planned for it
    /// may have changed.
    ///
    /// # Errors
    /// `Unavailable` (`slot-not-available`).
    pub(super) fn require_standing(
        scope: &mut Scope<'_>,
        company: CompanyId,
        at: Placement,
        user: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match breach_at(scope, company, at, user, now)? {
            Some(why) => Err(not_available(why, Vec::new()).into()),
            None => Ok(()),
        }
    }

    /// The pause between two bookings of a member of staff, in minutes.
    pub(super) fn buffer_of(scope: &mut Scope<'_>, staff: StaffId) -> Result<i64, StoreError> {
        let scope = &mut scope.everybodys();
        let member = StaffDetails::get(scope, staff)?;
        let settings = settings::get(&mut scope.for_company(member.company)?, member.company)?.details;
        Ok(member.details.terms(&settings).appointment_buffer_minutes)
    }

    /// The user whose profile that is.
    pub(super) fn user_of(scope: &mut Scope<'_>, staff: StaffId) -> Result<UserId, StoreError> {
        Ok(StaffDetails::get(&mut scope.everybodys(), staff)?.details.user)
    }

    /// A profile; that of another is none to somebody who sees what is their own.
    pub(super) fn profile(scope: &mut Scope<'_>, staff: StaffId) -> Result<Staff, StoreError> {
        let sees = scope.sees();
        let found = StaffDetails::get(&mut scope.everybodys(), staff)?;
        match sees.shows(found.details.user) {
            true => Ok(found),
            false => Err(Refusal::not_found(StaffDetails::NAME).into()),
        }
    }
}

/// How much of the time that people work is booked; on each of the figures of staff, and on all of the staff, whether or not
/// somebody booked them.
pub(super) fn utilisation(
    scope: &mut Scope<'_>,
    figures: &mut Figures,
    window: Interval,
) -> Result<(), StoreError> {
    let Some(company) = scope.company() else { return Ok(()) };
    let booked = figures.by_staff.keys().map(|id| StaffId(*id)).collect();
    let staff = work::active_or(scope, company, booked)?;
    let worked = worked_seconds(scope, company, &staff, window)?;
    let booked = &figures.booked_seconds;
    for (id, totals) in &mut figures.by_staff {
        let (taken, all) = (booked.get(id).copied().unwrap_or(0), worked.get(id).copied().unwrap_or(0));
        totals.utilisation_percent = percent(taken, all);
    }
    figures.totals.utilisation_percent = percent(booked.values().sum(), worked.values().sum());
    Ok(())
}

/// Seconds that these staff work within the window, days off left out.
fn worked_seconds(
    scope: &mut Scope<'_>,
    company: CompanyId,
    staff: &[Staff],
    window: Interval,
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let of: Vec<StaffId> = staff.iter().map(|one| one.id).collect();
    let ids: Vec<UserId> = staff.iter().map(|one| one.details.user).collect();
    let users: BTreeMap<UserId, domain::directory::User> =
        users::by_ids(scope, &ids)?.into_iter().map(|user| (user.id, user)).collect();
    let company_zone = crate::free_busy::zone(&companies::get(scope, company)?.details.time_zone);
    let hours = Hours::read(scope, company, &of, window)?;
    let mut off: BTreeMap<UserId, Vec<DaysOff>> = BTreeMap::new();
    for (user, days) in off_in(scope, &ids, window)? {
        off.entry(user).or_default().push(days);
    }
    let settings = settings::get(scope, company)?.details;
    let mut all = BTreeMap::new();
    for one in staff {
        let Some(user) = users.get(&one.details.user) else { continue };
        let zone = crate::free_busy::zone_of(user, &company_zone);
        let work = hours.of(one, &settings, &zone, off.remove(&user.id).unwrap_or_default());
        all.insert(one.id.0, worked(&work, window).clip(window).seconds());
    }
    Ok(all)
}

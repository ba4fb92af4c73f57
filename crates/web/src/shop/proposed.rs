//! Moves that the calendar proposes: which starts an appointment can have, and what one of them would come to.

use super::appointment::read;
use super::names::{PATH, directory, names_of};
use super::offers::{Asking, Between, between};
use crate::hiring::{FreeDay, days};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::trial::{self, Days, Proposal, Tried, tried};
use actix_web::web;
use app::appointments::{self as use_cases, Rescheduling};
use app::kit::Precondition;
use domain::AppointmentId;
use domain::access::actions::MoveAppointments;
use domain::access::{Asks, Permit};
use domain::appointment::Appointment;
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(format!("{PATH}/{{id}}/starts")).get(starts));
}

/// Moves it there, to see what becomes of it.
fn attempt(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    start: Timestamp,
    now: Timestamp,
) -> Result<Tried, StoreError> {
    let asked = Rescheduling { start, staff: None, reason: None, overrides: false, ask: false };
    tried(tx, permit, |tx| use_cases::reschedule(tx, permit, id, &asked, &Precondition::default(), now))
}

async fn starts(page: Page<MoveAppointments>, id: web::Path<String>) -> Answered {
    let id: AppointmentId = id_in(&page, &id, "appointment")?;
    let (days, one) = (Days::of(&page)?, read(&page, id).await?);
    let Between { starts, step } = between(&page, Asking::instead_of(&one), days.first, days.last).await?;
    Ok(trial::starts(&page.clock, Some(starts), step))
}

/// What moving it to this start would come to.
pub(super) async fn proposal(
    page: &Page<MoveAppointments>,
    one: &Appointment,
    at: Timestamp,
) -> Result<Proposal, Refused> {
    let (id, staff, now, permit) = (one.id, one.staff, page.now, directory(page)?);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| attempt(tx, permit, id, at, now);
    let tried = page.write(work).await.map_err(|error| page.refuse(error))?;
    let names = page.db.read(move |tx: &mut Tx<'_>| names_of(tx, &permit, &[staff])).await;
    let names = names.map_err(|error| page.refuse(error))?;
    let mut told = vec![one.client.name.clone()];
    told.extend(names.get(&staff).cloned());
    Ok(Proposal {
        from: page.clock.interval(one.time),
        to: Interval::new(at, at.plus_seconds(one.time.seconds()))
            .map_or_else(|_| page.clock.moment(at), |time| page.clock.interval(time)),
        told,
        conflicts: tried.conflicts(&page.clock),
        can_be: tried.can_be(),
        action: format!("{PATH}/{id}/move"),
        hidden: vec![
            ("version", one.metadata.version.to_string()),
            ("staff", staff.to_string()),
            ("start", at.to_string()),
            ("back", trial::back(page, at)),
        ],
        back: trial::back(page, one.time.start()),
    })
}

/// Days in which free times are looked for.
const AHEAD: i64 = 14;

/// The soonest starts that an appointment could have instead.
///
/// # Errors
/// The page of what went wrong.
pub(crate) async fn free<A: Asks>(page: &Page<A>, one: &Appointment) -> Result<Vec<FreeDay>, Refused> {
    let today = page.clock.day_of(page.now);
    let found = between(page, Asking::instead_of(one), today, today.plus_days(AHEAD)).await?;
    Ok(days(&page.clock, &found.starts))
}

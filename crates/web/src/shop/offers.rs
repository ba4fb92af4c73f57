//! Which starts a service offers on a day, for forms that choose one.

use super::names::directory;
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use actix_web::web;
use app::appointments::{ClientTime, OtherTimes, other_times};
use app::shop::{Asked, AskedShop, GatheredShop, ShopAnswer, ShopSlot, gather};
use domain::access::{Action, Asks};
use domain::appointment::{Appointment, ServiceId, StaffId};
use http_kit::Problem;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) service: ServiceId,
    /// Anybody who offers it where none is named.
    pub(super) staff: Option<StaffId>,
    /// The first day that has a start where none is named.
    pub(super) date: Option<Date>,
    /// The appointment that is to be moved, where one is.
    pub(super) moved: Option<&'a Appointment>,
}

impl<'a> Asking<'a> {
    /// Other times of an appointment with the same member of the staff.
    pub(super) fn instead_of(one: &'a Appointment) -> Self {
        Self { service: one.service, staff: Some(one.staff), date: None, moved: Some(one) }
    }
}

/// What was read to answer it.
struct Read {
    gathered: GatheredShop,
    /// What takes the time of the client of the appointment that is to be moved.
    client: Option<ClientTime>,
}

/// The slots that were found.
struct Found {
    answer: ShopAnswer,
    client: Option<ClientTime>,
    step: Option<i64>,
}

impl Found {
    fn slots(&self) -> impl Iterator<Item = ShopSlot> + '_ {
        let can_be = |slot: &ShopSlot| self.client.as_ref().is_none_or(|client| client.has(slot));
        self.answer.slots().filter(can_be)
    }
}

/// The starts of a day.
pub(super) struct Offers {
    pub(super) date: Date,
    pub(super) times: Vec<Time>,
    /// The next day that has some, where this one has none.
    pub(super) next: Option<Date>,
}

/// A start, with those who can be had then.
pub(super) struct Time {
    /// As the form sends it.
    pub(super) value: String,
    pub(super) text: String,
    pub(super) staff: Vec<StaffId>,
}

/// The starts of a day on the clock of who looks.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn offers<A: Asks>(page: &Page<A>, asking: Asking<'_>) -> Result<Offers, Refused> {
    let today = page.clock.day_of(page.now);
    let first = match asking.date {
        Some(date) => Some(date),
        None => next(page, asking, None).await?,
    };
    let date = first.unwrap_or(today);
    let times = match first {
        Some(date) => on(page, asking, date).await?,
        None => Vec::new(),
    };
    let next = match (times.is_empty(), asking.date) {
        (true, Some(date)) => next(page, asking, Some(date.plus_days(1))).await?,
        _ => None,
    };
    Ok(Offers { date, times, next })
}

async fn on<A: Asks>(page: &Page<A>, asking: Asking<'_>, date: Date) -> Result<Vec<Time>, Refused> {
    let found = ask(page, asking, Asked::Date(date)).await?;
    let mut by_start: BTreeMap<Timestamp, Vec<StaffId>> = BTreeMap::new();
    for slot in found.slots() {
        by_start.entry(slot.time.start()).or_default().push(slot.staff);
    }
    let time = |(start, staff): (Timestamp, Vec<StaffId>)| Time {
        value: start.to_string(),
        text: page.clock.time(start),
        staff,
    };
    Ok(by_start.into_iter().map(time).collect())
}

/// The starts of several days, and the minutes from one to the next.
pub(super) struct Between {
    pub(super) starts: Vec<Timestamp>,
    pub(super) step: Option<i64>,
}

/// The starts of several days.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn between<A: Asks>(
    page: &Page<A>,
    asking: Asking<'_>,
    first: Date,
    last: Date,
) -> Result<Between, Refused> {
    let found = ask(page, asking, Asked::Dates { first, last }).await?;
    Ok(Between { starts: found.slots().map(|slot| slot.time.start()).collect(), step: found.step })
}

async fn next<A: Asks>(
    page: &Page<A>,
    asking: Asking<'_>,
    from: Option<Date>,
) -> Result<Option<Date>, Refused> {
    let found = ask(page, asking, Asked::NextFrom(from)).await?;
    Ok(found.slots().next().map(|slot| page.clock.day_of(slot.time.start())))
}

async fn ask<A: Asks>(page: &Page<A>, asking: Asking<'_>, when: Asked) -> Result<Found, Refused> {
    let permit = page.permit_for(Action::ReadShop)?;
    let asked = AskedShop {
        service: asking.service,
        staff: asking.staff,
        zone: Some(page.clock.zone.clone()),
        when,
        booked: None,
        explain: false,
    };
    let (now, moved) = (page.now, asking.moved.cloned());
    let read = move |tx: &mut Tx<'_>| match &moved {
        Some(one) => {
            let OtherTimes { gathered, client } = other_times(tx, &permit, one, &asked, now)?;
            Ok::<_, StoreError>(Read { gathered, client: Some(client) })
        }
        None => Ok(Read { gathered: gather(tx, &permit, &asked, now)?, client: None }),
    };
    let Read { gathered, client } = page.db.read(read).await.map_err(|error| page.refuse(error))?;
    let step = gathered.step_minutes();
    let search = move || gathered.answer(false, Arc::new(AtomicBool::new(false)));
    // Searching may take a while: nobody else should wait for it.
    let found = web::block(search).await.map_err(|error| page.fail(&Problem::internal(&error)))?;
    let answer = found.map_err(|refusal| page.refuse(StoreError::from(refusal)))?;
    Ok(Found { answer, client, step })
}

/// The day of the address; `None` where there is none that can be read.
pub(super) fn date_of<A: Asks>(page: &Page<A>) -> Option<Date> {
    page.visitor.param("date").and_then(|text| Date::parse(text).ok())
}

/// The names of those who can be had at some of these starts.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn names<A: Asks>(
    page: &Page<A>,
    times: &[Time],
) -> Result<std::collections::HashMap<StaffId, String>, Refused> {
    let ids: std::collections::BTreeSet<StaffId> =
        times.iter().flat_map(|time| time.staff.iter().copied()).collect();
    let (ids, permit) = (Vec::from_iter(ids), directory(page)?);
    let read = move |tx: &mut Tx<'_>| super::names::names_of(tx, &permit, &ids);
    page.db.read(read).await.map_err(|error| page.refuse(error))
}

//! Which starts a service offers on a day, for forms that choose one.

use super::names::directory;
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use actix_web::web;
use app::shop::{Asked, AskedShop, ShopAnswer, gather};
use domain::access::{Action, Asks};
use domain::appointment::{ServiceId, StaffId};
use http_kit::Problem;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking {
    pub(super) service: ServiceId,
    /// Anybody who offers it where none is named.
    pub(super) staff: Option<StaffId>,
    /// The first day that has a start where none is named.
    pub(super) date: Option<Date>,
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
pub(super) async fn offers<A: Asks>(page: &Page<A>, asking: Asking) -> Result<Offers, Refused> {
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

async fn on<A: Asks>(page: &Page<A>, asking: Asking, date: Date) -> Result<Vec<Time>, Refused> {
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

/// The starts of several days.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn between<A: Asks>(
    page: &Page<A>,
    asking: Asking,
    first: Date,
    last: Date,
) -> Result<Vec<Timestamp>, Refused> {
    let found = ask(page, asking, Asked::Dates { first, last }).await?;
    Ok(found.slots().map(|slot| slot.time.start()).collect())
}

async fn next<A: Asks>(page: &Page<A>, asking: Asking, from: Option<Date>) -> Result<Option<Date>, Refused> {
    Ok(ask(page, asking, Asked::NextFrom(from)).await?.first_date())
}

async fn ask<A: Asks>(page: &Page<A>, asking: Asking, when: Asked) -> Result<ShopAnswer, Refused> {
    let permit = page.permit_for(Action::ReadShop)?;
    let asked = AskedShop {
        service: asking.service,
        staff: asking.staff,
        zone: Some(page.clock.zone.clone()),
        when,
        explain: false,
    };
    let now = page.now;
    let read = page.db.read(move |tx: &mut Tx<'_>| gather(tx, &permit, &asked, now)).await;
    let read = read.map_err(|error| page.refuse(error))?;
    let search = move || read.answer(false, Arc::new(AtomicBool::new(false)));
    // Searching may take a while: nobody else should wait for it.
    let found = web::block(search).await.map_err(|error| page.fail(&Problem::internal(&error)))?;
    found.map_err(|refusal| page.refuse(StoreError::from(refusal)))
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

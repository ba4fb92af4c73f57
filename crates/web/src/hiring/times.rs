//! When the people of an interview are free: the same search that the API answers with.

use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::kit::when::WallClock;
use actix_web::web;
use app::template_availability::{self, Wish};
use domain::access::{Action, Asks, Permit};
use domain::interview::{Interview, rules};
use domain::{CompanyId, UserId};
use persistence::{Database, DbError, StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Days in which free times are looked for.
const DAYS: i64 = 14;
/// Times that a day offers, and days that are shown.
const TIMES: usize = 12;
const SHOWN: usize = 5;

/// A day with free times.
#[derive(Debug, Clone)]
pub(crate) struct FreeDay {
    pub(crate) heading: String,
    pub(crate) times: Vec<FreeTime>,
}

/// A time that everybody has.
#[derive(Debug, Clone)]
pub(crate) struct FreeTime {
    /// As forms send it: the instant, as two times of a night may look alike on a clock.
    pub(crate) value: String,
    pub(crate) text: String,
}

/// Who has to come, and for how long.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) company: CompanyId,
    pub(crate) panel: Vec<UserId>,
    pub(crate) minutes: i64,
}

impl Asked {
    pub(crate) fn of(interview: &Interview, holder: Option<UserId>) -> Self {
        Self {
            company: interview.company,
            panel: interview.interviewers(holder),
            minutes: interview.minutes(),
        }
    }
}

/// The soonest times at which all of them are free; none where nobody has to come.
pub(crate) async fn free<A: Asks>(page: &Page<A>, asked: Asked) -> Result<Vec<FreeDay>, Refused> {
    let permit = page.permit_for(Action::ReadCalendars)?;
    let starts = starts(&page.db, permit, asked, &page.clock, page.now).await;
    let starts = starts.map_err(|error| page.refuse(error))?;
    Ok(days(&page.clock, &starts))
}

/// The rules by which times for an interview are looked for.
pub(crate) fn wish(window: Interval, clock: &WallClock, step_minutes: i64) -> Wish {
    Wish {
        window,
        zone: clock.zone.clone(),
        step_minutes: Some(step_minutes),
        minimum_notice_minutes: Some(rules::SOONEST / 60),
        buffer_before_minutes: None,
        buffer_after_minutes: None,
    }
}

/// The starts from now on, some days ahead.
pub(crate) async fn starts(
    db: &Database,
    permit: Permit,
    asked: Asked,
    clock: &WallClock,
    now: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let Ok(window) = Interval::new(now, now.plus_seconds(DAYS * 86_400)) else { return Ok(Vec::new()) };
    within(db, permit, asked, clock, Grid { window, step_minutes: 30, now }).await
}

/// Which starts are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) window: Interval,
    pub(crate) step_minutes: i64,
    pub(crate) now: Timestamp,
}

/// The starts within a window at which all of them are free.
///
/// # Errors
/// Failures of the database.
pub(crate) async fn within(
    db: &Database,
    permit: Permit,
    asked: Asked,
    clock: &WallClock,
    grid: Grid,
) -> Result<Vec<Timestamp>, StoreError> {
    let Grid { window, step_minutes, now } = grid;
    if asked.panel.is_empty() {
        return Ok(Vec::new());
    }
    let wish = wish(window, clock, step_minutes);
    let gathered = db
        .read(move |tx: &mut Tx<'_>| {
            let Asked { company, panel, minutes } = asked.clone();
            template_availability::gather_panel(tx, &permit, company, panel, minutes, wish.clone(), now)
        })
        .await?;
    let is_work = gathered.is_work();
    let search = move || gathered.answer(false, Arc::new(AtomicBool::new(false)));
    // Following calendars far ahead takes a while; others are served meanwhile.
    let answer = match is_work {
        true => web::block(search).await.map_err(|error| DbError::other(error.to_string()))?,
        false => search(),
    }?;
    if !answer.open {
        return Ok(Vec::new());
    }
    Ok(answer.answer.slots().map(|slot| slot.start()).collect())
}

/// The first of these starts, by day.
pub(crate) fn days(clock: &WallClock, starts: &[Timestamp]) -> Vec<FreeDay> {
    let mut days: Vec<(Date, FreeDay)> = Vec::new();
    for start in starts {
        let date = clock.day_of(*start);
        let time = FreeTime { value: start.to_string(), text: clock.time(*start) };
        let is_full = days.len() == SHOWN;
        match days.last_mut() {
            Some((last, day)) if *last == date => {
                if day.times.len() < TIMES {
                    day.times.push(time);
                }
            }
            _ if is_full => break,
            _ => days.push((date, FreeDay { heading: clock.date(date), times: vec![time] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

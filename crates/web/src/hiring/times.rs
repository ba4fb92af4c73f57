//! When the people of an interview are free: the same search that the API answers with.

use crate::kit::page::Page;
use crate::kit::refused::Refused;
use crate::kit::when::WallClock;
use actix_web::web;
use app::interviews;
use app::template_availability::Wish;
use domain::UserId;
use domain::access::{Action, Asks, Permit};
use domain::interview::{Interview, rules};
use persistence::{Database, DbError, StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};

/// Days in which free times are looked for.
const DAYS: i64 = 14;
/// Times that a day shows at first, and days that are shown.
const TIMES: usize = 12;
const SHOWN: usize = 5;

/// A day with free times.
#[derive(Debug, Clone)]
pub(crate) struct FreeDay {
    pub(crate) heading: String,
    pub(crate) times: Vec<FreeTime>,
    /// The rest of the day, which is shown to those who ask for it.
    pub(crate) more: Vec<FreeTime>,
}

/// A time that everybody has.
#[derive(Debug, Clone)]
pub(crate) struct FreeTime {
    /// As forms send it: the instant, as two times of a night may look alike on a clock.
    pub(crate) value: String,
    pub(crate) text: String,
}

/// The interview whose times are looked for, and who has to come to it beside its panel.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) interview: Interview,
    pub(crate) also: Option<UserId>,
}

/// The soonest other times at which all of its people are free; none where nobody has to come.
pub(crate) async fn free<A: Asks>(page: &Page<A>, asked: Asked) -> Result<Vec<FreeDay>, Refused> {
    if asked.interview.interviewers(asked.also).is_empty() {
        return Ok(Vec::new());
    }
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
async fn starts(
    db: &Database,
    permit: Permit,
    asked: Asked,
    clock: &WallClock,
    now: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let Ok(window) = Interval::new(now, now.plus_seconds(DAYS * 86_400)) else { return Ok(Vec::new()) };
    let grid = Grid { window, step_minutes: 30, now };
    Ok(within(db, permit, asked, clock, grid).await?.unwrap_or_default())
}

/// Which starts are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) window: Interval,
    pub(crate) step_minutes: i64,
    pub(crate) now: Timestamp,
}

/// The starts within a window to which it can be moved; `None` where it can be moved anywhere.
///
/// # Errors
/// Failures of the database.
pub(crate) async fn within(
    db: &Database,
    permit: Permit,
    asked: Asked,
    clock: &WallClock,
    grid: Grid,
) -> Result<Option<Vec<Timestamp>>, StoreError> {
    let Grid { window, step_minutes, now } = grid;
    let wish = wish(window, clock, step_minutes);
    let gathered = db
        .read(move |tx: &mut Tx<'_>| interviews::times(tx, &permit, &asked.interview, asked.also, &wish, now))
        .await?;
    let is_work = gathered.is_work();
    let search = move || gathered.starts();
    // Following calendars far ahead takes a while; others are served meanwhile.
    let starts = match is_work {
        true => web::block(search).await.map_err(|error| DbError::other(error.to_string()))?,
        false => search(),
    };
    Ok(starts?)
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
                let is_full = day.times.len() == TIMES;
                if is_full { &mut day.more } else { &mut day.times }.push(time);
            }
            _ if is_full => break,
            _ => {
                days.push((date, FreeDay { heading: clock.date(date), times: vec![time], more: Vec::new() }));
            }
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Texts;
    use scheduling_core::time::TimeZone;

    #[test]
    fn no_time_of_a_day_is_left_out() {
        let clock = WallClock::new(Texts::default(), TimeZone::utc());
        let first = Timestamp::parse("2026-12-01T00:00:00Z").expect("an instant");
        let starts: Vec<Timestamp> = (0..7 * 48).map(|half| first.plus_seconds(half * 1800)).collect();
        let days = days(&clock, &starts);
        assert_eq!(days.len(), SHOWN);
        for day in &days {
            assert_eq!((day.times.len(), day.more.len()), (TIMES, 48 - TIMES), "{}", day.heading);
            assert_eq!(day.more.last().map(|time| time.text.as_str()), Some("23:30"));
        }
    }
}

//! What takes somebody's time just then, as far as who looks may see it: that they are busy, and what with.

use super::events::{Event, events};
use super::find::{Asker, Wanted, find};
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use domain::UserId;
use domain::access::{Action, Asks};
use persistence::{StoreError, Tx};
use scheduling_core::time::Interval;

/// What takes time, with a link to it.
pub(crate) struct Taken {
    pub(crate) time: String,
    pub(crate) text: String,
    pub(crate) under: String,
    pub(crate) tone: &'static str,
    pub(crate) path: String,
}

/// What somebody's time is taken by, in order of start.
pub(crate) struct Busy {
    pub(crate) who: String,
    pub(crate) by: Vec<Taken>,
    /// Their calendar on that day.
    pub(crate) day: String,
}

/// What takes this time of somebody, beside the meeting that has that page; `None` where who looks may not see their time.
///
/// # Errors
/// The page of what went wrong.
pub(crate) async fn busy<A: Asks>(
    page: &Page<A>,
    user: UserId,
    time: Interval,
    but: &str,
) -> Result<Option<Busy>, Refused> {
    let Ok(permit) = page.permit_for(Action::ReadCalendars) else { return Ok(None) };
    let (asker, wanted) = (Asker::of(page), Wanted::at(&page.clock, user, time));
    let asked = wanted.clone();
    let found = page.db.read(move |tx: &mut Tx<'_>| find(tx, &asker, &permit, &asked)).await;
    let mut found = match found {
        Ok(found) => found,
        Err(StoreError::Refused(_)) => return Ok(None),
        Err(error) => return Err(page.refuse(error)),
    };
    // What is over or cancelled takes no time, and a free slot none either.
    found.meetings.retain(|meeting| meeting.seen.view.interview.status.is_open());
    found.appointments.retain(|one| one.status.is_open());
    found.slots.retain(|view| view.slot.current_bookings > 0);
    let who = found.people.iter().find(|one| one.id == user).map(|one| one.name.clone());
    let in_the_way = |event: &Event| event.path != but && event.time.overlaps(time);
    let mut events: Vec<Event> = events(page, &found).into_iter().filter(in_the_way).collect();
    events.sort_by_key(|event| event.time.start());
    let shown = |event: Event| Taken {
        time: page.clock.times(event.time),
        text: event.text,
        under: event.under,
        tone: event.tone,
        path: event.path,
    };
    Ok(Some(Busy {
        who: who.unwrap_or_default(),
        by: events.into_iter().map(shown).collect(),
        day: wanted.link("day", wanted.date),
    }))
}

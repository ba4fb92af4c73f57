//! Calls in rooms of this server: who may come in, and what their browsers send each other.
//!
//! The link of a room is what opens it, for interviews and for appointments alike. Who has come in gets a token, which is bound to the
//! room: with it their browser hears what is said in the room, and says something. Sound and picture go from browser to browser.

mod ice;
mod meeting;
mod token;

pub use ice::{Ice, IceServer};
pub use meeting::{About, Meeting, look, open_until};
pub use token::{Presence, opened, room_key, token};

use crate::appointments;
use crate::interviews::{Guest, page};
use domain::access::Permit;
use domain::interview::transitions::Part;
use domain::room::Place;
use domain::room::call::{self, CallPart, MessageKind, RoomPerson};
use domain::{CompanyId, Refusal, RoomPersonId};
use persistence::store::room_calls::{self, RoomMessage, Saying};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Somebody who comes in.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub part: CallPart,
    pub name: Option<String>,
    /// Who they were before, in the same browser.
    pub instead: Option<RoomPersonId>,
}

/// What somebody who has come in learns.
#[derive(Debug, Clone)]
pub struct Entered {
    pub presence: Presence,
    pub others: Vec<RoomPerson>,
    /// What was written before.
    pub chat: Vec<RoomMessage>,
    /// Everybody who was in the room, for the names of those who wrote.
    pub everybody: Vec<RoomPerson>,
    /// The number of the last message.
    pub last: i64,
    pub closes_at: Timestamp,
}

/// Lets somebody into the call of a room, and tells the others. It is noted that they came, as by [`come`].
///
/// # Errors
/// `Closed` (`wrong-room`); `WrongState`: `outside-join-window`, `not-joinable`, `room-full`; `Invalid`.
pub fn enter(
    tx: &mut Tx<'_>,
    room_id: &str,
    newcomer: &Newcomer,
    now: Timestamp,
) -> Result<Entered, StoreError> {
    let Some(meeting) = look(tx, room_id, now)? else { return Err(wrong().into()) };
    let name = call::check_name(newcomer.name.as_deref())?;
    call::check_part(newcomer.part, meeting.is_interview())?;
    call::check_door(Some(meeting.door))?;
    check_place(&meeting)?;
    note_comer(tx, &meeting, Comer { room_id, part: newcomer.part, name }, now)?;
    let (company, room, closes_at) = (meeting.company, meeting.room, call::closes_at(meeting.time));
    let scope = &mut tx.scope(&Permit::guest(company));
    // The row of the call is held from here on: two who come at once are counted one after the other.
    room_calls::open(scope, room, closes_at, now)?;
    let before = room_calls::people(scope, room)?;
    if let Some(old) = before.iter().find(|person| Some(person.id) == newcomer.instead) {
        leave_as(scope, room, old, now)?;
    }
    let here = |person: &&RoomPerson| person.is_here(now) && Some(person.id) != newcomer.instead;
    let others: Vec<RoomPerson> = before.iter().filter(here).cloned().collect();
    call::check_places(others.len(), before.len())?;
    let person = room_calls::add_person(scope, room, newcomer.part, name, now)?;
    let body = json!({"part": person.part.name(), "name": person.name}).to_string();
    let saying = Saying { kind: MessageKind::Here, from: person.id, to: None, body: &body };
    let last = room_calls::say(scope, room, saying, now)?.unwrap_or_default();
    let chat = room_calls::chat(scope, room, last)?;
    let presence = Presence { company, room, person: person.id };
    Ok(Entered { presence, others, chat, everybody: before, last, closes_at })
}

/// Notes that somebody comes to what the link of a room leads to, wherever its people meet then. Coming again changes nothing.
///
/// # Errors
/// As [`enter`], but for what is said of calls.
pub fn come(
    tx: &mut Tx<'_>,
    room_id: &str,
    part: CallPart,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let meeting = look(tx, room_id, now)?.ok_or_else(wrong)?;
    let name = call::check_name(name)?;
    call::check_part(part, meeting.is_interview())?;
    note_comer(tx, &meeting, Comer { room_id, part, name }, now)
}

/// Somebody who comes to a meeting.
struct Comer<'a> {
    room_id: &'a str,
    part: CallPart,
    name: Option<&'a str>,
}

fn note_comer(
    tx: &mut Tx<'_>,
    meeting: &Meeting,
    Comer { room_id, part, name }: Comer<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match (&meeting.about, part_of_interview(part)) {
        (About::Appointment(appointment), _) => {
            let guest = appointments::Guest { room_id, part, name };
            appointments::join(tx, meeting.company, appointment.id, guest, now).map(drop)
        }
        (About::Interview(_), Some(part)) => page::enter(tx, room_id, Guest { part, name }, now).map(drop),
        (About::Interview(_), None) => Ok(()),
    }
}

/// Whether the people of a meeting have their call here.
fn check_place(meeting: &Meeting) -> Result<(), Refusal> {
    match meeting.place {
        None | Some(Place::Own) => Ok(()),
        Some(_) => {
            let detail = "these people meet elsewhere; the page of the room leads there".into();
            Err(Refusal::WrongState { slug: "not-joinable", detail })
        }
    }
}

fn part_of_interview(part: CallPart) -> Option<Part> {
    match part {
        CallPart::Candidate => Some(Part::Candidate),
        CallPart::Interviewer => Some(Part::Interviewer),
        CallPart::Client | CallPart::Staff => None,
    }
}

/// What everybody is told who shows no room, not the right one, or a token that is not good.
#[must_use]
pub fn wrong() -> Refusal {
    Refusal::Closed { slug: "wrong-room", detail: "this opens no room, or not any more" }
}

/// A message that somebody sends.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub kind: MessageKind,
    pub to: Option<RoomPersonId>,
    pub body: String,
}

/// Says something in a room, as somebody who is in it.
///
/// # Errors
/// `Closed` (`wrong-room`) for who is not in it, or it has closed; `NotFound` for a receiver who is not; `TooMany`; `Invalid`.
pub fn send(
    tx: &mut Tx<'_>,
    room_id: &str,
    presence: Presence,
    outgoing: &Outgoing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Outgoing { kind, to, body } = outgoing;
    call::check_message(*kind, to.is_some(), body)?;
    require_open(tx, room_id, now)?;
    let scope = &mut tx.scope(&Permit::guest(presence.company));
    let saying = Saying { kind: *kind, from: presence.person, to: *to, body };
    // First, because it holds the call: what somebody sends at once is counted one after the other.
    room_calls::say(scope, presence.room, saying, now)?.ok_or_else(wrong)?;
    let mut person = present(scope, presence)?;
    if let Some(to) = to {
        let receiver = room_calls::person(scope, presence.room, *to)?;
        if !receiver.is_some_and(|receiver| receiver.is_here(now)) {
            return Err(Refusal::not_found("person in this room").into());
        }
    }
    person.sent = person.sent.and(body.len(), now)?;
    person.seen_at = now;
    room_calls::update_person(scope, &person)
}

/// What the meeting says now, and not what it said when people came in: it may have been moved, or cancelled.
fn require_open(tx: &mut Tx<'_>, room_id: &str, now: Timestamp) -> Result<(), StoreError> {
    open_until(tx, room_id, now)?.ok_or_else(wrong)?;
    Ok(())
}

/// Who that is, as long as they are in the room.
fn present(scope: &mut Scope<'_>, presence: Presence) -> Result<RoomPerson, StoreError> {
    let person = room_calls::person(scope, presence.room, presence.person)?;
    let person = person.filter(|person| person.left_at.is_none());
    Ok(person.ok_or_else(wrong)?)
}

/// Notes that the browser of somebody is connected, who is in the room.
///
/// # Errors
/// `Closed` (`wrong-room`) for who is not in it, or it has closed.
pub fn listen(tx: &mut Tx<'_>, room_id: &str, presence: Presence, now: Timestamp) -> Result<(), StoreError> {
    require_open(tx, room_id, now)?;
    let scope = &mut tx.scope(&Permit::guest(presence.company));
    let person = present(scope, presence)?;
    room_calls::update_person(scope, &RoomPerson { seen_at: now, ..person })
}

/// Somebody leaves, and the others are told. Leaving twice changes nothing.
///
/// # Errors
/// Failures of the database.
pub fn leave(tx: &mut Tx<'_>, presence: Presence, now: Timestamp) -> Result<(), StoreError> {
    let scope = &mut tx.scope(&Permit::guest(presence.company));
    match room_calls::person(scope, presence.room, presence.person)? {
        Some(person) => leave_as(scope, presence.room, &person, now),
        None => Ok(()),
    }
}

fn leave_as(
    scope: &mut Scope<'_>,
    room: Uuid,
    person: &RoomPerson,
    now: Timestamp,
) -> Result<(), StoreError> {
    if person.left_at.is_some() {
        return Ok(());
    }
    let saying = Saying { kind: MessageKind::Left, from: person.id, to: None, body: "{}" };
    room_calls::say(scope, room, saying, now)?;
    room_calls::update_person(scope, &RoomPerson { left_at: Some(now), ..person.clone() })
}

/// Notes whose browsers are connected to a server.
///
/// # Errors
/// Failures of the database.
pub fn note(tx: &mut Tx<'_>, connected: &[Presence], now: Timestamp) -> Result<(), StoreError> {
    let people: Vec<RoomPersonId> = connected.iter().map(|one| one.person).collect();
    room_calls::see(tx, &people, now)
}

/// The same, and has those leave their rooms who have been lost.
///
/// # Errors
/// Failures of the database.
pub fn keep(tx: &mut Tx<'_>, connected: &[Presence], now: Timestamp) -> Result<(), StoreError> {
    note(tx, connected, now)?;
    let rooms: Vec<Uuid> = connected.iter().map(|one| one.room).collect();
    for (company, room, person) in room_calls::lost(tx, &rooms, now.plus_seconds(-call::GONE_AFTER))? {
        leave(tx, Presence { company, room, person }, now)?;
    }
    Ok(())
}

/// A call whose room closes at another time than it did: its meeting was moved, or made longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shifted {
    pub company: CompanyId,
    /// A digest of the room's id.
    pub room: Uuid,
    pub closes_at: Timestamp,
}

/// Notes that.
///
/// # Errors
/// Failures of the database.
pub fn shift(tx: &mut Tx<'_>, shifted: &[Shifted]) -> Result<(), StoreError> {
    for Shifted { company, room, closes_at } in shifted {
        room_calls::close_at(&mut tx.scope(&Permit::guest(*company)), *room, *closes_at)?;
    }
    Ok(())
}

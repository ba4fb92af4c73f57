//! Moves that a client is asked about: the new time is held, and the old one stays, until the client answers.

use super::change::locked;
use super::claims::{self, Wanted, of_appointment, of_move};
use super::holder::Holder;
use super::links::{Link, LinkPurpose};
use super::made::take;
use super::record::{self, Cause, move_json};
use super::settle::settled;
use super::shop::{Found, Shop};
use crate::history::Actor;
use crate::kit::Precondition;
use domain::access::Permit;
use domain::appointment::{Appointment, Move, MoveStatus, transitions};
use domain::commitment::{Hold, Subject};
use domain::effect::{Due, Effect};
use domain::event::EventKind;
use domain::{AppointmentId, Refusal, UserId};
use persistence::store::{appointment_moves as moves, appointments};
use persistence::{Scope, StoreError, Tx, ledger, outbox};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Holds the new time and has the client asked.
///
/// The old time stays taken, and nobody has one time twice. So of the new one that is held which the old one does not cover, with the
/// same people: together they keep everybody else away from both, whatever the client answers.
///
/// # Errors
/// `Unavailable` (`slot-not-available`).
pub(super) fn ask(
    scope: &mut Scope<'_>,
    stored: &Appointment,
    one: &Move,
    found: &Found,
    actor: &Actor,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let wanted = Wanted {
        company: stored.company,
        user: found.user,
        client: Some(&stored.client),
        time: one.to.time,
        buffer_minutes: found.buffer_minutes,
        source: of_move(one.id),
        hold: Hold::Until(one.expires_at.unwrap_or(now)),
    };
    claims::take_beside(scope, &wanted, of_appointment(stored), now)?;
    moves::insert(scope, stored, one)?;
    let saved = appointments::update(scope, stored, now)?;
    let kind = EventKind::AppointmentMoveAsked;
    let cause = Cause { actor, kind, reason: one.reason.as_deref() };
    record::change(scope, &cause, stored, &saved, Some(("move", move_json(one))), now)?;
    let effect = Effect::AskClient { appointment: saved.id, question: one.id };
    outbox::enqueue(scope, saved.company, &[Due { effect, at: now }], now)?;
    Ok(saved)
}

/// Ends the question that is open, where one is: its time is given back.
pub(super) fn end_pending(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    for one in moves::of(scope, appointment)?.iter().filter(|one| one.noted == MoveStatus::Pending) {
        let status = match one.status(now) {
            MoveStatus::Expired => MoveStatus::Expired,
            _ => MoveStatus::Refused,
        };
        moves::settle(scope, appointment, one.id, status)?;
        ledger::release(scope, of_move(one.id))?;
    }
    Ok(())
}

/// The question of a link that is open, with the appointment under the locks of everybody concerned.
fn open(
    scope: &mut Scope<'_>,
    link: &Link,
    now: Timestamp,
) -> Result<(Appointment, Move, UserId), StoreError> {
    let (id, question) = (link.appointment, link.question());
    let question = question.ok_or_else(|| Refusal::not_found("move"))?;
    let seen = appointments::get(scope, id)?;
    let staff = moves::of(scope, &seen)?.into_iter().find(|one| one.id == question).map(|one| one.to.staff);
    let staff = staff.ok_or_else(|| Refusal::not_found("move"))?;
    let user = Shop::user_of(scope, staff)?;
    let mut locks = super::people::of_client(scope, seen.company, &seen.client)?;
    locks.insert(Subject::User(user));
    let stored = appointments::lock(scope, id, &Vec::from_iter(locks))?;
    let one = moves::of(scope, &stored)?.into_iter().find(|one| one.id == question);
    let one = one.filter(|one| one.status(now) == MoveStatus::Pending && link.opens(&stored, now));
    let one = one.ok_or_else(|| Refusal::WrongState {
        slug: "hold-expired",
        detail: "the question is answered, replaced or too old".into(),
    })?;
    Ok((stored, one, user))
}

/// The question that somebody answers who sees an appointment as its client, as the link that asks it: their own, else that of what
/// they were shown. `None` where they see nothing.
///
/// # Errors
/// Failures of the database.
pub fn asked_of(
    tx: &mut Tx<'_>,
    holder: &Holder,
    shown: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    if let Holder::Link(link) = holder
        && link.question().is_some()
    {
        return Ok(Some(*link));
    }
    let Some(question) = shown else { return Ok(None) };
    let found = holder.find(&mut tx.scope(&holder.permit()), now)?;
    Ok(found.map(|found| Link::to(&found, LinkPurpose::Agree(question))))
}

/// The client agrees by a link to a move: the appointment gets the time that is held.
///
/// # Errors
/// `NotFound`; `WrongState`: `hold-expired`, `wrong-status`; `Unavailable` (`slot-not-available`).
pub fn agree(tx: &mut Tx<'_>, link: &Link, now: Timestamp) -> Result<Appointment, StoreError> {
    let company = link.company;
    let scope = &mut tx.scope(&Permit::guest(company));
    Precondition::default().retry(|| {
        let (stored, one, user) = open(scope, link, now)?;
        let relocated = transitions::relocate(&stored, one.to, user, now)?;
        Shop::read(&mut scope.everybodys(), stored.service, Some(one.to.staff))?
            .require_open(one.to.staff)?;
        Shop::require_standing(scope, company, one.to, user, now)?;
        ledger::release(scope, of_move(one.id))?;
        ledger::release(scope, of_appointment(&stored))?;
        let buffer = Shop::buffer_of(scope, one.to.staff)?;
        take(scope, &relocated, buffer, now)?;
        moves::settle(scope, &stored, one.id, MoveStatus::Confirmed)?;
        settled(scope, &stored, &relocated, &one, &Actor::guest("client"), now)
    })
}

/// The client does not want a move: the appointment stays as it is.
///
/// # Errors
/// `NotFound`; `WrongState` (`hold-expired`).
pub fn decline(tx: &mut Tx<'_>, link: &Link, now: Timestamp) -> Result<Appointment, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(link.company));
    Precondition::default().retry(|| {
        let (stored, one, _) = open(scope, link, now)?;
        settle(scope, &stored, &one, MoveStatus::Refused, &Actor::guest("client"), now)
    })
}

/// Ends a question for which nobody answered in time.
pub(super) fn expire(
    scope: &mut Scope<'_>,
    id: AppointmentId,
    actor: &Actor,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let stored = locked(scope, id)?;
    let ended = moves::of(scope, &stored)?
        .into_iter()
        .find(|one| one.noted == MoveStatus::Pending && one.status(now) == MoveStatus::Expired);
    let Some(one) = ended else { return Ok(false) };
    settle(scope, &stored, &one, MoveStatus::Expired, actor, now)?;
    Ok(true)
}

fn settle(
    scope: &mut Scope<'_>,
    stored: &Appointment,
    one: &Move,
    status: MoveStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    ledger::release(scope, of_move(one.id))?;
    moves::settle(scope, stored, one.id, status)?;
    let saved = appointments::update(scope, stored, now)?;
    let kind = match status {
        MoveStatus::Expired => EventKind::AppointmentMoveExpired,
        _ => EventKind::AppointmentMoveRefused,
    };
    let cause = Cause { actor, kind, reason: None };
    record::change(scope, &cause, stored, &saved, Some(("move", move_json(one))), now)?;
    Ok(saved)
}

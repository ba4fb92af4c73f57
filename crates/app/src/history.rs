//! The only place that records changes of interviews, schedules and conflicts: the line of the log, and the effects that
//! follow, in the transaction of the change.

use crate::reminders;
use domain::access::{Action, Permit};
use domain::effect;
use domain::event::Event;
use domain::interview::Interview;
use domain::{CompanyId, UserId};
use persistence::store::interview_logs::{self, NewEntry};
use persistence::{Scope, StoreError, Writes, outbox};
use scheduling_core::time::Timestamp;

/// Who made a change, as the log names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: Option<UserId>,
    /// The user, where they are one of the company's, whose records name them.
    pub member: Option<UserId>,
    /// `user:12`, `key:3 Careers page` (a key's id and name), `api` (the platform's own token), `system`, `candidate`,
    /// `interviewer`, `client`
    pub name: String,
}

impl Actor {
    /// The holder of a permit.
    #[must_use]
    pub fn of(permit: &Permit) -> Self {
        if let Some(part) = permit.guest_name() {
            return Self::guest(part);
        }
        let name = match (permit.action(), permit.user()) {
            (Action::System, _) => return Self::system(),
            (_, Some(user)) => format!("user:{user}"),
            (_, None) if permit.browser().is_some() => "client".into(),
            (_, None) => {
                permit.key().map_or_else(|| "api".into(), |key| format!("key:{} {}", key.id, key.name))
            }
        };
        Self { user: permit.user(), member: permit.member(), name }
    }

    /// The product itself, for the consequences of a change.
    #[must_use]
    pub fn system() -> Self {
        Self { user: None, member: None, name: "system".into() }
    }

    /// A participant without an account, by their part in the interview.
    #[must_use]
    pub fn guest(part: &str) -> Self {
        Self { user: None, member: None, name: part.into() }
    }
}

/// What a change was about, as JSON objects, before and after it; `None` where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Change {
    /// What was so, and what is so now.
    pub(crate) fn between(before: String, after: String) -> Self {
        Self { before: Some(before), after: Some(after) }
    }
}

/// Records a change of an interview: a line in its log, its effects, and its reminders if its time or participants
/// changed. `event` is about the interview as it stands after the change.
pub(crate) fn record(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    event: &Event,
    change: &Change,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut writes = Writes::default();
    record_with(scope, &mut writes, actor, interview, event, change, now)?;
    Ok(writes.run(scope)?)
}

/// A change of an interview, to be recorded with others.
pub(crate) struct Entry<'a> {
    pub(crate) interview: &'a Interview,
    pub(crate) event: Event,
    pub(crate) change: Change,
}

/// Records changes of interviews of one company, in a fixed number of statements.
pub(crate) fn record_all(
    scope: &mut Scope<'_>,
    actor: &Actor,
    entries: &[Entry<'_>],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(company) = entries.first().map(|entry| entry.interview.company) else { return Ok(()) };
    let mut writes = Writes::default();
    for Entry { interview, event, change } in entries {
        add(&mut writes, actor, interview, event, change, now)?;
    }
    writes.run(scope)?;
    let moved = entries.iter().filter(|entry| entry.event.kind.moves_reminders());
    let moved: Vec<Interview> = moved.map(|entry| entry.interview.clone()).collect();
    reminders::set_all(scope, company, &moved, now)
}

/// Records what became of an interview that has just been made and is booked to no slot, with its first reminders, in one statement.
pub(crate) fn record_new(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    entries: &[Entry<'_>],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut writes = Writes::default();
    for Entry { interview, event, change } in entries {
        add(&mut writes, actor, interview, event, change, now)?;
    }
    let due = reminders::of_new(scope, interview, now)?;
    outbox::enqueue_with(&mut writes, interview.company, &due, now);
    Ok(writes.run(scope)?)
}

/// The same as [`record`], added to `writes`; only reminders that move are set at once.
pub(crate) fn record_with(
    scope: &mut Scope<'_>,
    writes: &mut Writes,
    actor: &Actor,
    interview: &Interview,
    event: &Event,
    change: &Change,
    now: Timestamp,
) -> Result<(), StoreError> {
    add(writes, actor, interview, event, change, now)?;
    if event.kind.moves_reminders() {
        reminders::set(scope, interview, now)?;
    }
    Ok(())
}

/// Adds the line of the log, and the effects.
fn add(
    writes: &mut Writes,
    actor: &Actor,
    interview: &Interview,
    event: &Event,
    change: &Change,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (old, new) = (change.before.as_deref(), change.after.as_deref());
    let reason = event.reason.as_deref();
    let action = event.kind.name().rsplit('.').next().unwrap_or_default();
    let entry = NewEntry { action, actor: &actor.name, old, new, reason };
    interview_logs::add_with(writes, interview, &entry, now)?;
    let event = Event { previous: change.before.clone(), ..event.clone() };
    let due = effect::of_event(&event, interview.sequence, interview.ai.is_some());
    outbox::enqueue_with(writes, interview.company, &due, now);
    Ok(())
}

/// Publishes an event that belongs to no interview's log.
pub(crate) fn publish(
    scope: &mut Scope<'_>,
    company: CompanyId,
    event: &Event,
    sequence: i64,
    ai: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    Ok(outbox::enqueue(scope, company, &effect::of_event(event, sequence, ai), now)?)
}

//! What happens to interviews, schedules and conflicts is told here, and nowhere else: the line of the log, and the
//! effects that follow, are written with the change itself.

use crate::reminders;
use domain::access::{Action, Permit};
use domain::effect;
use domain::event::Event;
use domain::interview::Interview;
use domain::{CompanyId, UserId};
use persistence::store::interview_logs::{self, NewEntry};
use persistence::{Scope, StoreError, Writes, outbox};
use scheduling_core::time::Timestamp;

/// Who does something, as the log names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: Option<UserId>,
    /// `user:12`, `api` (a key, or the platform's own token), `system`, `candidate`, `interviewer`
    pub name: String,
}

impl Actor {
    /// Whoever holds the permit.
    #[must_use]
    pub fn of(permit: &Permit) -> Self {
        let name = match (permit.action(), permit.user()) {
            (Action::System, _) => return Self::system(),
            (_, Some(user)) => format!("user:{user}"),
            (_, None) => "api".into(),
        };
        Self { user: permit.user(), name }
    }

    /// The product itself, where a change of somebody's has consequences.
    #[must_use]
    pub fn system() -> Self {
        Self { user: None, name: "system".into() }
    }

    /// Somebody without an account, by the part that they have in an interview.
    #[must_use]
    pub fn guest(part: &str) -> Self {
        Self { user: None, name: part.into() }
    }
}

/// Tells of something that happened to an interview: a line in its log, all effects, and its reminders where its time or
/// people changed. `event` is about the interview as it stands after the change, `old` and `new` are JSON objects of
/// what changed about it.
pub(crate) fn tell(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    event: &Event,
    (old, new): (Option<&str>, Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut writes = Writes::default();
    tell_with(scope, &mut writes, actor, interview, event, (old, new), now)?;
    Ok(writes.run(scope)?)
}

/// The same, written with other things; only reminders, where they move, are set at once.
pub(crate) fn tell_with(
    scope: &mut Scope<'_>,
    writes: &mut Writes,
    actor: &Actor,
    interview: &Interview,
    event: &Event,
    (old, new): (Option<&str>, Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let reason = event.reason.as_deref();
    let action = event.kind.name().rsplit('.').next().unwrap_or_default();
    let entry = NewEntry { action, actor: &actor.name, old, new, reason };
    interview_logs::add_with(writes, interview, &entry, now)?;
    if event.kind.moves_reminders() {
        reminders::set(scope, interview, now)?;
    }
    let due = effect::of_event(event, interview.sequence, interview.ai.is_some());
    outbox::put_with(writes, interview.company, &due, now);
    Ok(())
}

/// Tells of something that no interview's log has.
pub(crate) fn spread(
    scope: &mut Scope<'_>,
    company: CompanyId,
    event: &Event,
    sequence: i64,
    ai: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    Ok(outbox::put(scope, company, &effect::of_event(event, sequence, ai), now)?)
}

//! Making, moving and ending the rooms of one interview: one step at a time, each begun in one transaction, done with none
//! open, and settled in another.

use super::at_provider::{Rooms, Trouble};
use super::places::key;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::room::plan::{self, Step, Wish};
use domain::room::{Made, ProviderRoom, RoomProvider, Told};
use domain::{InterviewId, RoomProviderId};
use integrations::rooms::{Meeting, RoomError, RoomRef};
use persistence::store::collection::Collection;
use persistence::store::{companies, interviews, provider_rooms, room_providers};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Whoever asks a provider has so long, in seconds, before somebody else may: more than a request can take.
const LEASE: i64 = 60;
/// Steps of one turn that need nobody outside; there are never so many.
const STEPS: usize = 8;

/// What is to be done now.
#[derive(Debug, Clone)]
pub enum Turn {
    /// All is as it should be.
    Nothing,
    /// Not before then.
    Wait(Timestamp),
    /// Ask the provider.
    Ask(Box<Errand>),
}

/// Something to be asked of a provider. Nobody else asks about that room meanwhile.
#[derive(Debug, Clone)]
pub struct Errand {
    /// As it is stored since the errand was begun.
    room: ProviderRoom,
    provider: RoomProvider,
    task: Task,
}

#[derive(Debug, Clone)]
enum Task {
    Make(Told),
    Change(Told),
    End,
}

impl Errand {
    /// Whether a room is to go: somebody has to be asked until that is done, whatever they say at first.
    #[must_use]
    pub fn ends(&self) -> bool {
        matches!(self.task, Task::End)
    }
}

/// What was heard of the provider.
#[derive(Debug, Clone)]
pub enum Heard {
    Made(Made),
    Changed,
    /// There is no such room any more.
    Gone,
    Ended,
}

/// Looks for what is to be done, without touching anything.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, permit: &Permit, id: InterviewId, now: Timestamp) -> Result<Step, StoreError> {
    step(&mut tx.scope(permit), id, now)
}

/// Begins what is to be done: what needs nobody outside is done at once.
///
/// # Errors
/// Failures of the database.
pub fn begin(tx: &mut Tx<'_>, permit: &Permit, id: InterviewId, now: Timestamp) -> Result<Turn, StoreError> {
    let scope = &mut tx.scope(permit);
    for _ in 0..STEPS {
        let done = match step(scope, id, now)? {
            Step::Nothing => return Ok(Turn::Nothing),
            Step::Wait(until) => return Ok(Turn::Wait(until)),
            Step::Replace(room, at) => give_up(scope, &room, at, now)?,
            Step::Forget(room) => provider_rooms::delete(scope, &room)?,
            Step::Make(room, told) => return lease(scope, room, Task::Make(told), now),
            Step::Change(room, told) => return lease(scope, room, Task::Change(told), now),
            Step::End(room) => return lease(scope, room, Task::End, now),
        };
        if !done {
            break;
        }
    }
    // Somebody else is at it too: what they leave is to be looked at anew.
    Ok(Turn::Wait(now))
}

/// The next step, as things stand.
fn step(scope: &mut Scope<'_>, id: InterviewId, now: Timestamp) -> Result<Step, StoreError> {
    let rooms = provider_rooms::of_interview(scope, id)?;
    let wish = match rooms.iter().any(|room| room.wanted) {
        true => wish(scope, id, now)?,
        false => None,
    };
    if rooms.is_empty() {
        return Ok(Step::Nothing);
    }
    let in_use = room_providers::in_use(scope)?.map(|provider| provider.id);
    Ok(plan::next(wish.as_ref(), in_use, &rooms, now))
}

fn wish(scope: &mut Scope<'_>, id: InterviewId, now: Timestamp) -> Result<Option<Wish>, StoreError> {
    let interview = interviews::get(scope, id)?;
    let Some(room_id) = interview.room_id.as_deref() else { return Ok(None) };
    let (job, company) = (JobDetails::get(scope, interview.job)?, companies::get(scope, interview.company)?);
    let topic = format!("{} – {}", job.details.title, company.details.name);
    Ok(plan::wish(&interview, key(room_id), &topic, now))
}

/// Wants this room no longer, and one at another provider instead where one is named; whether nobody was faster.
fn give_up(
    scope: &mut Scope<'_>,
    room: &ProviderRoom,
    at: Option<RoomProviderId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = match room.begun {
        true => {
            let unwanted = ProviderRoom { wanted: false, ..room.clone() };
            provider_rooms::update(scope, &unwanted, now)?.is_some()
        }
        false => provider_rooms::delete(scope, room)?,
    };
    if let (true, Some(provider)) = (done, at) {
        let interview = interviews::get(scope, room.interview)?;
        if let Some(room_id) = interview.room_id.as_deref() {
            provider_rooms::insert(scope, (room.company, room.interview), provider, key(room_id), now)?;
        }
    }
    Ok(done)
}

/// Writes down that the provider is about to be asked, so that whoever comes after a worker that died knows it.
fn lease(scope: &mut Scope<'_>, room: ProviderRoom, task: Task, now: Timestamp) -> Result<Turn, StoreError> {
    let provider = room_providers::find(scope, room.provider)?;
    let provider = provider.ok_or_else(|| DbError::other("a room of no provider"))?;
    let told = match &task {
        Task::Make(told) => Some(told.clone()),
        Task::Change(_) | Task::End => room.told.clone(),
    };
    let leased = ProviderRoom { begun: true, told, leased_until: Some(now.plus_seconds(LEASE)), ..room };
    Ok(match provider_rooms::update(scope, &leased, now)? {
        Some(room) => Turn::Ask(Box::new(Errand { room, provider, task })),
        None => Turn::Wait(now),
    })
}

/// Asks the provider.
///
/// # Errors
/// [`Trouble`] says whether to ask again.
pub async fn run(rooms: &Rooms, errand: &Errand, now: Timestamp) -> Result<Heard, Trouble> {
    let provider = rooms.provider(&errand.provider)?;
    let reference = errand.room.made.as_ref().map(|made| RoomRef { provider_id: made.id.clone() });
    match (&errand.task, reference) {
        (Task::Make(told), _) => {
            let made = provider.make(&meeting(&errand.room, told), now).await?;
            Ok(Heard::Made(Made { id: made.provider_id, link: made.join_url }))
        }
        (Task::Change(told), Some(room)) => {
            match provider.change(&room, &meeting(&errand.room, told), now).await {
                Ok(()) => Ok(Heard::Changed),
                Err(RoomError::Gone { .. }) => Ok(Heard::Gone),
                Err(error) => Err(error.into()),
            }
        }
        (Task::Change(_), None) => Ok(Heard::Gone),
        (Task::End, Some(room)) => {
            provider.end(&room, now).await?;
            Ok(Heard::Ended)
        }
        (Task::End, None) => {
            if let Some(told) = &errand.room.told {
                provider.abandon(&meeting(&errand.room, told), now).await?;
            }
            Ok(Heard::Ended)
        }
    }
}

fn meeting(room: &ProviderRoom, told: &Told) -> Meeting {
    Meeting {
        key: room.key,
        // Our own room's id is nothing for other people's servers.
        room_id: String::new(),
        topic: told.topic.clone(),
        start: told.start,
        minutes: u32::try_from(told.minutes).unwrap_or(1),
    }
}

/// Writes down what was heard, or that nothing was, and says what is to be done next.
///
/// # Errors
/// Failures of the database.
pub fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    (errand, heard): (&Errand, Option<&Heard>),
    now: Timestamp,
) -> Result<Step, StoreError> {
    let scope = &mut tx.scope(permit);
    let room = ProviderRoom { leased_until: None, ..errand.room.clone() };
    let told = match &errand.task {
        Task::Make(told) | Task::Change(told) => Some(told.clone()),
        Task::End => room.told.clone(),
    };
    match heard {
        Some(Heard::Made(made)) => {
            provider_rooms::update(scope, &ProviderRoom { made: Some(made.clone()), told, ..room }, now)?;
        }
        Some(Heard::Changed) => {
            provider_rooms::update(scope, &ProviderRoom { told, ..room }, now)?;
        }
        Some(Heard::Gone) => {
            provider_rooms::update(scope, &ProviderRoom { made: None, ..room }, now)?;
        }
        Some(Heard::Ended) => {
            provider_rooms::delete(scope, &room)?;
            room_providers::forget_credentials(scope)?;
        }
        None => {
            provider_rooms::update(scope, &room, now)?;
        }
    }
    step(scope, errand.room.interview, now)
}

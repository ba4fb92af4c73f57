//! Making, moving and ending the rooms of one interview: one step at a time, each begun in one transaction, done with none
//! open, and settled in another.

use super::at_provider::{ProvisioningError, Rooms};
use super::places::key;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::room::plan::{self, Step, Wish};
use domain::room::{CreatedRoom, MeetingDetails, ProviderRoom, RoomProvider};
use domain::{InterviewId, RoomProviderId};
use integrations::rooms::{Meeting, RoomError, RoomRef};
use persistence::store::collection::Collection;
use persistence::store::{companies, interviews, provider_rooms, room_providers};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// How long a worker leases a room, in seconds: longer than a request can take.
const LEASE: i64 = 60;
/// Local steps of one run; there are never so many.
const STEPS: usize = 8;

/// What to do next.
#[derive(Debug, Clone)]
pub enum NextStep {
    /// Nothing: the room is as it should be.
    Nothing,
    /// Not before then.
    Wait(Timestamp),
    /// Ask the provider.
    Ask(Box<ProvisioningTask>),
}

/// A request to a provider, under a lease of its room.
#[derive(Debug, Clone)]
pub struct ProvisioningTask {
    /// The room as stored when the task was started.
    room: ProviderRoom,
    provider: RoomProvider,
    request: Request,
}

#[derive(Debug, Clone)]
enum Request {
    Make(MeetingDetails),
    Change(MeetingDetails),
    End,
}

impl ProvisioningTask {
    /// Whether it ends a room, which is retried even after a refusal.
    #[must_use]
    pub fn ends(&self) -> bool {
        matches!(self.request, Request::End)
    }
}

/// The reply of a provider.
#[derive(Debug, Clone)]
pub enum ProviderReply {
    CreatedRoom(CreatedRoom),
    Changed,
    /// There is no such room any more.
    Gone,
    Ended,
}

/// The next step, without writing.
///
/// # Errors
/// Failures of the database.
pub fn pending_step(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    now: Timestamp,
) -> Result<Step, StoreError> {
    step(&mut tx.scope(permit), id, now)
}

/// Starts the next task; local steps are done at once.
///
/// # Errors
/// Failures of the database.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    let scope = &mut tx.scope(permit);
    for _ in 0..STEPS {
        let done = match step(scope, id, now)? {
            Step::Nothing => return Ok(NextStep::Nothing),
            Step::Wait(until) => return Ok(NextStep::Wait(until)),
            Step::Replace(room, at) => give_up(scope, &room, at, now)?,
            Step::Forget(room) => provider_rooms::delete(scope, &room)?,
            Step::Make(room, told) => return lease(scope, room, Request::Make(told), now),
            Step::Change(room, told) => return lease(scope, room, Request::Change(told), now),
            Step::End(room) => return lease(scope, room, Request::End, now),
        };
        if !done {
            break;
        }
    }
    // Another worker changed the room; look at it again.
    Ok(NextStep::Wait(now))
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
    let done = match room.started {
        true => {
            let unwanted = ProviderRoom { wanted: false, ..room.clone() };
            provider_rooms::update(scope, &unwanted, now)?.is_some()
        }
        false => provider_rooms::delete(scope, room)?,
    };
    if let (true, Some(provider)) = (done, at) {
        let interview = interviews::get(scope, room.interview)?;
        if let Some(room_id) = interview.room_id.as_deref() {
            provider_rooms::insert(scope, room.company, provider, &[(room.interview, key(room_id))], now)?;
        }
    }
    Ok(done)
}

/// Leases the room and records that the provider is about to be asked, in case the worker dies.
fn lease(
    scope: &mut Scope<'_>,
    room: ProviderRoom,
    request: Request,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    let provider = room_providers::find(scope, room.provider)?;
    let provider = provider.ok_or_else(|| DbError::other("a room of no provider"))?;
    let told = match &request {
        Request::Make(told) => Some(told.clone()),
        Request::Change(_) | Request::End => room.told.clone(),
    };
    let leased = ProviderRoom { started: true, told, leased_until: Some(now.plus_seconds(LEASE)), ..room };
    Ok(match provider_rooms::update(scope, &leased, now)? {
        Some(room) => NextStep::Ask(Box::new(ProvisioningTask { room, provider, request })),
        None => NextStep::Wait(now),
    })
}

/// Asks the provider.
///
/// # Errors
/// [`ProvisioningError`] says whether to ask again.
pub async fn run(
    rooms: &Rooms,
    task: &ProvisioningTask,
    now: Timestamp,
) -> Result<ProviderReply, ProvisioningError> {
    let provider = rooms.provider(&task.provider)?;
    let reference = task.room.made.as_ref().map(|made| RoomRef { provider_id: made.id.clone() });
    match (&task.request, reference) {
        (Request::Make(told), _) => {
            let made = provider.make(&meeting(&task.room, told), now).await?;
            Ok(ProviderReply::CreatedRoom(CreatedRoom { id: made.provider_id, link: made.join_url }))
        }
        (Request::Change(told), Some(room)) => {
            match provider.change(&room, &meeting(&task.room, told), now).await {
                Ok(()) => Ok(ProviderReply::Changed),
                Err(RoomError::Gone { .. }) => Ok(ProviderReply::Gone),
                Err(error) => Err(error.into()),
            }
        }
        (Request::Change(_), None) => Ok(ProviderReply::Gone),
        (Request::End, Some(room)) => {
            provider.end(&room, now).await?;
            Ok(ProviderReply::Ended)
        }
        (Request::End, None) => {
            if let Some(told) = &task.room.told {
                provider.abandon(&meeting(&task.room, told), now).await?;
            }
            Ok(ProviderReply::Ended)
        }
    }
}

fn meeting(room: &ProviderRoom, told: &MeetingDetails) -> Meeting {
    Meeting {
        key: room.key,
        // Our own room's id is nothing for other people's servers.
        room_id: String::new(),
        topic: told.topic.clone(),
        start: told.start,
        minutes: u32::try_from(told.minutes).unwrap_or(1),
    }
}

/// Records the reply, or that there was none, and answers the next step.
///
/// # Errors
/// Failures of the database.
pub fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    task: &ProvisioningTask,
    reply: Option<&ProviderReply>,
    now: Timestamp,
) -> Result<Step, StoreError> {
    let scope = &mut tx.scope(permit);
    let room = ProviderRoom { leased_until: None, ..task.room.clone() };
    let told = match &task.request {
        Request::Make(told) | Request::Change(told) => Some(told.clone()),
        Request::End => room.told.clone(),
    };
    match reply {
        Some(ProviderReply::CreatedRoom(made)) => {
            provider_rooms::update(scope, &ProviderRoom { made: Some(made.clone()), told, ..room }, now)?;
        }
        Some(ProviderReply::Changed) => {
            provider_rooms::update(scope, &ProviderRoom { told, ..room }, now)?;
        }
        Some(ProviderReply::Gone) => {
            provider_rooms::update(scope, &ProviderRoom { made: None, ..room }, now)?;
        }
        Some(ProviderReply::Ended) => {
            provider_rooms::delete(scope, &room)?;
            room_providers::forget_credentials(scope)?;
        }
        None => {
            provider_rooms::update(scope, &room, now)?;
        }
    }
    step(scope, task.room.interview, now)
}

//! Reading interviews and their logs.

use crate::kit::page;
use crate::rooms;
use domain::InterviewId;
use domain::access::Permit;
use domain::interview::Interview;
use domain::room::{Place, RoomStatus};
use persistence::store::interview_logs::{self, Entry};
use persistence::store::interviews::{self, Filter};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// In which order interviews are listed. By their start, those without a time are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Id,
    Start,
    LatestFirst,
}

/// Where a page of interviews ends: the start of the last one, where they are in that order, and its id.
pub type End = (Option<Timestamp>, InterviewId);

/// A page of interviews.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    order: Order,
    after: Option<End>,
    limit: i64,
) -> Result<Vec<Interview>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = match order {
        Order::Id => interviews::list(scope, filter, after.map(|(_, id)| id), limit)?,
        Order::Start | Order::LatestFirst => {
            let after = after.and_then(|(start, id)| Some((start?, id)));
            interviews::list_by_start(scope, filter, order == Order::LatestFirst, after, limit)?
        }
    };
    page(scope, rows)
}

/// One interview.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: InterviewId) -> Result<Interview, StoreError> {
    interviews::get(&mut tx.scope(permit), id)
}

/// An interview, and whether its people have somewhere to meet: nothing is said of one that has no room, or is over.
#[derive(Debug, Clone)]
pub struct InterviewView {
    pub interview: Interview,
    pub room: Option<RoomStatus>,
}

/// These interviews with what is known of their rooms.
///
/// # Errors
/// Failures of the database.
pub fn shown(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviews: Vec<Interview>,
    now: Timestamp,
) -> Result<Vec<InterviewView>, StoreError> {
    let places = rooms::places(&mut tx.scope(permit), &interviews, now)?;
    let show = |interview: Interview| InterviewView {
        room: places.get(&interview.id).map(Place::status),
        interview,
    };
    Ok(interviews.into_iter().map(show).collect())
}

/// The same of one.
///
/// # Errors
/// Failures of the database.
pub fn shown_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: Interview,
    now: Timestamp,
) -> Result<InterviewView, StoreError> {
    let place = rooms::place(&mut tx.scope(permit), &interview, now)?;
    Ok(InterviewView { room: place.as_ref().map(Place::status), interview })
}

/// A page of what was done to an interview, oldest first.
///
/// # Errors
/// `NotFound`.
pub fn logs(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    after: Option<uuid::Uuid>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let interview = get(tx, permit, id)?;
    interview_logs::list(&mut tx.scope(permit), &interview, after, limit)
}

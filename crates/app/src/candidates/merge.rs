//! Joining two records of one person.

use crate::history::Actor;
use crate::kit::renamed::renamed;
use crate::reminders;
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails, check_not_erased};
use domain::effect::{Named, Topic};
use domain::interview::Interview;
use domain::{CandidateId, Refusal};
use persistence::store::candidate_merge::{join, lock, settle_doubles};
use persistence::store::collection::Collection;
use persistence::store::interview_logs::{self, NewEntry};
use persistence::store::{changes, interviews};
use persistence::{Scope, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;
use serde_json::json;

/// Has everything that names the candidate `from` name `into`, and deletes `from`. What `into` has no word of (phone, time zone)
/// comes from `from`.
///
/// # Errors
/// `NotFound`, for `into` with its pointer; `Invalid` for one record alone; `Overlap` where both have something booked at the same
/// time; `WrongState` (`erased`).
pub fn merge(
    tx: &mut Tx<'_>,
    permit: &Permit,
    from: CandidateId,
    into: CandidateId,
    now: Timestamp,
) -> Result<Candidate, StoreError> {
    let scope = &mut tx.scope(permit);
    let company = CandidateDetails::get(scope, from)?.company;
    let scope = &mut scope.for_company(company)?;
    if from == into {
        return Err(Refusal::invalid("/into", "is the candidate itself").into());
    }
    lock(scope, company, [from, into])?;
    let from = CandidateDetails::get(scope, from)?;
    let into = CandidateDetails::get(scope, into).map_err(|error| at(error, "/into"))?;
    check_not_erased(&from)?;
    check_not_erased(&into)?;
    let moved = join(scope, &from, &into, now)?;
    CandidateDetails::delete(scope, &from, now)?;
    changes::note(scope, company, Topic::Directory, now)?;
    settle_doubles(scope, company, &from.details.email_key())?;
    let moved = interviews::by_ids(scope, &moved)?;
    let change = Merge { from: &from, into: &into, moved: &moved };
    note(scope, &Actor::of(permit), change, now)?;
    // The interviews are of another name, at another address.
    renamed(scope, company, &[Named::Candidate(into.id)], now)?;
    let details = CandidateDetails {
        phone: into.details.phone.clone().or(from.details.phone),
        time_zone: into.details.time_zone.clone().or(from.details.time_zone),
        ..into.details.clone()
    };
    match details == into.details {
        true => CandidateDetails::get(scope, into.id),
        false => CandidateDetails::update(scope, &into, &details, now),
    }
}

/// Who became whom, and whose interviews moved.
struct Merge<'a> {
    from: &'a Candidate,
    into: &'a Candidate,
    moved: &'a [Interview],
}

/// Notes in the log of each interview whose it is now, and has its people reminded as they want to be.
fn note(
    scope: &mut Scope<'_>,
    actor: &Actor,
    Merge { from, into, moved }: Merge<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let line = |candidate: &Candidate| json!({"candidate_id": candidate.id.0}).to_string();
    let (old, new) = (line(from), line(into));
    let mut writes = Writes::default();
    for interview in moved {
        let entry =
            NewEntry { action: "merged", actor: &actor.name, old: Some(&old), new: Some(&new), reason: None };
        interview_logs::add_with(&mut writes, interview, &entry, now)?;
    }
    writes.run(scope)?;
    reminders::set_all(scope, into.company, moved, now)
}

fn at(error: StoreError, pointer: &str) -> StoreError {
    match error {
        StoreError::Refused(refusal) => refusal.at(pointer).into(),
        other => other,
    }
}

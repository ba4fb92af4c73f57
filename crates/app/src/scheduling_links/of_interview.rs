//! A link by which the candidate of an interview that is there already chooses its time.

use super::manage::{NewLink, create};
use crate::kit::Precondition;
use domain::access::Permit;
use domain::interview::{InterviewStatus, LinkPanel, LinkState, SchedulingLink};
use domain::{InterviewId, Refusal};
use persistence::store::{interviews, schedules, scheduling_links as store};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};

/// What is said of the link; people, minutes and place are those of the interview.
#[derive(Debug, Clone)]
pub struct LinkTerms {
    pub last_day: Option<Date>,
    pub expires_at: Option<Timestamp>,
    pub moves: i64,
    pub change_minutes: i64,
    /// Whether the candidate is mailed the link.
    pub notify: bool,
}

/// Makes a link for an interview that has people and no time. What is chosen by it is the time of that interview.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) where it has a time, is over, or is booked to a slot; `Invalid` where nobody interviews;
/// those of making a link.
pub fn create_for(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    terms: &LinkTerms,
    now: Timestamp,
) -> Result<SchedulingLink, StoreError> {
    Precondition::default().retry(|| {
        tx.savepoint(|tx| {
            let scope = &mut tx.scope(permit);
            // Who gives it a time meanwhile waits for the lock of its candidate.
            let interview = interviews::lock(scope, id, &[])?;
            let is_booked = !schedules::live_bookings(scope, &[id])?.is_empty();
            if interview.status != InterviewStatus::Pending || is_booked {
                let detail = "it has a time already, is over, or waits in a slot".into();
                return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
            }
            let details = &interview.details;
            if details.interviewers.is_empty() {
                return Err(Refusal::invalid("/interviewer_ids", "nobody interviews yet").into());
            }
            let new = NewLink {
                job: interview.job,
                panel: LinkPanel::People {
                    interviewers: details.interviewers.clone(),
                    minutes: details.duration_minutes,
                },
                interview_type: details.interview_type,
                location: details.location.clone(),
                first_day: None,
                last_day: terms.last_day,
                expires_at: terms.expires_at,
                moves: terms.moves,
                change_minutes: terms.change_minutes,
                notify: terms.notify,
            };
            let link = create(tx, permit, interview.candidate, &new, now)?;
            let state = LinkState { interview: Some(id), ..link.kept };
            store::note(&mut tx.scope(permit), &link, state, link.details.moves_left, now)
        })
    })
}

//! Interviews, from the shortlist to the record.
//!
//! A change of an interview holds the lock of its candidate, and of everybody of the panel before and after, taken
//! at once. Its time is claimed in the ledger for the candidate and the panel; one that is booked to a slot has its time
//! claimed by the schedule instead. What is over keeps its claims: they are the record of whose time it took, and nobody
//! books the past.

mod book_many;
mod cancel;
mod change;
mod job_candidates;
mod join;
mod make;
pub mod page;
mod read;
mod record;
mod room;
mod shortlist;
mod slot_booking;
mod standings;
mod sweep;
mod template_panel;
mod time;
mod times;

pub use book_many::{MAX_BOOKINGS, ManyBookings, SlotBooking, book_many};
pub use cancel::cancel;
pub use change::{InterviewChange, change};
pub use job_candidates::{JobCandidate, Page as CandidatePage, list_job_candidates, shortlist_many};
pub use join::{Guest, Joined, join};
pub use make::{NewInterview, make};
pub use read::{
    InterviewView, Interviewer, beginnings, get, list, logs, require_seen, shown, shown_new, shown_one,
};
pub use room::link;
pub(crate) use room::page_of;
pub use shortlist::{shortlist, standing, toggle};
pub use standings::{standings_for, standings_of};
pub use sweep::{Ended, end_over};
pub use template_panel::ByTemplate;
pub(crate) use template_panel::{Meeting, needs, panel_at};
pub(crate) use time::{locks, require_panel};
pub use times::{CandidateTime, InterviewTimes, slots_for, times};

use domain::Refusal;
use domain::access::Permit;
use persistence::StoreError;

/// The actor and the user of a permit.
fn actor(permit: &Permit) -> crate::history::Actor {
    crate::history::Actor::of(permit)
}

/// What the body named is not there.
fn at(error: StoreError, pointer: &str) -> StoreError {
    match error {
        StoreError::Refused(Refusal::NotFound { what, .. }) => {
            Refusal::NotFound { what, pointer: Some(pointer.into()) }.into()
        }
        other => other,
    }
}

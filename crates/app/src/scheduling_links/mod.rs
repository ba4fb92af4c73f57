//! Scheduling links: candidates choose the time of their interview, move it and cancel it, without an account.
//!
//! What is offered is what the panel has in common, by the same search as everywhere, and what the candidate has free too. A time is
//! held in the ledger while the candidate confirms it; the interview itself is made, moved and cancelled by the use cases of
//! `crate::interviews`. Everything that somebody does with a link holds the lock of its candidate, so that one interview comes of
//! it, however often it is opened.

mod around;
mod calendar_file;
mod choose;
mod manage;
mod of_interview;
mod offers;
mod page;
mod shown;
mod token;

pub use calendar_file::calendar_file;
pub use choose::{Asked, Move, book, cancel, hold, hold_move, release, reschedule};
pub use manage::{
    LinkChange, MAX_LINKS, NewLink, NewLinks, change, create, create_many, end_holds, get, list, revoke,
};
pub use of_interview::{LinkTerms, create_for};
pub use offers::Offers;
pub use page::{GoneLink, PickPage, look, look_at_gone};
pub use shown::{LinkView, shown};
pub use token::{OpenedLink, opened, url_of};

//! When can these people meet, and why not?
//!
//! A [`Query`] says what is asked; [`search`] answers with the slots that meet every rule; [`explain`] says
//! which rule, of whom, removed each start, and what single change would help. All of them, and the check of a
//! booking ([`removals`]), are one computation: the rules in `rules` tell which starts they forbid, to the
//! second, and everything else only collects what they tell.
//!
//! The meaning is that of `contracts/availability-query.md`, which numbers it 1 to 8.

mod bits;
mod explain;
mod grid;
mod groups;
mod help;
mod names;
mod problem;
mod query;
mod rules;
mod search;
mod unchecked;

pub use explain::{ExplainedStart, Explanation, Removal, explain, removals};
pub use help::{Change, Help};
pub use problem::{FieldPath, PathStep, Problem};
pub use query::{Group, Participant, Query};
pub use rules::Rule;
pub use search::{Answer, Slot, search};
pub use unchecked::{
    UncheckedDaysOff, UncheckedGroup, UncheckedInterval, UncheckedParticipant, UncheckedQuery,
    UncheckedRequired, UncheckedRule,
};

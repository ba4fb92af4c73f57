//! When can these people meet, and why not?
//!
//! A [`Query`] says what is asked; [`search`] answers with the slots that meet every rule; [`explain`] says
//! which rule, of whom, removed each start, and what single change would help. All of them, and the check of a
//! booking ([`removals`]), are one computation: each rule says which starts it forbids, to the second, and
//! everything else only collects that.
//!
//! # The rules
//! A slot is a start on the grid and the time from it to its end, which is not inside any more. It must meet all rules:
//!
//! - [**Grid**](Rule::Grid): at the start the wall clock of the query's zone shows no seconds, and a minute of the day
//!   that is a multiple of the step. A minute that clocks show twice is two starts, one that they skip is none.
//! - [**Window**](Rule::Window): the slot lies wholly inside the window.
//! - [**Minimum notice**](Rule::MinimumNotice), [**maximum notice**](Rule::MaximumNotice): the start is not before "now"
//!   and the minimum, nor after "now" and the maximum.
//! - [**Working hours**](Rule::WorkingHours): at each instant of the slot the wall clock of the participant's zone is
//!   inside one of their weekly rules. A rule whose end is not after its start runs over midnight and belongs to the
//!   day on which it begins.
//! - [**Day off**](Rule::DayOff): at no instant of the slot the local date is a day off.
//! - [**Available**](Rule::Available): where such times are given, the slot lies wholly inside them.
//! - [**Busy**](Rule::Busy): no busy time overlaps the slot; touching it is allowed.
//! - [**Buffer**](Rule::Buffer): no busy time overlaps the slot with the query's buffers around it.
//!
//! Rules of participants hold for those who are needed: [`Group`] says of whom, and how many.
//!
//! ```
//! use scheduling_core::availability::{Participant, Query, removals, search};
//! use scheduling_core::time::{Interval, TimeZone, Timestamp};
//! // In the night in which Berlin's clocks show two o'clock twice, both are slots.
//! let (from, to) = (Timestamp::parse("2026-10-25T00:00:00Z")?, Timestamp::parse("2026-10-25T02:00:00Z")?);
//! let mut query = Query::new(Interval::new(from, to)?, 60)?.step_minutes(60)?.zone(TimeZone::named("Europe/Berlin")?);
//! query.add(Participant::named("Ada"));
//! assert_eq!(search(&query).found(), 2);
//! assert!(search(&query).slots().all(|slot| removals(&query, slot.start()).is_empty()));
//! # Ok::<(), scheduling_core::Error>(())
//! ```

mod bits;
mod check;
mod explain;
mod grid;
mod group;
mod groups;
mod help;
mod names;
mod participant;
mod problem;
mod query;
mod rules;
mod search;
mod terms;
mod unchecked;

pub use explain::{ExplainedStart, Explanation, Removal, explain, explain_starts, removals};
pub use group::Group;
pub use help::{Change, Help};
pub use participant::Participant;
pub use problem::{FieldPath, PathStep, Problem};
pub use query::Query;
pub use rules::Rule;
pub use search::{Answer, Slot, search};
pub use unchecked::{
    UncheckedDaysOff, UncheckedGroup, UncheckedInterval, UncheckedParticipant, UncheckedQuery,
    UncheckedRequired, UncheckedRule,
};

//! Slots before anybody has made them: when somebody's patterns leave them open, and which times a series asks for.
//!
//! Both speak of the wall clock of a zone and follow it over clock changes by membership: an instant is inside where
//! the clock on the wall shows a time that is. A time that clocks skip is nobody's, one that they show twice counts
//! twice.

mod pattern;
mod series;

pub use pattern::{Pattern, open_time};
pub use series::Series;

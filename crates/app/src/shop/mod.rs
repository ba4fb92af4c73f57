//! The shop: what clients can book, who offers it and when, and which times are offered.
//!
//! [`offers::gather`] reads, within one transaction and with one query per table however many staff there are;
//! [`GatheredShop::answer`] is pure. A booking asks [`StaffTime`], which is the same search for
//! one start: what is offered can be booked, when nothing changed in between.

mod change;
mod choice;
mod directory;
mod hours;
pub mod image;
mod known;
mod offered;
mod offers;
pub mod pages;
mod query;
pub mod settings;

pub(crate) use choice::{Choice, choose};
pub use known::{KnownFront, found, known, known_front};
pub use offered::{Offered, OfferedStaff, OfferedStart, StaffTime, Unoffered, WantedStart, WantedTime};
pub use offers::{AskedShop, GatheredShop, gather, gather_but};
pub use query::{Asked, DAYS, ExplainedStart, ShopAnswer, ShopExplanation, ShopSlot};

//! The directory: companies, users, interview templates, and whose time is taken by what from outside.
//!
//! Values come in checked one by one (the edge does that, so that it can name every bad field at once); here is what
//! needs more than one value or the database: whether things go together, whether what is named is there, and whether
//! the caller saw the newest version. The pure parts of that are functions of their own, so that the edge can ask them
//! too, before a transaction is opened.

pub mod busy_periods;
pub mod calendars;
pub mod companies;
mod feed_url;
pub mod templates;
pub mod users;

pub use feed_url::{check_feed_url, masked_address};

pub use crate::kit::{Precondition, home_problem};

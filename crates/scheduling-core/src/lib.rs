#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![deny(clippy::indexing_slicing, clippy::cast_possible_wrap, clippy::cast_lossless)]

mod error;

pub mod availability;
pub mod calendar;
pub mod slots;
pub mod time;

pub use error::{Error, ErrorKind};

//! What clients can book, who offers it, and when.

pub mod days_off;
mod days_off_of_users;
pub mod images;
mod links;
mod parts;
pub mod policies;
pub mod services;
pub mod settings;
pub mod special_hours;
pub mod staff;
pub(crate) mod touch;
pub mod work;
pub mod working_hours;

pub(super) use days_off_of_users::dates_around;
pub use days_off_of_users::off_in;

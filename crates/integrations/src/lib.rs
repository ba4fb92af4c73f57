//! The world outside, each part of it behind a type of ours: calendars, mail, online rooms, webhooks,
//! log-in providers.
//!
//! What crosses the network is async and has a time limit and a size limit; what only reads values is a plain
//! function. Nothing here retries, sleeps or asks what time it is: the jobs decide when to ask again.

pub mod caldav;
pub mod calendars;
pub mod demo;
pub mod mail;
pub mod outbound;
pub mod payments;
pub mod processor;
pub mod rooms;
pub mod sso;
pub mod webhooks;

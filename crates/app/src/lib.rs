//! Use cases: functions that take a transaction, ask the rules, and write.
//!
//! Each capability is a module, each use case a function. They are synchronous and get a [`persistence::Tx`], never a
//! pool; whoever calls them opens the one transaction of the request. The few that must ask the world outside
//! (`calendars::sync`) are async, and ask with no transaction open.

pub mod accounts;
pub mod ai_interviews;
pub mod calendars;
pub mod candidates;
pub mod configurations;
pub mod conflicts;
pub mod demo;
pub mod directory;
pub mod effects;
pub mod free_busy;
pub mod happenings;
pub mod interview_calendar;
pub mod interviews;
pub mod jobs;
pub mod notifications;
pub mod patterns;
pub(crate) mod reminders;
pub mod rooms;
pub mod schedules;
pub mod sealed;
pub mod slots;
pub mod template_availability;
pub mod webhooks;
